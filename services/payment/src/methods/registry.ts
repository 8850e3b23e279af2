// The ways to pay, by the names that the contract's PaymentMethod gives them. One more is a case in the contract, a file beside this
// one, and a line here; whatever the contract has and this list lacks does not compile.
import type { PaymentMethod as WireMethod } from "@meshmart/gen/meshmart/payment/v1/payment_pb";
import { DomainError } from "@meshmart/kit/errors";
import type { PointsStore } from "../points-store.ts";
import { createBankTransfer } from "./bank-transfer.ts";
import { createCard } from "./card.ts";
import type { PaymentMethod } from "./method.ts";
import { createPoints } from "./points.ts";

type Case = NonNullable<WireMethod["method"]["case"]>;
type DetailsOf<C extends Case> = Extract<WireMethod["method"], { case: C }>["value"];

// biome-ignore lint/suspicious/noExplicitAny: each method has details of its own
export type Methods = Readonly<Record<string, PaymentMethod<any>>>;

export function createMethods(points: PointsStore) {
  return {
    card: createCard(),
    bankTransfer: createBankTransfer(),
    points: createPoints(points),
  } satisfies { [C in Case]: PaymentMethod<DetailsOf<C>> };
}

export function methodNamed(methods: Methods, name: string): Methods[string] {
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (method) return method;
  throw new DomainError("invalid", "PAYMENT_METHOD_UNKNOWN", `Nobody can pay by "${name}" here.`, {
    field: "payment_method",
  });
}
