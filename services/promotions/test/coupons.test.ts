// What promotions tells of coupons, to whom, and what staff may make.
import { randomUUID } from "node:crypto";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError } from "@connectrpc/connect";
import { BadRequestSchema, ErrorInfoSchema, ResourceInfoSchema } from "@meshmart/gen/google/rpc/error_details_pb";
import { describe, expect, it } from "vitest";
import {
  as,
  coupon,
  couponOf,
  ordering,
  outcome,
  redeem,
  redemptionsOf,
  shopper,
  sql,
  staff,
  tally,
  won,
} from "./promotions.ts";

const refusal = async (call: Promise<unknown>) => ConnectError.from(await call.catch((thrown) => thrown));
const inMinutes = (minutes: number) => timestampFromDate(new Date(Date.now() + minutes * 60_000));
const dollars = (units: bigint, cents: number) => ({ currencyCode: "USD", units, nanos: cents * 10_000_000 });
const customer = as(randomUUID());
const preview = (code: string, subtotal = won(10_000n), client = customer) => client.previewCoupon({ code, subtotal });

/** Every page, of so many. */
async function listAll(pageSize: number, subtotal?: ReturnType<typeof won>) {
  const pages = [];
  for (let pageToken = ""; ; ) {
    const page = await shopper.listCoupons({ pageSize, pageToken, ...(subtotal && { subtotal }) });
    pages.push(page.couponOffers);
    pageToken = page.nextPageToken;
    if (pageToken === "") return pages;
  }
}

describe("the list", () => {
  it("shows what anybody may use now, by code, on pages that neither skip nor repeat", async () => {
    const shown = await Promise.all(Array.from({ length: 5 }, () => coupon({ listed: true })));
    const usedUp = await coupon({ listed: true, totalLimit: 1 });
    await redeem(usedUp);
    const hidden = [
      usedUp,
      await coupon(),
      await coupon({ listed: true, startTime: inMinutes(1) }),
      await coupon({ listed: true, endTime: inMinutes(-1) }),
      "FLASH100",
      "CHUSEOK2025",
    ];
    const pages = await listAll(2);
    for (const page of pages.slice(0, -1)) expect(page).toHaveLength(2);
    const codes = pages.flat().map(({ coupon }) => coupon!.code);
    expect(codes).toEqual([...new Set(codes)].sort());
    expect(codes).toEqual(expect.arrayContaining([...shown, "WELCOME10", "SPRING5000"]));
    expect(codes.filter((code) => hidden.includes(code))).toEqual([]);
  });

  it("says what each would take off, where it applies", async () => {
    const offers = async (subtotal?: ReturnType<typeof won>) => {
      const all = (await listAll(100, subtotal)).flat();
      return ["WELCOME10", "SPRING5000"].map((code) => all.find(({ coupon }) => coupon!.code === code)!.discount);
    };
    expect(await offers(won(50_000n))).toMatchObject([won(5000n), won(5000n)]);
    expect(await offers(won(49_999n))).toMatchObject([won(4999n), undefined]);
    expect(await offers(dollars(19n, 99))).toMatchObject([dollars(1n, 99), undefined]);
    expect(await offers(won(0n))).toEqual([undefined, undefined]);
    expect(await offers()).toEqual([undefined, undefined]);
  });

  it("refuses another list's page token", async () => {
    const pageToken = Buffer.from(JSON.stringify(["100", randomUUID()])).toString("base64url");
    expect(await outcome(shopper.listCoupons({ pageToken }))).toBe("PAGE_TOKEN_INVALID");
  });
});

