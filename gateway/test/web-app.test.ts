// The web app's files beside the API: over HTTP/1.1 and HTTP/2, packed as the build packed them, and never in the way of a method.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, unlinkSync, utimesSync, writeFileSync } from "node:fs";
import { connect as connectHttp2, type IncomingHttpHeaders } from "node:http2";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from "node:zlib";
import { register } from "prom-client";
import { afterAll, describe, expect, it } from "vitest";
import { startGateway } from "./harness.ts";

const INDEX = "<!doctype html><title>Shop</title>\n";
const SCRIPT = "console.log('shop');\n".repeat(20_000);
const directory = mkdtempSync(join(tmpdir(), "web-"));
const root = join(directory, "dist");
for (const folder of ["", "assets", "pictures", "empty"]) mkdirSync(join(root, folder), { recursive: true });
const write = (name: string, content: string | Uint8Array) => writeFileSync(join(root, name), content);
write("index.html", INDEX);
write("assets/app-1a2b.js", SCRIPT);
write("assets/app-1a2b.js.br", brotliCompressSync(SCRIPT));
write("assets/app-1a2b.js.gz", gzipSync(SCRIPT));
write("assets/plain.css", "body {}");
write("pictures/mug.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>");
write(".secret", "hidden");
writeFileSync(join(directory, "outside.txt"), "not yours");

const gateway = await startGateway([], root);
afterAll(async () => {
  await gateway.close();
  rmSync(directory, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

const BROWSER = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" };

/** Over HTTP/1.1, the path as it stands: fetch would tidy it up, and unpack the answer. */
function http1(path: string, headers: Record<string, string> = {}, method = "GET"): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const lines = Object.entries({ host: "shop.example", connection: "close", ...headers }).map((h) => h.join(": "));
    const socket = connect(gateway.port, "127.0.0.1", () =>
      socket.write(`${method} ${path} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`),
    );
    socket.on("data", (chunk) => chunks.push(chunk)).on("error", reject);
    socket.on("end", () => {
      const all = Buffer.concat(chunks);
      const end = all.indexOf("\r\n\r\n");
      const [status, ...rest] = all.subarray(0, end).toString().split("\r\n");
      const pairs = rest
        .map((line) => line.split(/: (.*)/).slice(0, 2))
        .map(([name, value]) => [name!.toLowerCase(), value]);
      resolve({
        status: Number(status!.split(" ")[1]),
        headers: Object.fromEntries(pairs),
        body: all.subarray(end + 4),
      });
    });
  });
}

function http2(path: string, headers: Record<string, string> = {}, method = "GET"): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const session = connectHttp2(gateway.url).on("error", reject);
    const stream = session.request({ ":path": path, ":method": method, ...headers });
    const chunks: Buffer[] = [];
    let seen: IncomingHttpHeaders = {};
    stream.on("response", (response) => {
      seen = response;
    });
    stream.on("data", (chunk) => chunks.push(chunk)).on("error", reject);
    stream.on("end", () => {
      session.close();
      const { ":status": status, ...rest } = seen as Record<string, string>;
      resolve({ status: Number(status), headers: rest, body: Buffer.concat(chunks) });
    });
  });
}

