import { expect, test } from "vitest";
import { createLineReader } from "./json-lines.ts";

const TEXT = '{"a":1}\n{"b":"한글"}\n\n{"c":3}';

test("each line is read once, wherever the text is cut", () => {
  for (let cut = 0; cut <= TEXT.length; cut++) {
    const lines: unknown[] = [];
    const reader = createLineReader((line) => lines.push(line));
    reader.read(TEXT.slice(0, cut), false);
    reader.read(TEXT, false);
    reader.read(TEXT, true);
    reader.read(TEXT, true);
    expect(lines).toEqual([{ a: 1 }, { b: "한글" }, { c: 3 }]);
  }
});

test("a line that is no JSON is told", () => {
  expect(() => createLineReader(() => {}).read("<html>\n", false)).toThrow();
});
