// A customer's session in a browser: tokens that no script sees, in every protocol, that no other site can use, and that nobody is stuck
// with once they are of no use.
import { randomUUID } from "node:crypto";
import { type ConnectError, createClient, type Transport } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { createConnectTransport, createGrpcWebTransport } from "@connectrpc/connect-web";
import { IdentityService } from "@meshmart/gen/meshmart/identity/v1/identity_pb";
import { outcome } from "@meshmart/kit/testing";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Browser } from "./browser.ts";
import { customerId, SESSION_SECONDS, type SignInGateway, startSignInGateway } from "./sign-in-gateway.ts";

const REFRESH_PATHS = ["/meshmart.identity.v1.IdentityService/RefreshSession", "/v1/sessions:refresh"];
const CREDENTIALS = { email: "kim@example.com", password: "four plain short words" };
let gateway: SignInGateway;
let browser: Browser;

beforeAll(async () => {
  gateway = await startSignInGateway();
});

beforeEach(() => {
  browser = new Browser(gateway.url);
  gateway.seen = undefined;
});

const post = async (path: string, body: object, init: { by?: typeof fetch; headers?: Record<string, string> } = {}) => {
  const { by = browser.fetch } = init;
  const headers = { "content-type": "application/json", ...init.headers };
  const response = await by(new URL(path, gateway.url), { method: "POST", headers, body: JSON.stringify(body) });
  const answer = (await response.json()) as { details?: { reason: string }[]; tokens?: Record<string, string> };
  return {
    status: response.status,
    reason: answer.details?.[0]?.reason,
    tokens: answer.tokens,
    headers: response.headers,
  };
};
const get = async (path: string, headers: Record<string, string> = {}) => {
  const response = await browser.fetch(path, { headers });
  const answer = (await response.json()) as { details?: { reason: string }[] };
  return { status: response.status, reason: answer.details?.[0]?.reason, headers: response.headers };
};
const signIn = () => post("/v1/sessions", CREDENTIALS);

const transports: Record<string, () => Transport> = {
  "Connect, JSON": () => createConnectTransport({ baseUrl: gateway.url, fetch: browser.fetch }),
  "Connect, binary": () =>
    createConnectTransport({ baseUrl: gateway.url, fetch: browser.fetch, useBinaryFormat: true }),
  "gRPC-Web": () => createGrpcWebTransport({ baseUrl: gateway.url, fetch: browser.fetch }),
};

describe.for(Object.keys(transports))("by %s, a page of the gateway's own origin", (name) => {
  it("signs in, refreshes and signs out, and sees no token", async () => {
    const identity = createClient(IdentityService, transports[name]!());
    const { tokens, customer } = await identity.signIn(CREDENTIALS);
    expect(customer?.customerId).toBe(customerId);
    expect(tokens).toMatchObject({ accessToken: "", refreshToken: "" });
    expect(tokens?.sessionExpireTime?.seconds).toBeGreaterThan(0n);
    expect(browser.names).toEqual(["access_token", "refresh_token"]);
    await identity.getMe({});
    expect(gateway.seen).toMatchObject({ customerId });

    const before = browser.cookie("refresh_token", REFRESH_PATHS[0])!.value;
    expect((await identity.refreshSession({})).tokens).toMatchObject({ accessToken: "", refreshToken: "" });
    for (const path of REFRESH_PATHS) expect(browser.cookie("refresh_token", path)?.value).toBe(gateway.refreshToken);
    expect(gateway.refreshToken).not.toBe(before);

    expect((await identity.signOut({})).tokens).toMatchObject({ accessToken: "", refreshToken: "" });
    expect(browser.names).toEqual([]);
    expect(await outcome(identity.getMe({}))).toBe("SIGN_IN_REQUIRED");
  });

  it("has no cookies left once the session has ended without it", async () => {
    const identity = createClient(IdentityService, transports[name]!());
    await identity.signIn(CREDENTIALS);
    gateway.refreshToken = "another";
    expect(await outcome(identity.refreshSession({}))).toBe("SESSION_ENDED");
    expect(browser.names).toEqual([]);
  });
});

