import { isIP } from "node:net";
import { networkInterfaces } from "node:os";
import { expect, it } from "vitest";
import { readConfig } from "./config.ts";

it("names the variable that is missing", () => {
  expect(() => readConfig("catalog", {})).toThrow("Set NATS_URL");
});

it("refuses a port that is none", () => {
  expect(() => readConfig("catalog", { NATS_URL: "nats://x", PORT: "http" })).toThrow(
    'PORT must be a port from 0 to 65535, not "http"',
  );
});

it("announces an address, which xDS clients insist on, when it listens on all of them", () => {
  const named = readConfig("catalog", { NATS_URL: "nats://x", HOST: "0.0.0.0", ADVERTISE_HOST: "192.0.2.1" });
  expect(named.advertiseHost).toBe("192.0.2.1");
  const hasNetwork = Object.values(networkInterfaces()).some((found) => found?.some(({ internal }) => !internal));
  const read = () => readConfig("catalog", { NATS_URL: "nats://x", HOST: "0.0.0.0" }).advertiseHost;
  if (hasNetwork) expect(isIP(read())).toBe(4);
  else expect(read).toThrow("Set ADVERTISE_HOST");
});

it("takes a free port and a fresh instance id unless told otherwise", () => {
  const config = readConfig("catalog", { NATS_URL: "nats://x" });
  expect(config).toMatchObject({ host: "127.0.0.1", port: 0, adminPort: 0 });
  expect(config.instance).toMatch(/^catalog-[0-9a-f]{8}$/);
});
