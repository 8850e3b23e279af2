/** What the shop sells in. */
export const CURRENCIES = ["KRW", "USD"] as const;

export type Currency = (typeof CURRENCIES)[number];
