// What payment refuses, and what it never tells anybody: a card.
import { randomUUID } from "node:crypto";
import { Code, ConnectError } from "@connectrpc/connect";
import { BadRequestSchema, ErrorInfoSchema, ResourceInfoSchema } from "@meshmart/gen/google/rpc/error_details_pb";
import { PaymentService } from "@meshmart/gen/meshmart/payment/v1/payment_pb";
import { encodeStatus } from "@meshmart/kit/errors";
import { clientOf } from "@meshmart/kit/testing";
import { expect, it } from "vitest";
import {
  account,
  as,
  authorize,
  card,
  DECLINED,
  GOOD,
  ledgerOf,
  outcome,
  payment,
  service,
  sql,
  tokenOf,
  tokenOfAccount,
  tokenOfPoints,
  won,
} from "./payment.ts";

const refusal = async (call: Promise<unknown>) => (await call.catch(ConnectError.from)) as ConnectError;

it("refuses a mistyped card number, naming the field", async () => {
  const error = await refusal(tokenOf("4242424242424241"));
  expect(error.code).toBe(Code.InvalidArgument);
  expect(error.findDetails(ErrorInfoSchema)[0]?.reason).toBe("CARD_NUMBER_INVALID");
  expect(error.findDetails(BadRequestSchema)[0]?.fieldViolations[0]?.field).toBe("payment_method.card.number");
});

it.each([
  [{}, "payment_method"],
  [{ paymentMethod: { method: { case: undefined } } }, "payment_method.method"],
])("refuses a request without a payment method: %j", async (request, field) => {
  const error = await refusal(payment.tokenizePaymentMethod(request as never));
  expect(error.findDetails(BadRequestSchema)[0]?.fieldViolations[0]?.field).toBe(field);
});

it("takes points only from a customer who is known, and tells a balance only to whose it is", async () => {
  const error = await refusal(tokenOfPoints(""));
  expect([error.code, error.findDetails(ErrorInfoSchema)[0]?.reason]).toEqual([
    Code.InvalidArgument,
    "CUSTOMER_REQUIRED",
  ]);
  expect(await outcome(payment.getPointsBalance({}))).toBe("SIGN_IN_REQUIRED");
});

it("knows only the tokens that it made", async () => {
  const orderId = randomUUID();
  const call = payment.authorizePayment({ orderId, paymentToken: "pt_of_somebody_else", amount: won(1n) });
  const error = await refusal(call);
  expect(error.code).toBe(Code.NotFound);
  expect(error.findDetails(ErrorInfoSchema)[0]?.reason).toBe("PAYMENT_TOKEN_NOT_FOUND");
  expect(error.findDetails(ResourceInfoSchema)[0]).toMatchObject({
    resourceType: "payment_token",
    resourceName: "pt_of_somebody_else",
  });
  expect(await ledgerOf(orderId)).toEqual([]);
});

it.each([
  ["AMOUNT_NOT_POSITIVE", won(0n)],
  ["AMOUNT_NOT_POSITIVE", won(-1n)],
  ["AMOUNT_TOO_FINE", { currencyCode: "USD", units: 1n, nanos: 1 }],
  ["CURRENCY_NOT_TAKEN", { currencyCode: "EUR", units: 1n, nanos: 0 }],
])("sets only amounts aside that there are: %s", async (reason, amount) => {
  const orderId = randomUUID();
  const call = payment.authorizePayment({ orderId, paymentToken: await tokenOf(GOOD), amount });
  expect(await outcome(call)).toBe(reason);
  await expect(call).rejects.toMatchObject({ code: Code.InvalidArgument });
  expect(await ledgerOf(orderId)).toEqual([]);
});

it("has no payment for an order that never asked for one", async () => {
  const orderId = randomUUID();
  const error = await refusal(payment.getPayment({ orderId }));
  expect(error.code).toBe(Code.NotFound);
  expect(error.findDetails(ErrorInfoSchema)[0]?.reason).toBe("PAYMENT_NOT_FOUND");
  expect(error.findDetails(ResourceInfoSchema)[0]).toMatchObject({ resourceType: "order_id", resourceName: orderId });
});

it("is there for ordering alone, but for a balance of points", async () => {
  const orderId = randomUUID();
  await authorize(orderId);
  const paymentMethod = { method: { case: "card" as const, value: { ...card, number: GOOD } } };
  for (const other of [
    clientOf(PaymentService, service.address),
    as(randomUUID()),
    clientOf(PaymentService, service.address, "shipping"),
  ]) {
    const calls = [
      other.tokenizePaymentMethod({ paymentMethod }),
      other.authorizePayment({ orderId, paymentToken: "pt", amount: won(1n) }),
      other.capturePayment({ orderId }),
      other.voidPayment({ orderId }),
      other.refundPayment({ orderId }),
      other.getPayment({ orderId }),
    ];
    for (const call of calls) await expect(call).rejects.toMatchObject({ code: Code.PermissionDenied });
  }
  expect(await ledgerOf(orderId)).toEqual(["AUTHORIZED"]);
});

it("writes a card or an account nowhere: not into its log, its tables or its errors", async () => {
  const spaced = "4242 4242 4242 4242";
  const errors = await Promise.all([
    refusal(tokenOf(spaced)),
    refusal(tokenOf("4242424242424241")),
    refusal(tokenOf(GOOD, { securityCode: "91 73" })),
    refusal(authorize(randomUUID(), DECLINED)),
    refusal(tokenOfAccount("110 000 009 995")),
  ]);
  const paymentToken = await tokenOfAccount("110987654321");
  await payment.authorizePayment({ orderId: randomUUID(), paymentToken, amount: won(1n) });
  const refused = payment.authorizePayment({
    orderId: randomUUID(),
    paymentToken: await tokenOfAccount("110000009995"),
    amount: won(1n),
  });
  errors.push(await refusal(refused));
  await authorize(randomUUID());

  const tables = await sql<{ name: string }[]>`
    select table_name as name from information_schema.tables where table_schema = 'public'`;
  expect(tables.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["ledger", "points_ledger", "payment_tokens", "outbox"]),
  );
  const rows = await Promise.all(tables.map(({ name }) => sql`select t::text as row from ${sql(name)} as t`));
  const log = service.output();
  expect(log).toContain("CARD_NUMBER_INVALID");
  const told = errors.map((error) => error.message + Buffer.from(encodeStatus(error)).toString("latin1")).join();
  expect(told).toContain("payment_method.card.number");
  expect(told).toContain("payment_method.bank_transfer.account_number");
  // The last four digits are all that is kept.
  expect(JSON.stringify(rows)).toContain("KOEXKRSE account ending in 4321");

  const secrets = [
    GOOD,
    DECLINED,
    spaced,
    "4242424242424241",
    card.holderName,
    `"${card.securityCode}"`,
    "91 73",
    "110987654321",
    "11098765",
    "110000009995",
    "110 000 009 995",
    account.holderName,
  ];
  for (const [where, text] of Object.entries({ log, told, tables: JSON.stringify(rows) })) {
    for (const secret of secrets) expect(text.includes(secret), `${secret} in the ${where}`).toBe(false);
  }
});
