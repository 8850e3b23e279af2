// Promises of a reservation, to callers that are many, repeat themselves, or come too late.
import { randomUUID } from "node:crypto";
import { Code, ConnectError } from "@connectrpc/connect";
import { ErrorInfoSchema, PreconditionFailureSchema } from "@meshmart/gen/google/rpc/error_details_pb";
import { expect, it } from "vitest";
import { database, inventory, outcome, reserve, service, stocked, stockOf, untilKnown } from "./inventory.ts";

it("a hundred buyers of the last item: one reservation, ninety-nine clear refusals", async () => {
  const productId = await stocked(1);
  const calls = Array.from({ length: 100 }, async () => {
    const orderId = randomUUID();
    return untilKnown(() => reserve(orderId, [productId, 1]));
  });
  const refused = (await Promise.allSettled(calls)).flatMap((result) =>
    result.status === "rejected" ? [ConnectError.from(result.reason)] : [],
  );
  expect(refused).toHaveLength(99);
  for (const error of refused) {
    expect(error).toMatchObject({
      code: Code.FailedPrecondition,
      rawMessage: `Only 0 left of product ${productId}, not 1.`,
    });
    expect(error.findDetails(ErrorInfoSchema)[0]).toMatchObject({
      reason: "OUT_OF_STOCK",
      domain: "meshmart.inventory",
      metadata: { product_id: productId, available: "0" },
    });
    expect(error.findDetails(PreconditionFailureSchema)[0]?.violations[0]).toMatchObject({ subject: productId });
  }
  expect(await stockOf(productId)).toEqual([1, 1]);
});

it("promises all of an order's items or none", async () => {
  const [plenty, scarce, never] = [await stocked(10), await stocked(1), randomUUID()];
  const orderId = randomUUID();
  expect(await outcome(reserve(orderId, [plenty, 2], [scarce, 2]))).toBe("OUT_OF_STOCK");
  expect(await outcome(reserve(orderId, [plenty, 2], [never, 1]))).toBe("STOCK_NOT_FOUND");
  expect([await stockOf(plenty), await stockOf(scarce)]).toEqual([
    [10, 0],
    [1, 0],
  ]);
  // A refused order holds nothing, and may try again with less.
  expect(await outcome(inventory.commitStock({ orderId }))).toBe("NOT_RESERVED");
  await reserve(orderId, [plenty, 2], [scarce, 1]);
  expect([await stockOf(plenty), await stockOf(scarce)]).toEqual([
    [10, 2],
    [1, 1],
  ]);
});

it("answers a repeated call as the first, also where the first is still under way at another instance", async () => {
  const productId = await stocked(1);
  const orderId = randomUUID();
  let repeated: Promise<string> | undefined;
  await database.owner.begin(async (other) => {
    await other`update stock set reserved = 1, version = version + 1 where product_id = ${productId}`;
    repeated = outcome(reserve(orderId, [productId, 1]));
    const waits = () => other`
      select from pg_locks where not granted and transactionid = pg_current_xact_id()::text::xid`;
    await expect.poll(async () => (await waits()).length, { timeout: 5_000 }).toBeGreaterThan(0);
    const items = JSON.stringify([{ productId, quantity: 1 }]);
    await other`insert into reservations (order_id, state, items) values (${orderId}, 'RESERVED', ${items}::text::jsonb)`;
  });
  expect(await repeated).toBe("OK");
  expect(await stockOf(productId)).toEqual([1, 1]);
});

it("counts the lines of one product together", async () => {
  const productId = await stocked(3);
  expect(await outcome(reserve(randomUUID(), [productId, 2], [productId, 2]))).toBe("OUT_OF_STOCK");
  await reserve(randomUUID(), [productId, 1], [productId, 2]);
  expect(await stockOf(productId)).toEqual([3, 3]);
});

it("knows a product by its id, however its hex digits are written", async () => {
  const productId = await stocked(3);
  await reserve(randomUUID(), [productId.toUpperCase(), 1], [productId, 1]);
  expect(await stockOf(productId)).toEqual([3, 2]);
});

it("changes nothing when a reservation, a commit or a release is repeated, also at the same time", async () => {
  const productId = await stocked(10);
  const orderId = randomUUID();
  const fiveTimes = <T>(call: () => Promise<T>) => Promise.all(Array.from({ length: 5 }, call));

  await fiveTimes(() => reserve(orderId, [productId, 3]));
  expect(await stockOf(productId)).toEqual([10, 3]);
  await fiveTimes(() => inventory.commitStock({ orderId }));
  expect(await stockOf(productId)).toEqual([7, 0]);
  await reserve(orderId, [productId, 3]);
  expect(await stockOf(productId)).toEqual([7, 0]);
  await fiveTimes(() => inventory.releaseStock({ orderId }));
  expect(await stockOf(productId)).toEqual([10, 0]);
});

it("gives back what is only promised without touching what lies in the warehouse", async () => {
  const productId = await stocked(10);
  const orderId = randomUUID();
  await reserve(orderId, [productId, 4]);
  await inventory.releaseStock({ orderId });
  expect(await stockOf(productId)).toEqual([10, 0]);
  expect(await outcome(inventory.commitStock({ orderId }))).toBe("NOT_RESERVED");
});

it("refuses a reservation that arrives after its release", async () => {
  const productId = await stocked(10);
  const orderId = randomUUID();
  await inventory.releaseStock({ orderId });
  expect(await outcome(reserve(orderId, [productId, 1]))).toBe("RESERVATION_RELEASED");
  expect(await stockOf(productId)).toEqual([10, 0]);
});

it("holds nothing for an order whose reservation and release race, whoever wins", async () => {
  const productId = await stocked(1000);
  await Promise.all(
    Array.from({ length: 60 }, async (_, round) => {
      const orderId = randomUUID();
      const racers = [
        () => outcome(reserve(orderId, [productId, 1])),
        () => outcome(inventory.releaseStock({ orderId })),
      ];
      if (round % 2) racers.reverse();
      await Promise.all(racers.map((race) => race()));
      const late = untilKnown(() => reserve(orderId, [productId, 1]));
      expect(await outcome(late)).toBe("RESERVATION_RELEASED");
    }),
  );
  expect(await stockOf(productId)).toEqual([1000, 0]);
});

it("never deadlocks orders that want the same products in opposite order", async () => {
  const [first, second] = [await stocked(1000), await stocked(1000)];
  const before = service.logs.length;
  const buy = async (round: number) => {
    const orderId = randomUUID();
    const items: [string, number][] = [
      [first, 1],
      [second, 1],
    ];
    if (round % 2) items.reverse();
    await untilKnown(() => reserve(orderId, ...items));
    await untilKnown<unknown>(() =>
      round % 3 ? inventory.commitStock({ orderId }) : inventory.releaseStock({ orderId }),
    );
  };
  await Promise.all(Array.from({ length: 90 }, (_, round) => buy(round)));
  for (const productId of [first, second]) expect(await stockOf(productId)).toEqual([1000 - 60, 0]);
  // A deadlock would be answered as a database that cannot at the moment, and the call repeated.
  const failed = service.logs.slice(before).filter(({ code }) => code === "Unavailable" || code === "Internal");
  expect(failed).toEqual([]);
});
