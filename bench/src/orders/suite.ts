// Orders from the gateway to the confirmation, through every service, PostgreSQL and NATS: with 16 in flight, and as they come in
// at 20 a second. CPU is of every process of the mesh; the customers' own is left out. Every order must end up confirmed.
import { type Mesh, startMesh } from "@meshmart/mesh/mesh";
import { cpuMsOf } from "../cpu.ts";
import type { Options } from "../options.ts";
import { median, percentile, sum } from "../stats.ts";
import { type Cell, printTable } from "../table.ts";
import { type Accounting, openAccounting, type Work } from "./accounting.ts";
import { createCustomers, now, type Placed } from "./load.ts";

const IN_FLIGHT = 16;
const RATE = 20;
const WARM_UP_ORDERS = 1_000;

interface Run {
  readonly orders: number;
  /** CPU-ms an order by process. */
  readonly cpu: Map<string, number>;
  readonly acceptedPerSecond: number;
  readonly confirmedPerSecond: number;
  readonly answerMs: number[];
  readonly confirmMs: number[];
  /** An order's share of the databases' work. */
  readonly work: Work;
}

export async function benchOrders({
  rounds = 3,
  orders = 2_000,
  lines = 1,
  seconds = 15,
  dir,
  boutique,
  env,
}: Options): Promise<void> {
  // Parcels stay where they are: this is about orders, and a parcel's way is told by events of its own.
  const mesh = await startMesh({
    gatewayPort: 0,
    dir,
    env: { CARRIER_DISPATCH_MS: "0", CARRIER_DELIVER_MS: "0", ...env },
  });
  const accounting = openAccounting(mesh);
  const closed: Run[] = [];
  const open: Run[] = [];
  try {
    const customers = await createCustomers(mesh.gatewayUrl, await accounting.stockUp(), lines);
    await customers.closedLoop(WARM_UP_ORDERS, IN_FLIGHT);
    await accounting.untilSettled();
    for (let round = 0; round < rounds; round++) {
      closed.push(await run(mesh, accounting, () => customers.closedLoop(orders, IN_FLIGHT)));
      open.push(await run(mesh, accounting, () => customers.openLoop(seconds, RATE)));
    }
    customers.close();
  } finally {
    await accounting.close();
    await mesh.stop();
  }
  printCpu(closed, open, lines, boutique);
  printLatencies(closed, open, boutique);
}

async function run(mesh: Mesh, accounting: Accounting, load: () => Promise<Placed[]>): Promise<Run> {
  const processes = (await mesh.processes()).flatMap(({ name, pid }) => (pid ? [{ name, pid }] : []));
  const pids = processes.map(({ pid }) => pid);
  const workBefore = await accounting.work();
  const cpuBefore = cpuMsOf(pids);
  const startedAt = now();
  const placed = await load();
  const acceptedAt = now();
  await accounting.untilSettled();
  const cpuAfter = cpuMsOf(pids);
  const workAfter = await accounting.work();

  const confirmedAt = await accounting.confirmedAt(placed.map(({ orderId }) => orderId));
  const orders = placed.length;
  if (confirmedAt.size < orders) console.log(`  ${orders - confirmedAt.size} of ${orders} orders were not confirmed!`);
  const confirmed = placed.filter(({ orderId }) => confirmedAt.has(orderId));
  const lastAt = Math.max(...confirmedAt.values());
  return {
    orders,
    cpu: new Map(processes.map(({ name }, index) => [name, (cpuAfter[index]! - cpuBefore[index]!) / orders])),
    acceptedPerSecond: (orders * 1000) / (acceptedAt - startedAt),
    confirmedPerSecond: (confirmed.length * 1000) / (lastAt - startedAt),
    answerMs: placed.map(({ dueAt, answeredAt }) => answeredAt - dueAt),
    confirmMs: confirmed.map(({ orderId, dueAt }) => confirmedAt.get(orderId)! - dueAt),
    work: {
      transactions: (workAfter.transactions - workBefore.transactions) / orders,
      syncs: (workAfter.syncs - workBefore.syncs) / orders,
      events: (workAfter.events - workBefore.events) / orders,
    },
  };
}

function printCpu(
  closed: readonly Run[],
  open: readonly Run[],
  lines: number,
  { closedCpu, openCpu }: Options["boutique"],
): void {
  const names = [...closed[0]!.cpu.keys()];
  const of = (runs: readonly Run[], name: string) => median(runs.map(({ cpu }) => cpu.get(name) ?? Number.NaN));
  const total = (runs: readonly Run[]) => median(runs.map(({ cpu }) => sum([...cpu.values()])));
  const rows = names
    .toSorted((a, b) => of(closed, b) - of(closed, a))
    .map((name): Cell[] => [
      name,
      of(closed, name),
      percent(of(closed, name), total(closed)),
      of(open, name),
      percent(of(open, name), total(open)),
    ]);
  printTable(
    `CPU-ms an order, by process (${lines === 1 ? "one line" : `${lines} lines`} an order, median of ${closed.length} rounds)`,
    ["process", `${IN_FLIGHT} in flight`, "share", `${RATE}/s`, "share"],
    [
      ...rows,
      ["all", total(closed), "", total(open), ""],
      ["to Online Boutique", total(closed) / closedCpu, "", total(open) / openCpu, ""],
    ],
  );
}

function printLatencies(closed: readonly Run[], open: readonly Run[], { openP50, openP99 }: Options["boutique"]): void {
  const figure = (name: string, of: (run: Run) => number, boutique?: number): Cell[] => {
    const [inClosed, inOpen] = [median(closed.map(of)), median(open.map(of))];
    return [name, inClosed, inOpen, boutique === undefined ? undefined : inOpen / boutique];
  };
  printTable(
    "Orders and their latencies (from the moment an order was due)",
    ["", `${IN_FLIGHT} in flight`, `${RATE}/s`, `${RATE}/s to Online Boutique`],
    [
      figure("accepted a second", (run) => run.acceptedPerSecond),
      figure("confirmed a second", (run) => run.confirmedPerSecond),
      figure("answer p50, ms", (run) => percentile(run.answerMs, 0.5), openP50),
      figure("answer p99, ms", (run) => percentile(run.answerMs, 0.99), openP99),
      figure("confirmed p50, ms", (run) => percentile(run.confirmMs, 0.5), openP50),
      figure("confirmed p99, ms", (run) => percentile(run.confirmMs, 0.99), openP99),
      figure("transactions an order", (run) => run.work.transactions),
      figure("log flushes an order", (run) => run.work.syncs),
      figure("events an order", (run) => run.work.events),
    ],
  );
}

function percent(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(0)} %`;
}
