import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startGateway, type TestGateway } from "./harness.ts";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.close());

const JSON_HEADERS = { "content-type": "application/json" };

async function get(path: string, init: RequestInit = {}) {
  const response = await fetch(gateway.url + path, init);
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    get json() {
      return JSON.parse(text);
    },
  };
}

const send = (method: string, path: string, body: unknown, headers: Record<string, string> = JSON_HEADERS) =>
  get(path, { method, headers, body: typeof body === "string" ? body : JSON.stringify(body) });

describe("the path", () => {
  test("fills a field, percent-decoded", async () => {
    const { status, json } = await get("/v1/echo/a%20b%2Fc%25");
    expect(status).toBe(200);
    expect(json.request.id).toBe("a b/c%");
  });

  test("fills nested fields, enums and 64-bit numbers", async () => {
    const { json } = await get("/v1/owners/ann/COLOR_BLUE/9007199254740993");
    expect(json.request).toMatchObject({
      shelf: { owner: { name: "ann" } },
      color: "COLOR_BLUE",
      big: "9007199254740993",
    });
  });

  test("keeps an escaped slash apart from a real one where a value spans segments", async () => {
    expect((await get("/v1/files/a/b%2Fc/d%20e")).json.request.path).toBe("a/b%2Fc/d e");
  });

  test("with a custom verb is another method than without", async () => {
    const { json } = await send("POST", "/v1/echo/a:b:shout", {});
    expect(json.request.id).toBe("a:b");
    expect((await get("/v1/echo/a:whisper")).json.request.id).toBe("a:whisper");
    const wrong = await get("/v1/echo/a:shout");
    expect([wrong.status, wrong.headers.get("allow")]).toEqual([405, "POST"]);
  });

  test("may look like a procedure", async () => {
    expect((await get("/v1.1/look?id=a")).json.request.id).toBe("a");
    expect((await get("/v1.1/look", { method: "DELETE" })).status).toBe(405);
  });

  test("a custom HTTP method of the contract works", async () => {
    const { connect } = await import("node:net");
    const text = await new Promise<string>((resolve) => {
      let all = "";
      const socket = connect(gateway.port, "127.0.0.1", () =>
        socket.write("REPORT /v1/echo/custom HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"),
      );
      socket.on("data", (chunk) => {
        all += chunk;
      });
      socket.on("close", () => resolve(all));
    });
    expect(text).toContain('"id":"custom"');
  });

  test.each([
    ["/v1/nothing", 404, 5],
    ["/", 404, 5],
    ["/v1/echo/", 404, 5],
    ["/v1/echo/%zz", 400, 3],
    ["/v1/owners/ann/COLOR_GREEN/1", 400, 3],
    ["/v1/owners/ann/1/12345678901234567890", 400, 3],
  ])("%s answers %i", async (path, status, code) => {
    const answer = await get(path);
    expect([answer.status, answer.json.code]).toEqual([status, code]);
    expect(answer.headers.get("content-type")).toBe("application/json");
  });
});

describe("the query", () => {
  test("fills nested and repeated fields by either name", async () => {
    const { json } = await get(
      "/v1/look?shelf.page_size=7&shelf.owner.favouriteNumbers=1&shelf.owner.favourite_numbers=2&tags=a&tags=b%26c&color=2&flag=true" +
        "&ratio=-1.5e3&data=aGk%3D&since_time=2026-01-02T03:04:05Z&note=hello+there&number=3",
    );
    expect(json.request).toMatchObject({
      shelf: { pageSize: 7, owner: { favouriteNumbers: [1, 2] } },
      tags: ["a", "b&c"],
      color: "COLOR_BLUE",
      flag: true,
      ratio: -1500,
      data: "aGk=",
      sinceTime: "2026-01-02T03:04:05Z",
      note: "hello there",
      number: 3,
    });
  });

  test.each([
    ["unknown=1", "unknown"],
    ["shelf=1", "shelf"],
    ["labels=1", "labels"],
    ["shelf.nope=1", "shelf.nope"],
    ["flag=yes", "flag"],
    ["number=12345678901", "number"],
    ["number=1.5", "number"],
    ["id=1&id=2", "id"],
    ["since_time=yesterday", "since_time"],
  ])("%s is refused by name", async (query, field) => {
    const { status, json } = await get(`/v1/look?${query}`);
    expect([status, json.code]).toEqual([400, 3]);
    expect(json.details[1]).toMatchObject({
      "@type": "type.googleapis.com/google.rpc.BadRequest",
      fieldViolations: [{ field }],
    });
  });

  test("cannot repeat what the path or the body says", async () => {
    expect((await get("/v1/echo/a?id=b")).json.message).toContain("part of the path");
    expect((await send("POST", "/v1/echo?id=b", {})).json.message).toContain("belongs into the body");
    expect((await send("PUT", "/v1/shelves/1?shelf.page_size=1", {})).json.message).toContain("belongs into the body");
  });
});

