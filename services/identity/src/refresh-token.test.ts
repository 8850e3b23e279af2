import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { isOfFamily, newFamilyKey, newRefreshToken, ownerOf } from "./refresh-token.ts";

const owner = { customerId: randomUUID(), sessionId: randomUUID() };

it("says whose it is, and fits into the contract's 200 characters", () => {
  const token = newRefreshToken(owner, newFamilyKey());
  expect(ownerOf(token)).toEqual(owner);
  expect(token).toMatch(/^[\w-]{107}$/);
});

it("is never the same twice", () => {
  const familyKey = newFamilyKey();
  expect(newRefreshToken(owner, familyKey)).not.toBe(newRefreshToken(owner, familyKey));
});

it("belongs to the family of the key it was made with, and to no other; changed, to none", () => {
  const familyKey = newFamilyKey();
  const token = newRefreshToken(owner, familyKey);
  expect(isOfFamily(token, familyKey)).toBe(true);
  expect(isOfFamily(token, newFamilyKey())).toBe(false);
  for (let at = 0; at < 80; at++) {
    const bytes = Buffer.from(token, "base64url");
    bytes[at]! ^= 1;
    expect(isOfFamily(bytes.toString("base64url"), familyKey)).toBe(false);
  }
});

it("is one only in the very form that was given out", () => {
  const token = newRefreshToken(owner, newFamilyKey());
  for (const other of ["", "x", token.slice(1), `${token}A`, `${token}=`, ` ${token}`, "é".repeat(107)]) {
    expect(ownerOf(other)).toBeUndefined();
  }
});
