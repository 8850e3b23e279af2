// A server's stream over REST: lines of JSON, or events where the client asks for them.
import { afterAll, beforeAll, expect, test } from "vitest";
import { startGateway, type TestGateway } from "./harness.ts";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.close());

async function get(path: string, headers: Record<string, string> = {}) {
  const response = await fetch(gateway.url + path, { headers });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

test("a stream is one JSON object a line", async () => {
  const { status, text, headers } = await get("/v1/counts/3:watch");
  expect([status, headers.get("content-type")]).toEqual([200, "application/x-ndjson"]);
  expect(
    text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line)),
  ).toEqual([1, 2, 3].map((number) => ({ result: { number, fill: "" } })));
});

test("a stream ends with the error, if it fails in between", async () => {
  const { status, text } = await get("/v1/counts/9:watch?fail_after=2");
  const lines = text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(status).toBe(200);
  expect(lines).toHaveLength(3);
  expect(lines[2].error).toMatchObject({ code: 9, details: [{ reason: "ASKED_FOR" }, {}] });
});

test("a stream is events where the client asks for them", async () => {
  const { text, headers } = await get("/v1/counts/2:watch", { accept: "text/event-stream" });
  expect(headers.get("content-type")).toBe("text/event-stream");
  expect(text).toBe(
    'event: message\ndata: {"result":{"number":1,"fill":""}}\n\nevent: message\ndata: {"result":{"number":2,"fill":""}}\n\nevent: end\ndata: {}\n\n',
  );
});