describe("a preview", () => {
  it("tells the discount, whatever the case it is typed in, and redeems nothing", async () => {
    const code = await coupon({ totalLimit: 1, customerLimit: 1 });
    for (const typed of [code, code.toLowerCase(), ` ${code} `]) {
      const { discount, coupon } = await preview(typed, won(12_909n));
      expect(discount).toMatchObject(won(1290n));
      expect(coupon).toMatchObject({ code, discount: { case: "percentOff", value: 10 }, totalLimit: 1 });
    }
    expect(await redemptionsOf(code)).toEqual([0, 0]);
  });

  it("counts the caller's own uses, and nobody else's", async () => {
    const code = await coupon({ customerLimit: 1 });
    const customerId = randomUUID();
    await redeem(code, { customerId });
    expect(await outcome(preview(code, undefined, as(customerId)))).toBe("COUPON_ALREADY_USED");
    expect(await outcome(preview(code))).toBe("OK");
  });

  it.each([
    ["COUPON_EXPIRED", { endTime: inMinutes(-1) }],
    ["COUPON_NOT_YET_VALID", { startTime: inMinutes(1) }],
    ["COUPON_MINIMUM_NOT_REACHED", { minimum: won(10_001n) }],
    ["COUPON_CURRENCY_MISMATCH", { discount: { case: "amountOff" as const, value: dollars(1n, 0) } }],
  ])("and a redemption are refused with %s", async (reason, change) => {
    const code = await coupon(change);
    for (const call of [preview(code), redeem(code)]) {
      const error = await refusal(call);
      expect([error.code, error.findDetails(ErrorInfoSchema)[0]?.reason]).toEqual([Code.FailedPrecondition, reason]);
    }
    expect(await redemptionsOf(code)).toEqual([0, 0]);
  });

  it("and a redemption are refused when the coupon is used up", async () => {
    const code = await coupon({ totalLimit: 1 });
    await redeem(code);
    expect(await Promise.all([outcome(preview(code)), outcome(redeem(code))])).toEqual([
      "COUPON_USED_UP",
      "COUPON_USED_UP",
    ]);
  });

  it.each(["NO-SUCH-COUPON", "not a code", "NUL\0", "x"])("of %j finds no coupon", async (typed) => {
    for (const call of [preview(typed), redeem(typed)]) {
      const error = await refusal(call);
      expect([error.code, error.findDetails(ErrorInfoSchema)[0]?.reason]).toEqual([Code.NotFound, "COUPON_NOT_FOUND"]);
      expect(error.findDetails(ResourceInfoSchema)[0]).toMatchObject({ resourceType: "code", resourceName: typed });
    }
  });

  it.each([
    ["AMOUNT_NOT_POSITIVE", won(0n)],
    ["AMOUNT_NOT_POSITIVE", won(-1n)],
    ["AMOUNT_TOO_LARGE", won(9_000_000_000_000_000_000n)],
    ["AMOUNT_TOO_FINE", { currencyCode: "USD", units: 1n, nanos: 1 }],
    ["CURRENCY_NOT_TAKEN", { currencyCode: "EUR", units: 1n, nanos: 0 }],
  ])("and a redemption take only sums that there are: %s", async (reason, subtotal) => {
    for (const call of [preview("WELCOME10", subtotal), redeem("WELCOME10", { subtotal })]) {
      const error = await refusal(call);
      expect([error.code, error.findDetails(ErrorInfoSchema)[0]?.reason]).toEqual([Code.InvalidArgument, reason]);
    }
  });
});

