import { expect, test } from "vitest";
import { clientNameOf } from "./client-name.ts";

const WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)";

test.each([
  [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/130.0 Safari/537.36`, "Chrome", "Windows"],
  [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/130.0 Safari/537.36 Edg/130.0`, "Edge", "Windows"],
  [`Mozilla/5.0 (Windows NT 10.0) ${WEBKIT} Chrome/128.0 Whale/4.29 Safari/537.36`, "Whale", "Windows"],
  [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1",
    "Safari",
    "iPhone",
  ],
  [
    `Mozilla/5.0 (Linux; Android 14; SM-S921N) ${WEBKIT} SamsungBrowser/26.0 Chrome/122.0`,
    "Samsung Internet",
    "Android",
  ],
  ["Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0", "Firefox", "Linux"],
  ["curl/8.5.0", "curl", undefined],
  ["grpc-node-js/1.13.0", "grpc-node-js", undefined],
  ["", undefined, undefined],
  ["Mozilla/5.0 (Something new)", undefined, undefined],
])("%s", (userAgent, program, system) => {
  expect(clientNameOf(userAgent)).toEqual({ program, system });
});
