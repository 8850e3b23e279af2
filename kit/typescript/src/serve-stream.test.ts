import { Code, createClient, type ServiceImpl } from "@connectrpc/connect";
import type * as grpc from "@grpc/grpc-js";
import { ServerReflection } from "@meshmart/gen/grpc/reflection/v1/reflection_pb";
import { afterEach, expect, it } from "vitest";
import { createChannel } from "./channel.ts";
import { addService, createServer, listen, shutdown } from "./serve.ts";
import { createGrpcTransport } from "./transport.ts";

const open: { server: grpc.Server; client: grpc.Client }[] = [];

afterEach(async () => {
  for (const { client, server } of open.splice(0)) {
    client.close();
    await shutdown(server, 100);
  }
});

// Reflection is a bidirectional stream, and its messages carry a string each way: all that these tests need.
async function serve(answer: ServiceImpl<typeof ServerReflection>["serverReflectionInfo"]) {
  const server = createServer();
  addService(server, ServerReflection, { serverReflectionInfo: answer }, []);
  const client = createChannel("test", `127.0.0.1:${await listen(server, "127.0.0.1", 0)}`);
  open.push({ server, client });
  return createClient(ServerReflection, createGrpcTransport({ client }));
}

it("lets a handler answer after the caller has said everything", async () => {
  const client = await serve(async function* (requests) {
    const hosts: string[] = [];
    for await (const { host } of requests) hosts.push(host);
    for (const host of hosts) yield { validHost: host };
  });
  const answers: string[] = [];
  for await (const { validHost } of client.serverReflectionInfo(hosts("a", "b", "c"))) answers.push(validHost);
  expect(answers).toEqual(["a", "b", "c"]);
});

it("does not take a caller that leaves for one that has finished", async () => {
  const outcome = Promise.withResolvers<unknown>();
  const client = await serve(async function* (requests) {
    try {
      for await (const { host } of requests) yield { validHost: host };
      outcome.resolve("finished");
    } catch (error) {
      outcome.resolve(error);
    }
  });
  const abort = new AbortController();
  const forever = async function* () {
    yield* hosts("a");
    await outcome.promise;
  };
  const call = async () => {
    for await (const _ of client.serverReflectionInfo(forever(), { signal: abort.signal })) abort.abort();
  };
  await expect(call()).rejects.toMatchObject({ code: Code.Canceled });
  expect(await outcome.promise).toMatchObject({ code: Code.Canceled });
});

async function* hosts(...names: string[]) {
  for (const host of names) yield { host };
}
