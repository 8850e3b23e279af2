import { DomainError } from "@meshmart/kit/errors";
import { expect, it } from "vitest";
import { customerToServe, mustBeAllowed } from "./order-access.ts";

const mine = "01930000-0000-7000-8000-00000000000a";
const theirs = "01930000-0000-7000-8000-00000000000b";
const customer = { customerId: mine, role: "customer" } as const;
const staff = { customerId: mine, role: "staff" } as const;

const refusal = (act: () => unknown): DomainError => {
  try {
    act();
  } catch (error) {
    if (error instanceof DomainError) return error;
  }
  throw new Error("It was not refused.");
};

it("serves the caller, named or not, and nobody else", () => {
  for (const named of ["", mine, mine.toUpperCase()]) expect(customerToServe(customer, named)).toBe(mine);
  for (const caller of [customer, staff]) {
    expect(refusal(() => customerToServe(caller, theirs))).toMatchObject({
      situation: "forbidden",
      reason: "ORDER_NOT_YOURS",
    });
  }
});

it("lets staff name others where that is allowed, but no customer", () => {
  expect(customerToServe(staff, theirs.toUpperCase(), { staffMayNameOthers: true })).toBe(theirs);
  expect(refusal(() => customerToServe(customer, theirs, { staffMayNameOthers: true })).reason).toBe("ORDER_NOT_YOURS");
});

it("tells a customer the same of others' orders and of none", () => {
  mustBeAllowed(customer, "o", mine);
  const [others, none] = [theirs, undefined].map((owner) => refusal(() => mustBeAllowed(customer, "o", owner)));
  expect(others).toMatchObject({ situation: "forbidden", reason: "ORDER_NOT_YOURS", metadata: { order_id: "o" } });
  expect([none!.message, none!.situation, none!.reason, none!.metadata]).toEqual([
    others!.message,
    others!.situation,
    others!.reason,
    others!.metadata,
  ]);
});

it("shows staff every order, and tells them when there is none", () => {
  mustBeAllowed(staff, "o", theirs);
  expect(refusal(() => mustBeAllowed(staff, "o", undefined))).toMatchObject({
    situation: "missing",
    reason: "ORDER_NOT_FOUND",
  });
});
