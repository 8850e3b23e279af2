import { describe, expect, it } from "vitest";
import { applyMask, checkContent, hasSameContent, lowestIn, type ProductContent } from "./product-details.ts";

const won = (minor: bigint) => ({ currency: "KRW", minor });
const dollars = (minor: bigint) => ({ currency: "USD", minor });
const option = (purchaseOptionId: string, ...prices: { currency: string; minor: bigint }[]) => ({
  purchaseOptionId,
  title: "",
  prices,
});
const mug: ProductContent = {
  sku: "M-1",
  title: "Mug",
  description: "Holds tea.",
  category: "kitchen",
  weightGrams: 400,
  picturePath: "/pictures/mug.svg",
  options: [option("blue", won(500n), dollars(40n)), option("red", won(300n))],
};

describe("a mask", () => {
  const wanted: ProductContent = { ...mug, sku: "", title: "Cup", description: "", weightGrams: 0, options: [] };

  it("takes over what it names, empty or not", () => {
    expect(applyMask(mug, wanted, ["description", "title"])).toEqual({ ...mug, title: "Cup", description: "" });
    expect(applyMask(mug, wanted, ["purchase_options"]).options).toEqual([]);
    expect(applyMask(mug, { ...wanted, picturePath: "" }, ["picture_path"])).toEqual({ ...mug, picturePath: "" });
  });

  it("that is empty takes over what is set", () => {
    expect(applyMask(mug, { ...wanted, picturePath: "" }, [])).toEqual({ ...mug, title: "Cup" });
  });

  it.each(["colour", "weightGrams", "toString", "title.x", ""])("names fields that there are, not %o", (path) => {
    expect(() => applyMask(mug, wanted, ["title", path])).toThrow("update_mask may name");
  });
});

it("knows a product that is the same, in whatever order its prices come", () => {
  const other = { ...mug, options: [option("blue", dollars(40n), won(500n)), option("red", won(300n))] };
  expect(hasSameContent(mug, other)).toBe(true);
  expect(hasSameContent(mug, { ...mug, options: mug.options.toReversed() })).toBe(false);
  expect(hasSameContent(mug, { ...mug, picturePath: "/pictures/cup.svg" })).toBe(false);
  expect(hasSameContent(mug, { ...mug, options: [mug.options[0]!, option("red", won(301n))] })).toBe(false);
});

it("shows the lowest price in each currency", () => {
  expect(lowestIn("KRW", mug.options)).toBe(300n);
  expect(lowestIn("USD", mug.options)).toBe(40n);
  expect(lowestIn("EUR", mug.options)).toBeUndefined();
});

it("prices up to a trillion, and no more", () => {
  const priced = (minor: bigint) => ({ ...mug, options: [option("blue", won(minor))] });
  expect(() => checkContent(priced(10n ** 12n))).not.toThrow();
  expect(() => checkContent(priced(10n ** 12n + 1n))).toThrow("at most 1000000000000");
});
