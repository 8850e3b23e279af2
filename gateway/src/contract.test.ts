// The committed contract itself: what it makes public can be served.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { loadContract } from "./contract.ts";
import { RestRoutes } from "./rest-routes.ts";

const contract = loadContract(readFileSync(new URL("../../gen/contract.binpb", import.meta.url)));

test("every public method has a REST path that leads to it, and no other method is there", () => {
  const names = contract.methods.map((method) => method.procedure);
  expect(names).toContain("/meshmart.catalog.v1.CatalogService/ListProducts");
  expect(names).not.toContain("/meshmart.catalog.v1.CatalogService/BatchGetProducts");
  expect(names.filter((name) => name.startsWith("/meshmart.payment."))).toEqual([
    "/meshmart.payment.v1.PaymentService/GetPointsBalance",
  ]);
  expect(contract.methods.filter((method) => method.rules.length === 0)).toEqual([]);
});

test("an order is read, watched and called off at one path", () => {
  const routes = new RestRoutes(contract);
  const found = (httpMethod: string, path: string) => {
    const match = routes.match(httpMethod, path);
    return match.kind === "route" ? match.route.method.desc.name : match;
  };
  expect(found("GET", "/v1/orders/1")).toBe("GetOrder");
  expect(found("GET", "/v1/orders/1:watch")).toBe("WatchOrder");
  expect(found("POST", "/v1/orders/1:cancel")).toBe("CancelOrder");
  expect(found("GET", "/v1/orders/1:cancel")).toEqual({ kind: "wrong_method", allowed: ["POST"] });
  expect(found("PUT", "/v1/products")).toEqual({ kind: "wrong_method", allowed: ["GET", "HEAD", "POST"] });
});
