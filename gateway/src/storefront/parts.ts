// The parts of a composed page. All are asked for at the same time; each has its budget, measured from the page's start, and a fallback
// that takes its place when the budget is spent or its service fails. So a page takes as long as what it requires, not as the sum.
import { create } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import {
  type PartStatus,
  PartStatus_State,
  PartStatusSchema,
} from "@meshmart/gen/meshmart/storefront/v1/storefront_pb";
import { isFault } from "@meshmart/kit/circuit-breaker";
import { reasonOf } from "@meshmart/kit/errors";
import { Counter } from "prom-client";

/** How long a page waits for what it can do without: STOREFRONT_BUDGET_MS, or 400 ms. */
export const BUDGET_MS = readBudgetMs(process.env.STOREFRONT_BUDGET_MS || "400");

const parts = new Counter({
  name: "storefront_parts_total",
  help: "Parts of composed pages, by how they came to be.",
  labelNames: ["part", "state", "reason"],
});

export interface Part<T> {
  readonly status: PartStatus;
  readonly value: T;
}

/** Never rejects: what `load` cannot give within the budget, `fallback` does. */
export async function part<T>(name: string, load: () => Promise<T>, fallback: () => T | Promise<T>): Promise<Part<T>> {
  let timer: NodeJS.Timeout | undefined;
  const spent = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new ConnectError("The part's budget is spent.", Code.DeadlineExceeded)), BUDGET_MS);
  });
  try {
    const value = await Promise.race([load(), spent]);
    parts.inc({ part: name, state: "ok", reason: "" });
    return { status: OK, value };
  } catch (error) {
    const reason = degradationOf(error);
    parts.inc({ part: name, state: "degraded", reason });
    return { status: create(PartStatusSchema, { state: PartStatus_State.DEGRADED, reason }), value: await fallback() };
  } finally {
    clearTimeout(timer);
  }
}

/** A part that needs nobody, such as the cart of somebody who is neither signed in nor a guest. */
export async function given<T>(value: T): Promise<Part<T>> {
  return { status: OK, value };
}

const OK = create(PartStatusSchema, { state: PartStatus_State.OK });

function degradationOf(error: unknown): string {
  const reason = reasonOf(error);
  if (!isFault(error)) return reason;
  return ConnectError.from(error).code === Code.DeadlineExceeded ? "TIMEOUT" : reason;
}

function readBudgetMs(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 10 && value <= 5_000) return value;
  throw new Error(`STOREFRONT_BUDGET_MS must be a number of milliseconds from 10 to 5000, not "${text}".`);
}
