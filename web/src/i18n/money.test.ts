import { create } from "@bufbuild/protobuf";
import { MoneySchema } from "@meshmart/gen/google/type/money_pb";
import { expect, it } from "vitest";
import { amountOf, isSame, isZero, negate, parseMoney, sum, times } from "./money.ts";

const usd = (units: bigint, nanos = 0) => create(MoneySchema, { currencyCode: "USD", units, nanos });

it("adds cents without losing any", () => {
  expect(sum([usd(9n, 990_000_000), usd(0n, 20_000_000)])).toEqual(usd(10n, 10_000_000));
});

it("adds what is taken off as what it is", () => {
  expect(sum([usd(10n), negate(usd(0n, 10_000_000))])).toEqual(usd(9n, 990_000_000));
});

it("multiplies beyond what a float can hold", () => {
  expect(times(usd(9_007_199_254_740_993n), 3)).toEqual(usd(27_021_597_764_222_979n));
});

it("knows no sum of nothing, and leaves out what is not known", () => {
  expect(sum([])).toBeUndefined();
  expect(sum([undefined, usd(3n)])).toEqual(usd(3n));
});

it("tells amounts apart by currency too", () => {
  expect(isSame(usd(5n), usd(5n))).toBe(true);
  expect(isSame(usd(5n), create(MoneySchema, { currencyCode: "KRW", units: 5n }))).toBe(false);
  expect(isSame(usd(5n), undefined)).toBe(false);
  expect(isZero(usd(0n))).toBe(true);
});

it.each([
  ["12900", "KRW", "12900"],
  ["12,900", "KRW", "12900"],
  [" 1 000 ", "KRW", "1000"],
  ["9.9", "USD", "9.90"],
  ["0.05", "USD", "0.05"],
  ["999999999999999", "USD", "999999999999999.00"],
])("reads %j of %s as it is written", (text, currency, again) => {
  expect(amountOf(parseMoney(text, currency)!)).toBe(again);
});

it.each([
  ["", "KRW"],
  ["12.5", "KRW"],
  ["9.905", "USD"],
  ["-1", "USD"],
  ["1e3", "KRW"],
  [".5", "USD"],
  ["twelve", "KRW"],
])("takes %j of %s for no amount", (text, currency) => {
  expect(parseMoney(text, currency)).toBeUndefined();
});
