import { create } from "@bufbuild/protobuf";
import { MoneySchema } from "@meshmart/gen/google/type/money_pb";
import { expect, it } from "vitest";
import { identify, mustBeSame } from "./request-id.ts";

const REQUEST_ID = "01930000-0000-4000-8000-00000000000a";
const asking = (units: bigint) =>
  identify(REQUEST_ID, MoneySchema, create(MoneySchema, { currencyCode: "KRW", units }));

it("takes a repeated request for the same, and refuses another payload under its id", () => {
  const before = asking(5n).fingerprint;
  expect(() => mustBeSame(asking(5n), before)).not.toThrow();
  expect(() => mustBeSame(asking(6n), before)).toThrow(`request_id ${REQUEST_ID} was used for something else`);
});

it("keeps to the hash that is stored with what older versions made", () => {
  const stored = "658d92e6c1c5dc21d68a8c61fe960690f0ff8aa05559eb2442bcac244ee12aaa";
  expect(asking(5n).fingerprint.toString("hex")).toBe(stored);
});
