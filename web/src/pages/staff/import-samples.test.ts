import { expect, test } from "vitest";
import { FORMATS, formatOf, sampleOf } from "./import-samples.ts";

test("a file's format is known by its name, and else by its type", () => {
  expect(formatOf({ name: "Products.CSV", type: "application/vnd.ms-excel" })?.name).toBe("CSV");
  expect(formatOf({ name: "products.jsonl", type: "" })?.name).toBe("NDJSON");
  expect(formatOf({ name: "products", type: "text/csv" })?.name).toBe("CSV");
  expect(formatOf({ name: "products.xlsx", type: "" })).toBeUndefined();
});

test("samples have the same columns in both formats", () => {
  const [csv, ndjson] = FORMATS.map(sampleOf);
  expect(csv!.split("\n")[0]!.split(",")).toEqual(Object.keys(JSON.parse(ndjson!.split("\n")[0]!)));
  expect(csv).toContain('"Washed linen, 45 x 70 cm. ""Dries before you are done."""');
});
