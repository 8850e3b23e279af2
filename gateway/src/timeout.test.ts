import { expect, test } from "vitest";
import { timeoutOf } from "./timeout.ts";

test.each([
  [{}, Number.POSITIVE_INFINITY],
  [{ "connect-timeout-ms": "250" }, 250],
  [{ "connect-timeout-ms": "0" }, 0],
  [{ "grpc-timeout": "2H" }, 7_200_000],
  [{ "grpc-timeout": "3M" }, 180_000],
  [{ "grpc-timeout": "4S" }, 4000],
  [{ "grpc-timeout": "500m" }, 500],
  [{ "grpc-timeout": "1500u" }, 1.5],
])("%j is %d ms", (headers, ms) => {
  expect(timeoutOf(headers)).toBe(ms);
});

test.each([
  { "connect-timeout-ms": "1.5" },
  { "connect-timeout-ms": "-1" },
  { "grpc-timeout": "5" },
  { "grpc-timeout": "123456789S" },
])("%j is refused", (headers) => {
  expect(() => timeoutOf(headers)).toThrow("must be");
});
