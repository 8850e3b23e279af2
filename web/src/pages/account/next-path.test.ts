import { expect, test } from "vitest";
import { readNextPath, signInPathTo } from "./next-path.ts";

const ORIGIN = "https://meshmart.example";
const next = (path: string) => readNextPath(signInPathTo(path).replace(/^[^?]*/, ""), ORIGIN);

test.each(["/checkout", "/search?query=mug&sort=cheapest", "/orders/1#saga", "/"])("%s is followed", (path) => {
  expect(next(path)).toBe(path);
});

test.each([
  "https://evil.example/",
  "//evil.example/",
  "/\\evil.example",
  "/\t/evil.example",
  "/..//evil.example",
  "javascript:alert(1)",
  "evil",
  "http://[",
  "",
])("%j leads to the shop's first page", (path) => {
  expect(next(path)).toBe("/");
});

test("without one, signing in leads to the first page", () => {
  expect(readNextPath("", ORIGIN)).toBe("/");
});
