// Where a text stops being JSON. JSON.parse says so only for some mistakes; this is asked after it has refused a text.

const WHITESPACE = /[ \t\n\r]*/y;
const STRING = /"(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const STRING_PREFIX = /"(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*/y;
const NUMBER_OR_WORD = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/** Offset of the first character that cannot be part of a JSON value; the text's length when it ends too early. */
export function jsonErrorOffset(text: string): number {
  let at = 0;
  const match = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found) at += found[0].length;
    return found !== null;
  };
  const take = (character: string): boolean => {
    match(WHITESPACE);
    if (text[at] !== character) return false;
    at++;
    return true;
  };
  const string = (): boolean => {
    if (match(STRING)) return true;
    match(STRING_PREFIX);
    return false;
  };

  // What each open object or array is waiting for; a list and not recursion, so that depth costs no stack.
  const open: string[] = [];
  for (;;) {
    match(WHITESPACE);
    if (take("{")) {
      if (!take("}")) {
        open.push("}");
        if (!key()) return at;
        continue;
      }
    } else if (take("[")) {
      if (!take("]")) {
        open.push("]");
        continue;
      }
    } else if (!(text[at] === '"' ? string() : match(NUMBER_OR_WORD))) return at;

    // A value has ended: close what ends with it, then expect the next one.
    while (open.length > 0 && take(open.at(-1)!)) open.pop();
    if (open.length === 0) {
      match(WHITESPACE);
      return at;
    }
    if (!take(",")) return at;
    if (open.at(-1) === "}" && !key()) return at;
  }

  function key(): boolean {
    match(WHITESPACE);
    return string() && take(":");
  }
}

/** "position 12 (line 1, column 13)": counted as editors do. */
export function describeOffset(text: string, offset: number): string {
  const lines = text.slice(0, offset).split("\n");
  return `position ${offset} (line ${lines.length}, column ${lines.at(-1)!.length + 1})`;
}
