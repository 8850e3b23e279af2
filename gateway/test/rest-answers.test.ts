// What REST answers, and what it does not answer to.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startGateway, type TestGateway } from "./harness.ts";
import { createRestClient, JSON_HEADERS } from "./rest-client.ts";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.close());

const { get, send } = createRestClient(() => gateway.url);

describe("the answer", () => {
  test("has fields without presence, and a trace id", async () => {
    const { json, headers } = await get("/v1/look");
    expect(json).toMatchObject({
      emptyText: "",
      tags: [],
      request: { flag: false, color: "COLOR_UNSPECIFIED", big: "0" },
    });
    expect(headers.get("x-trace-id")).toMatch(/^[0-9a-f]{32}$/);
    expect(headers.get("content-type")).toBe("application/json");
    expect(headers.has("x-from-upstream")).toBe(false);
  });

  test("belongs to the caller's trace", async () => {
    const traceId = "0af7651916cd43dd8448eb211c80319c";
    const { headers, json } = await get("/v1/look", { headers: { traceparent: `00-${traceId}-b7ad6b7169203331-01` } });
    expect(headers.get("x-trace-id")).toBe(traceId);
    expect(json.metadata.traceparent).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`));
    expect(json.metadata.traceparent).not.toContain("b7ad6b7169203331");
  });

  test("an error of the service comes as it is", async () => {
    const { status, json, headers } = await send("POST", "/v1/echo", { fail_with: 9 });
    expect(status).toBe(400);
    expect(json).toEqual({
      code: 9,
      message: "as you asked: 100% wrong",
      details: [
        {
          "@type": "type.googleapis.com/google.rpc.ErrorInfo",
          reason: "ASKED_FOR",
          domain: "meshmart.echo",
          metadata: { wanted: "9" },
        },
        {
          "@type": "type.googleapis.com/google.rpc.BadRequest",
          fieldViolations: [{ field: "fail_with", description: "it is not zero" }],
        },
      ],
    });
    expect(headers.get("x-trace-id")).toMatch(/^[0-9a-f]{32}$/);
    expect(headers.has("x-secret-trailer")).toBe(false);
  });

  test.each([
    [1, 499],
    [2, 500],
    [3, 400],
    [4, 504],
    [5, 404],
    [6, 409],
    [7, 403],
    [8, 429],
    [10, 409],
    [11, 400],
    [12, 501],
    [13, 500],
    [15, 500],
    [16, 401],
  ])("gRPC code %i is HTTP %i", async (code, status) => {
    expect((await send("POST", "/v1/echo", { fail_with: code })).status).toBe(status);
  });

  test("HEAD is GET without its body", async () => {
    const { status, text, headers } = await get("/v1/look", { method: "HEAD" });
    expect([status, text]).toEqual([200, ""]);
    expect(Number(headers.get("content-length"))).toBeGreaterThan(0);
  });

  test("a wrong method is told the right ones", async () => {
    const { status, headers, json } = await get("/v1/echo", { method: "DELETE" });
    expect([status, headers.get("allow"), json.code]).toEqual([405, "POST", 12]);
    expect((await send("POST", "/v1/counts/3:watch", {})).headers.get("allow")).toBe("GET");
  });

  test("is packed for who can unpack it, and the same then", async () => {
    const body = JSON.stringify({ id: "x".repeat(5_000) });
    const answer = (headers: Record<string, string>) => send("POST", "/v1/echo", body, { ...JSON_HEADERS, ...headers });
    const packed = await answer({ "accept-encoding": "gzip, deflate, br" });
    const plain = await answer({ "accept-encoding": "identity" });
    expect(packed.headers.get("content-encoding")).toBe("gzip");
    expect(Number(packed.headers.get("content-length"))).toBeLessThan(1_000);
    expect([plain.headers.get("content-encoding"), plain.json.request]).toEqual([null, packed.json.request]);
  });

  test("is for who asked: nobody on the way keeps it", async () => {
    for (const path of ["/v1/look", "/v1/none", "/test.echo.v1.EchoService/Look?encoding=json&message=%7B%7D"]) {
      expect([path, (await get(path)).headers.get("cache-control")]).toEqual([path, "no-store"]);
    }
  });
});

describe("what is not public", () => {
  test.each(["/v1/internal", "/v1/undecided"])("%s does not exist", async (path) => {
    expect((await get(path)).status).toBe(404);
  });

  test("the name of a service cannot be claimed", async () => {
    const { json } = await get("/v1/look", {
      headers: { "x-mesh-service": "ordering", "x-other": "1", "accept-language": "ko", authorization: "Bearer t" },
    });
    expect(json.metadata).toMatchObject({ "x-mesh-service": "gateway", "accept-language": "ko" });
    // Only what the authentication filter has checked.
    expect(json.metadata).not.toHaveProperty("authorization");
    expect(json.metadata).not.toHaveProperty("x-other");
  });
});