it("reaches a page behind an edge that makes gRPC of its gRPC-Web", async () => {
  const identity = createClient(IdentityService, createGrpcTransport({ baseUrl: gateway.url }));
  const headers = { "sec-fetch-site": "same-origin" };
  let set: string[] = [];
  const onHeader = (answered: Headers) => {
    set = answered.getSetCookie();
  };
  expect((await identity.signIn(CREDENTIALS, { headers, onHeader })).tokens).toMatchObject({ refreshToken: "" });
  expect(set.filter((line) => line.startsWith("refresh_token="))).toHaveLength(2);
  const cookie = "refresh_token=old";
  const error = await identity
    .refreshSession({}, { headers: { ...headers, cookie } })
    .catch((one: ConnectError) => one);
  expect((error as ConnectError).metadata.getSetCookie()).toContain(
    "access_token=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict",
  );
});

describe("the cookies", () => {
  it("live as long as the session, where no script reads them and no other site sends them", async () => {
    await signIn();
    const { attributes } = browser.cookie("access_token")!;
    const [, seconds] = /^Path=\/; Max-Age=(\d+); HttpOnly; SameSite=Strict$/.exec(attributes)!;
    expect(Number(seconds)).toBeGreaterThan(SESSION_SECONDS - 60);
    expect(Number(seconds)).toBeLessThanOrEqual(SESSION_SECONDS);
    for (const path of REFRESH_PATHS)
      expect(browser.cookie("refresh_token", path)?.attributes).toBe(
        `Path=${path}; Max-Age=${seconds}; HttpOnly; SameSite=Strict`,
      );
  });

  it("travel by TLS only, where the browser came by TLS", async () => {
    await post("/v1/sessions", CREDENTIALS, { headers: { "x-forwarded-proto": "https" } });
    expect(browser.cookie("access_token")?.attributes).toMatch(/; Secure$/);
  });

  it("are the customer's by REST too", async () => {
    expect((await post("/v1/customers", { ...CREDENTIALS, displayName: "Kim" })).tokens).toMatchObject({
      accessToken: "",
    });
    expect(await post("/v1/sessions:refresh", {})).toMatchObject({ status: 200, tokens: { refreshToken: "" } });
    expect(browser.cookie("refresh_token", REFRESH_PATHS[1])?.value).toBe(gateway.refreshToken);
  });

  it("go when the customer ends this session, and stay when it is another", async () => {
    await signIn();
    const end = (id: string) => browser.fetch(`/v1/me/sessions/${id}`, { method: "DELETE" });
    expect((await end(randomUUID())).status).toBe(200);
    expect(browser.names).toEqual(["access_token", "refresh_token"]);
    expect((await end(customerId)).status).toBe(200);
    expect(browser.names).toEqual([]);
  });

  it("stay when identity cannot be asked", async () => {
    await signIn();
    browser.set("refresh_token", "identity is down", REFRESH_PATHS[1]);
    expect(await post("/v1/sessions:refresh", {})).toMatchObject({ status: 503 });
    expect(browser.names).toEqual(["access_token", "refresh_token"]);
  });

  it("are told from plain http, where a browser says nothing but the origin", async () => {
    const headers = { "sec-fetch-site": "", origin: gateway.url };
    const plain: typeof fetch = (input, init) => {
      const all = new Headers(init?.headers);
      all.delete("sec-fetch-site");
      return fetch(input, { ...init, headers: all });
    };
    const own = await post("/v1/sessions", CREDENTIALS, { by: plain, headers });
    expect(own.tokens).toMatchObject({ accessToken: "", refreshToken: "" });
    expect(own.headers.getSetCookie()).toHaveLength(3);
    const other = await post("/v1/sessions", CREDENTIALS, { by: plain, headers: { origin: "http://127.0.0.1:1" } });
    expect([other.tokens?.refreshToken, other.headers.getSetCookie()]).toEqual([gateway.refreshToken, []]);
  });
});

it("gives everybody else the tokens themselves, and no cookie", async () => {
  const senders: Record<string, string>[] = [{}, { "sec-fetch-site": "cross-site" }, { "sec-fetch-site": "same-site" }];
  for (const headers of senders) {
    const { tokens, headers: answered } = await post("/v1/sessions", CREDENTIALS, { by: fetch, headers });
    expect(tokens?.refreshToken).toBe(gateway.refreshToken);
    expect(tokens?.accessToken).toMatch(/^ey/);
    expect(answered.getSetCookie()).toEqual([]);
    const again = await post("/v1/sessions:refresh", { refreshToken: gateway.refreshToken }, { by: fetch });
    expect(again.tokens?.refreshToken).toBe(gateway.refreshToken);
  }
});

