// Signing up and in: one customer an address, one answer for every wrong credential, a limit on guesses that all instances keep.
import { Code, ConnectError } from "@connectrpc/connect";
import { RetryInfoSchema } from "@meshmart/gen/google/rpc/error_details_pb";
import { CustomerSignedUpSchema } from "@meshmart/gen/meshmart/identity/v1/identity_events_pb";
import { Customer_Role as Role } from "@meshmart/gen/meshmart/identity/v1/identity_pb";
import { collectEvents, openTestBroker, openTestDatabase } from "@meshmart/kit/testing";
import { describe, expect, it, vi } from "vitest";
import { bearerOf, claimsOf, headerOf, newEmail, outcome, PASSWORD, startIdentity } from "./identity.ts";

const broker = await openTestBroker();
// Two that start at the same time, with nothing there yet.
const database = await openTestDatabase();
const [{ process, sql, identity, as }, other] = await Promise.all([
  startIdentity({}, database),
  startIdentity({}, database),
]);
const soon = { timeout: 5_000, interval: 20 };
const signUp = (email = newEmail(), password = PASSWORD, displayName = "Kim") =>
  identity.signUp({ email, password, displayName });

describe("signing up", () => {
  it("makes a customer who is signed in, and says so to the mesh once", async () => {
    const email = newEmail();
    const { customer, tokens } = await signUp(email.toUpperCase(), PASSWORD, "  Kim Ho  ");
    expect(customer).toMatchObject({ email, displayName: "Kim Ho", role: Role.CUSTOMER });
    expect(claimsOf(tokens!.accessToken)).toMatchObject({
      iss: "meshmart",
      sub: customer!.customerId,
      role: "customer",
      sid: tokens!.sessionId,
    });
    expect(headerOf(tokens!.accessToken)).toMatchObject({ alg: "EdDSA", typ: "JWT", kid: expect.any(String) });
    const { iat, exp } = claimsOf(tokens!.accessToken) as { iat: number; exp: number };
    expect(exp - iat).toBe(300);
    expect(tokens!.accessTokenExpireTime!.seconds).toBe(BigInt(exp));
    expect((await as(tokens!.accessToken).getMe({})).customer).toEqual(customer);
    const events = await collectEvents(broker, [CustomerSignedUpSchema], customer!.customerId);
    await vi.waitFor(() => expect(events).toHaveLength(1), soon);
    expect(events[0]!.message).toMatchObject({ customerId: customer!.customerId });
  });

  it("lets one of ten have an address, at two instances at once", async () => {
    const email = newEmail();
    const calls = Array.from({ length: 10 }, (_, index) =>
      outcome(
        (index % 2 ? identity : other.identity).signUp({
          email: index % 3 ? email : email.toUpperCase(),
          password: PASSWORD,
          displayName: "Kim",
        }),
      ),
    );
    const outcomes = await Promise.all(calls);
    expect(outcomes.filter((reason) => reason === "OK")).toHaveLength(1);
    expect(outcomes.filter((reason) => reason === "EMAIL_TAKEN")).toHaveLength(9);
    expect(await sql`select 1 from customers where email = ${email}`).toHaveLength(1);
  });

  it.each([
    ["PASSWORD_TOO_WEAK", { password: "Password1" }],
    ["DISPLAY_NAME_BLANK", { displayName: "  " }],
    ["INVALID_REQUEST", { email: "kim" }],
    ["INVALID_REQUEST", { password: "short" }],
  ])("refuses with %s", async (reason, change) => {
    const call = identity.signUp({ email: newEmail(), password: PASSWORD, displayName: "Kim", ...change });
    await expect(call).rejects.toMatchObject({ code: Code.InvalidArgument });
    expect(await outcome(call)).toBe(reason);
  });
});

