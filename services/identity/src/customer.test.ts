import { describe, expect, it } from "vitest";
import { checkedDisplayName, checkPassword, normalizeEmail } from "./customer.ts";

it("takes an address in any case, with spaces around it, for the same", () => {
  expect(normalizeEmail(" Kim.HO@Example.COM ")).toBe("kim.ho@example.com");
});

it("keeps a name's own spaces only", () => {
  expect(checkedDisplayName("  Kim Ho ")).toBe("Kim Ho");
  expect(() => checkedDisplayName(" \t ")).toThrow("more than spaces");
});

describe("a password", () => {
  const check = (password: string) => () => checkPassword(password, "kim.hollander@example.com", "Kim Hollander");

  it.each([
    ["common", "Password123"],
    ["a run upwards", "23456789"],
    ["a run downwards", "HGFEDCBA"],
    ["a repetition", "abababab"],
    ["the address", "kim.hollander@example.com"],
    ["what stands before the @", "Kim.Hollander"],
    ["the name", "kim hollander"],
  ])("is refused when it is %s", (_, password) => {
    expect(check(password)).toThrow(expect.objectContaining({ reason: "PASSWORD_TOO_WEAK" }));
  });

  it.each(["four plain short words", "Tr0ub4dor&3", "пароль-длинный", "kim hollander's cat"])(
    "may be %s",
    (password) => {
      expect(check(password)).not.toThrow();
    },
  );
});