describe("staff", () => {
  it("makes a coupon that is as they asked for", async () => {
    const wanted = couponOf({
      title: "5,000원 할인 <b>봄</b>",
      discount: { case: "amountOff", value: dollars(5n, 50) },
      minimum: dollars(50n, 0),
      startTime: inMinutes(-1),
      endTime: inMinutes(60),
      totalLimit: 7,
      customerLimit: 2,
      listed: true,
    });
    const { coupon: made } = await staff.createCoupon({ requestId: randomUUID(), coupon: wanted });
    expect(made).toMatchObject({ ...wanted, discount: { case: "amountOff", value: dollars(5n, 50) } });
    expect((await preview(wanted.code, dollars(60n, 0))).coupon).toEqual(made);
  });

  it("makes it once, also when the request is repeated at the same time", async () => {
    const request = { requestId: randomUUID(), coupon: couponOf() };
    const answers = await Promise.all(Array.from({ length: 10 }, () => staff.createCoupon(request)));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    const other = { ...request, coupon: couponOf() };
    expect(await outcome(staff.createCoupon(other))).toBe("REQUEST_ID_REUSED");
    expect(await outcome(preview(other.coupon.code))).toBe("COUPON_NOT_FOUND");
  });

  it("gives a code to one coupon", async () => {
    const code = await coupon();
    const again = () => staff.createCoupon({ requestId: randomUUID(), coupon: couponOf({ code }) });
    const error = await refusal(again());
    expect([error.code, error.findDetails(ErrorInfoSchema)[0]?.reason]).toEqual([
      Code.AlreadyExists,
      "COUPON_CODE_TAKEN",
    ]);
    const fresh = couponOf();
    const rivals = Array.from({ length: 10 }, () => staff.createCoupon({ requestId: randomUUID(), coupon: fresh }));
    expect(tally(await Promise.all(rivals.map(outcome)))).toEqual({ COUPON_CODE_TAKEN: 9, OK: 1 });
  });

  it.each([
    ["coupon.code", { code: "lower" }],
    ["coupon.title", { title: "" }],
    ["coupon.discount", { discount: { case: undefined } }],
    ["coupon.percent_off", { discount: { case: "percentOff" as const, value: 101 } }],
    ["coupon.amount_off", { discount: { case: "amountOff" as const, value: won(0n) } }],
    ["coupon.minimum", { minimum: won(-5n) }],
    ["coupon.minimum", { discount: { case: "amountOff" as const, value: won(5n) }, minimum: dollars(1n, 0) }],
    ["coupon.end_time", { startTime: inMinutes(5), endTime: inMinutes(4) }],
    ["coupon.end_time", { endTime: { seconds: 253_402_300_800n } }],
    ["coupon.total_limit", { totalLimit: 1_000_001 }],
  ])("may not make one whose %s is wrong: %#", async (field, change) => {
    const error = await refusal(staff.createCoupon({ requestId: randomUUID(), coupon: couponOf(change as never) }));
    expect(error.code).toBe(Code.InvalidArgument);
    expect(error.findDetails(BadRequestSchema)[0]?.fieldViolations.map(({ field }) => field)).toEqual([field]);
  });

  it("may not make one with a NUL character in its title", async () => {
    const error = await refusal(coupon({ title: "a\0b" }));
    expect(error.code).toBe(Code.InvalidArgument);
  });
});

it("keeps to who may call what", async () => {
  const order = { orderId: randomUUID(), customerId: randomUUID(), code: "WELCOME10", subtotal: won(1000n) };
  const make = { requestId: randomUUID(), coupon: couponOf() };
  expect(await outcome(shopper.previewCoupon(order))).toBe("SIGN_IN_REQUIRED");
  expect(await outcome(shopper.createCoupon(make))).toBe("SIGN_IN_REQUIRED");
  expect(await outcome(customer.createCoupon(make))).toBe("STAFF_ONLY");
  for (const client of [shopper, customer, staff]) {
    expect(await outcome(client.redeemCoupon(order))).toBe("CALLER_NOT_ALLOWED");
    expect(await outcome(client.releaseCoupon(order))).toBe("CALLER_NOT_ALLOWED");
  }
  expect(await outcome(ordering.createCoupon(make))).toBe("SIGN_IN_REQUIRED");
  expect(await sql`select 1 from redemptions where order_id = ${order.orderId}`).toEqual([]);
});

it("comes with coupons to try", async () => {
  const spring = { orderId: randomUUID(), customerId: randomUUID(), subtotal: won(50_000n) };
  expect((await redeem("spring5000", spring)).discount).toMatchObject(won(5000n));
  const customerId = randomUUID();
  expect((await redeem("WELCOME10", { customerId })).discount).toMatchObject(won(1000n));
  expect(await outcome(redeem("WELCOME10", { customerId }))).toBe("COUPON_ALREADY_USED");
  expect((await preview("FLASH100")).discount).toMatchObject(won(2000n));
  expect(await outcome(preview("CHUSEOK2025", won(40_000n)))).toBe("COUPON_EXPIRED");
});
