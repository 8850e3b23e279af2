// Nothing that a client sends makes the gateway hold more than its limits.
import { connect as connectHttp2, constants } from "node:http2";
import { connect } from "node:net";
import { afterAll, expect, onTestFinished, test } from "vitest";
import { LIMITS } from "../src/limits.ts";
import { startGateway } from "./harness.ts";

const gateway = await startGateway();
afterAll(() => gateway.close());

function raw(text: string): Promise<string> {
  return new Promise((resolve) => {
    let all = "";
    const socket = connect(gateway.port, "127.0.0.1", () => socket.write(text));
    socket.on("data", (chunk) => {
      all += chunk;
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve(all));
  });
}

test("headers that are too large", async () => {
  const answer = await raw(`GET / HTTP/1.1\r\nhost: x\r\nx-long: ${"x".repeat(LIMITS.headerBytes)}\r\n\r\n`);
  expect(answer).toMatch(/^HTTP\/1\.1 431 /);
  expect(answer).toContain('"code":8');
});

test("what is not HTTP", async () => {
  expect(await raw("HELLO\r\n\r\n")).toMatch(/^HTTP\/1\.1 400 [\s\S]*"code":3/);
  expect(await raw("PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n")).toMatch(/^HTTP\/1\.1 400 /);
});

test("a body without a stated length that never ends", async () => {
  const chunk = `10000\r\n${"x".repeat(0x10000)}\r\n`;
  const answer = await raw(
    `POST /v1/echo HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n${chunk.repeat(20)}0\r\n\r\n`,
  );
  expect(answer).toMatch(/^HTTP\/1\.1 413 [\s\S]*"code":8/);
});

test("a body that does not arrive in time, and neither one that does nor what comes after it", async () => {
  const usual = LIMITS.requestTimeoutMs;
  onTestFinished(() => void Object.assign(LIMITS, { requestTimeoutMs: usual }));
  Object.assign(LIMITS, { requestTimeoutMs: 300 });
  const head = "POST /v1/echo HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 2\r\n";
  expect(await raw(`${head}\r\n{`)).toMatch(/^HTTP\/1\.1 408 [\s\S]*"code":4/);
  const both = await raw(`${head}\r\n{}${head}connection: close\r\n\r\n{`);
  expect(both).toMatch(/^HTTP\/1\.1 200 [\s\S]*HTTP\/1\.1 408 /);
});

test("a preface in two pieces is still HTTP/2, and one byte of a request still HTTP/1.1", async () => {
  const slowly = (text: string[]) =>
    new Promise<Buffer>((resolve) => {
      const socket = connect(gateway.port, "127.0.0.1", async () => {
        socket.setNoDelay(true);
        for (const part of text) {
          socket.write(part);
          await new Promise((wake) => setTimeout(wake, 50));
        }
      });
      socket.once("data", (chunk) => {
        socket.destroy();
        resolve(chunk);
      });
    });
  const settings = await slowly(["PR", "I * HTTP/2.0\r\n\r\nSM\r\n\r\n", "\0\0\0\x04\0\0\0\0\0"]);
  expect(settings[3]).toBe(4);
  expect((await slowly(["P", "OST /v1/echo HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{}"])).toString()).toMatch(
    /^HTTP\/1\.1 200 /,
  );
});

test("the same connection serves many requests, pipelined ones too", async () => {
  const request = "GET /v1/look?id=a HTTP/1.1\r\nhost: x\r\n\r\n";
  const answer = await raw(`${request}${request}GET /v1/look HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
  expect(answer.match(/HTTP\/1\.1 200/g)).toHaveLength(3);
});

test("more streams than a connection may have", async () => {
  const session = connectHttp2(gateway.url);
  await new Promise<void>((resolve) => session.once("remoteSettings", () => resolve()));
  expect(session.remoteSettings.maxConcurrentStreams).toBe(LIMITS.streamsPerConnection);
  session.close();
});

test("REST over HTTP/2, and a body that is too large there", async () => {
  const session = connectHttp2(gateway.url);
  const post = (body: string) =>
    new Promise<{ status: number; text: string }>((resolve, reject) => {
      const stream = session.request({ ":method": "POST", ":path": "/v1/echo", "content-type": "application/json" });
      let status = 0;
      let text = "";
      stream.on("response", (headers) => {
        status = Number(headers[constants.HTTP2_HEADER_STATUS]);
      });
      stream.setEncoding("utf8").on("data", (chunk) => {
        text += chunk;
      });
      stream.on("end", () => resolve({ status, text }));
      stream.on("error", reject);
      stream.end(body);
    });
  expect(JSON.parse((await post('{"id":"h2"}')).text).request.id).toBe("h2");
  expect((await post(`{"id":"${"x".repeat(LIMITS.bodyBytes)}"}`)).status).toBe(413);
  session.close();
});
