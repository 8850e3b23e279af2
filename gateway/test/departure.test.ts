// Clients that leave, read slowly, or stay while the gateway itself goes away.
import { connect as connectHttp2 } from "node:http2";
import { connect } from "node:net";
import { afterAll, expect, test, vi } from "vitest";
import { startGateway } from "./harness.ts";

const gateway = await startGateway();
afterAll(() => gateway.close());

const soon = { timeout: 3000, interval: 10 };

test("a client that leaves cancels its call, whatever it speaks", async () => {
  const body = JSON.stringify({ pause: "1.5s" });
  const headers = { "content-type": "application/json" };
  for (const path of ["/v1/echo", "/test.echo.v1.EchoService/Echo"]) {
    const before = { ...gateway.echo };
    const controller = new AbortController();
    const gone = fetch(gateway.url + path, { method: "POST", headers, body, signal: controller.signal }).catch(
      () => {},
    );
    await vi.waitFor(() => expect(gateway.echo.calls).toBe(before.calls + 1), soon);
    controller.abort();
    await gone;
    await vi.waitFor(() => expect(gateway.echo.cancelled).toBe(before.cancelled + 1), soon);
  }
});

test("a client that leaves over HTTP/2 cancels its call", async () => {
  const { calls, cancelled } = gateway.echo;
  const session = connectHttp2(gateway.url);
  const stream = session.request({ ":method": "POST", ":path": "/v1/echo", "content-type": "application/json" });
  stream.on("error", () => {});
  stream.end(JSON.stringify({ pause: "1.5s" }));
  await vi.waitFor(() => expect(gateway.echo.calls).toBe(calls + 1), soon);
  stream.close(8);
  await vi.waitFor(() => expect(gateway.echo.cancelled).toBe(cancelled + 1), soon);
  session.close();
});

test.each(["application/json", "text/event-stream"])("a watcher that leaves ends its stream (%s)", async (accept) => {
  const { cancelled } = gateway.echo;
  const controller = new AbortController();
  const response = await fetch(`${gateway.url}/v1/counts/2000000000:watch`, {
    headers: { accept },
    signal: controller.signal,
  });
  await response.body!.getReader().read();
  controller.abort();
  await vi.waitFor(() => expect(gateway.echo.cancelled).toBe(cancelled + 1), soon);
});

test("a client that does not read stops the service, not the gateway's memory", async () => {
  const before = gateway.echo.counted;
  const socket = connect(gateway.port, "127.0.0.1");
  // 64 KiB a message: without backpressure, thousands of them would pile up in a second.
  socket.write("GET /v1/counts/2000000000:watch?fill_bytes=65536 HTTP/1.1\r\nhost: x\r\n\r\n");
  await vi.waitFor(() => expect(gateway.echo.counted).toBeGreaterThan(before), soon);
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const filled = gateway.echo.counted;
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(gateway.echo.counted).toBe(filled);
  expect(filled - before).toBeLessThan(400);
  socket.destroy();
});

test("draining answers what has begun, and cuts what never ends", async () => {
  const own = gateway;
  const post = (pause: string) =>
    fetch(`${own.url}/v1/echo`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ pause }),
    });
  const idle = await fetch(`${own.url}/v1/look`);
  await idle.text();
  const session = connectHttp2(own.url);
  const closed = new Promise((resolve) => session.once("close", resolve));
  const watching = fetch(`${own.url}/v1/counts/2000000000:watch`).then((response) => response.text());
  const stopped = watching.then(
    () => "finished",
    () => "cut",
  );
  const { calls } = own.echo;
  const running = post("0.4s");
  await vi.waitFor(() => expect(own.echo.calls).toBe(calls + 1), soon);

  const started = performance.now();
  const drained = own.listener.drain(1200);
  await expect(post("0s")).rejects.toThrow();
  expect((await running).status).toBe(200);
  await closed;
  await drained;
  expect(await stopped).toBe("cut");
  expect(performance.now() - started).toBeLessThan(2500);
});
