// Cuts a file that arrives in pieces of any size into its lines, whatever the pieces cut through. Keeps no more than one line.
// In CSV a line goes on while a quoted field is open.

/** A line, or what is wrong with it. */
export interface Line {
  /** Of its beginning, from 1. */
  readonly number: number;
  /** Undefined: it is longer than allowed, or not UTF-8. */
  readonly text: string | undefined;
  readonly problem: string;
}

export const MAX_LINE_BYTES = 64 * 1024;

const [LF, CR, QUOTE, COMMA] = [10, 13, 34, 44];

export interface LineSplitter {
  /** The lines that end in this piece. */
  push(piece: Uint8Array): Line[];
  /** The last line, unless the file ended with the end of one. */
  end(): Line[];
}

export function createLineSplitter(format: "csv" | "ndjson"): LineSplitter {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const buffer = Buffer.allocUnsafe(MAX_LINE_BYTES);
  let length = 0;
  let isTooLong = false;
  let lineBreaks = 0;
  let beginsAt = 1;
  // What a quote means depends on where in a field it stands.
  let place: "start" | "plain" | "quoted" | "quote" = "start";

  const cut = (): Line => {
    const bytes = buffer.subarray(0, length);
    const number = beginsAt;
    const problem = isTooLong ? `The line is longer than ${MAX_LINE_BYTES} bytes.` : "";
    length = 0;
    isTooLong = false;
    beginsAt = lineBreaks + 1;
    place = "start";
    if (problem) return { number, text: undefined, problem };
    try {
      return { number, text: withoutEnd(decoder.decode(bytes)), problem: "" };
    } catch {
      return { number, text: undefined, problem: "The line is not UTF-8." };
    }
  };
  const keep = (bytes: Uint8Array) => {
    if (length + bytes.length > MAX_LINE_BYTES) isTooLong = true;
    if (isTooLong) return;
    buffer.set(bytes, length);
    length += bytes.length;
  };
  const step = (byte: number) => {
    if (byte === QUOTE)
      place = place === "start" ? "quoted" : place === "quoted" ? "quote" : place === "quote" ? "quoted" : place;
    else if (place !== "quoted") place = byte === COMMA ? "start" : "plain";
  };
  return {
    push(piece) {
      const lines: Line[] = [];
      let from = 0;
      for (let index = 0; index < piece.length; index++) {
        const byte = piece[index]!;
        if (byte !== LF) {
          if (format === "csv") step(byte);
          continue;
        }
        lineBreaks++;
        if (length + index - from > MAX_LINE_BYTES) isTooLong = true;
        // A quote that is never closed must not swallow the rest of the file: a line that is too long ends with its line.
        if (place === "quoted" && !isTooLong) continue;
        keep(piece.subarray(from, index));
        from = index + 1;
        lines.push(cut());
      }
      keep(piece.subarray(from));
      return lines;
    },
    end: () => (length > 0 || isTooLong ? [cut()] : []),
  };
}

function withoutEnd(text: string): string {
  return text.charCodeAt(text.length - 1) === CR ? text.slice(0, -1) : text;
}
