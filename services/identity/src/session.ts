// Sessions and the turning of their refresh tokens. A token works once: it is traded for its successor. Used once more it means that
// two hold it, and nobody knows which of them is the customer: the session ends for both.
//
// Except within a grace of ten seconds after it was first used: two tabs wake up at once, or an answer is lost on its way and the client
// asks again. Then the same successor is given again. A thief gains nothing by it: whoever uses that successor second, thief or
// customer, is outside of the grace then, and the session ends. Pure.
import { DomainError } from "@meshmart/kit/errors";
import { hashOf, isOfFamily, keyFrom } from "./refresh-token.ts";
import { seal, unseal } from "./secret-box.ts";

export const SESSION_MS = 30 * 86_400_000;
const GRACE_MS = 10_000;
/** Sessions of one customer; one more ends the one that has not been used for longest. */
const MAX_SESSIONS = 100;
const SUCCESSOR = "successor";

/** Times in milliseconds since the epoch. No token can be made from what is here. */
export interface Session {
  readonly sessionId: string;
  /** What the client called itself. */
  readonly client: string;
  readonly createdAt: number;
  readonly refreshedAt: number;
  /** Tells tokens that were given out from made-up ones. */
  readonly familyKey: string;
  /** SHA-256 of the token that works. */
  readonly tokenHash: string;
  /** The token before it, and its successor, sealed so that only who holds the former can read it. */
  readonly used?: { readonly tokenHash: string; readonly at: number; readonly successor: string };
}

export function expiresAt({ refreshedAt }: Session): number {
  return refreshedAt + SESSION_MS;
}

/** Those that have not ended, newest first. */
export function openSessions(sessions: readonly Session[], now: number): readonly Session[] {
  const open = sessions.filter((session) => expiresAt(session) > now);
  return open.sort((a, b) => b.createdAt - a.createdAt || (a.sessionId < b.sessionId ? 1 : -1));
}

export function withSession(sessions: readonly Session[], session: Session): readonly Session[] {
  const kept = [...sessions].sort((a, b) => b.refreshedAt - a.refreshedAt).slice(0, MAX_SESSIONS - 1);
  return [session, ...kept];
}

export type Refreshed =
  /** The token is used up now; `token` takes its place. */
  | { readonly outcome: "turned"; readonly session: Session; readonly token: string }
  /** It was used a moment ago; `token` took its place then. */
  | { readonly outcome: "repeated"; readonly session: Session; readonly token: string }
  /** It was used up before: two hold it. */
  | { readonly outcome: "reused" }
  /** It was never given out. */
  | { readonly outcome: "unknown" };

/** What a token that says that it is of this session does. `successor` is a new token of its family. */
export function refresh(session: Session, token: string, successor: string, now: number): Refreshed {
  const tokenHash = hashOf(token);
  if (tokenHash === session.tokenHash) {
    const used = { tokenHash, at: now, successor: seal(keyFrom(token), SUCCESSOR, successor) };
    const turned = { ...session, refreshedAt: now, tokenHash: hashOf(successor), used };
    return { outcome: "turned", session: turned, token: successor };
  }
  const { used, familyKey } = session;
  if (used?.tokenHash === tokenHash && now < used.at + GRACE_MS) {
    return { outcome: "repeated", session, token: unseal(keyFrom(token), SUCCESSOR, used.successor) };
  }
  return { outcome: isOfFamily(token, familyKey) ? "reused" : "unknown" };
}

export function sessionEnded(): DomainError {
  return new DomainError("unauthenticated", "SESSION_ENDED", "This session has ended. Sign in again.");
}

export function tokenReused(): DomainError {
  const message =
    "This refresh token was used before, so somebody may have a copy. The session has ended. Sign in again.";
  return new DomainError("unauthenticated", "REFRESH_TOKEN_REUSED", message);
}
