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
  // A quoted field is open; or the byte of the line that closed the last one.
  let isQuoted = false;
  let closedAt = -1;

  const keep = (bytes: Uint8Array) => {
    if (length + bytes.length > MAX_LINE_BYTES) isTooLong = true;
    if (isTooLong) return;
    buffer.set(bytes, length);
    length += bytes.length;
  };
  const cut = (): Line => {
    const line = isTooLong
      ? { number: beginsAt, text: undefined, problem: `The line is longer than ${MAX_LINE_BYTES} bytes.` }
      : decode(decoder, buffer.subarray(0, length), beginsAt);
    length = 0;
    isTooLong = false;
    isQuoted = false;
    closedAt = -1;
    beginsAt = lineBreaks + 1;
    return line;
  };
  /** A quote opens a field at its beginning, and again right behind the one that closed it: two of them are one in the text. */
  const passQuote = (at: number, before: number | undefined) => {
    if (isQuoted) {
      isQuoted = false;
      closedAt = at;
    } else if (at === 0 || before === COMMA || at === closedAt + 1) isQuoted = true;
  };
  return {
    push(piece) {
      const find = (byte: number, from: number) => {
        const found = piece.indexOf(byte, from);
        return found < 0 ? piece.length : found;
      };
      const lines: Line[] = [];
      let from = 0;
      let nextBreak = find(LF, 0);
      let nextQuote = format === "csv" ? find(QUOTE, 0) : piece.length;
      while (nextBreak < piece.length || nextQuote < piece.length) {
        if (nextQuote < nextBreak) {
          passQuote(length + nextQuote - from, nextQuote > from ? piece[nextQuote - 1] : buffer[length - 1]);
          nextQuote = find(QUOTE, nextQuote + 1);
          continue;
        }
        lineBreaks++;
        // A quote that is never closed must not swallow the rest of the file: a line that is too long ends with its line.
        if (!isQuoted || isTooLong || length + nextBreak - from > MAX_LINE_BYTES) {
          keep(piece.subarray(from, nextBreak));
          from = nextBreak + 1;
          lines.push(cut());
        }
        nextBreak = find(LF, nextBreak + 1);
      }
      keep(piece.subarray(from));
      return lines;
    },
    end: () => (length > 0 || isTooLong ? [cut()] : []),
  };
}

function decode(decoder: { decode(bytes: Uint8Array): string }, bytes: Uint8Array, number: number): Line {
  try {
    const text = decoder.decode(bytes.at(-1) === CR ? bytes.subarray(0, -1) : bytes);
    return { number, text, problem: "" };
  } catch {
    return { number, text: undefined, problem: "The line is not UTF-8." };
  }
}
