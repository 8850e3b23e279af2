import { expect, test } from "vitest";
import { parsePathTemplate } from "./path-template.ts";

const INFINITY = Number.POSITIVE_INFINITY;

test.each([
  ["/v1/orders", ["v1", "orders"], [], ""],
  ["/v1/orders/{order_id}", ["v1", "orders", "*"], [["order_id", 2, 3, false]], ""],
  ["/v1/orders/{order.id}:cancel", ["v1", "orders", "*"], [["order.id", 2, 3, false]], "cancel"],
  ["/v1/orders:search", ["v1", "orders"], [], "search"],
  [
    "/v1/{name=shelves/*}/books/{book}",
    ["v1", "shelves", "*", "books", "*"],
    [
      ["name", 1, 3, true],
      ["book", 4, 5, false],
    ],
    "",
  ],
  ["/v1/{name=shelves/**}:move", ["v1", "shelves", "**"], [["name", 1, INFINITY, true]], "move"],
  ["/v1/*/{rest=**}", ["v1", "*", "**"], [["rest", 2, INFINITY, true]], ""],
  ["/{a=b:c/*}", undefined, [], ""],
])("%s", (text, segments, variables, verb) => {
  if (!segments) return expect(() => parsePathTemplate(text)).toThrow("not valid");
  expect(parsePathTemplate(text)).toEqual({
    segments,
    variables: variables.map(([fieldPath, start, end, spansSegments]) => ({ fieldPath, start, end, spansSegments })),
    verb,
  });
});

test.each([
  "",
  "v1",
  "/v1//x",
  "/v1/",
  "/{a",
  "/{a=}",
  "/{=*}",
  "/{a=*}/{a=*}",
  "/**/x",
  "/{a=**}/x",
  "/a b",
  "/{a={b}}",
  "/{a..b}",
])("%j is refused at start", (text) => {
  expect(() => parsePathTemplate(text)).toThrow("not valid");
});
