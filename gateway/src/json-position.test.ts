import { expect, test } from "vitest";
import { describeOffset, jsonErrorOffset } from "./json-position.ts";

test.each([
  ["", 0],
  ["{", 1],
  ["nul", 0],
  ["1 2", 2],
  ["[1,]", 3],
  ['{"a":1,}', 7],
  ['{"a" 1}', 5],
  ["{a:1}", 1],
  ['["\\x"]', 2],
  ['["a\nb"]', 3],
  ['"open', 5],
  ["01", 1],
  ["[1.]", 2],
  ["{'a':1}", 1],
  ['{"a":[{"b":null}, {"c":tru}]}', 23],
  ["[".repeat(100_000), 100_000],
])("%.40j is broken at %i", (text, offset) => {
  expect(() => JSON.parse(text)).toThrow();
  expect(jsonErrorOffset(text)).toBe(offset);
});

test.each(["1", ' {"a":[1,2.5e-3,{"b":"\\u00e4 \\""}],"c":{}} ', "[]", '[[],{},"",true,false,null]'])(
  "%s is complete",
  (text) => {
    JSON.parse(text);
    expect(jsonErrorOffset(text)).toBe(text.length);
  },
);

test("counts lines and columns from one", () => {
  expect(describeOffset('{\n  "a": x}', 9)).toBe("position 9 (line 2, column 8)");
});
