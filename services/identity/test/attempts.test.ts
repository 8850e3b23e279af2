// What the table of failed sign-ins keeps, and what it lets go of.
import { join } from "node:path";
import { EVENT_TABLES } from "@meshmart/kit/migrate";
import { openTestDatabase } from "@meshmart/kit/testing";
import { expect, it } from "vitest";
import { createAttemptStore } from "../src/attempt-store.ts";
import { newEmail } from "./identity.ts";

const { sql } = await openTestDatabase({ ...EVENT_TABLES, identity: join(import.meta.dirname, "../migrations") });
const attempts = createAttemptStore(sql);

it("counts every one of twenty failures at once as long as they count: five", async () => {
  const email = newEmail();
  const left = await Promise.all(Array.from({ length: 20 }, () => attempts.fail(email)));
  expect(left.filter((ms) => ms === 0)).toHaveLength(5);
  const [row] = await sql<{ failures: number }[]>`select failures from sign_in_failures`;
  expect(row!.failures).toBe(5);
  expect(await attempts.succeed(email)).toBeGreaterThan(0);
  expect(await attempts.pauseLeftMs(email)).toBeGreaterThan(0);
});

it("keeps no address, and removes what is older than a day", async () => {
  const [old, paused, recent] = [newEmail(), newEmail(), newEmail()];
  for (const email of [old, paused, recent]) await attempts.fail(email);
  const age = async (email: string, blockedUntil: Date | null) => {
    await sql`
      update sign_in_failures set first_failed_at = now() - interval '25 hours', blocked_until = ${blockedUntil}
      where address = sha256(${email}::bytea)`;
  };
  await age(old, null);
  await age(paused, new Date());
  const rows = async () => (await sql<{ address: Buffer }[]>`select address from sign_in_failures`).length;
  const before = await rows();
  await attempts.prune();
  expect(await rows()).toBe(before - 1);
  expect(await sql`select 1 from sign_in_failures where address = sha256(${old}::bytea)`).toHaveLength(0);
  for (const email of [old, recent]) {
    expect(JSON.stringify(await sql`select * from sign_in_failures`)).not.toContain(email);
  }
});