describe.for([
  { version: "HTTP/1.1", get: http1 },
  { version: "HTTP/2", get: http2 },
])("over $version", ({ get }) => {
  it("serves the app at / and at every path that a browser opens", async () => {
    for (const path of ["/", "/?q=mug", "/products/7", "/sign-in", "/empty", "/index.html"]) {
      const { status, headers, body } = await get(path, BROWSER);
      expect([path, status, body.toString()]).toEqual([path, 200, INDEX]);
      expect(headers).toMatchObject({ "content-type": "text/html; charset=utf-8", "cache-control": "no-cache" });
      expect(headers["x-trace-id"]).toMatch(/^[0-9a-f]{32}$/);
    }
    expect((await get("/")).body.toString()).toBe(INDEX);
  });

  it("keeps what is named by its content for a year, and pictures for an hour", async () => {
    const script = await get("/assets/app-1a2b.js");
    expect(script.body.toString()).toBe(SCRIPT);
    expect(script.headers).toMatchObject({
      "content-type": "text/javascript; charset=utf-8",
      "content-length": String(SCRIPT.length),
      "cache-control": "public, max-age=31536000, immutable",
    });
    expect((await get("/pictures/mug.svg")).headers).toMatchObject({
      "content-type": "image/svg+xml",
      "cache-control": "public, max-age=3600",
    });
  });

  it("sends what the build has packed to who can unpack it", async () => {
    const path = "/assets/app-1a2b.js";
    const brotli = await get(path, { "accept-encoding": "gzip, deflate, br" });
    expect(brotli.headers).toMatchObject({ "content-encoding": "br", vary: "accept-encoding" });
    expect(brotliDecompressSync(brotli.body).toString()).toBe(SCRIPT);
    const gzip = await get(path, { "accept-encoding": "br;q=0, gzip" });
    expect(gzip.headers).toMatchObject({ "content-encoding": "gzip", "content-type": brotli.headers["content-type"] });
    expect(gunzipSync(gzip.body).toString()).toBe(SCRIPT);
    const plain = await get("/assets/plain.css", { "accept-encoding": "br" });
    expect([plain.headers["content-encoding"], plain.body.toString()]).toEqual([undefined, "body {}"]);
  });

  it("says that nothing has changed to who has the file already, and what it would send to HEAD", async () => {
    const { headers } = await get("/", BROWSER);
    const again = await get("/", { ...BROWSER, "if-none-match": `W/"other", ${headers.etag}` });
    expect([again.status, again.body.length, again.headers.etag]).toEqual([304, 0, headers.etag]);
    const head = await get("/assets/app-1a2b.js", {}, "HEAD");
    expect([head.status, head.body.length]).toEqual([200, 0]);
    expect(head.headers["content-length"]).toBe(String(SCRIPT.length));
  });

  it("lets its pages load and call this origin only, and be framed by nobody", async () => {
    for (const path of ["/", "/assets/app-1a2b.js", "/pictures/mug.svg"]) {
      const { headers } = await get(path);
      expect(headers["content-security-policy"]).toMatch(
        /^default-src 'none'; script-src 'self'; .*frame-ancestors 'none'$/,
      );
      expect(headers).toMatchObject({
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
      });
    }
  });

  it("says that a file is missing, and leaves unknown paths of scripts to the API's own refusal", async () => {
    for (const [path, headers] of [
      ["/assets/gone-3c4d.js", BROWSER],
      ["/pictures/none.svg", BROWSER],
      ["/products/7", { accept: "*/*" }],
      ["/products/7", {}],
    ] as const) {
      const { status, body } = await get(path, headers);
      expect([path, status, JSON.parse(body.toString()).details[0].reason]).toEqual([path, 404, "PATH_NOT_FOUND"]);
    }
  });

  it("is never in the way of a method, not even of one that does not exist", async () => {
    expect(JSON.parse((await get("/v1/look?id=a", BROWSER)).body.toString()).request.id).toBe("a");
    for (const path of ["/v1/none", "/v1", "/.well-known/none", "/test.echo.v1.EchoService/None"]) {
      const { status, headers } = await get(path, BROWSER);
      expect([path, status, headers["content-type"]]).toEqual([path, 404, "application/json"]);
    }
    expect((await get("/healthz", BROWSER)).body.toString()).toBe("serving\n");
    expect((await get("/products/7", BROWSER, "DELETE")).status).toBe(404);
  });

  it("shows nothing outside of its folder, and nothing hidden", async () => {
    for (const path of ["/../outside.txt", "/assets/../../outside.txt", "/%2e%2e/outside.txt", "/..%2foutside.txt"]) {
      expect((await get(path)).body.toString()).not.toContain("not yours");
      expect((await get(path)).status).toBe(404);
    }
    expect((await get("/.secret")).status).toBe(404);
    expect((await get("/assets")).status).toBe(404);
    expect((await get(`/${"x".repeat(5_000)}.js`)).status).toBe(404);
  });
});

it("counts its requests under one route, whatever their paths", async () => {
  await http1("/some/route", BROWSER);
  const metric = await register.getSingleMetric("gateway_requests_total")!.get();
  const routes = new Set(metric.values.map(({ labels }) => labels.route));
  expect(routes).toContain("web");
  expect([...routes].filter((route) => String(route).includes("some"))).toEqual([]);
});

it("serves a new build at once", async () => {
  write("assets/plain.css", "body { color: red }");
  expect((await http1("/assets/plain.css")).body.toString()).toBe("body { color: red }");
  const before = (await http1("/assets/plain.css")).headers.etag;
  write("assets/plain.css", "body { color: tan }");
  utimesSync(join(root, "assets/plain.css"), new Date(), new Date(Date.now() + 5_000));
  expect((await http1("/assets/plain.css")).headers.etag).not.toBe(before);
});

it("goes on without the file that a build takes away while it is sent, and without its reader", async () => {
  const socket = connect(gateway.port, "127.0.0.1", () =>
    socket.write("GET /assets/app-1a2b.js HTTP/1.1\r\nhost: x\r\n\r\n"),
  );
  await new Promise((resolve) => socket.once("data", resolve));
  unlinkSync(join(root, "assets/app-1a2b.js"));
  socket.destroy();
  expect((await http1("/assets/app-1a2b.js")).status).toBe(404);
  symlinkSync("nowhere", join(root, "assets/dangling.js"));
  expect((await http1("/assets/dangling.js")).status).toBe(404);
  expect((await http1("/")).status).toBe(200);
});

it("says how to build the app where it is not built, and serves it once it is", async () => {
  rmSync(root, { recursive: true });
  for (const headers of [BROWSER, {}]) {
    const { status, body } = await http1("/", headers as Record<string, string>);
    expect([status, body.toString()]).toEqual([404, expect.stringContaining("npm run build --workspace web")]);
  }
  expect((await http1("/v1/look")).status).toBe(200);
  mkdirSync(root);
  write("index.html", INDEX);
  expect((await http1("/")).body.toString()).toBe(INDEX);
});
