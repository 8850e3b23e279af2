// What the provider is asked, and what it is left with when calls meet or a process dies between its answer and our ledger.
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { EVENT_TABLES } from "@meshmart/kit/migrate";
import { openTestDatabase } from "@meshmart/kit/testing";
import { describe, expect, it } from "vitest";
import { createLedgerStore, type LedgerStore } from "../src/ledger-store.ts";
import type { PaymentMethod } from "../src/methods/method.ts";
import { createPayments } from "../src/payments.ts";

const migrations = join(import.meta.dirname, "../migrations");
const { sql } = await openTestDatabase({ ...EVENT_TABLES, payment: migrations });
const ledger = createLedgerStore(sql, () => {});
const paymentToken = await ledger.saveToken({ method: "card", reference: "vault_1", displayName: "Visa" });
const amount = { currency: "KRW", minor: 12_900n };
type Verb = "authorize" | "capture" | "void" | "refund";

/** Payments by a provider that notes what it is asked, and answers when `answers` says so. */
function open(answers: Partial<Record<Verb, () => Promise<void>>> = {}, store: LedgerStore = ledger) {
  const asked: string[] = [];
  const ask = (verb: Verb) => async (reference: string, orderId: string) => {
    asked.push(`${verb} ${reference}`);
    await answers[verb]?.();
    return { kind: "authorized" as const, reference: `auth_${orderId}` };
  };
  const act = (verb: Verb) => async (reference: string, orderId: string) => void (await ask(verb)(reference, orderId));
  const card: PaymentMethod<never> = {
    tokenize: () => Promise.reject(new Error("It has a token.")),
    authorize: ask("authorize"),
    capture: act("capture"),
    void: act("void"),
    refund: act("refund"),
  };
  const payments = createPayments(store, { card });
  const call = (verb: Verb, orderId: string) => payments[verb](orderId, paymentToken, amount);
  return { asked, call };
}

/** An answer that comes when `resolve` is called; `reached` resolves when it is asked for. */
function gate() {
  const [asked, answered] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const answer = () => {
    asked.resolve();
    return answered.promise;
  };
  return { answer, reached: asked.promise, resolve: answered.resolve };
}

async function linesOf(orderId: string): Promise<string[]> {
  const rows = await sql<{ type: string }[]>`select type from ledger where order_id = ${orderId} order by sequence`;
  return rows.map(({ type }) => type);
}

/** A payment that these calls were made for. */
async function after(...verbs: Verb[]): Promise<string> {
  const orderId = randomUUID();
  for (const verb of verbs) await open().call(verb, orderId);
  return orderId;
}

it("is asked nothing that the ledger answers", async () => {
  const { asked, call } = open();
  const orderId = randomUUID();
  for (const verb of ["authorize", "authorize", "capture", "capture"] as const) await call(verb, orderId);
  await expect(call("void", orderId)).rejects.toMatchObject({ reason: "PAYMENT_CAPTURED" });
  expect(asked).toEqual(["authorize vault_1", `capture auth_${orderId}`]);
});

describe("when a capture and a void race", () => {
  it("is asked for one of them only, whichever wins", async () => {
    const won = new Set<string>();
    for (let round = 0; round < 40; round++) {
      const orderId = await after("authorize");
      const { asked, call } = open();
      const verbs: Verb[] = round % 2 ? ["capture", "void"] : ["void", "capture"];
      const outcomes = await Promise.allSettled(verbs.map((verb) => call(verb, orderId)));
      expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
      const winner = verbs[outcomes.findIndex(({ status }) => status === "fulfilled")]!;
      expect(new Set(asked)).toEqual(new Set([`${winner} auth_${orderId}`]));
      expect((await linesOf(orderId)).slice(2)).toEqual(
        winner === "capture" ? ["CAPTURING", "CAPTURED"] : ["VOIDING", "VOIDED"],
      );
      won.add(winner);
    }
    expect(won).toEqual(new Set(["capture", "void"]));
  });

  it("finishes the one that was claimed, however late the other comes", async () => {
    for (const [first, second] of [
      ["capture", "void"],
      ["void", "capture"],
    ] as const) {
      const orderId = await after("authorize");
      const { answer, reached, resolve } = gate();
      const slow = open({ [first]: answer });
      const claimed = slow.call(first, orderId);
      await reached;
      const other = open();
      await expect(other.call(second, orderId)).rejects.toMatchObject({ situation: "not_now" });
      expect(other.asked).toEqual([`${first} auth_${orderId}`]);
      resolve();
      expect((await claimed).state).toBe(first === "capture" ? "CAPTURED" : "VOIDED");
      expect(await linesOf(orderId)).toHaveLength(4);
    }
  });
});

