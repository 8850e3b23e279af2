// The life of a service's process: it is found only while it serves, and leaves without dropping what it has begun.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Code, ConnectError } from "@connectrpc/connect";
import { Health, HealthCheckResponse_ServingStatus as Status } from "@meshmart/gen/grpc/health/v1/health_pb";
import { CatalogService } from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";
import { openRegistry } from "@meshmart/kit/announce";
import { reasonOf } from "@meshmart/kit/errors";
import { atEnd, clientOf, openTestBroker, openTestDatabase } from "@meshmart/kit/testing";
import { spawnMain, startProcess } from "@meshmart/kit/testing-process";
import { describe, expect, it, vi } from "vitest";

const MAIN = join(import.meta.dirname, "sample-main.ts");
const { env } = await openTestDatabase();
const registry = await openRegistry(await openTestBroker());
const soon = { timeout: 10_000, interval: 10 };

const entryOf = (instance: string) => registry.get(`catalog.${instance}`);
const healthz = (adminAddress: string) => fetch(`http://${adminAddress}/healthz`).then(({ status }) => status);

describe("a service that starts", () => {
  it("can be found once it serves", async () => {
    const { address, adminAddress, instance } = await startProcess(MAIN, env);
    const entry = await entryOf(instance);
    expect(entry?.json()).toMatchObject({
      service: "catalog",
      instance,
      address,
      adminAddress,
      language: "typescript",
    });
    expect((await clientOf(Health, address).check({})).status).toBe(Status.SERVING);
    expect(await healthz(adminAddress)).toBe(200);
    expect(await clientOf(CatalogService, address).listProducts({ category: "x" })).toMatchObject({
      nextPageToken: "x",
    });
  });

  it.each([
    ["without NATS_URL", { NATS_URL: undefined }, "Set NATS_URL, for example NATS_URL=nats://127.0.0.1:4222"],
    ["without a database", { DATABASE_URL: undefined }, "Set DATABASE_URL, for example"],
    ["with a port that is none", { PORT: "http" }, 'PORT must be a port from 0 to 65535, not "http".'],
    [
      "when its database is away",
      { MIGRATION_DATABASE_URL: "postgres://a:b@127.0.0.1:1/c" },
      "ECONNREFUSED 127.0.0.1:1",
    ],
  ])("ends with one line that says why: %s", async (_, change, why) => {
    const { exited, logs, output } = spawnMain(MAIN, { ...env, ...change });
    expect(await exited).toBe(1);
    expect(logs.at(-1)).toMatchObject({
      level: "fatal",
      service: "catalog",
      err: { message: expect.stringContaining(why) },
    });
    expect(output().trim().split("\n")).toHaveLength(logs.length);
  });

  it("ends when its tables cannot be made, and says which file is to blame", async () => {
    const folder = await mkdtemp(join(tmpdir(), "migrations-"));
    atEnd(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, "0001_cups.sql"), "create table cups (colour colour)");
    const { exited, logs } = spawnMain(MAIN, { ...env, MIGRATIONS: folder });
    expect(await exited).toBe(1);
    const why = expect.stringContaining('Migration 0001_cups.sql failed and was undone: type "colour" does not exist');
    expect(logs.at(-1)).toMatchObject({ level: "fatal", err: { message: why } });
  });
});

describe("a service that is told to stop", () => {
  it("leaves the registry, says so, finishes what it has begun, refuses the rest, and closes what it holds last", async () => {
    const { address, adminAddress, instance, logs, end } = await startProcess(MAIN, env);
    const catalog = clientOf(CatalogService, address);
    const heard: Status[] = [];
    const watching = (async () => {
      for await (const { status } of clientOf(Health, address).watch({})) heard.push(status);
    })().catch(ConnectError.from);
    await vi.waitFor(() => expect(heard).toEqual([Status.SERVING]), soon);
    const begun = catalog.listProducts({ category: "slow" });
    // On the same connection, so the slow one is there before it.
    await catalog.listProducts({});

    const startedAt = Date.now();
    const exited = end();
    await vi.waitFor(() => expect(heard).toEqual([Status.SERVING, Status.NOT_SERVING]), soon);
    expect((await entryOf(instance))?.operation).toBe("DEL");
    expect(await healthz(adminAddress)).toBe(503);
    const late = clientOf(Health, address).check({}, { timeoutMs: 1_000 });
    await expect(late).rejects.toMatchObject({ code: Code.Unavailable });

    expect(await begun).toMatchObject({ nextPageToken: "slow" });
    expect(await exited).toBe(0);
    // A watcher is told, and holds up nobody.
    expect(Date.now() - startedAt).toBeLessThan(5_000);
    await watching;
    const told = logs.map(({ msg }) => msg).slice(logs.findIndex(({ msg }) => msg === "draining"));
    expect(told.filter((msg) => msg !== "call")).toEqual([
      "draining",
      "consumer stopped",
      "relay stopped",
      "database closed",
      "stopped",
    ]);
  });

  it("stops in order also when it has only just become ready", async () => {
    const { end, logs } = await startProcess(MAIN, env);
    expect(await end()).toBe(0);
    expect(logs.at(-1)).toMatchObject({ msg: "stopped" });
  });

  it("stops at once when it is told twice", async () => {
    const { address, end, logs } = await startProcess(MAIN, env);
    const begun = clientOf(CatalogService, address).listProducts({ category: "forever" });
    begun.catch(() => {});
    await vi.waitFor(async () => expect(await clientOf(CatalogService, address).listProducts({})).toBeDefined(), soon);
    const exited = end();
    await vi.waitFor(() => expect(logs.some(({ msg }) => msg === "draining")).toBe(true), soon);
    void end("SIGINT");
    expect(await exited).toBe(1);
  });
});

describe("a service in trouble", () => {
  it("tells its caller a plain sentence with a trace, and its log the cause under the same trace", async () => {
    const { address, logs } = await startProcess(MAIN, env);
    const error = ConnectError.from(
      await clientOf(CatalogService, address)
        .listProducts({ category: "boom" })
        .catch((e) => e),
    );
    expect(error.code).toBe(Code.Internal);
    expect(reasonOf(error)).toBe("INTERNAL");
    const [, traceId] = /^Something went wrong on our side\. Quote trace ([0-9a-f]{32}) to support\.$/.exec(
      error.rawMessage,
    )!;
    const line = logs.find((entry) => entry.traceId === traceId);
    expect(line).toMatchObject({
      level: "error",
      method: "meshmart.catalog.v1.CatalogService/ListProducts",
      code: "Internal",
      err: { message: "the cause: no cups in the cupboard" },
    });
  });

  it("does not go on in a state that nobody foresaw", async () => {
    const { address, exited, logs } = await startProcess(MAIN, env);
    clientOf(CatalogService, address)
      .listProducts({ category: "uncaught" })
      .catch(() => {});
    expect(await exited).toBe(1);
    expect(logs.at(-1)).toMatchObject({ level: "fatal", err: { message: "nobody waits for this" } });
  });

  it("keeps secrets out of its log, should somebody log one", async () => {
    const { address, logs, output } = await startProcess(MAIN, env);
    await clientOf(CatalogService, address).listProducts({ category: "card" });
    expect(logs.find(({ msg }) => msg === "careless")).toMatchObject({ card: {} });
    for (const secret of ["4242424242424242", '9173"', "110987654321", "pt_1"]) expect(output()).not.toContain(secret);
  });
});
