import { expect, it } from "vitest";
import { readSettings } from "./settings.ts";

it("has a default for everything: demo accounts, keys as they are, a key a day, tokens of five minutes", () => {
  expect(readSettings({})).toEqual({
    demoAccounts: true,
    tokenKeySecret: undefined,
    times: { rotateMs: 86_400_000, leadMs: 10_000, tokenMs: 300_000 },
  });
});

it("takes an empty variable, as compose files have them, for none", () => {
  expect(readSettings({ DEMO_ACCOUNTS: "", TOKEN_KEY_SECRET: "", TOKEN_KEY_LEAD_MS: "" })).toEqual(readSettings({}));
});

it.each([
  ["DEMO_ACCOUNTS", "no"],
  ["TOKEN_KEY_SECRET", "short"],
  ["TOKEN_KEY_ROTATE_MS", "1d"],
  ["TOKEN_KEY_LEAD_MS", "0"],
  ["ACCESS_TOKEN_MS", "-1"],
])("refuses %s=%s by its name, and repeats no secret", (name, value) => {
  expect(() => readSettings({ [name]: value })).toThrow(name);
  if (name === "TOKEN_KEY_SECRET") expect(() => readSettings({ [name]: value })).not.toThrow(value);
});
