// What a failed statement says about trying again.

// Class 08, 57P0x and 25P0[34]: the connection or the server went away. 40xxx: PostgreSQL asks to try again. 53xxx: no room at this moment.
const TRANSIENT = /^(08|40|53|57P0|25P0[34])|^(CONNECTION_|ECONN|EPIPE|ETIMEDOUT|CONNECT_TIMEOUT)/;

/** Whether the same statement may well work in a moment: the server restarts, a lock was lost to another. */
export function isTransient(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" && TRANSIENT.test(code);
}