describe("the body", () => {
  test("is the whole message, and the path wins over it", async () => {
    const { json } = await send("POST", "/v1/echo/path:shout", { id: "body", tags: ["x"], labels: { a: "b" } });
    expect(json.request).toMatchObject({ id: "path", tags: ["x"], labels: { a: "b" } });
  });

  test("fills one field, beside path and query", async () => {
    const { json } = await send("PUT", "/v1/shelves/7?tags=t", { page_size: 3 });
    expect(json.request).toMatchObject({ shelf: { name: "shelves/7", pageSize: 3 }, tags: ["t"] });
  });

  test("fills a repeated field, and one field is answered", async () => {
    const { text } = await send("PATCH", "/v1/echo/a/tags", ["x", "y"]);
    expect(text).toBe('["x","y"]');
    expect((await get("/v1/echo/a/detail?shelf.owner.name=ann")).json).toEqual({ name: "ann", favouriteNumbers: [] });
    expect((await get("/v1/echo/a/detail")).text).toBe("null");
  });

  test("may be empty, gzipped, or sent by curl -d", async () => {
    expect((await send("POST", "/v1/echo/a:shout", "")).json.request.id).toBe("a");
    expect(
      (await send("POST", "/v1/echo", '{"id":"c"}', { "content-type": "application/x-www-form-urlencoded" })).json
        .request.id,
    ).toBe("c");
    const { gzipSync } = await import("node:zlib");
    const body = gzipSync('{"id":"z"}');
    const zipped = await get("/v1/echo", {
      method: "POST",
      headers: { ...JSON_HEADERS, "content-encoding": "gzip" },
      body,
    });
    expect(zipped.json.request.id).toBe("z");
  });

  test.each([
    ['{"id":"a"', "position 9 (line 1, column 10)"],
    ['{"id":\n x}', "position 8 (line 2, column 2)"],
    ['{"nope":1}', 'no field "nope"'],
    ['{"shelf":{"nope":1}}', 'test.echo.v1.Shelf has no field "nope"'],
    ['{"number":"x"}', "number"],
    ['{"id":"a","id":"b"}', "id"],
    ['{"text":"a","number":1}', "oneof"],
    ["[1]", "test.echo.v1.EchoRequest"],
    ['{"shelf":'.repeat(200), "too early"],
  ])("%.20s is refused with a reason", async (body, words) => {
    const { status, json } = await send("POST", "/v1/echo", body);
    expect([status, json.code]).toEqual([400, 3]);
    expect(json.message).toContain(words);
  });

  test("of another type, encoding or size is refused", async () => {
    const xml = await send("POST", "/v1/echo", "<a/>", { "content-type": "application/xml" });
    expect([xml.status, xml.json.code]).toEqual([415, 3]);
    const packed = await send("POST", "/v1/echo", "{}", { ...JSON_HEADERS, "content-encoding": "zstd" });
    expect(packed.status).toBe(415);
    const large = await send("POST", "/v1/echo", { id: "x".repeat(1024 * 1024) });
    expect([large.status, large.json.code]).toEqual([413, 8]);
    const { gzipSync } = await import("node:zlib");
    const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024, 32));
    const blown = await get("/v1/echo", {
      method: "POST",
      headers: { ...JSON_HEADERS, "content-encoding": "gzip" },
      body: bomb,
    });
    expect(blown.status).toBe(413);
  });
});

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

describe("an answer", () => {
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
