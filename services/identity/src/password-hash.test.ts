import { expect, it } from "vitest";
import { createPasswordHashes } from "./password-hash.ts";

it("knows a password again, whatever its Unicode form, and no other", async () => {
  const { hash, verify } = createPasswordHashes();
  const stored = await hash("caf\u00e9 noir");
  expect(stored).toMatch(/^\$scrypt\$ln=15,r=8,p=1\$[\w-]{22}\$[\w-]{43}$/);
  expect(await verify("cafe\u0301 noir", stored)).toBe(true);
  expect(await verify("cafe noir", stored)).toBe(false);
  expect(await verify("caf\u00e9 noir", undefined)).toBe(false);
});

it("verifies by the parameters that a hash was made with, and refuses a format that it does not know", async () => {
  const { verify } = createPasswordHashes();
  // RFC 7914, section 12: scrypt("pleaseletmein", "SodiumChloride", N = 16384, r = 8, p = 1), its first 32 bytes.
  const expected = "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2";
  const salt = Buffer.from("SodiumChloride").toString("base64url");
  const stored = `$scrypt$ln=14,r=8,p=1$${salt}$${Buffer.from(expected, "hex").toString("base64url")}`;
  expect(await verify("pleaseletmein", stored)).toBe(true);
  expect(await verify("pleaseletmeout", stored)).toBe(false);
  await expect(verify("x", "plain")).rejects.toThrow("format");
});

it("computes one at a time if told so, lets one wait, refuses the third, and goes on", async () => {
  const { verify } = createPasswordHashes(1, 1);
  const calls = Array.from({ length: 3 }, () => verify("x", undefined));
  await expect(calls[2]).rejects.toMatchObject({ situation: "too_many", reason: "SIGN_IN_OVERLOADED" });
  expect(await Promise.all(calls.slice(0, 2))).toEqual([false, false]);
  expect(await verify("x", undefined)).toBe(false);
});
