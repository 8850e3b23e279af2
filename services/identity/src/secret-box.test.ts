import { randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import { seal, unseal } from "./secret-box.ts";

const key = randomBytes(32);

it("opens with its key and purpose, and is never the same twice", () => {
  const [one, two] = [seal(key, "kid-1", "ключ"), seal(key, "kid-1", "ключ")];
  expect(one).not.toBe(two);
  for (const sealed of [one, two]) expect(unseal(key, "kid-1", sealed)).toBe("ключ");
});

it("does not open with another key, for another purpose, cut off or changed", () => {
  const sealed = seal(key, "kid-1", "text");
  const changed = Buffer.from(sealed, "base64url");
  changed[changed.length - 1]! ^= 1;
  expect(() => unseal(randomBytes(32), "kid-1", sealed)).toThrow();
  expect(() => unseal(key, "kid-2", sealed)).toThrow();
  expect(() => unseal(key, "kid-1", sealed.slice(0, -2))).toThrow();
  expect(() => unseal(key, "kid-1", "")).toThrow();
  expect(() => unseal(key, "kid-1", changed.toString("base64url"))).toThrow();
});
