// Which orders are shown, as the address says it.
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { type ListOrdersRequest, Order_State as State } from "@meshmart/gen/meshmart/ordering/v1/ordering_pb";

export const STATE_NAMES = ["all", "open", "delivered", "cancelled", "returned"] as const;
export const PERIOD_NAMES = ["all", "month", "half-year", "year"] as const;
export type StateName = (typeof STATE_NAMES)[number];
export type PeriodName = (typeof PERIOD_NAMES)[number];

export interface OrdersFilter {
  readonly state: StateName;
  readonly period: PeriodName;
}

const STATES: Readonly<Record<StateName, readonly State[]>> = {
  all: [],
  open: [State.PENDING, State.CONFIRMED, State.SHIPPED],
  delivered: [State.DELIVERED],
  cancelled: [State.CANCELLED],
  returned: [State.RETURNED],
};

const DAYS: Readonly<Record<PeriodName, number | undefined>> = {
  all: undefined,
  month: 30,
  "half-year": 182,
  year: 365,
};

/** Reads what somebody may have typed: what does not fit counts as not said. */
export function readFilter(params: URLSearchParams): OrdersFilter {
  return {
    state: STATE_NAMES.find((name) => name === params.get("state")) ?? "all",
    period: PERIOD_NAMES.find((name) => name === params.get("period")) ?? "all",
  };
}

export function filterPath({ state, period }: OrdersFilter): string {
  const params = new URLSearchParams();
  if (state !== "all") params.set("state", state);
  if (period !== "all") params.set("period", period);
  return params.size > 0 ? `/orders?${params}` : "/orders";
}

/** Whole days, so that the same address asks the same question all day long. */
export function toRequest(
  { state, period }: OrdersFilter,
  now: Date,
): Pick<ListOrdersRequest, "states"> & Pick<Partial<ListOrdersRequest>, "startTime"> {
  const days = DAYS[period];
  const states = [...STATES[state]];
  if (days === undefined) return { states };
  const start = new Date(now.getFullYear(), now.getMonth(), now.getDate() - days);
  return { states, startTime: timestampFromDate(start) };
}
