// Files sent by REST to a method whose client streams google.api.HttpBody.
import { type ClientRequest, type IncomingMessage, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LIMITS } from "../src/limits.ts";
import { startGateway, type TestGateway } from "./harness.ts";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.close());

const MIB = 1024 * 1024;
const csv = { "content-type": "text/csv" };
const lines = async (response: Response) =>
  (await response.text())
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

it("streams a file to the service in pieces, and its answers back as lines", async () => {
  const body = Buffer.alloc(5 * MIB, "a,b\n");
  const response = await fetch(`${gateway.url}/v1/uploads/prices`, { method: "POST", body, headers: csv });
  expect([response.status, response.headers.get("content-type")]).toEqual([200, "application/x-ndjson"]);
  const answers = await lines(response);
  expect(answers.length).toBeGreaterThan(5);
  expect(answers.at(-1)).toEqual({ result: { name: "prices", contentType: "text/csv", bytes: String(5 * MIB) } });
});

it("answers once where the service does", async () => {
  const response = await fetch(`${gateway.url}/v1/uploads/prices`, { method: "PUT", body: "abc", headers: csv });
  expect(await response.json()).toEqual({ name: "prices", contentType: "text/csv", bytes: "3" });
});

it("takes an empty file for a file", async () => {
  const response = await fetch(`${gateway.url}/v1/uploads/nothing`, { method: "PUT", body: "" });
  expect(await response.json()).toMatchObject({ name: "nothing", bytes: "0" });
});

it("answers while the file is still being sent", async () => {
  const call = open("slow");
  call.request.write("first,");
  const response = await call.response;
  expect(await nextLine(response)).toMatchObject({ result: { bytes: "6" } });
  call.request.end("last");
  expect(await nextLine(response)).toMatchObject({ result: { bytes: "10" } });
});

it("tells why a service refuses a file in the middle of it", async () => {
  const body = Buffer.alloc(3 * MIB);
  const response = await fetch(`${gateway.url}/v1/uploads/refused`, { method: "POST", body });
  expect((await lines(response)).at(-1)).toMatchObject({ error: { code: 9 } });
});

it("refuses a file that is too large by what it says of itself, before a byte of it is passed on", async () => {
  const before = gateway.echo.uploaded;
  const call = open("large", { "content-length": String(LIMITS.uploadBytes + 1) });
  call.request.flushHeaders();
  const response = await call.response;
  expect([response.statusCode, gateway.echo.uploaded]).toEqual([413, before]);
  call.request.destroy();
});

it("refuses an encoding that it would have to undo", async () => {
  const headers = { "content-encoding": "gzip" };
  const response = await fetch(`${gateway.url}/v1/uploads/packed`, { method: "POST", body: "x", headers });
  expect(response.status).toBe(415);
});

describe("a file that takes longer than a request may", () => {
  const usual = LIMITS.requestTimeoutMs;
  beforeAll(() => Object.assign(LIMITS, { requestTimeoutMs: 500 }));
  afterAll(() => Object.assign(LIMITS, { requestTimeoutMs: usual }));

  it("arrives while it keeps coming", async () => {
    const call = open("slow");
    for (let piece = 1; piece <= 8; piece++) {
      call.request.write("piece,");
      expect(await nextLine(await call.response)).toMatchObject({ result: { bytes: String(piece * 6) } });
      await sleep(100);
    }
    call.request.end("last");
    expect(await nextLine(await call.response)).toMatchObject({ result: { bytes: "52" } });
  });

  it("may be answered later than that", async () => {
    const response = await fetch(`${gateway.url}/v1/uploads/pondered`, { method: "PUT", body: "abc" });
    expect(await response.json()).toMatchObject({ name: "pondered", bytes: "3" });
  });

  it("is cut where it stands still", async () => {
    const call = open("stalled");
    call.request.write("first,");
    const response = await call.response;
    await nextLine(response);
    await expect(nextLine(response)).rejects.toThrow("aborted");
  });
});

function open(
  name: string,
  headers: Record<string, string> = {},
): { request: ClientRequest; response: Promise<IncomingMessage> } {
  const sending = request(`${gateway.url}/v1/uploads/${name}`, { method: "POST", headers });
  sending.on("error", () => {});
  return { request: sending, response: new Promise((resolve) => sending.once("response", resolve)) };
}

function nextLine(response: IncomingMessage): Promise<unknown> {
  return new Promise((resolve, reject) => {
    response.once("error", reject);
    response.once("data", (data) => {
      response.off("error", reject);
      resolve(JSON.parse(String(data)));
    });
  });
}
