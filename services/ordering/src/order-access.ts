// Whose order it is. Permission comes before existence: to a customer, somebody else's order and one that there is not look the same,
// so that nobody learns by asking which orders there are. Staff reads every order.
import type { SignedIn } from "@meshmart/kit/caller";
import { DomainError } from "@meshmart/kit/errors";

export type Caller = Pick<SignedIn, "customerId" | "role">;

/** The customer whose orders are placed or listed. `requested` may name the caller, or nobody: then it is the caller, too. */
export function customerToServe(caller: Caller, requested: string, { staffMayNameOthers = false } = {}): string {
  // A UUID may come in upper case.
  const customerId = requested.toLowerCase() || caller.customerId;
  const isAllowed = customerId === caller.customerId || (staffMayNameOthers && caller.role === "staff");
  if (!isAllowed) throw new DomainError("forbidden", "ORDER_NOT_YOURS", "Orders of other customers are theirs alone.");
  return customerId;
}

/** Lets the caller on to an order, of which `customerId` is the owner; undefined when there is none. */
export function mustBeAllowed(caller: Caller, orderId: string, customerId: string | undefined): void {
  if (customerId !== undefined && (customerId === caller.customerId || caller.role === "staff")) return;
  const metadata = { order_id: orderId };
  if (caller.role === "staff")
    throw new DomainError("missing", "ORDER_NOT_FOUND", `There is no order ${orderId}.`, metadata);
  throw new DomainError("forbidden", "ORDER_NOT_YOURS", `You have no order ${orderId}.`, metadata);
}
