import { create } from "@bufbuild/protobuf";
import { MoneySchema } from "@meshmart/gen/google/type/money_pb";
import { expect, test } from "vitest";
import { pointsFor } from "./points.ts";

test("a point pays one won, or a tenth of a cent", () => {
  expect(pointsFor(create(MoneySchema, { currencyCode: "KRW", units: 12900n }))).toBe(12900n);
  expect(pointsFor(create(MoneySchema, { currencyCode: "USD", units: 9n, nanos: 900_000_000 }))).toBe(9900n);
  expect(pointsFor(create(MoneySchema, { currencyCode: "EUR", units: 9n }))).toBeUndefined();
});
