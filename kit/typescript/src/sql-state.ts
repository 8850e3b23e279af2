// What a failed statement says about trying again.

// Class 08, 57P0x and 25P0[34]: the connection or the server went away. 40xxx: PostgreSQL asks to try again. 53xxx: no room at this moment.
const TRANSIENT = /^(08|40|53|57P0|25P0[34])/;
// Of the driver and the operating system. ENOENT: the server's socket is gone.
const UNREACHABLE = /^(CONNECTION_|ECONN|ENOENT|EPIPE|ETIMEDOUT|CONNECT_TIMEOUT)/;

/** Whether the same statement may well work in a moment: the server restarts, a lock was lost to another. */
export function isTransient(error: unknown): boolean {
  return TRANSIENT.test(codeOf(error)) || isUnreachable(error);
}

/** Whether there is no connection, or no more. */
export function isUnreachable(error: unknown): boolean {
  return UNREACHABLE.test(codeOf(error));
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" ? code : "";
}

// character_not_in_repertoire, untranslatable_character: of well-formed Unicode, only U+0000 gets either.
const UNSTORABLE = new Set(["22021", "22P05"]);

/** Whether a text holds the NUL character, which PostgreSQL stores neither as text nor in JSON. */
export function isUnstorableText(error: unknown): boolean {
  return UNSTORABLE.has(codeOf(error));
}
