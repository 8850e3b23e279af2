// What a service tells about itself to any gRPC tool: health, reflection and metrics.
import { join } from "node:path";
import { create, fromBinary, type Message, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { type FileDescriptorProto, FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";
import { Code } from "@connectrpc/connect";
import { Health, HealthCheckResponse_ServingStatus as Status } from "@meshmart/gen/grpc/health/v1/health_pb";
import {
  ServerReflection,
  type ServerReflectionRequest,
  ServerReflectionRequestSchema,
  type ServerReflectionResponse,
  ServerReflectionResponseSchema,
} from "@meshmart/gen/grpc/reflection/v1/reflection_pb";
import { CatalogService } from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";
import { createChannel } from "@meshmart/kit/channel";
import { createHealth } from "@meshmart/kit/health";
import { addService } from "@meshmart/kit/serve";
import { atEnd, clientOf, openTestDatabase, serveForTest } from "@meshmart/kit/testing";
import { startProcess } from "@meshmart/kit/testing-process";
import { describe, expect, it, vi } from "vitest";

const { env } = await openTestDatabase();
const { address, adminAddress } = await startProcess(join(import.meta.dirname, "sample-main.ts"), env);
const soon = { timeout: 5_000, interval: 10 };
const CATALOG = "meshmart.catalog.v1.CatalogService";

describe("health", () => {
  it("is told for the process and for each service that it serves, and for no other", async () => {
    const health = clientOf(Health, address);
    for (const service of ["", CATALOG]) expect((await health.check({ service })).status).toBe(Status.SERVING);
    await expect(health.check({ service: "mug" })).rejects.toMatchObject({ code: Code.NotFound });
    expect((await health.list({})).statuses).toMatchObject({ "": { status: Status.SERVING }, [CATALOG]: {} });
  });

  it("is told to a watcher now, at each change, and for the last time when the process drains", async () => {
    const state = createHealth([CATALOG]);
    const health = clientOf(Health, await serveForTest((server) => addService(server, Health, state.impl, [])));
    const heard: Status[] = [];
    const watching = (async () => {
      for await (const { status } of health.watch({ service: CATALOG })) heard.push(status);
    })();
    await vi.waitFor(() => expect(heard).toEqual([Status.NOT_SERVING]), soon);
    state.set(true);
    await vi.waitFor(() => expect(heard).toEqual([Status.NOT_SERVING, Status.SERVING]), soon);
    state.set(true);
    state.set(false);
    await watching;
    expect(heard).toEqual([Status.NOT_SERVING, Status.SERVING, Status.NOT_SERVING]);
  });

  it("is unknown, and the watch goes on, for a service that may come", async () => {
    const leave = new AbortController();
    const watch = clientOf(Health, address).watch({ service: "mug" }, { signal: leave.signal })[Symbol.asyncIterator]();
    expect((await watch.next()).value).toMatchObject({ status: Status.SERVICE_UNKNOWN });
    const next = watch.next();
    const waited = Promise.race([
      next.catch(() => "ended"),
      new Promise((resolve) => setTimeout(resolve, 200, "open")),
    ]);
    expect(await waited).toBe("open");
    leave.abort();
    await expect(next).rejects.toMatchObject({ code: Code.Canceled });
  });
});

type Asked = MessageInitShape<typeof ServerReflectionRequestSchema>["messageRequest"];
const v1 = "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo";
const v1alpha = "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo";

/** Asks as grpcurl does: everything on one stream, one answer for each. */
async function reflect(path: string, ...asked: Asked[]): Promise<ServerReflectionResponse["messageResponse"][]> {
  const client = createChannel("test", address);
  atEnd(() => client.close());
  const call = client.makeBidiStreamRequest(
    path,
    (message: Message) => Buffer.from(toBinary(ServerReflectionRequestSchema, message as ServerReflectionRequest)),
    (bytes) => fromBinary(ServerReflectionResponseSchema, bytes),
  );
  for (const messageRequest of asked) call.write(create(ServerReflectionRequestSchema, { messageRequest }));
  call.end();
  const answers: ServerReflectionResponse["messageResponse"][] = [];
  for await (const { messageResponse } of call) answers.push(messageResponse);
  return answers;
}

function filesOf(answer: ServerReflectionResponse["messageResponse"] | undefined): FileDescriptorProto[] {
  if (answer?.case !== "fileDescriptorResponse") throw new Error(`No files: ${JSON.stringify(answer?.value)}`);
  return answer.value.fileDescriptorProto.map((bytes) => fromBinary(FileDescriptorProtoSchema, bytes));
}

describe.each([
  ["v1", v1],
  ["v1alpha", v1alpha],
])("reflection %s", (_, path) => {
  it("lists what is served", async () => {
    const [answer] = await reflect(path, { case: "listServices", value: "" });
    expect(answer).toMatchObject({ case: "listServicesResponse" });
    const { service } = answer!.value as { service: { name: string }[] };
    expect(service.map(({ name }) => name)).toEqual([CATALOG, Health.typeName, ServerReflection.typeName]);
  });

  it("describes a service, a method, a message and a file, with all that they import", async () => {
    const file = CatalogService.file.proto.name;
    const answers = await reflect(
      path,
      { case: "fileContainingSymbol", value: CATALOG },
      { case: "fileContainingSymbol", value: `${CATALOG}.ListProducts` },
      { case: "fileContainingSymbol", value: "meshmart.catalog.v1.Product" },
      { case: "fileByFilename", value: file },
    );
    expect(answers).toHaveLength(4);
    for (const answer of answers) {
      const files = filesOf(answer);
      const names = new Set(files.map(({ name }) => name));
      expect(names).toContain(file);
      expect(names.size).toBe(files.length);
      for (const { dependency } of files) for (const imported of dependency) expect(names).toContain(imported);
    }
    const [described] = filesOf(answers[0]).filter(({ name }) => name === file);
    expect(described!.service[0]!.method.map(({ name }) => name)).toEqual(
      CatalogService.methods.map(({ name }) => name),
    );
  });

  it("tells the options that the mesh has added to methods", async () => {
    const containingType = "google.protobuf.MethodOptions";
    const [numbers, files] = await reflect(
      path,
      { case: "allExtensionNumbersOfType", value: containingType },
      { case: "fileContainingExtension", value: { containingType, extensionNumber: 50001 } },
    );
    expect((numbers!.value as { extensionNumber: number[] }).extensionNumber).toContain(50001);
    expect(filesOf(files).map(({ name }) => name)).toContain("meshmart/options/v1/options.proto");
  });

  it("says of what it does not know that it does not, and goes on", async () => {
    const [unknown, known] = await reflect(
      path,
      { case: "fileContainingSymbol", value: "mug.v1.MugService" },
      { case: "fileContainingSymbol", value: CATALOG },
    );
    expect(unknown).toMatchObject({ case: "errorResponse", value: { errorCode: Code.NotFound } });
    expect(filesOf(known).length).toBeGreaterThan(1);
  });
});

it("counts calls by outcome, and how long they took", async () => {
  const scrape = async () => (await fetch(`http://${adminAddress}/metrics`)).text();
  const count = (text: string, series: string) => Number(text.split(`${series} `)[1]?.split("\n")[0] ?? 0);
  const requests = (method: string, code: string) =>
    `rpc_server_requests_total{service="${CATALOG}",method="${method}",code="${code}"}`;
  const seconds = `rpc_server_duration_seconds_count{service="${CATALOG}",method="ListProducts"}`;
  const catalog = clientOf(CatalogService, address);
  const before = await scrape();
  await catalog.listProducts({});
  await catalog.listProducts({});
  await catalog.listProducts({ category: "boom" }).catch(() => {});
  await catalog.listProducts({ pageSize: -1 }).catch(() => {});
  await catalog.batchGetProducts({ productIds: [] }).catch(() => {});
  const after = await scrape();
  const added = (series: string) => count(after, series) - count(before, series);
  expect(added(requests("ListProducts", "Ok"))).toBe(2);
  expect(added(requests("ListProducts", "Internal"))).toBe(1);
  expect(added(requests("ListProducts", "InvalidArgument"))).toBe(1);
  expect(added(requests("BatchGetProducts", "PermissionDenied"))).toBe(1);
  expect(added(seconds)).toBe(4);
  expect(after).toContain("process_cpu_seconds_total");
  expect((await fetch(`http://${adminAddress}/else`)).status).toBe(404);
});
