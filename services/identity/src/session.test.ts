import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { hashOf, newFamilyKey, newRefreshToken } from "./refresh-token.ts";
import { expiresAt, openSessions, refresh, SESSION_MS, type Session, withSession } from "./session.ts";

const customerId = randomUUID();
const familyKey = newFamilyKey();
const sessionId = randomUUID();
const newToken = () => newRefreshToken({ customerId, sessionId }, familyKey);

function newSession(token = newToken(), change: Partial<Session> = {}): Session {
  return { sessionId, client: "", createdAt: 0, refreshedAt: 0, familyKey, tokenHash: hashOf(token), ...change };
}

/** Turns the token at that time, and answers with the session after it. */
function turned(session: Session, token: string, successor: string, at: number): Session {
  const result = refresh(session, token, successor, at);
  if (result.outcome !== "turned") throw new Error(`It was ${result.outcome}.`);
  return result.session;
}

describe("a refresh token", () => {
  const [first, second, third] = [newToken(), newToken(), newToken()];

  it("is traded for its successor, and the session lives on from then", () => {
    const session = turned(newSession(first), first, second, 1_000);
    expect(expiresAt(session)).toBe(1_000 + SESSION_MS);
    expect(refresh(session, second, third, 2_000)).toMatchObject({ outcome: "turned", token: third });
  });

  it("gives the same successor for ten seconds, and then means that two hold it", () => {
    const session = turned(newSession(first), first, second, 1_000);
    for (const at of [1_000, 10_999]) {
      expect(refresh(session, first, third, at)).toEqual({ outcome: "repeated", session, token: second });
    }
    expect(refresh(session, first, third, 11_000)).toEqual({ outcome: "reused" });
  });

  it("means that two hold it as soon as its successor was used, too", () => {
    const session = turned(turned(newSession(first), first, second, 1_000), second, third, 1_001);
    expect(refresh(session, first, newToken(), 1_002)).toEqual({ outcome: "reused" });
  });

  it("of a thief who used it first, ends the session when the customer comes back", () => {
    // The thief asks within the grace, and gets what the customer got.
    const stolen = turned(newSession(first), first, second, 0);
    expect(refresh(stolen, first, third, 5_000)).toMatchObject({ outcome: "repeated", token: second });
    const thiefs = turned(stolen, second, third, 240_000);
    expect(refresh(thiefs, second, newToken(), 300_000)).toEqual({ outcome: "reused" });
  });

  it("that was made up is nobody's", () => {
    const forged = newRefreshToken({ customerId, sessionId }, newFamilyKey());
    expect(refresh(newSession(first), forged, second, 0)).toEqual({ outcome: "unknown" });
  });

  it("cannot be read from what is stored", () => {
    const stored = JSON.stringify(turned(newSession(first), first, second, 0));
    for (const token of [first, second]) {
      const secret = Buffer.from(token, "base64url").subarray(32, 64);
      expect(stored).not.toContain(token);
      for (const encoding of ["base64url", "hex"] as const) expect(stored).not.toContain(secret.toString(encoding));
    }
  });
});

describe("a customer's sessions", () => {
  it("end thirty days after they were last refreshed", () => {
    const session = newSession(undefined, { refreshedAt: 5 });
    expect(openSessions([session], 5 + SESSION_MS - 1)).toEqual([session]);
    expect(openSessions([session], 5 + SESSION_MS)).toEqual([]);
  });

  it("are listed newest first, those of one moment by their id", () => {
    const at = (createdAt: number, id: string) => newSession(undefined, { createdAt, sessionId: id });
    const listed = openSessions([at(1, "b"), at(3, "a"), at(1, "c"), at(2, "d")], 4);
    expect(listed.map((session) => session.sessionId)).toEqual(["a", "d", "c", "b"]);
  });

  it("are a hundred at most: one more ends the one that was not used for longest", () => {
    const many = Array.from({ length: 100 }, (_, index) =>
      newSession(undefined, { sessionId: `${index}`, refreshedAt: index === 40 ? 1 : 10 + index }),
    );
    const one = newSession(undefined, { sessionId: "new" });
    const left = withSession(many, one).map((session) => session.sessionId);
    expect(left).toHaveLength(100);
    expect(left).toContain("new");
    expect(left).not.toContain("40");
  });
});
