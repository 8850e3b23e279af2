import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { loadContract } from "./contract.ts";
import { publicRegistry, publicServices } from "./reflection.ts";

const contract = loadContract(readFileSync(new URL("../../gen/contract.binpb", import.meta.url)));

test("shows what is public of the committed contract, and nothing else of it", () => {
  const registry = publicRegistry(contract);
  const methodsOf = (name: string) => registry.getService(name)?.methods.map((method) => method.name);
  for (const name of publicServices(contract)) expect(methodsOf(name)?.length).toBeGreaterThan(0);
  expect(methodsOf("meshmart.inventory.v1.InventoryService")).toEqual(["GetStock", "SetStock"]);
  expect(methodsOf("meshmart.payment.v1.PaymentService")).toEqual(["GetPointsBalance"]);
  expect(registry.getMessage("meshmart.payment.v1.PaymentMethod")).toBeDefined();
  expect(registry.getService("grpc.health.v1.Health")).toBeDefined();
});
