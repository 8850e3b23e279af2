// The limits of the key-value port, the same whatever the store: what works on one works on the other.
import { DomainError } from "./errors.ts";

/** How long one operation may take. */
export const KEY_VALUE_DEADLINE_MS = 2_000;
const MAX_KEY_LENGTH = 200;
const KEY = /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/;
/** NATS takes messages of 1 MiB; what is near that does not belong in an entry. */
const MAX_VALUE_BYTES = 512 * 1024;

export function checkedKey(key: string): string {
  if (key.length <= MAX_KEY_LENGTH && KEY.test(key)) return key;
  const rule = `letters, digits, "-", "_", and "." between them, at most ${MAX_KEY_LENGTH} characters`;
  throw new Error(`"${key.slice(0, MAX_KEY_LENGTH)}" is no key: ${rule}.`);
}

export function checkedValue(key: string, value: string): string {
  const bytes = Buffer.byteLength(value);
  if (bytes <= MAX_VALUE_BYTES) return value;
  throw new Error(`The value of ${key} has ${bytes} bytes; ${MAX_VALUE_BYTES} fit.`);
}

/** The store did not answer, or refused for a reason that is not the caller's. */
export function keyValueUnavailable(store: string, cause: unknown): DomainError {
  const message = `The key-value store (${store}) does not answer at the moment. Try again in a moment.`;
  const error = new DomainError("unavailable", "KEY_VALUE_STORE_UNAVAILABLE", message);
  error.cause = cause;
  return error;
}

/** What the work answers; rejects when it takes longer. */
export async function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`No answer within ${limitMs} ms.`)), limitMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
