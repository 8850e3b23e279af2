import { describe, expect, it } from "vitest";
import { createLineSplitter, MAX_LINE_BYTES } from "./import-lines.ts";

/** [number, text or what is wrong] of each line, for pieces of a size. */
function lines(file: string | Uint8Array, format: "csv" | "ndjson" = "csv", size = 1_000_000) {
  const bytes = Buffer.from(file as string);
  const splitter = createLineSplitter(format);
  const found = [];
  for (let from = 0; from < bytes.length; from += size) found.push(...splitter.push(bytes.subarray(from, from + size)));
  return [...found, ...splitter.end()].map(({ number, text, problem }) => [number, text ?? problem]);
}

const FILE = 'sku,title\r\nA,"한국어, ""quoted""\nand broken"\n\nB,plain "inches" 26"\nC,"closed"\nD,last';
const PARTS = [
  [1, "sku,title"],
  [2, 'A,"한국어, ""quoted""\nand broken"'],
  [4, ""],
  [5, 'B,plain "inches" 26"'],
  [6, 'C,"closed"'],
  [7, "D,last"],
];

describe("a file", () => {
  it.each([1, 2, 3, 5, 7, 64, 1000])("is cut into the same lines by pieces of %i bytes", (size) => {
    expect(lines(FILE, "csv", size)).toEqual(PARTS);
  });

  it("has no line after its last end of line, and may be empty", () => {
    expect(lines("a\nb\n")).toEqual([
      [1, "a"],
      [2, "b"],
    ]);
    expect(lines("")).toEqual([]);
  });

  it("of NDJSON ends its lines wherever quotes stand", () => {
    expect(lines('{"a":"\n"}\n1', "ndjson")).toEqual([
      [1, '{"a":"'],
      [2, '"}'],
      [3, "1"],
    ]);
  });

  it("may begin with a byte order mark", () => {
    expect(lines("\ufeffsku\nA")).toEqual([
      [1, "sku"],
      [2, "A"],
    ]);
  });
});

describe("a line", () => {
  const tooLong = `The line is longer than ${MAX_LINE_BYTES} bytes.`;

  it.each([1000, 1_000_000])("may be as long as the bound, and no longer: pieces of %i", (size) => {
    const [fits, over] = ["x".repeat(MAX_LINE_BYTES), "x".repeat(MAX_LINE_BYTES + 1)];
    expect(lines(`${fits}\n${over}\nshort\n${over}`, "ndjson", size)).toEqual([
      [1, fits],
      [2, tooLong],
      [3, "short"],
      [4, tooLong],
    ]);
  });

  it("whose quote is never closed does not swallow the rest of the file", () => {
    const rest = Array.from({ length: 2000 }, (_, index) => `SKU-${index},${"y".repeat(50)}`).join("\n");
    const found = lines(`a,"open\n${rest}`, "csv", 777);
    expect(found[0]).toEqual([1, tooLong]);
    expect(found.length).toBeGreaterThan(500);
    expect(found.at(-1)).toEqual([2001, `SKU-1999,${"y".repeat(50)}`]);
  });

  it("is told when it is not UTF-8, alone", () => {
    expect(lines(Buffer.from([0x61, 0x0a, 0xff, 0xfe, 0x0a, 0x62]))).toEqual([
      [1, "a"],
      [2, "The line is not UTF-8."],
      [3, "b"],
    ]);
  });
});
