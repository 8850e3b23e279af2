// What a request says by REST: in its path, its query, and its body.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startGateway, type TestGateway } from "./harness.ts";
import { createRestClient, JSON_HEADERS } from "./rest-client.ts";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.close());

const { get, send } = createRestClient(() => gateway.url);

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
