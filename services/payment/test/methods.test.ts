// Ways to pay: what there is, told by its name; and one more, which takes nothing but a line in the registry.
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { create } from "@bufbuild/protobuf";
import {
  Payment_State,
  PaymentService,
  type TokenizePaymentMethodRequest,
  TokenizePaymentMethodRequestSchema,
  type TokenizePaymentMethodResponse,
} from "@meshmart/gen/meshmart/payment/v1/payment_pb";
import { EVENT_TABLES } from "@meshmart/kit/migrate";
import { addService } from "@meshmart/kit/serve";
import { clientOf, openTestDatabase, serveForTest } from "@meshmart/kit/testing";
import { expect, it } from "vitest";
import { createLedgerStore } from "../src/ledger-store.ts";
import type { PaymentMethod } from "../src/methods/method.ts";
import { createMethods } from "../src/methods/registry.ts";
import { createPaymentRpc } from "../src/payment-rpc.ts";
import { createPayments } from "../src/payments.ts";
import { createPointsStore } from "../src/points-store.ts";
import { ledgerOf, outcome, payment, tokenOfAccount, won } from "./payment.ts";

it("pays from a bank account", async () => {
  const orderId = randomUUID();
  const paymentToken = await tokenOfAccount("110987654321");
  const { payment: authorized } = await payment.authorizePayment({ orderId, paymentToken, amount: won(500n) });
  expect(authorized).toMatchObject({
    state: Payment_State.AUTHORIZED,
    method: "bank_transfer",
    displayName: "KOEXKRSE account ending in 4321",
  });
  await payment.capturePayment({ orderId });
  await payment.refundPayment({ orderId });
  expect(await ledgerOf(orderId)).toEqual(["AUTHORIZED", "CAPTURED", "REFUNDED"]);
});

it.each([
  ["110000000002", "PAYMENT_DECLINED"],
  ["110000009995", "INSUFFICIENT_FUNDS"],
  ["110000000069", "ACCOUNT_CLOSED"],
  ["110000000259", "OK"],
])("knows the test account %s: %s", async (accountNumber, told) => {
  const orderId = randomUUID();
  const paymentToken = await tokenOfAccount(accountNumber);
  expect(await outcome(payment.authorizePayment({ orderId, paymentToken, amount: won(500n) }))).toBe(told);
});

it("sets one amount aside for an order, also when another one is asked for later", async () => {
  const [orderId, paymentToken] = [randomUUID(), await tokenOfAccount("110987654321")];
  await payment.authorizePayment({ orderId, paymentToken, amount: won(500n) });
  const { payment: same } = await payment.authorizePayment({ orderId, paymentToken, amount: won(900n) });
  expect(same!.amount).toMatchObject(won(500n));
});

it("takes a way to pay that the product does not have, by one line in the registry", async () => {
  const { sql } = await openTestDatabase({ ...EVENT_TABLES, payment: join(import.meta.dirname, "../migrations") });
  const asked: string[] = [];
  const seashells: PaymentMethod<{ colour: string }> = {
    async tokenize({ colour }, { customerId }) {
      return { reference: `${colour} shells of ${customerId}`, displayName: `Shells, ${colour}` };
    },
    async authorize(reference, orderId, { minor }) {
      asked.push(`authorize ${minor} of ${reference}`);
      return { kind: "authorized", reference: `shells_${orderId}` };
    },
    capture: async (authorization) => void asked.push(`capture ${authorization}`),
    void: async (authorization) => void asked.push(`void ${authorization}`),
    refund: async (authorization) => void asked.push(`refund ${authorization}`),
  };
  const points = createPointsStore(sql);
  const ledger = createLedgerStore(sql, () => {});
  const methods = { ...createMethods(points), seaShells: seashells };
  const rpc = createPaymentRpc({ payments: createPayments(ledger, methods), ledger, methods, points });
  const address = await serveForTest((server) => addService(server, PaymentService, rpc, []));
  const client = clientOf(PaymentService, address, "ordering");

  const [orderId, customerId] = [randomUUID(), randomUUID()];
  // The contract has no such case yet, so its token is asked for here; whatever follows goes over the wire.
  const request = create(TokenizePaymentMethodRequestSchema, { customerId, paymentMethod: {} });
  Object.assign(request.paymentMethod!, { method: { case: "seaShells", value: { colour: "white" } } });
  const tokenize = rpc.tokenizePaymentMethod as (
    asked: TokenizePaymentMethodRequest,
  ) => Promise<Pick<TokenizePaymentMethodResponse, "paymentToken">>;
  const { paymentToken } = await tokenize(request);
  const { payment: authorized } = await client.authorizePayment({ orderId, paymentToken, amount: won(7n) });
  expect(authorized).toMatchObject({
    state: Payment_State.AUTHORIZED,
    method: "sea_shells",
    displayName: "Shells, white",
  });
  await client.capturePayment({ orderId });
  await client.refundPayment({ orderId });
  expect(asked).toEqual([
    `authorize 7 of white shells of ${customerId}`,
    `capture shells_${orderId}`,
    `refund shells_${orderId}`,
  ]);
});

it("refuses a way to pay that it does not have", async () => {
  const { sql } = await openTestDatabase({ ...EVENT_TABLES, payment: join(import.meta.dirname, "../migrations") });
  const points = createPointsStore(sql);
  const ledger = createLedgerStore(sql, () => {});
  const { points: _, ...methods } = createMethods(points);
  const rpc = createPaymentRpc({ payments: createPayments(ledger, methods), ledger, methods, points });
  const address = await serveForTest((server) => addService(server, PaymentService, rpc, []));
  const call = clientOf(PaymentService, address, "ordering").tokenizePaymentMethod({
    customerId: randomUUID(),
    paymentMethod: { method: { case: "points", value: {} } },
  });
  expect(await outcome(call)).toBe("PAYMENT_METHOD_UNKNOWN");
});
