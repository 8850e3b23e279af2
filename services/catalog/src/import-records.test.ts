import { describe, expect, it } from "vitest";
import { parseCsvLine, parseHeader, parseJsonLine, parsePrice } from "./import-records.ts";

describe("a price", () => {
  it("is exact, in won and in dollars", () => {
    expect(parsePrice("12900", "KRW")).toEqual({ currency: "KRW", minor: 12_900n });
    expect(parsePrice("34.9", "USD")).toEqual({ currency: "USD", minor: 3490n });
    expect(parsePrice(" 0.07 ", "USD")).toEqual({ currency: "USD", minor: 7n });
    expect(parsePrice("19.990", "USD")).toEqual({ currency: "USD", minor: 1999n });
    expect(parsePrice("12900.00", "KRW")).toEqual({ currency: "KRW", minor: 12_900n });
    expect(parsePrice("90071992547409.93", "USD")).toEqual({ currency: "USD", minor: 9_007_199_254_740_993n });
    expect(parsePrice("  ", "USD")).toBeUndefined();
  });

  it.each(["-1", "1,000", "1e3", "abc", "$5", "1.2.3", ".5", "5.", "0x10", "1 000", "９"])("is not %s", (text) => {
    expect(() => parsePrice(text, "USD")).toThrow("is no price in USD");
  });

  it("is no finer than the currency", () => {
    expect(() => parsePrice("9.999", "USD")).toThrow("no fraction as fine");
    expect(() => parsePrice("9.5", "KRW")).toThrow("no fraction as fine");
  });
});

describe("a header line", () => {
  it("names its columns in any order", () => {
    expect(parseHeader("weight_grams, title ,sku,category")).toEqual(["weight_grams", "title", "sku", "category"]);
  });

  it.each([
    ["sku,title,category", "The column weight_grams is missing."],
    ["sku,title,category,weight_grams,colour", 'There is no column "colour"'],
    ["sku,sku,title,category,weight_grams", "A column is named twice."],
    ['sku,"title', "Quote Not Closed"],
  ])("is refused: %s", (text, problem) => {
    expect(() => parseHeader(text)).toThrow(problem);
  });
});

const COLUMNS = parseHeader("sku,title,description,category,weight_grams,price_krw,price_usd");

describe("a line", () => {
  const product = {
    sku: "MM-1",
    title: "Mug, blue",
    description: 'Says "hi".\nTwice.',
    category: "kitchen",
    weightGrams: 420,
    purchaseOptions: [
      {
        purchaseOptionId: "standard",
        prices: [
          { currencyCode: "KRW", units: 12_900n, nanos: 0 },
          { currencyCode: "USD", units: 9n, nanos: 900_000_000 },
        ],
      },
    ],
  };

  it("of CSV is a product", () => {
    const text = 'MM-1,"Mug, blue","Says ""hi"".\nTwice.",kitchen,420,12900,9.9';
    expect(parseCsvLine(COLUMNS, text)).toMatchObject(product);
  });

  it("may name a picture, and need not", () => {
    const columns = [...COLUMNS, "picture_path"] as const;
    const text = "MM-1,Mug,,kitchen,420,12900,";
    expect(parseCsvLine(columns, `${text}, /pictures/mug.svg `).picturePath).toBe("/pictures/mug.svg");
    expect(parseCsvLine(columns, `${text},`).picturePath).toBe("");
    expect(parseCsvLine(COLUMNS, text).picturePath).toBe("");
  });

  it("of JSON is a product, whether its numbers are numbers or text", () => {
    const line = { ...product, weight_grams: 420, price_krw: 12900, price_usd: "9.90" };
    const { weightGrams, purchaseOptions, ...fields } = line;
    expect(parseJsonLine(JSON.stringify(fields))).toMatchObject(product);
    expect(parseJsonLine(JSON.stringify({ ...fields, description: null })).description).toBe("");
  });

  it.each([
    ["MM-1,Mug,,kitchen,420,12900", "There are 6 fields, not 7."],
    ["MM-1,Mug,,kitchen,heavy,12900,", '"heavy" is no weight in grams.'],
    ["MM-1,Mug,,kitchen,420,,", "There is no price"],
    ['MM-1,Mug "26,,kitchen,420,1,', "Invalid Opening Quote"],
    ['MM-1,"Mug" 26,,kitchen,420,1,', "Invalid Closing Quote"],
  ])("of CSV is refused: %s", (text, problem) => {
    expect(() => parseCsvLine(COLUMNS, text)).toThrow(problem);
  });

  it.each([
    ["{", "The line is no JSON."],
    ["[1]", "The line is no JSON object."],
    ["null", "The line is no JSON object."],
    ['{"colour":"red"}', 'There is no "colour"'],
    ['{"sku":{}}', "sku is neither text nor a number."],
    ['{"weight_grams":4.5}', '"4.5" is no weight in grams.'],
    ['{"weight_grams":1,"price_usd":1e21}', '"1e+21" is no price in USD.'],
  ])("of JSON is refused: %s", (text, problem) => {
    expect(() => parseJsonLine(text)).toThrow(problem);
  });
});
