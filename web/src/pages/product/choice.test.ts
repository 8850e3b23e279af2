import { create } from "@bufbuild/protobuf";
import { OfferSchema, ProductSchema } from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";
import { expect, it } from "vitest";
import { choose } from "./choice.ts";

const won = (units: bigint) => ({ currencyCode: "KRW", units });
const mug = create(ProductSchema, {
  purchaseOptions: [
    { purchaseOptionId: "sand", price: won(12_900n) },
    { purchaseOptionId: "ocean", price: won(12_900n) },
    { purchaseOptionId: "gold" },
  ],
});
const offers = [
  create(OfferSchema, { purchaseOptionId: "sand", sellerId: "namu-house", price: won(12_500n) }),
  create(OfferSchema, { purchaseOptionId: "gold", sellerId: "hanbit-store", price: won(99_000n) }),
];

it("without a wish it is the first option, from the shop itself, even if others are cheaper", () => {
  const { option, seller, sellers } = choose(mug, offers, { option: "", seller: "" });
  expect(option?.purchaseOptionId).toBe("sand");
  expect(seller.sellerId).toBe("");
  expect(seller.price?.units).toBe(12_900n);
  expect(sellers.map(({ sellerId }) => sellerId)).toEqual(["", "namu-house"]);
});

it("a seller's price counts for the option that the seller offers, and for no other", () => {
  expect(choose(mug, offers, { option: "sand", seller: "namu-house" }).seller.price?.units).toBe(12_500n);
  expect(choose(mug, offers, { option: "ocean", seller: "namu-house" }).seller.sellerId).toBe("");
});

it("what the shop does not sell in the visitor's currency comes from who does", () => {
  expect(choose(mug, offers, { option: "gold", seller: "" }).seller.sellerId).toBe("hanbit-store");
  expect(choose(mug, [], { option: "gold", seller: "" }).seller.price).toBeUndefined();
});

it("a wish for what is not there counts as none", () => {
  const { option, seller } = choose(mug, offers, { option: "velvet", seller: "nobody" });
  expect(option?.purchaseOptionId).toBe("sand");
  expect(seller.sellerId).toBe("");
});
