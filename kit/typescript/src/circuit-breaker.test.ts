import { Code, ConnectError, createClient, createRouterTransport } from "@connectrpc/connect";
import { CatalogService } from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";
import { register } from "prom-client";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createCircuitBreaker } from "./circuit-breaker.ts";
import { reasonOf } from "./errors.ts";

let calls = 0;
let answer: () => object = () => ({});

function dial(dependency: string) {
  const routes = serving(() => {
    calls++;
    return answer();
  });
  const transport = createRouterTransport(routes, { transport: { interceptors: [createCircuitBreaker(dependency)] } });
  const client = createClient(CatalogService, transport);
  return () =>
    client.getProduct({}).then(
      () => "ok",
      (error) => reasonOf(error),
    );
}

/** Serves GetProduct by `handler`. */
function serving(handler: () => object): Parameters<typeof createRouterTransport>[0] {
  return ({ service }) => service(CatalogService, { getProduct: handler });
}

const fail = (code: Code) => () => {
  throw new ConnectError("no", code);
};
const stateOf = async (dependency: string) => {
  const { values } = await register.getSingleMetric("circuit_breaker_state")!.get();
  return values.find(({ labels }) => labels.dependency === dependency)?.value;
};

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
  calls = 0;
});
afterEach(() => vi.useRealTimers());

it("opens after five faults in a row, and then asks nobody", async () => {
  const call = dial("opens");
  answer = fail(Code.Unavailable);
  for (let i = 0; i < 5; i++) expect(await call()).toBe("UNAVAILABLE");
  expect([await call(), calls, await stateOf("opens")]).toEqual(["CIRCUIT_OPEN", 5, 2]);
});

it("does not count what the dependency says for good reasons", async () => {
  const call = dial("reasons");
  for (let i = 0; i < 4; i++) {
    answer = fail(Code.Unavailable);
    await call();
  }
  answer = fail(Code.NotFound);
  expect(await call()).toBe("NOT_FOUND");
  answer = fail(Code.Unavailable);
  for (let i = 0; i < 4; i++) expect(await call()).toBe("UNAVAILABLE");
  expect(await stateOf("reasons")).toBe(0);
});

it("lets one call try after a second, and closes when it works", async () => {
  const call = dial("closes");
  answer = fail(Code.DeadlineExceeded);
  for (let i = 0; i < 5; i++) await call();
  vi.setSystemTime(Date.now() + 1_001);
  answer = () => ({});
  expect(await Promise.all([call(), call(), call()])).toEqual(["ok", "ok", "ok"]);
  expect(await stateOf("closes")).toBe(0);
});

it("stays open for another second when the trial fails", async () => {
  const call = dial("stays");
  answer = fail(Code.Internal);
  for (let i = 0; i < 5; i++) await call();
  vi.setSystemTime(Date.now() + 1_001);
  expect(await call()).toBe("INTERNAL");
  expect([await call(), calls]).toEqual(["CIRCUIT_OPEN", 6]);
});
