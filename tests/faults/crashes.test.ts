// Processes are killed, frozen and restarted while orders flow. Whatever happens: every order ends confirmed or cancelled, money is
// captured for exactly those that are confirmed, the stock adds up, and every event arrives.
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { checkBooks } from "../src/books.ts";
import { nobody } from "../src/customers.ts";
import { startOrders, startReads } from "../src/load.ts";
import { disturb, until, untilAllReady, withDatabases } from "../src/mesh.ts";
import { get, mug, placeOrder, settled } from "../src/shop.ts";

beforeAll(() => checkBooks());
afterEach(async () => {
  await untilAllReady();
  await checkBooks();
});

/** Every step of the checkout that is written down before it is tried; the others leave nothing to undo, and are simply made again. */
const STEPS = ["reserve_stock", "authorize_payment", "book_shipment", "capture_payment"];

describe("while orders flow", () => {
  const manyKills = { timeout: 300_000 };
  it(
    "ordering is killed at every step of the checkout, and every order is finished by whoever is left",
    manyKills,
    async () => {
      // So many that each kill finds some of them at work.
      const load = startOrders(16);
      const cutAt = new Set<string>();
      await withDatabases(["ordering"], async ({ ordering }) => {
        for (let round = 0; round < 40 && !STEPS.every((step) => cutAt.has(step)); round++) {
          const victim = round % 2 === 0 ? "ordering" : "ordering-2";
          await until(async () => load.orderIds.length > (round + 1) * 5, 60_000, "more orders had been placed");
          await disturb("kill", victim);
          // What lies there with an owner that is gone is what the kill has cut.
          const cut = await ordering<
            { step: string }[]
          >`select distinct steps->-1->>'name' as step from sagas where state = 'RUNNING'`;
          for (const { step } of cut) cutAt.add(step);
          await untilAllReady();
        }
      });
      await load.stop();
      expect([...cutAt].sort()).toEqual([...STEPS].sort());
    },
  );

  it.each(["payment", "shipping", "inventory", "catalog", "gateway", "discovery"])(
    "%s is killed three times",
    async (service) => {
      const load = startOrders();
      for (let round = 0; round < 3; round++) {
        const before = load.orderIds.length;
        await until(async () => load.orderIds.length > before + 10, 60_000, "more orders had been placed");
        await disturb("kill", service);
        await untilAllReady();
      }
      await load.stop();
    },
  );

  it.each(["nats", "postgres"])("%s is restarted and killed", async (server) => {
    const load = startOrders();
    for (const how of ["restart", "kill"] as const) {
      const before = load.orderIds.length;
      await until(async () => load.orderIds.length > before + 10, 60_000, "more orders had been placed");
      await disturb(how, server);
      await untilAllReady();
    }
    await load.stop();
  });

  it("an instance of ordering freezes for longer than its leases, and changes nothing when it wakes", async () => {
    const load = startOrders();
    await until(async () => load.orderIds.length > 20, 60_000, "orders had been placed");
    await disturb("pause", "ordering-2");
    await new Promise((resolve) => setTimeout(resolve, 8_000));
    await disturb("resume", "ordering-2");
    await load.stop();
  });

  it("every service is replaced in turn", async () => {
    const load = startOrders();
    for (const service of ["catalog", "inventory", "ordering", "payment", "shipping"])
      await disturb("restart", service);
    await load.stop();
  });
});

it("an order whose owner died is resumed within ten seconds", async () => {
  // Stopped at authorize_payment: accepted, and on their way.
  const orderIds = await Promise.all(Array.from({ length: 10 }, () => placeOrder()));
  await disturb("pause", "payment");
  await Promise.all([disturb("kill", "ordering"), disturb("kill", "ordering-2")]);
  await disturb("resume", "payment");
  const killedAt = Date.now();
  await untilAllReady();
  const orders = await Promise.all(orderIds.map((orderId) => settled(orderId)));
  expect(Date.now() - killedAt).toBeLessThan(10_000);
  expect(orders.map(({ state }) => state)).toEqual(orderIds.map(() => "STATE_CONFIRMED"));
});

describe("callers of what can be repeated see no error", () => {
  it.each([
    ["inventory", "kill"],
    ["inventory", "restart"],
    ["catalog", "kill"],
    ["discovery", "kill"],
  ] as const)("when %s has a %s", async (service, how) => {
    const path = service === "catalog" ? `/v1/products/${mug}` : `/v1/products/${mug}/stock`;
    const reads = startReads(() => get(path, nobody));
    for (let round = 0; round < 2; round++) {
      await disturb(how, service);
      await untilAllReady();
      // One outage at a time: a call that lives through two of them may rightly run out of its deadline.
      await reads.caughtUp();
    }
    const { asked, failed } = await reads.stop();
    expect(failed).toEqual([]);
    expect(asked).toBeGreaterThan(20);
  });
});
