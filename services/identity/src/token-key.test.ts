import { expect, it } from "vitest";
import { isDue, keyToSignWith, type SigningKey, spentKeys } from "./token-key.ts";

const times = { rotateMs: 1_000, leadMs: 10, tokenMs: 300 };

function key(kid: string, createdAt: number, signFrom?: number): SigningKey {
  return {
    kid,
    jwk: { kty: "OKP", crv: "Ed25519", x: "", kid, alg: "EdDSA", use: "sig" },
    privateKey: "",
    createdAt,
    signFrom,
  };
}

it("is due when there is none, and when the newest one is old enough", () => {
  expect(isDue([], 0, times)).toBe(true);
  expect(isDue([key("a", 0), key("b", 500)], 1_499, times)).toBe(false);
  expect(isDue([key("a", 0), key("b", 500)], 1_500, times)).toBe(true);
});

it("signs from its time on, until the next one's", () => {
  const keys = [key("a", 0, 10), key("b", 1_000, 1_010), key("c", 2_000)];
  expect(keyToSignWith(keys, 1_009)?.kid).toBe("a");
  expect(keyToSignWith(keys, 1_010)?.kid).toBe("b");
  expect(keyToSignWith(keys, 9_999)?.kid).toBe("b");
});

it("signs ahead of its time only when there is no older one: clocks differ, and the first must begin", () => {
  expect(keyToSignWith([key("a", 0, 10), key("b", 1_000, 1_010)], 5)?.kid).toBe("a");
  expect(keyToSignWith([key("a", 0)], 5)).toBeUndefined();
});

it("is spent once the last token that it may have signed has expired, and a fifth of that time", () => {
  const keys = [key("a", 0, 10), key("b", 1_000, 1_010), key("c", 2_000)];
  expect(spentKeys(keys, 1_369, times)).toEqual([]);
  expect(spentKeys(keys, 1_370, times).map(({ kid }) => kid)).toEqual(["a"]);
  expect(spentKeys(keys, 99_999, times).map(({ kid }) => kid)).toEqual(["a"]);
  expect(spentKeys([key("a", 0, 10)], 99_999, times)).toEqual([]);
});
