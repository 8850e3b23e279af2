// Banners: what a slot of the shop shows for some time. Knows no database, no clock and no transport.

export interface Banner {
  /** UUID. */
  readonly bannerId: string;
  readonly slot: string;
  readonly title: string;
  readonly text: string;
  /** Path within the shop; empty: it leads nowhere. */
  readonly linkPath: string;
  /** Higher comes first. */
  readonly priority: number;
  /** Undefined: it is shown already. */
  readonly startTime: Date | undefined;
  /** Undefined: it never stops. */
  readonly endTime: Date | undefined;
}