it("is asked to free what it set aside while the void overtook it", async () => {
  const { answer, reached, resolve } = gate();
  const slow = open({ authorize: answer });
  const orderId = randomUUID();
  const authorizing = slow.call("authorize", orderId);
  await reached;
  const other = open();
  expect((await other.call("void", orderId)).state).toBe("VOIDED");
  // It learns first what there is to free.
  expect(other.asked).toEqual(["authorize vault_1", `void auth_${orderId}`]);
  resolve();
  await expect(authorizing).rejects.toMatchObject({ reason: "PAYMENT_VOIDED" });
  expect(await linesOf(orderId)).toEqual(["AUTHORIZING", "AUTHORIZED", "VOIDING", "VOIDED"]);
});

describe("when the process dies", () => {
  /** A ledger of a process that dies at its nth line. */
  const dyingAt = (line: number): LedgerStore => {
    let lines = 0;
    const append: LedgerStore["append"] = (...args) =>
      ++lines === line ? Promise.reject(new Error("the process dies here")) : ledger.append(...args);
    return { ...ledger, append };
  };

  it.each<[Verb, Verb[], string[]]>([
    ["authorize", [], ["AUTHORIZING", "AUTHORIZED"]],
    ["capture", ["authorize"], ["CAPTURING", "CAPTURED"]],
    ["void", ["authorize"], ["VOIDING", "VOIDED"]],
    ["refund", ["authorize", "capture"], ["REFUNDING", "REFUNDED"]],
  ])("before it wrote the answer to %s down, is asked again, about the same order", async (verb, before, lines) => {
    const orderId = await after(...before);
    const dead = open({}, dyingAt(2));
    await expect(dead.call(verb, orderId)).rejects.toThrow("dies here");
    expect((await linesOf(orderId)).at(-1)).toBe(lines[0]);
    const next = open();
    expect((await next.call(verb, orderId)).state).toBe(lines[1]);
    expect(next.asked).toEqual(dead.asked);
    expect((await linesOf(orderId)).slice(-2)).toEqual(lines);
  });

  it("before it claimed anything, has been asked nothing", async () => {
    const orderId = await after("authorize");
    const dead = open({}, dyingAt(1));
    await expect(dead.call("capture", orderId)).rejects.toThrow("dies here");
    expect(dead.asked).toEqual([]);
  });

  it("while it captures, is asked to finish that before it gives the amount back", async () => {
    const orderId = await after("authorize");
    await expect(open({}, dyingAt(2)).call("capture", orderId)).rejects.toThrow("dies here");
    const next = open();
    expect((await next.call("refund", orderId)).state).toBe("REFUNDED");
    expect(next.asked).toEqual([`capture auth_${orderId}`, `refund auth_${orderId}`]);
  });

  it("and does not answer, leaves the claim to whoever asks next", async () => {
    const orderId = await after("authorize");
    const away = open({ capture: () => Promise.reject(new Error("no answer")) });
    await expect(away.call("capture", orderId)).rejects.toThrow("no answer");
    await expect(away.call("void", orderId)).rejects.toThrow("no answer");
    expect(away.asked).toEqual([`capture auth_${orderId}`, `capture auth_${orderId}`]);
    expect((await open().call("capture", orderId)).state).toBe("CAPTURED");
  });
});

it("goes on with payments from before there were claims", async () => {
  const [authorized, captured] = [randomUUID(), randomUUID()];
  await sql`
    insert into ledger (order_id, sequence, type, amount_minor, currency, provider_reference, display_name)
    values (${authorized}, 1, 'AUTHORIZED', 100, 'KRW', 'auth_old', 'Visa'), (${captured}, 1, 'AUTHORIZED', 100, 'KRW', 'auth_old', 'Visa')`;
  await sql`insert into ledger (order_id, sequence, type) values (${captured}, 2, 'CAPTURED')`;
  const { asked, call } = open();
  expect((await call("void", authorized)).state).toBe("VOIDED");
  expect((await call("refund", captured)).state).toBe("REFUNDED");
  expect(asked).toEqual(["void auth_old", "refund auth_old"]);
});
