import { create } from "@bufbuild/protobuf";
import { BankTransferSchema, CardSchema } from "@meshmart/gen/meshmart/payment/v1/payment_pb";
import { describe, expect, it } from "vitest";
import { createBankTransfer } from "./bank-transfer.ts";
import { createCard } from "./card.ts";
import { pointsFor } from "./points.ts";
import { createSimulatedProvider } from "./simulated-provider.ts";

const payer = { customerId: "", now: new Date("2026-06-15T00:00:00Z") };
const won = (minor: bigint) => ({ currency: "KRW", minor });
const LATE_MS = 100;

/** Both methods that the simulated provider is behind, each with a provider of its own. */
function world() {
  const provider = createSimulatedProvider({ lateMs: LATE_MS });
  const [card, bankTransfer] = [createCard(provider), createBankTransfer(provider)];
  const cardOf = (number: string, expiryYear = 2030) =>
    card.tokenize(create(CardSchema, { number, expiryMonth: 6, expiryYear, securityCode: "123" }), payer);
  const accountOf = (accountNumber: string) =>
    bankTransfer.tokenize(create(BankTransferSchema, { bankCode: "KOEXKRSE", accountNumber }), payer);
  const authorize = async (stored: Promise<{ reference: string }>, orderId = "o", amount = won(1_000n)) =>
    provider.authorize((await stored).reference, orderId, amount);
  return { provider, cardOf, accountOf, authorize };
}

it("approves any valid card or account, and shows its last four digits only", async () => {
  const { cardOf, accountOf, authorize } = world();
  const { reference, displayName } = await cardOf("4242424242424242");
  expect(displayName).toBe("Visa ending in 4242");
  expect(reference).not.toContain("424242");
  expect(await authorize(cardOf("4242424242424242"))).toEqual({ kind: "authorized", reference: "auth_o" });
  expect((await accountOf("110987654321")).displayName).toBe("KOEXKRSE account ending in 4321");
  expect((await accountOf("110987654321")).reference).not.toContain("110987");
  expect(await authorize(accountOf("110987654321"), "p")).toEqual({ kind: "authorized", reference: "auth_p" });
});

it.each([
  ["4000000000000002", "110000000002", "PAYMENT_DECLINED", "PAYMENT_DECLINED"],
  ["4000000000009995", "110000009995", "INSUFFICIENT_FUNDS", "INSUFFICIENT_FUNDS"],
  ["4000000000000069", "110000000069", "CARD_EXPIRED", "ACCOUNT_CLOSED"],
])("declines on request: %s, %s", async (number, accountNumber, ofCard, ofAccount) => {
  const { cardOf, accountOf, authorize, provider } = world();
  expect(await authorize(cardOf(number))).toEqual({ kind: "declined", reason: ofCard });
  expect(await authorize(accountOf(accountNumber))).toEqual({ kind: "declined", reason: ofAccount });
  expect(provider.chargesOf("o")).toBe(0);
});

describe.each(["card", "account"])("an order that is asked for twice, by %s,", (kind) => {
  const stored = ({ cardOf, accountOf }: ReturnType<typeof world>, ending: string) =>
    kind === "card" ? cardOf(`4000000000000${ending}`) : accountOf(`110000000${ending}`);

  it("is charged once when the first answer is late", async () => {
    const here = world();
    const token = stored(here, "119");
    const startedAt = performance.now();
    const late = here.authorize(token);
    const again = await here.authorize(token);
    expect(performance.now() - startedAt).toBeLessThan(LATE_MS);
    expect(await late).toEqual(again);
    expect(performance.now() - startedAt).toBeGreaterThan(LATE_MS - 5);
    expect(here.provider.chargesOf("o")).toBe(1);
  });

  it("is done when the provider says that it has it already, and not charged again", async () => {
    const here = world();
    const token = stored(here, "259");
    expect(await here.authorize(token)).toEqual({ kind: "authorized", reference: "auth_o" });
    expect(await here.authorize(token)).toEqual({ kind: "authorized", reference: "auth_o" });
    expect(here.provider.chargesOf("o")).toBe(1);
  });

  it("is not done for another amount", async () => {
    const here = world();
    const token = stored(here, "259");
    await here.authorize(token);
    expect(await here.authorize(token, "o", won(1_001n))).toEqual({ kind: "declined", reason: "DUPLICATE_PAYMENT" });
    expect(here.provider.chargesOf("o")).toBe(1);
  });
});

it("takes a card until the end of its month of expiry", async () => {
  const { cardOf, authorize } = world();
  expect(await authorize(cardOf("4242424242424242", 2026))).toMatchObject({ kind: "authorized" });
  expect(await authorize(cardOf("4242424242424242", 2025), "p")).toEqual({ kind: "declined", reason: "CARD_EXPIRED" });
});

it("refuses a mistyped number before anything is asked of a bank", async () => {
  await expect(world().cardOf("4242424242424241")).rejects.toThrow("typing error");
});

it("counts a point as a won, and ten as a cent", () => {
  expect(pointsFor(won(12_900n))).toBe(12_900n);
  expect(pointsFor({ currency: "USD", minor: 199n })).toBe(1_990n);
  expect(() => pointsFor({ currency: "EUR", minor: 1n })).toThrow("EUR");
});
