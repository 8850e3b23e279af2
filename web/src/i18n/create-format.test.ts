import { create } from "@bufbuild/protobuf";
import { MoneySchema } from "@meshmart/gen/google/type/money_pb";
import { expect, it } from "vitest";
import { createFormat, decimalOf } from "./create-format.ts";

const money = (currencyCode: string, units: bigint, nanos = 0) => create(MoneySchema, { currencyCode, units, nanos });

it.each([
  ["en", money("KRW", 12_900n), "₩12,900"],
  ["ko", money("KRW", 12_900n), "₩12,900"],
  ["en", money("USD", 9n, 990_000_000), "$9.99"],
  ["en", money("USD", -1n, -500_000_000), "-$1.50"],
  ["en", money("USD", 0n, -50_000_000), "-$0.05"],
  // One cent more than what a float can tell from its neighbours.
  ["en", money("USD", 90_071_992_547_409_93n, 10_000_000), "$9,007,199,254,740,993.01"],
] as const)("writes money in %s, exactly", (language, amount, written) => {
  expect(createFormat(language).money(amount)).toBe(written);
});

it("writes an amount below one unit with its sign", () => {
  expect(decimalOf(money("USD", 0n, -50_000_000))).toBe("-0.050000000");
});

it("writes a span of days, and one day as one", () => {
  const { day, days } = createFormat("en");
  const [monday, friday] = [new Date(2026, 10, 23), new Date(2026, 10, 27)];
  expect(days(monday, monday)).toBe(day(monday));
  expect(days(monday, friday).replaceAll(/\s/g, " ")).toBe("Mon, Nov 23 – Fri, Nov 27");
});
