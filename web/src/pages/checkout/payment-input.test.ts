import { describe, expect, test } from "vitest";
import { formatCardNumber, formatExpiry, NO_SECRETS, parseExpiry, toPaymentMethod } from "./payment-input.ts";

describe("a card", () => {
  test("is written in groups of four, and sent as digits", () => {
    expect(formatCardNumber("4242")).toBe("4242");
    expect(formatCardNumber("42424242424242424")).toBe("4242 4242 4242 4242 4");
    expect(formatCardNumber("4242-4242 x")).toBe("4242 4242");
    const secrets = { ...NO_SECRETS, cardNumber: "4242 4242 4242 4242", expiry: "12 / 40", securityCode: "123" };
    expect(toPaymentMethod("card", secrets)).toEqual({
      method: {
        case: "card",
        value: {
          number: "4242424242424242",
          expiryMonth: 12,
          expiryYear: 2040,
          securityCode: "123",
          holderName: "",
        },
      },
    });
  });

  test("has its expiry written as it is typed, filled in or deleted", () => {
    expect(formatExpiry("1")).toBe("1");
    expect(formatExpiry("12", "1")).toBe("12 / ");
    expect(formatExpiry("5")).toBe("05 / ");
    expect(formatExpiry("12 / 4", "12 / ")).toBe("12 / 4");
    expect(formatExpiry("12/2040")).toBe("12 / 40");
    expect(formatExpiry("12 /", "12 / ")).toBe("12");
    expect(formatExpiry("1", "12")).toBe("1");
  });

  test("whose expiry is not complete has none that the contract takes", () => {
    expect(parseExpiry("12 / 4")).toEqual({ expiryMonth: 0, expiryYear: 0 });
  });
});

test("an account is sent without spaces and dashes, in capitals", () => {
  const secrets = { ...NO_SECRETS, bankCode: "koexkrse", accountNumber: "110-123 456789" };
  expect(toPaymentMethod("bankTransfer", secrets)).toMatchObject({
    method: { value: { bankCode: "KOEXKRSE", accountNumber: "110123456789" } },
  });
});
