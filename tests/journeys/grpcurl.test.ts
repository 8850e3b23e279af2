// A service developer's way in: grpcurl with no .proto file at hand, at the gateway and at every process, in whichever language.
import { processes as specs } from "@meshmart/mesh/processes";
import { beforeAll, describe, expect, it } from "vitest";
import { gatewayUrl, processes } from "../src/mesh.ts";
import { BUILD_TIMEOUT_MS, buildGo, run } from "../src/programs.ts";
import { mug } from "../src/shop.ts";

const CATALOG = "meshmart.catalog.v1.CatalogService";
const PAYMENT = "meshmart.payment.v1.PaymentService";
const INVENTORY = "meshmart.inventory.v1.InventoryService";
const gateway = new URL(gatewayUrl).host;

let grpcurl: string;
beforeAll(async () => {
  grpcurl = await buildGo("grpcurl", "github.com/fullstorydev/grpcurl/cmd/grpcurl", "tools");
}, BUILD_TIMEOUT_MS);

/** What grpcurl printed; throws with its complaint when it failed. */
async function ask(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await attempt(...args);
  if (code !== 0) throw new Error(`grpcurl ${args.join(" ")}: ${stderr}`);
  return stdout;
}

const attempt = (...args: string[]) => run(grpcurl, ["-plaintext", "-max-time", "20", ...args]);
const linesOf = (text: string) => text.trim().split("\n");

describe("at the gateway", () => {
  it("lists the services that have something for the public", async () => {
    expect(linesOf(await ask(gateway, "list"))).toEqual(
      expect.arrayContaining([CATALOG, INVENTORY, "meshmart.ordering.v1.OrderingService", "grpc.health.v1.Health"]),
    );
  });

  it("describes a service, with the REST paths and the policies of its methods", async () => {
    const text = await ask(gateway, "describe", CATALOG);
    expect(text).toContain("rpc GetProduct ( .meshmart.catalog.v1.GetProductRequest )");
    expect(text).toContain('get: "/v1/products/{product_id}"');
    expect(text).toContain("access: ACCESS_PUBLIC");
  });

  it("describes a message, with its rules", async () => {
    const text = await ask(gateway, "describe", "meshmart.catalog.v1.GetProductRequest");
    expect(text).toContain("string product_id = 1 [(.buf.validate.field) = { string: { uuid: true } }];");
  });

  it("calls a method", async () => {
    const answer = await ask("-d", JSON.stringify({ productId: mug }), gateway, `${CATALOG}/GetProduct`);
    expect(JSON.parse(answer)).toMatchObject({ product: { productId: mug, title: "Stoneware mug" } });
  });

  it("shows an error with its details", async () => {
    const { code, stderr } = await attempt("-d", '{"productId": "no-id"}', gateway, `${CATALOG}/GetProduct`);
    expect(code).not.toBe(0);
    expect(stderr).toContain("Code: InvalidArgument");
    expect(stderr).toContain("Message: product_id: must be a valid UUID");
    expect(stderr).toMatch(/google\.rpc\.ErrorInfo[\s\S]*google\.rpc\.BadRequest/);
  });

  it("hides what is for services only", async () => {
    expect(linesOf(await ask(gateway, "list", PAYMENT))).toEqual([`${PAYMENT}.GetPointsBalance`]);
    expect(linesOf(await ask(gateway, "list", INVENTORY))).toEqual([`${INVENTORY}.GetStock`, `${INVENTORY}.SetStock`]);
    for (const method of [`${INVENTORY}/ReleaseStock`, `${PAYMENT}/RefundPayment`]) {
      const { code, stderr } = await attempt("-d", `{"orderId": "${mug}"}`, gateway, method);
      expect(code, method).not.toBe(0);
      expect(stderr).toMatch(/does not (include|expose)|not found/);
    }
  });
});

it("every process of every language answers grpcurl: its services, and that it serves", async () => {
  const announced = (await processes()).filter(({ address }) => address);
  const names = new Set(announced.map(({ service }) => service));
  const all = specs.filter(({ language }) => language !== "server").map(({ name }) => name);
  expect([...names].sort()).toEqual(all.sort());
  for (const { name, service, address } of announced) {
    const listed = linesOf(await ask(address!, "list"));
    expect(listed, name).toContain("grpc.health.v1.Health");
    const own = listed.find((one) => one.startsWith(`meshmart.${service}.`));
    if (!["discovery", "gateway"].includes(service)) expect(own, name).toBeDefined();
    if (own) expect(await ask(address!, "describe", own), name).toContain("rpc ");
    const answer = await ask(address!, "grpc.health.v1.Health/Check");
    expect(JSON.parse(answer), name).toEqual({ status: "SERVING" });
  }
});
