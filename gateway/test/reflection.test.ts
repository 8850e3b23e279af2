import { createFileRegistry, fromBinary } from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";
import { createClient } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-node";
import { Health, HealthCheckResponse_ServingStatus as Status } from "@meshmart/gen/grpc/health/v1/health_pb";
import { ServerReflection, type ServerReflectionResponse } from "@meshmart/gen/grpc/reflection/v1/reflection_pb";
import { createChannel } from "@meshmart/kit/channel";
import { createGrpcTransport } from "@meshmart/kit/transport";
import { afterAll, expect, test } from "vitest";
import { startGateway } from "./harness.ts";

const gateway = await startGateway();
const channel = createChannel("gateway", `127.0.0.1:${gateway.port}`);
const transport = createGrpcTransport({ client: channel });
afterAll(async () => {
  channel.close();
  await gateway.close();
});

type Question = { case: "listServices" | "fileContainingSymbol" | "fileByFilename"; value: string };

async function ask(messageRequest: Question): Promise<ServerReflectionResponse["messageResponse"]> {
  async function* questions() {
    yield { host: "", messageRequest };
  }
  for await (const answer of createClient(ServerReflection, transport).serverReflectionInfo(questions()))
    return answer.messageResponse;
  throw new Error("no answer");
}

async function files(question: Question) {
  const answer = await ask(question);
  if (answer.case !== "fileDescriptorResponse") throw new Error(`${question.value}: ${answer.case}`);
  return answer.value.fileDescriptorProto.map((bytes) => fromBinary(FileDescriptorProtoSchema, bytes));
}

test("lists the public services", async () => {
  const answer = await ask({ case: "listServices", value: "" });
  const names = answer.case === "listServicesResponse" ? answer.value.service.map((service) => service.name) : [];
  expect(names).toEqual(["grpc.reflection.v1.ServerReflection", "grpc.health.v1.Health", "test.echo.v1.EchoService"]);
});

test("describes a public service, complete and without what is internal", async () => {
  const found = await files({ case: "fileContainingSymbol", value: "test.echo.v1.EchoService" });
  const registry = createFileRegistry(found[0]!, (name) => found.find((file) => file.name === name));
  const names = registry.getService("test.echo.v1.EchoService")?.methods.map((method) => method.name);
  expect(names).toEqual(["Echo", "Look", "Hurry", "Count", "Sum", "Chat", "Upload", "Store"]);
});

test("describes health and itself", async () => {
  for (const value of ["grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection"]) {
    expect((await files({ case: "fileContainingSymbol", value }))[0]?.service).toHaveLength(1);
  }
});

test("does not know what is not there", async () => {
  expect((await ask({ case: "fileContainingSymbol", value: "no.such.Service" })).case).toBe("errorResponse");
  expect((await ask({ case: "fileByFilename", value: "no/such.proto" })).case).toBe("errorResponse");
});

test("answers under its older name too", async () => {
  const { serverReflectionInfo } = ServerReflection.method;
  const parent = Object.create(ServerReflection, { typeName: { value: "grpc.reflection.v1alpha.ServerReflection" } });
  const method = Object.create(serverReflectionInfo, { parent: { value: parent } });
  async function* questions() {
    yield { messageRequest: { case: "listServices" as const, value: "" } };
  }
  const { message } = await transport.stream(
    method as typeof serverReflectionInfo,
    undefined,
    undefined,
    undefined,
    questions(),
  );
  for await (const answer of message) {
    expect(answer.messageResponse.case).toBe("listServicesResponse");
    return;
  }
  throw new Error("no answer");
});

test("health follows the gateway's own", async () => {
  const client = createClient(Health, transport);
  const healthz = async () => (await fetch(`${gateway.url}/healthz`)).status;
  expect((await client.check({})).status).toBe(Status.SERVING);
  expect((await client.check({ service: "test.echo.v1.EchoService" })).status).toBe(Status.SERVING);
  expect(await healthz()).toBe(200);
  gateway.health.set(false);
  expect((await client.check({})).status).toBe(Status.NOT_SERVING);
  expect(await healthz()).toBe(503);
  gateway.health.set(true);
  const json = createClient(
    Health,
    createConnectTransport({ baseUrl: gateway.url, httpVersion: "1.1", useBinaryFormat: false }),
  );
  expect((await json.check({})).status).toBe(Status.SERVING);
});
