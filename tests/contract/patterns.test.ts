// The documents lead to what is there: every link to a file, and every test that docs/patterns.md names as the proof of a pattern.
import { existsSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";
import { files, root, textOf } from "./checkout.ts";

const PATTERNS = "docs/patterns.md";
const LINK = /\[[^\]]*\]\(([^)\s]+)\)/g;

/** The paths that a Markdown text links to, seen from the root; addresses and headings of the same page are left out. */
function linksIn(file: string, text: string): string[] {
  return [...text.matchAll(LINK)]
    .map(([, target]) => target!.replace(/#.*$/, ""))
    .filter((target) => target !== "" && !/^[a-z]+:/.test(target))
    .map((target) => normalize(join(dirname(file), decodeURIComponent(target))));
}

it.each(files("*.md"))("%s links to files that exist", (file) => {
  // What stands in code is an example.
  const prose = textOf(file).replaceAll(/```[\s\S]*?```|`[^`\n]*`/g, "");
  expect(linksIn(file, prose).filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

describe("each pattern has its file and its test", () => {
  const rows = existsSync(join(root, PATTERNS)) ? rowsOf(textOf(PATTERNS)) : [];

  it("the table is there", () => {
    expect(rows.length, PATTERNS).toBeGreaterThan(5);
  });

  it.each(rows)("$pattern", ({ file, test }) => {
    const shown = linksIn(PATTERNS, file);
    expect(shown, "the file").not.toEqual([]);
    expect(shown.filter((path) => !existsSync(join(root, path)))).toEqual([]);

    const proofs = proofsIn(test);
    expect(proofs, "the test: [tests/x.test.ts](../tests/x.test.ts) `its title`").not.toEqual([]);
    for (const { path, title } of proofs) {
      expect(existsSync(join(root, path)), path).toBe(true);
      expect(textOf(path), `${path} has no test of this title`).toContain(title);
    }
  });
});

interface Row {
  readonly pattern: string;
  readonly file: string;
  readonly test: string;
}

/** The rows of all tables `| Pattern | File | Test |`. */
function rowsOf(text: string): Row[] {
  const lines = text.split("\n").filter((line) => line.startsWith("|"));
  const cells = lines.map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()));
  return cells
    .map(([, pattern = "", file = "", test = ""]) => ({ pattern, file, test }))
    .filter(({ pattern }) => pattern !== "Pattern" && !/^:?-+:?$/.test(pattern));
}

/** Every `title` of the cell with the file that is linked before it. */
function proofsIn(cell: string): { path: string; title: string }[] {
  const proofs: { path: string; title: string }[] = [];
  let path = "";
  for (const [, , target, title] of cell.matchAll(/(\[[^\]]*\]\(([^)\s]+)\))|`([^`]+)`/g)) {
    if (target) path = linksIn(PATTERNS, `[](${target})`)[0] ?? "";
    else if (title && path) proofs.push({ path, title });
  }
  return proofs;
}
