// A product's page is read fifty times a second while the services that it is composed of are killed, one after the other: it is always
// there, says what is missing, and is whole again soon after the service is back.
import { afterAll, beforeAll, expect, it } from "vitest";
import { checkBooks } from "../src/books.ts";
import { type Person, signUp } from "../src/customers.ts";
import { startReads } from "../src/load.ts";
import { disturb, until, untilAllReady } from "../src/mesh.ts";
import { get, mug } from "../src/shop.ts";

let shopper: Person;
beforeAll(async () => {
  shopper = await signUp();
  await untilWhole(30_000);
});
afterAll(() => checkBooks());

async function readPage() {
  return get(`/v1/productPages/${mug}`, await shopper.headers());
}

/** The parts that are marked as missing. */
function missingIn(body: Record<string, { status?: { state: string } }>): string[] {
  return Object.entries(body).flatMap(([name, part]) => (part?.status?.state === "STATE_DEGRADED" ? [name] : []));
}

async function untilWhole(timeoutMs: number): Promise<void> {
  let missing: string[] = [];
  await until(
    async () => {
      missing = missingIn((await readPage()).body);
      return missing.length === 0;
    },
    timeoutMs,
    () => `the page was whole. Missing: ${missing.join(", ")}`,
  );
}

it.each([
  ["cart", "cart"],
  ["inventory", "stock"],
  ["promotions", "promotions"],
  ["recommendations", "alsoBought"],
  ["reviews", "reviews"],
  ["shipping", "shipping"],
  ["ordering", "purchases"],
])("%s is killed", async (service, part) => {
  const seen = new Set<string>();
  const reads = startReads(async () => {
    const answer = await readPage();
    if (answer.status === 200) for (const name of missingIn(answer.body)) seen.add(name);
    return answer;
  });
  // Frozen before it is killed: so that the page has to do without it for long enough, however fast it is started again.
  await disturb("pause", service);
  await expect.poll(() => seen.has(part), { timeout: 10_000 }).toBe(true);
  await disturb("kill", service);
  await untilAllReady();
  await untilWhole(5_000);
  const { asked, failed } = await reads.stop();
  expect(failed).toEqual([]);
  expect(asked).toBeGreaterThan(20);
});

it.each([
  ["one of two instances of the catalog is killed, and nobody notices", "catalog-2"],
  ["identity is killed, and whoever is signed in does not notice", "identity"],
])("%s", async (_what, name) => {
  const reads = startReads(readPage);
  await disturb("kill", name);
  await untilAllReady();
  await untilWhole(5_000);
  expect((await reads.stop()).failed).toEqual([]);
});
