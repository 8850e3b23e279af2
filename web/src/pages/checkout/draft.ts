// What has been entered in the checkout, kept in this tab through reloads: never a number of a card or an account. The request_id is made
// with it and stays until an order has come of it, so whatever is sent, and however often, makes one order.
import { fromJson, type JsonObject, toJson } from "@bufbuild/protobuf";
import { type Money, MoneySchema } from "@meshmart/gen/google/type/money_pb";
import type { Line } from "../../api/lines.ts";

export type Method = "card" | "bankTransfer" | "points";

export interface DraftAddress {
  readonly recipient: string;
  readonly line1: string;
  readonly line2: string;
  readonly city: string;
  readonly postalCode: string;
  readonly countryCode: string;
  readonly phone: string;
}

export type Pieces = Line & { readonly quantity: number };

export interface Sent {
  /** The customer's newest order before it. Empty: they had none. */
  readonly orderBefore: string;
  readonly lines: readonly Pieces[];
}

export interface Draft {
  /** UUID. */
  readonly requestId: string;
  readonly address: DraftAddress;
  /** Empty: the first that is offered. */
  readonly shippingOptionId: string;
  readonly method: Method;
  /** Only these of the cart's lines, and so many of them. Undefined: the whole cart. */
  readonly only?: readonly Pieces[];
  /** Price of one that the customer was shown, by line. */
  readonly seen: ReadonlyMap<string, Money>;
  /** While it may be that an order was made, and its answer is not here. */
  readonly sent?: Sent | undefined;
}

const KEY = "meshmart.checkout";

export function newDraft(address: Partial<DraftAddress> & { readonly countryCode: string }): Draft {
  return {
    requestId: crypto.randomUUID(),
    address: { recipient: "", line1: "", line2: "", city: "", postalCode: "", phone: "", ...address },
    shippingOptionId: "",
    method: "card",
    seen: new Map(),
  };
}

export function saveDraft(draft: Draft, storage: Storage = sessionStorage): void {
  const seen = [...draft.seen].map(([key, money]) => [key, toJson(MoneySchema, money)]);
  storage.setItem(KEY, JSON.stringify({ ...draft, seen }));
}

/** Undefined when there is none, or one of another version. */
export function loadDraft(storage: Storage = sessionStorage): Draft | undefined {
  try {
    const { seen, ...draft } = JSON.parse(storage.getItem(KEY) ?? "");
    const prices = seen.map(([key, money]: [string, JsonObject]) => [key, fromJson(MoneySchema, money)]);
    return { ...draft, seen: new Map(prices) };
  } catch {
    return undefined;
  }
}

export function dropDraft(storage: Storage = sessionStorage): void {
  storage.removeItem(KEY);
}
