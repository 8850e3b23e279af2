// Sessions in the key-value store, one entry a customer with all of that customer's sessions: they are listed by one read, and each
// change of them is one compare-and-set, which no other instance's change is lost by. The entry is gone 30 days after its last change.
import { setTimeout as sleep } from "node:timers/promises";
import { DomainError } from "@meshmart/kit/errors";
import type { KeyValueStore } from "@meshmart/kit/key-value";
import { hashOf, newFamilyKey, newRefreshToken, ownerOf } from "./refresh-token.ts";
import { openSessions, refresh, type Session, sessionEnded, tokenReused, withSession } from "./session.ts";

const MAX_ATTEMPTS = 50;
const LONGEST_PAUSE_MS = 50;

/** A session and the refresh token that works from now on. */
export interface Issued {
  readonly session: Session;
  readonly refreshToken: string;
}

export interface SessionStore {
  begin(customerId: string, sessionId: string, client: string, now: number): Promise<Issued>;
  /** Throws SESSION_ENDED; or REFRESH_TOKEN_REUSED, and the session has ended. */
  refresh(refreshToken: string, now: number): Promise<Issued>;
  /** Repeating it changes nothing, and so does the id of another customer's session. */
  end(customerId: string, sessionId: string, now: number): Promise<void>;
  /** Newest first. */
  list(customerId: string, now: number): Promise<readonly Session[]>;
}

export function createSessionStore(store: KeyValueStore): SessionStore {
  /** `decide` sees the open sessions, and answers with what they shall be; with the same array, nothing is written. */
  const change = async <T>(
    customerId: string,
    now: number,
    decide: (open: readonly Session[]) => { readonly sessions: readonly Session[]; readonly result: T },
  ): Promise<T> => {
    const key = keyOf(customerId);
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      const entry = await store.get(key);
      const open = openSessions(entry ? JSON.parse(entry.value) : [], now);
      const { sessions, result } = decide(open);
      if (sessions === open) return result;
      const value = JSON.stringify(sessions);
      const written = entry ? await store.update(key, value, entry.revision) : await store.create(key, value);
      if (written !== undefined) return result;
      await sleep(Math.random() * Math.min(2 * attempt, LONGEST_PAUSE_MS));
    }
    throw new DomainError("conflict", "SESSIONS_BUSY", "Too many change this customer's sessions at once. Try again.");
  };

  return {
    async begin(customerId, sessionId, client, now) {
      const familyKey = newFamilyKey();
      const refreshToken = newRefreshToken({ customerId, sessionId }, familyKey);
      const tokenHash = hashOf(refreshToken);
      const session: Session = { sessionId, client, createdAt: now, refreshedAt: now, familyKey, tokenHash };
      await change(customerId, now, (open) => ({ sessions: withSession(open, session), result: undefined }));
      return { session, refreshToken };
    },
    async refresh(refreshToken, now) {
      const owner = ownerOf(refreshToken);
      if (!owner) throw sessionEnded();
      const { customerId, sessionId } = owner;
      const result = await change<Issued | DomainError>(customerId, now, (open) => {
        const session = open.find((one) => one.sessionId === sessionId);
        if (!session) return { sessions: open, result: sessionEnded() };
        const refreshed = refresh(session, refreshToken, newRefreshToken(owner, session.familyKey), now);
        switch (refreshed.outcome) {
          case "turned": {
            const issued = { session: refreshed.session, refreshToken: refreshed.token };
            return { sessions: open.map((one) => (one === session ? refreshed.session : one)), result: issued };
          }
          case "repeated":
            return { sessions: open, result: { session, refreshToken: refreshed.token } };
          case "reused":
            return { sessions: open.filter((one) => one !== session), result: tokenReused() };
          case "unknown":
            return { sessions: open, result: sessionEnded() };
        }
      });
      if (result instanceof DomainError) throw result;
      return result;
    },
    async end(customerId, sessionId, now) {
      await change(customerId, now, (open) => {
        const left = open.filter((one) => one.sessionId !== sessionId);
        return { sessions: left.length === open.length ? open : left, result: undefined };
      });
    },
    async list(customerId, now) {
      const entry = await store.get(keyOf(customerId));
      return openSessions(entry ? JSON.parse(entry.value) : [], now);
    },
  };
}

function keyOf(customerId: string): string {
  return `customer.${customerId}`;
}
