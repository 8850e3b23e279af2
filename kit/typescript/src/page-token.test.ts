import { expect, it } from "vitest";
import { decodePageToken, encodePageToken, keyParts, pageSizeOf, toPage } from "./page-token.ts";

const PARTS = [keyParts.time, keyParts.uuid];
const ID = "01930000-0000-7000-8000-000000000001";
const TIME = "2026-01-01T00:00:00.000Z";

it("carries the sort key of the last row shown to the next page", () => {
  const { rows, nextPageToken } = toPage(["a", "b", "c"], 2, (row) => [row]);
  expect(rows).toEqual(["a", "b"]);
  expect(decodePageToken(nextPageToken, 1)).toEqual(["b"]);
  expect(decodePageToken(encodePageToken([TIME, ID]), 2, PARTS)).toEqual([TIME, ID]);
});

it("gives out a token only when there is more", () => {
  expect(toPage(["a", "b"], 2, (row) => [row])).toEqual({ rows: ["a", "b"], nextPageToken: "" });
  expect(decodePageToken("", 1)).toBeUndefined();
  expect(pageSizeOf(0)).toBe(20);
});

it.each([
  ["garbage", "not base64 of anything"],
  ["no list", Buffer.from('{"length":2}').toString("base64url")],
  ["too short", encodePageToken([TIME])],
  ["no string", Buffer.from(`["${TIME}",1]`).toString("base64url")],
  ["another list's", encodePageToken(["Mug", ID])],
  ["no time that a database knows", encodePageToken(["1", ID])],
  ["no id", encodePageToken([TIME, "1"])],
])("refuses a token that this list never gave out: %s", (_, token) => {
  expect(() => decodePageToken(token, 2, PARTS)).toThrow("page_token is not one that this list gave out");
});
