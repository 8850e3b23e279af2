import type { DomainError } from "@meshmart/kit/errors";
import { describe, expect, it } from "vitest";
import { type Coupon, codeOf, discountNow, discountOn, mustBeUsable } from "./coupon.ts";

const now = new Date("2026-04-01T00:00:00Z");
const won = (minor: bigint) => ({ currency: "KRW", minor });
const percent = (percent: number, change: Partial<Coupon> = {}): Coupon => ({
  code: "TEN",
  title: "Ten",
  discount: { kind: "percent", percent },
  minimum: undefined,
  startTime: undefined,
  endTime: undefined,
  totalLimit: 0,
  customerLimit: 0,
  listed: true,
  ...change,
});
const amount = (minor: bigint, change: Partial<Coupon> = {}) =>
  percent(0, { discount: { kind: "amount", amount: won(minor) }, ...change });
const unused = { total: 0, byCustomer: 0 };

function reasonOf(call: () => unknown): string {
  try {
    call();
    return "OK";
  } catch (error) {
    return (error as DomainError).reason;
  }
}

describe("a discount", () => {
  it.each([
    [10, 12_900n, 1290n],
    [10, 12_909n, 1290n],
    [33, 100n, 33n],
    [33, 101n, 33n],
    [99, 1_000_000_000_000_007n, 990_000_000_000_006n],
    [100, 12_345n, 12_345n],
  ])("of %i percent on %i is %i: rounded down", (off, subtotal, discount) => {
    expect(discountOn(percent(off), won(subtotal))).toEqual(won(discount));
  });

  it("of an amount is at most the items' sum", () => {
    expect(discountOn(amount(5000n), won(12_000n))).toEqual(won(5000n));
    expect(discountOn(amount(5000n), won(3000n))).toEqual(won(3000n));
  });

  it("is never nothing", () => {
    expect(reasonOf(() => discountOn(percent(10), won(9n)))).toBe("COUPON_MINIMUM_NOT_REACHED");
    expect(discountOn(percent(10), won(10n))).toEqual(won(1n));
  });

  it("counts in the purchase's own currency, and only there if the coupon has one", () => {
    const dollars = { currency: "USD", minor: 1999n };
    expect(discountOn(percent(10), dollars)).toEqual({ currency: "USD", minor: 199n });
    expect(reasonOf(() => discountOn(amount(5000n), dollars))).toBe("COUPON_CURRENCY_MISMATCH");
    expect(reasonOf(() => discountOn(percent(10, { minimum: won(1n) }), dollars))).toBe("COUPON_CURRENCY_MISMATCH");
  });

  it("begins at the minimum, to the coin", () => {
    const coupon = amount(5000n, { minimum: won(50_000n) });
    expect(reasonOf(() => discountOn(coupon, won(49_999n)))).toBe("COUPON_MINIMUM_NOT_REACHED");
    expect(discountOn(coupon, won(50_000n))).toEqual(won(5000n));
  });
});

describe("a coupon", () => {
  it("works from its start until just before its end", () => {
    const outcomeAt = (time: number) =>
      reasonOf(() =>
        discountNow(
          percent(10, { startTime: now, endTime: new Date(now.getTime() + 1000) }),
          won(1000n),
          unused,
          new Date(now.getTime() + time),
        ),
      );
    expect([-1, 0, 999, 1000].map(outcomeAt)).toEqual(["COUPON_NOT_YET_VALID", "OK", "OK", "COUPON_EXPIRED"]);
  });

  it("keeps to its limits, and to none where there is none", () => {
    const outcome = (limits: Partial<Coupon>, total: number, byCustomer: number) =>
      reasonOf(() => discountNow(percent(10, limits), won(1000n), { total, byCustomer }, now));
    expect(outcome({ totalLimit: 100 }, 99, 0)).toBe("OK");
    expect(outcome({ totalLimit: 100 }, 100, 0)).toBe("COUPON_USED_UP");
    expect(outcome({ customerLimit: 2 }, 500, 1)).toBe("OK");
    expect(outcome({ customerLimit: 2 }, 500, 2)).toBe("COUPON_ALREADY_USED");
    expect(outcome({}, 1_000_000, 1000)).toBe("OK");
    // Whoever has used it is told so, also when nobody else can.
    expect(outcome({ totalLimit: 1, customerLimit: 1 }, 1, 1)).toBe("COUPON_ALREADY_USED");
  });

  it("is not made when it could never be used", () => {
    expect(reasonOf(() => mustBeUsable(percent(10, { minimum: won(1000n) })))).toBe("OK");
    expect(reasonOf(() => mustBeUsable(amount(0n)))).toBe("AMOUNT_NOT_POSITIVE");
    expect(reasonOf(() => mustBeUsable(percent(10, { minimum: won(-1n) })))).toBe("AMOUNT_NOT_POSITIVE");
    expect(reasonOf(() => mustBeUsable(amount(10n, { minimum: { currency: "USD", minor: 10n } })))).toBe(
      "CURRENCY_MISMATCH",
    );
    expect(reasonOf(() => mustBeUsable(percent(10, { startTime: now, endTime: now })))).toBe("WINDOW_EMPTY");
  });

  it.each([
    ["welcome10", "WELCOME10"],
    ["  Spring-5 ", "SPRING-5"],
    ["AB", undefined],
    ["ONE TWO", undefined],
    ["straße", undefined],
    ["TEN\0", undefined],
    ["'; drop table", undefined],
  ])("typed as %j is %s", (typed, code) => {
    expect(codeOf(typed)).toBe(code);
  });
});