describe("a page of another origin", () => {
  const senders: Record<string, string>[] = [
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site", origin: "http://other.shop.example" },
    { "sec-fetch-site": "none", origin: "null" },
  ];

  it.for(senders)("is nobody, whatever cookies the browser adds: %o", async (sender) => {
    await signIn();
    browser.set("guest_id", randomUUID());
    expect(await get("/v1/me", sender)).toMatchObject({ status: 401, reason: "SIGN_IN_REQUIRED" });
    expect((await get("/v1/cart", sender)).status).toBe(200);
    expect(gateway.seen?.customerId).toBeUndefined();
    expect(gateway.seen?.guestId).not.toBe(browser.cookie("guest_id")?.value);
  });

  it("takes no guest's cart away: it sets no cookie", async () => {
    browser.set("guest_id", "0b2b0f5e-4c5b-4f0e-9d57-000000000001");
    const { headers } = await get("/v1/cart", senders[0]);
    expect(headers.getSetCookie()).toEqual([]);
    expect(headers.get("x-guest-id")).toBe(gateway.seen?.guestId);
    await get("/v1/cart");
    expect(gateway.seen?.guestId).toBe("0b2b0f5e-4c5b-4f0e-9d57-000000000001");
  });

  it("cannot refresh, and so not lose, the customer's session", async () => {
    await signIn();
    const headers = { "sec-fetch-site": "cross-site", "content-type": "application/x-www-form-urlencoded" };
    expect((await post("/v1/sessions:refresh", {}, { headers })).status).toBe(401);
    expect(await post("/v1/sessions:refresh", {})).toMatchObject({ status: 200 });
  });
});

it("shows a page no guest's id, and keeps it in a cookie", async () => {
  const { headers } = await get("/v1/cart");
  expect(browser.cookie("guest_id")).toMatchObject({ value: gateway.seen?.guestId });
  expect(headers.get("x-guest-id")).toBeNull();
});

describe("an access token of no use any more", () => {
  const useless: Record<string, () => string> = {
    TOKEN_EXPIRED: () => gateway.accessTokens.of(customerId, "customer", 400_000),
    TOKEN_INVALID: () => `${gateway.accessTokens.of(customerId).slice(0, -4)}AAAA`,
  };

  it.for(Object.keys(useless))("is told of wherever it is sent, and refreshing mends it: %s", async (reason) => {
    await signIn();
    browser.set("access_token", useless[reason]!());
    for (const path of ["/v1/me", "/v1/cart", "/v1/products"]) {
      expect(await get(path)).toMatchObject({ status: 401, reason });
    }
    expect(await post("/v1/sessions:refresh", {})).toMatchObject({ status: 200 });
    for (const path of ["/v1/me", "/v1/cart", "/v1/products"]) expect((await get(path)).status).toBe(200);
  });

  it.for(Object.keys(useless))("keeps nobody from signing in or up: %s", async (reason) => {
    browser.set("access_token", useless[reason]!());
    expect((await signIn()).status).toBe(200);
    browser.set("access_token", useless[reason]!());
    expect((await post("/v1/customers", { ...CREDENTIALS, displayName: "Kim" })).status).toBe(200);
    expect((await get("/v1/me")).status).toBe(200);
  });

  it.for(Object.keys(useless))("goes with a session that cannot be refreshed, or has no cookie: %s", async (reason) => {
    browser.set("access_token", useless[reason]!());
    expect(await post("/v1/sessions:refresh", {})).toMatchObject({ status: 401, reason: "COOKIE_MISSING" });
    expect(browser.names).toEqual([]);
    browser.set("access_token", useless[reason]!());
    browser.set("refresh_token", "of another mesh", REFRESH_PATHS[1]);
    expect(await post("/v1/sessions:refresh", {})).toMatchObject({ status: 401, reason: "SESSION_ENDED" });
    expect(browser.names).toEqual([]);
    expect((await get("/v1/products")).status).toBe(200);
  });
});
