import { Code, ConnectError } from "@connectrpc/connect";
import { expect, it } from "vitest";
import { connectError, errorInfo, reasonOf, toConnectError } from "./errors.ts";

it("does not pass on what another service sent beside its error", () => {
  const upstream = connectError(Code.NotFound, "There is no such product.", [
    errorInfo("PRODUCT_NOT_FOUND", "catalog"),
  ]);
  upstream.metadata.set("set-cookie", "secret");
  const shown = toConnectError(upstream, "ordering", "0");
  expect([...shown.metadata]).toEqual([]);
  expect([shown.code, shown.rawMessage, reasonOf(shown)]).toEqual([
    Code.NotFound,
    "There is no such product.",
    "PRODUCT_NOT_FOUND",
  ]);
});

it("leaves an error as it is that carries nothing beside", () => {
  const own = new ConnectError("Not now.", Code.FailedPrecondition);
  expect(toConnectError(own, "ordering", "0")).toBe(own);
});
