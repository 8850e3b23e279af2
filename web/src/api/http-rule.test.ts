import { CatalogService } from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";
import { expect, test } from "vitest";
import { httpRuleOf } from "./http-rule.ts";

test("the path is the contract's", () => {
  expect(httpRuleOf(CatalogService.method.importProducts)).toEqual({ verb: "POST", path: "/v1/products:import" });
});

test("a method that services call, or whose path needs values, is refused", () => {
  expect(() => httpRuleOf(CatalogService.method.batchGetProducts)).toThrow("no path");
  expect(() => httpRuleOf(CatalogService.method.getProduct)).toThrow("a file alone does not fill");
});
