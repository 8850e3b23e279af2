// Sessions, at two instances, on each store that they can be in: tokens that work once, a thief who ends the session and not the
// customer's patience, and the customer's own list of where they are signed in.
import { randomUUID } from "node:crypto";
import { Code } from "@connectrpc/connect";
import { openTestBroker } from "@meshmart/kit/testing";
import { redisMissing, startTestRedis } from "@meshmart/kit/testing-redis";
import { createTestTokens } from "@meshmart/kit/testing-tokens";
import { beforeAll, describe, expect, it } from "vitest";
import { newEmail, outcome, PASSWORD, startIdentity } from "./identity.ts";

const stores = [
  { name: "NATS", missing: undefined, env: async () => ({}) },
  { name: "Redis", missing: redisMissing(), env: async () => ({ REDIS_URL: (await startTestRedis()).url }) },
];

for (const { name, missing, env } of stores) {
  if (missing) console.warn(`Skipped, ${missing}.`);
  describe.skipIf(missing)(`sessions in ${name}`, () => {
    type Identity = Awaited<ReturnType<typeof startIdentity>>;
    let one: Identity;
    let two: Identity;
    beforeAll(async () => {
      const its = await env();
      one = await startIdentity(its);
      two = await startIdentity(its, one.database);
    });
    const signUp = async () => {
      const email = newEmail();
      const { tokens, customer } = await one.identity.signUp({ email, password: PASSWORD, displayName: "Kim" });
      return { email, tokens: tokens!, customerId: customer!.customerId };
    };
    const refresh = async (refreshToken: string, at = one) =>
      (await at.identity.refreshSession({ refreshToken })).tokens!;
    const reason = (refreshToken: string, at = one) => outcome(at.identity.refreshSession({ refreshToken }));

    it("turns a refresh token into new tokens of the same session, at any instance", async () => {
      const { tokens } = await signUp();
      const second = await refresh(tokens.refreshToken, two);
      const third = await refresh(second.refreshToken, one);
      expect(new Set([tokens, second, third].map(({ refreshToken }) => refreshToken)).size).toBe(3);
      expect(new Set([tokens, second, third].map(({ sessionId }) => sessionId)).size).toBe(1);
      expect(await outcome(two.as(third.accessToken).getMe({}))).toBe("OK");
      expect(third.sessionExpireTime!.seconds).toBeGreaterThanOrEqual(tokens.sessionExpireTime!.seconds);
    });

    it("gives ten who refresh with one token at the same moment the same successor, and it works", async () => {
      const { tokens } = await signUp();
      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, index) => refresh(tokens.refreshToken, index % 2 ? one : two)),
      );
      const successors = new Set(answers.map(({ refreshToken }) => refreshToken));
      expect(successors.size).toBe(1);
      expect(await reason([...successors][0]!)).toBe("OK");
    });

    it("ends the session for both when a used token comes again, and leaves the customer's other sessions", async () => {
      const { email, tokens } = await signUp();
      const other = (await two.identity.signIn({ email, password: PASSWORD })).tokens!;
      const current = await refresh((await refresh(tokens.refreshToken)).refreshToken);
      expect(await reason(tokens.refreshToken, two)).toBe("REFRESH_TOKEN_REUSED");
      expect(await reason(current.refreshToken)).toBe("SESSION_ENDED");
      expect(await reason(tokens.refreshToken)).toBe("SESSION_ENDED");
      expect(await reason(other.refreshToken)).toBe("OK");
    });

    it("does not end a session for a token that was made up", async () => {
      const { tokens } = await signUp();
      const bytes = Buffer.from(tokens.refreshToken, "base64url");
      for (const at of [40, 70]) {
        const forged = Buffer.from(bytes);
        forged[at]! ^= 1;
        expect(await reason(forged.toString("base64url"))).toBe("SESSION_ENDED");
      }
      for (const garbage of ["x", "é".repeat(100), `${tokens.refreshToken}A`]) {
        expect(await reason(garbage)).toBe("SESSION_ENDED");
      }
      expect(await reason(tokens.refreshToken)).toBe("OK");
    });

    it("ends with signing out, however often, and its refresh token with it", async () => {
      const { tokens } = await signUp();
      const signedIn = two.as(tokens.accessToken);
      await signedIn.signOut({});
      // Empty tokens, and not none: a browser is to forget those that it has.
      expect((await signedIn.signOut({})).tokens).toMatchObject({ accessToken: "", refreshToken: "" });
      expect(await reason(tokens.refreshToken)).toBe("SESSION_ENDED");
      expect((await signedIn.listSessions({})).sessions).toEqual([]);
    });

    it("are listed newest first, a page at a time, and ended one by one", async () => {
      const { email, tokens } = await signUp();
      const began = [tokens.sessionId];
      for (let count = 0; count < 4; count++) {
        const { tokens: more } = await (count % 2 ? one : two).identity.signIn({ email, password: PASSWORD });
        began.unshift(more!.sessionId);
      }
      const me = two.as(tokens.accessToken);
      const listed: string[] = [];
      const currents: boolean[] = [];
      for (let pageToken = ""; ; ) {
        const page = await me.listSessions({ pageSize: 2, pageToken });
        expect(page.sessions.length).toBeLessThanOrEqual(2);
        listed.push(...page.sessions.map(({ sessionId }) => sessionId));
        currents.push(...page.sessions.map(({ current }) => current));
        pageToken = page.nextPageToken;
        if (pageToken === "") break;
      }
      expect(listed).toEqual(began);
      expect(currents).toEqual([false, false, false, false, true]);
      await me.endSession({ sessionId: began[1]! });
      expect((await me.endSession({ sessionId: began[1]!.toUpperCase() })).tokens).toBeUndefined();
      const left = (await me.listSessions({})).sessions;
      expect(left.map(({ sessionId }) => sessionId)).toEqual(began.filter((id) => id !== began[1]));
      expect(left[0]!.client).toMatch(/grpc/);
      expect(await outcome(me.listSessions({ pageToken: "made up" }))).toBe("PAGE_TOKEN_INVALID");
      const own = await me.endSession({ sessionId: tokens.sessionId });
      expect(own.tokens).toMatchObject({ accessToken: "", refreshToken: "" });
    });

    it("of others can neither be seen nor ended", async () => {
      const mine = await signUp();
      const theirs = await signUp();
      const me = one.as(mine.tokens.accessToken);
      expect(await outcome(me.endSession({ sessionId: theirs.tokens.sessionId }))).toBe("OK");
      expect(await outcome(me.endSession({ sessionId: randomUUID() }))).toBe("OK");
      expect((await me.listSessions({})).sessions.map(({ sessionId }) => sessionId)).toEqual([mine.tokens.sessionId]);
      expect(await reason(theirs.tokens.refreshToken)).toBe("OK");
    });

    it("begin all of twenty at once, and none is lost", async () => {
      const { email, tokens } = await signUp();
      await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          (index % 2 ? one : two).identity.signIn({ email, password: PASSWORD }),
        ),
      );
      expect((await one.as(tokens.accessToken).listSessions({ pageSize: 100 })).sessions).toHaveLength(21);
    });

    it("need an access token where they are the caller's own", async () => {
      await expect(one.identity.signOut({})).rejects.toMatchObject({ code: Code.Unauthenticated });
      expect(await outcome(one.identity.listSessions({}))).toBe("SIGN_IN_REQUIRED");
      const tokens = await createTestTokens(await openTestBroker());
      expect(await outcome(one.as(tokens.of(randomUUID())).getMe({}))).toBe("CUSTOMER_NOT_FOUND");
    });
  });
}
