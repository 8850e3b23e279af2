import { expect, test } from "vitest";
import { type Call, chain, type Filter } from "./filters.ts";

const call = {} as Call;

test("filters run in order around the upstream call, and one may answer instead of it", async () => {
  const seen: string[] = [];
  const named =
    (name: string): Filter =>
    async (one, next) => {
      seen.push(`${name} in`);
      const reply = await next(one);
      seen.push(`${name} out`);
      return reply;
    };
  const reply = { headers: {}, response: {} as never };
  const upstream = async () => {
    seen.push("upstream");
    return reply;
  };
  expect(await chain([named("a"), named("b")], upstream)(call)).toBe(reply);
  expect(seen).toEqual(["a in", "b in", "upstream", "b out", "a out"]);

  const answered = { headers: { age: "1" }, response: {} as never };
  expect(await chain([named("c"), async () => answered], upstream)(call)).toBe(answered);
  expect(seen.slice(5)).toEqual(["c in", "c out"]);
});
