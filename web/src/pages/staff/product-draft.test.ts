import { create } from "@bufbuild/protobuf";
import { ProductDetailsSchema } from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";
import { expect, test } from "vitest";
import { changedFields, maskPathOf, readDraft, rebase, toDraft, wholeNumberOf } from "./product-draft.ts";

const MUG = create(ProductDetailsSchema, {
  sku: "MM-0003",
  title: "Stoneware mug",
  description: "Holds 350 ml.",
  category: "kitchen",
  weightGrams: 420,
  purchaseOptions: [
    {
      purchaseOptionId: "sand",
      title: "Sand",
      prices: [
        { currencyCode: "KRW", units: 12_900n },
        { currencyCode: "USD", units: 9n, nanos: 900_000_000 },
      ],
    },
  ],
});
const base = toDraft(MUG);
const priced = (KRW: string) => ({
  ...base,
  purchaseOptions: base.purchaseOptions.map((option) => ({ ...option, prices: { ...option.prices, KRW } })),
});

test("a draft that was not touched is the product, and changes nothing", () => {
  expect(readDraft(base)).toEqual({ details: MUG, unreadable: [] });
  expect(changedFields(base, base)).toEqual([]);
});

test("an amount written in another way is no change", () => {
  expect(changedFields(base, priced("12,900"))).toEqual([]);
  expect(changedFields(base, { ...base, weightGrams: " 420", title: "Stoneware mug " })).toEqual([]);
});

test("what was changed is named as the update mask names it", () => {
  const draft = { ...priced("13000"), title: "Mug", weightGrams: "430" };
  expect(changedFields(base, draft).map(maskPathOf)).toEqual(["title", "weight_grams", "purchase_options"]);
});

test("texts that are no numbers are told by their paths", () => {
  expect(readDraft({ ...priced("12.5"), weightGrams: "much" }).unreadable).toEqual([
    "weight_grams",
    "purchase_options[0].prices.KRW",
  ]);
});

test("when somebody else saved first, what I typed stays, and what only they changed is taken over", () => {
  const mine = { ...base, title: "My mug", weightGrams: "430" };
  const theirs = { ...base, title: "Their mug", description: "New." };
  expect(rebase(base, theirs, mine)).toEqual({
    draft: { ...base, title: "My mug", weightGrams: "430", description: "New." },
    conflicts: ["title"],
    taken: ["description"],
  });
});

test("the same change made twice is no conflict", () => {
  const both = { ...base, title: "Mug" };
  const { draft, conflicts, taken } = rebase(base, both, both);
  expect([conflicts, taken, changedFields(both, draft)]).toEqual([[], [], []]);
});

test.each([
  ["12", 12],
  ["1,000", 1000],
  ["2147483647", 2_147_483_647],
  ["2147483648", undefined],
  ["-1", undefined],
  ["1.5", undefined],
  ["", undefined],
])("%j as a whole number is %j", (text, number) => {
  expect(wholeNumberOf(text)).toBe(number);
});
