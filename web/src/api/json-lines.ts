// Reads lines of JSON out of a text that grows, each as soon as it is whole.
import type { JsonValue } from "@bufbuild/protobuf";

export interface LineReader {
  /** @param text all that has arrived so far; `isWhole` when no more comes, so that the last line need not end in a line break. Throws for
   * a line that is no JSON, and what `onLine` throws. */
  read(text: string, isWhole: boolean): void;
}

export function createLineReader(onLine: (line: JsonValue) => void): LineReader {
  let from = 0;
  return {
    read(text, isWhole) {
      for (let end = next(text, from, isWhole); end >= 0; end = next(text, from, isWhole)) {
        const line = text.slice(from, end);
        from = end + 1;
        if (line.trim() !== "") onLine(JSON.parse(line) as JsonValue);
      }
    },
  };
}

function next(text: string, from: number, isWhole: boolean): number {
  const end = text.indexOf("\n", from);
  return end < 0 && isWhole && from < text.length ? text.length : end;
}
