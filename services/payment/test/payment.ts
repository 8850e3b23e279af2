// A payment service to test: its own process with a database of its own, called as ordering calls it.
import { join } from "node:path";
import { Payment_State, PaymentService } from "@meshmart/gen/meshmart/payment/v1/payment_pb";
import { clientOf, openTestBroker, openTestDatabase } from "@meshmart/kit/testing";
import { startProcess } from "@meshmart/kit/testing-process";
import { createTestTokens } from "@meshmart/kit/testing-tokens";

export { outcome } from "@meshmart/kit/testing";

const database = await openTestDatabase();
export const broker = await openTestBroker();
const tokens = await createTestTokens(broker);
export const service = await startProcess(join(import.meta.dirname, "../src/main.ts"), database.env);
export const { sql } = database;
export const payment = clientOf(PaymentService, service.address, "ordering");

/** Payment as a signed-in customer calls it. */
export const as = (customerId: string) => clientOf(PaymentService, service.address, { token: tokens.of(customerId) });

export const GOOD = "4242424242424242";
export const DECLINED = "4000000000000002";
export const SHORT_OF_FUNDS = "4000000000009995";
export const LATE = "4000000000000119";

export const card = { expiryMonth: 12, expiryYear: 2099, securityCode: "9173", holderName: "Kim Quarterstaff" };
export const won = (units: bigint) => ({ currencyCode: "KRW", units, nanos: 0 });

export async function tokenOf(number: string, change: Partial<typeof card> = {}): Promise<string> {
  const method = { case: "card" as const, value: { ...card, ...change, number } };
  return (await payment.tokenizePaymentMethod({ paymentMethod: { method } })).paymentToken;
}

export async function tokenOfPoints(customerId: string): Promise<string> {
  const paymentMethod = { method: { case: "points" as const, value: {} } };
  return (await payment.tokenizePaymentMethod({ paymentMethod, customerId })).paymentToken;
}

export const account = { bankCode: "KOEXKRSE", holderName: "Kim Quarterstaff" };

export async function tokenOfAccount(accountNumber: string): Promise<string> {
  const method = { case: "bankTransfer" as const, value: { ...account, accountNumber } };
  return (await payment.tokenizePaymentMethod({ paymentMethod: { method } })).paymentToken;
}

export async function authorize(orderId: string, number = GOOD) {
  return payment.authorizePayment({ orderId, paymentToken: await tokenOf(number), amount: won(12_900n) });
}

/** The state as the service tells it. */
export async function stateOf(orderId: string): Promise<string> {
  return Payment_State[(await payment.getPayment({ orderId })).payment!.state];
}

/** The types of an order's lines, oldest first, as they stand in the table. */
export async function linesOf(orderId: string): Promise<string[]> {
  const rows = await sql<{ type: string }[]>`select type from ledger where order_id = ${orderId} order by sequence`;
  return rows.map(({ type }) => type);
}

/** Those that say what came of a claim. */
export async function ledgerOf(orderId: string): Promise<string[]> {
  return (await linesOf(orderId)).filter((type) => !type.endsWith("ING"));
}
