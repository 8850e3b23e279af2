import { gunzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { accepts, packedFor } from "./encodings.ts";

it("takes an encoding that is named and not ruled out", () => {
  for (const header of ["gzip", "deflate, gzip, br", "br;q=1.0,GZIP;q=0.5", "gzip;q=0.01"]) {
    expect([header, accepts(header, "gzip")]).toEqual([header, true]);
  }
  for (const header of [undefined, "", "*", "identity", "gzip;q=0", "br, gzip; q=0.0", "x-gzip"]) {
    expect([header, accepts(header, "gzip")]).toEqual([header, false]);
  }
});

const json = JSON.stringify({ titles: Array.from({ length: 300 }, (_, index) => `Mug ${index}`) });
const packed = (body: string, type: string, client = { "accept-encoding": "br, gzip" }) => {
  const headers: Record<string, string> = { "content-type": type };
  return { body: packedFor(client, headers, body), headers };
};

it("packs JSON of some size for who can unpack it", () => {
  const { body, headers } = packed(json, "application/json");
  expect(headers).toMatchObject({ "content-encoding": "gzip", vary: "accept-encoding" });
  expect(body.length).toBeLessThan(json.length / 2);
  expect(gunzipSync(body as Buffer).toString()).toBe(json);
});

it("packs nothing small, nothing else, and nothing for who did not ask", () => {
  expect(packed("{}", "application/json")).toEqual({ body: "{}", headers: { "content-type": "application/json" } });
  expect(packed(json, "application/proto").body).toBe(json);
  const plain = packed(json, "application/json", { "accept-encoding": "identity" });
  expect([plain.body, plain.headers["content-encoding"], plain.headers.vary]).toEqual([
    json,
    undefined,
    "accept-encoding",
  ]);
});
