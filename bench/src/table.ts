// Prints a table: a title, columns as wide as their widest cell, numbers to the right.

/** A number is printed with as many digits as say something; undefined and NaN are left empty. */
export type Cell = string | number | undefined;

export function printTable(title: string, head: readonly string[], rows: readonly (readonly Cell[])[]): void {
  const texts = [head, ...rows.map((row) => row.map(format))];
  const widths = head.map((_, column) => Math.max(...texts.map((row) => row[column]?.length ?? 0)));
  const isNumeric = head.map((_, column) => rows.some((row) => typeof row[column] === "number"));
  console.log(`\n${title}`);
  for (const [index, row] of texts.entries()) {
    const cells = widths.map((width, column) => {
      const text = row[column] ?? "";
      return isNumeric[column] ? text.padStart(width) : text.padEnd(width);
    });
    console.log(`  ${cells.join("   ").trimEnd()}`);
    if (index === 0) console.log(`  ${widths.map((width) => "-".repeat(width)).join("   ")}`);
  }
}

function format(cell: Cell): string {
  if (typeof cell !== "number") return cell ?? "";
  if (Number.isNaN(cell)) return "";
  const digits = Math.abs(cell) >= 100 ? 0 : Math.abs(cell) >= 10 ? 1 : 2;
  return cell.toFixed(digits);
}
