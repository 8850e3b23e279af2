import { create } from "@bufbuild/protobuf";
import { MoneySchema } from "@meshmart/gen/google/type/money_pb";
import { expect, it } from "vitest";
import { add, fromWire, times, toWire } from "./money.ts";

const money = (currencyCode: string, units: bigint, nanos = 0) => create(MoneySchema, { currencyCode, units, nanos });

it("keeps cents exact on the way in and out", () => {
  const wire = money("USD", 19n, 990_000_000);
  expect(fromWire(wire)).toEqual({ currency: "USD", minor: 1999n });
  expect(toWire({ currency: "USD", minor: 1999n })).toEqual(wire);
});

it("keeps the sign on both parts of a negative amount", () => {
  expect(toWire({ currency: "USD", minor: -150n })).toMatchObject({ units: -1n, nanos: -500_000_000 });
  expect(fromWire(money("USD", -1n, -500_000_000)).minor).toBe(-150n);
});

it("refuses what the currency cannot express", () => {
  expect(() => fromWire(money("KRW", 1n, 500_000_000))).toThrow("no fraction as fine");
  expect(() => fromWire(money("EUR", 1n))).toThrow('takes KRW, USD, not "EUR"');
});

it("adds only what is of one currency", () => {
  const won = { currency: "KRW", minor: 12_900n };
  expect(add(won, times(won, 2))).toEqual({ currency: "KRW", minor: 38_700n });
  expect(() => add(won, { currency: "USD", minor: 1n })).toThrow("cannot be added");
});
