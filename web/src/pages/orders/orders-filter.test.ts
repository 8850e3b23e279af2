import { timestampDate } from "@bufbuild/protobuf/wkt";
import { Order_State as State } from "@meshmart/gen/meshmart/ordering/v1/ordering_pb";
import { describe, expect, test } from "vitest";
import { filterPath, readFilter, toRequest } from "./orders-filter.ts";

describe("the filter of orders", () => {
  test("stands in the address, both ways", () => {
    const filter = { state: "open", period: "year" } as const;
    expect(filterPath(filter)).toBe("/orders?state=open&period=year");
    expect(readFilter(new URLSearchParams("state=open&period=year"))).toEqual(filter);
    expect(filterPath({ state: "all", period: "all" })).toBe("/orders");
  });

  test("takes what does not fit as not said", () => {
    expect(readFilter(new URLSearchParams("state=lost&period=4"))).toEqual({ state: "all", period: "all" });
  });

  test("asks the same question all day long", () => {
    const filter = { state: "cancelled", period: "month" } as const;
    const morning = toRequest(filter, new Date(2026, 10, 25, 9));
    expect(morning).toEqual(toRequest(filter, new Date(2026, 10, 25, 21)));
    expect(morning.states).toEqual([State.CANCELLED]);
    expect(timestampDate(morning.startTime!)).toEqual(new Date(2026, 9, 26));
  });
});