describe("signing in", () => {
  it("begins a session whatever the case of the address, and however the password was composed", async () => {
    const email = newEmail();
    const { customer } = await signUp(email, "müsli mit apfel");
    const { customer: same, tokens } = await identity.signIn({
      email: ` ${email.toUpperCase()}`,
      password: "mu\u0308sli mit apfel",
    });
    expect(same).toEqual(customer);
    expect((await as(bearerOf(tokens)).getMe({})).customer).toEqual(customer);
  });

  it("answers an unknown address and a wrong password alike, after the same work", async () => {
    const known = newEmail();
    await signUp(known);
    // Of the processor, and not by the clock: whatever else runs here, it is the same.
    const cpuSeconds = async () => {
      const text = await (await fetch(`http://${process.adminAddress}/metrics`)).text();
      return Number(/^process_cpu_seconds_total (\S+)/m.exec(text)![1]);
    };
    const attempt = async (email: string) => {
      const before = await cpuSeconds();
      const error = await identity.signIn({ email, password: "not the password" }).then(
        () => Promise.reject(new Error("It signed in.")),
        (thrown) => ConnectError.from(thrown),
      );
      const { message, code, details } = error;
      return { answer: JSON.stringify({ message, code, details }), work: (await cpuSeconds()) - before };
    };
    const work = { known: 0, unknown: 0 };
    for (let turn = 0; turn < 4; turn++) {
      const one = await attempt(known);
      const two = await attempt(newEmail());
      expect(one.answer).toBe(two.answer);
      work.known += one.work;
      work.unknown += two.work;
    }
    // Without the hash, it is a tenth.
    expect(work.unknown).toBeGreaterThan(work.known / 2);
    expect(work.known).toBeGreaterThan(work.unknown / 2);
  });

  it("looks at no more passwords after five wrong ones for an address, at any instance, known or not", async () => {
    const known = newEmail();
    await signUp(known);
    for (const email of [known, newEmail()]) {
      for (let turn = 0; turn < 5; turn++) {
        const at = turn % 2 ? identity : other.identity;
        expect(await outcome(at.signIn({ email, password: "not the password" }))).toBe("WRONG_CREDENTIALS");
      }
      for (const at of [identity, other.identity]) {
        const error = ConnectError.from(await at.signIn({ email, password: PASSWORD }).catch((thrown) => thrown));
        expect(error.code).toBe(Code.ResourceExhausted);
        expect(await outcome(Promise.reject(error))).toBe("TOO_MANY_ATTEMPTS");
        const seconds = Number(error.findDetails(RetryInfoSchema)[0]!.retryDelay!.seconds);
        expect(seconds).toBeGreaterThan(20);
        expect(seconds).toBeLessThanOrEqual(30);
      }
    }
  });

  it("pauses for longer after each further failure, and forgets them all after a right password", async () => {
    const email = newEmail();
    await signUp(email);
    const wrong = () => outcome(identity.signIn({ email, password: "not the password" }));
    const endPause = () =>
      database.owner`update sign_in_failures set blocked_until = now() where blocked_until > now()`;
    for (let turn = 0; turn < 5; turn++) expect(await wrong()).toBe("WRONG_CREDENTIALS");
    await endPause();
    expect(await wrong()).toBe("WRONG_CREDENTIALS");
    const error = ConnectError.from(await identity.signIn({ email, password: PASSWORD }).catch((thrown) => thrown));
    expect(Number(error.findDetails(RetryInfoSchema)[0]!.retryDelay!.seconds)).toBeGreaterThan(50);
    await endPause();
    expect(await outcome(identity.signIn({ email, password: PASSWORD }))).toBe("OK");
    for (let turn = 0; turn < 5; turn++) expect(await wrong()).toBe("WRONG_CREDENTIALS");
  });

  it("tells at most five of thirty guesses at once whether they were right", async () => {
    const email = newEmail();
    await signUp(email);
    const guesses = Array.from({ length: 30 }, (_, index) =>
      outcome((index % 2 ? identity : other.identity).signIn({ email, password: `guess number ${index}` })),
    );
    const outcomes = await Promise.all(guesses);
    expect(outcomes.filter((reason) => reason === "WRONG_CREDENTIALS")).toHaveLength(5);
    expect(outcomes.filter((reason) => reason === "TOO_MANY_ATTEMPTS")).toHaveLength(25);
  });

  it("refuses what it cannot work off within seconds, at once, and serves who comes after", async () => {
    const email = newEmail();
    await signUp(email);
    const outcomes = await Promise.all(
      Array.from({ length: 80 }, () => outcome(identity.signIn({ email, password: PASSWORD }))),
    );
    expect(new Set(outcomes)).toEqual(new Set(["OK", "SIGN_IN_OVERLOADED"]));
    expect(outcomes.filter((reason) => reason === "OK").length).toBeGreaterThanOrEqual(34);
    expect(await outcome(identity.signIn({ email, password: PASSWORD }))).toBe("OK");
  });
});

describe("the demo's accounts", () => {
  it("are there once, with their roles, though two instances made them", async () => {
    const demo = await identity.signIn({ email: "demo@meshmart.example", password: "meshmart-demo" });
    expect(demo.customer).toMatchObject({ customerId: "01930000-0000-7000-8000-00000000d001", role: Role.CUSTOMER });
    const staff = await identity.signIn({ email: "staff@meshmart.example", password: "meshmart-staff" });
    expect(staff.customer).toMatchObject({ customerId: "01930000-0000-7000-8000-00000000d002", role: Role.STAFF });
    expect(claimsOf(bearerOf(staff.tokens))).toMatchObject({ role: "staff" });
    const ids = ["01930000-0000-7000-8000-00000000d001", "01930000-0000-7000-8000-00000000d002"];
    for (const id of ids) {
      expect(await sql`select 1 from outbox where subject = ${`identity.customer_signed_up.${id}`}`).toHaveLength(1);
    }
    expect(await sql`select 1 from token_keys`).toHaveLength(1);
  });

  it("are left out where DEMO_ACCOUNTS is off", async () => {
    const bare = await startIdentity({ DEMO_ACCOUNTS: "off" });
    expect(await bare.sql`select 1 from customers`).toHaveLength(0);
    expect(bare.process.output()).not.toContain("delete them");
    const late = await startIdentity({ DEMO_ACCOUNTS: "off" }, database);
    expect(late.process.output()).toContain("DEMO_ACCOUNTS is off, but the database has them: delete them");
  });
});

it("writes no password and no token into its log, and no password into its database", async () => {
  const email = newEmail();
  const { tokens } = await signUp(email);
  await outcome(identity.signIn({ email, password: "a wrong password" }));
  await outcome(identity.refreshSession({ refreshToken: tokens!.refreshToken }));
  await outcome(identity.refreshSession({ refreshToken: "made up" }));
  await outcome(as("made.up.token").getMe({}));
  await as(tokens!.accessToken).getMe({});
  await vi.waitFor(() => expect(process.output()).toContain("GetMe"), soon);
  for (const secret of [
    PASSWORD,
    "a wrong password",
    tokens!.accessToken,
    tokens!.refreshToken,
    "made.up.token",
    email,
  ]) {
    expect(process.output()).not.toContain(secret);
  }
  expect(process.output()).not.toContain("PRIVATE KEY");
  const rows = await sql<{ password_hash: string }[]>`select password_hash from customers`;
  for (const { password_hash } of rows) expect(password_hash).toMatch(/^\$scrypt\$ln=15,r=8,p=1\$/);
  expect(new Set(rows.map((row) => row.password_hash)).size).toBe(rows.length);
});
