// The contract reads as it should, and does not break who already uses it.
import { describe, expect, it } from "vitest";
import { breaking, breakingAfter, buf, lastContract } from "./buf.ts";

const fine = { code: 0, output: "" };

describe("the contract", () => {
  it("obeys buf's STANDARD and COMMENTS rules", () => {
    expect(buf(["lint"])).toEqual(fine);
  });

  it("is formatted", () => {
    expect(buf(["format", "--diff", "--exit-code", "proto"]), "npm run format mends it").toEqual(fine);
  });

  it("breaks nobody who has the last one", () => {
    const { image, from } = lastContract();
    console.log(`Compared with the contract of ${from}.`);
    expect(breaking(image), `compared with the contract of ${from}`).toEqual(fine);
  });
});

describe("a change of the contract", () => {
  const order = "ordering/v1/ordering.proto";
  const drop = (pattern: RegExp) => (text: string) => text.replace(pattern, "");

  it.each([
    ["removes a field", order, drop(/^ {2}string failure_reason = 8;\n/m), /field "8".*"failure_reason".*was deleted/],
    [
      "gives a field another number",
      "catalog/v1/catalog.proto",
      (text: string) => text.replace("int32 weight_grams = 8;", "int32 weight_grams = 90;"),
      /field "8".*"weight_grams".*was deleted/,
    ],
    [
      "gives a field another type",
      order,
      (text: string) => text.replace("string failure_reason = 8;", "bytes failure_reason = 8;"),
      /changed type from "string" to "bytes"/,
    ],
    ["removes a method", order, drop(/^ {2}rpc CancelOrder[\s\S]*?\n {2}}\n/m), /RPC "CancelOrder".*was deleted/],
    ["removes a value of an enum", order, drop(/^ {4}STATE_RETURNED = 6;\n/m), /enum value "6".*was deleted/],
  ] as const)("that %s is refused", (_what, file, change, complaint) => {
    const { code, output } = breakingAfter(file, change);
    expect(code, output).toBeGreaterThan(0);
    expect(output).toMatch(complaint);
  });

  it("that adds a field, a method and a value is accepted", () => {
    const grown = (text: string) =>
      text
        .replace("string failure_reason = 8;", "string failure_reason = 8;\n  string gift_note = 99;")
        .replace("STATE_RETURNED = 6;", "STATE_RETURNED = 6;\n    STATE_LOST = 7;")
        .replace(
          "rpc CancelOrder(",
          "rpc ForgetOrder(GetOrderRequest) returns (GetOrderResponse) {}\n  rpc CancelOrder(",
        );
    expect(breakingAfter(order, grown)).toEqual(fine);
  });
});
