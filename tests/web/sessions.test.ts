// Signing in and out as browsers do it: tokens that no script can read, renewed silently, the same in all tabs.
import { expect, it } from "vitest";
import { withBrowser } from "../src/browser.ts";
import { gatewayUrl } from "../src/mesh.ts";
import { mug } from "../src/shop.ts";
import { fillCheckout, PASSWORD, placeOrder, signIn, signUp, spoilAccessToken } from "./steps.ts";

const visitor = withBrowser();

it("keeps tokens where no script finds them, and nothing of a card anywhere", async () => {
  const { page, context } = await visitor();
  await fillCheckout(page, mug);
  const readable = await page.evaluate<string>(
    "document.cookie + JSON.stringify(localStorage) + JSON.stringify(sessionStorage)",
  );
  const tokens = (await context.cookies()).filter(({ name }) => /token/.test(name));
  expect(tokens.length).toBeGreaterThanOrEqual(2);
  for (const { httpOnly, sameSite, value } of tokens) {
    expect([httpOnly, sameSite]).toEqual([true, "Strict"]);
    expect(readable).not.toContain(value);
  }
  expect(readable).not.toContain("4242");
  expect(readable).not.toContain(PASSWORD);
});

it("renews an access token that is no good any more without a word, once for all tabs", async () => {
  const { page, context, tab, open } = await visitor();
  await open("/sign-up");
  await signUp(page);
  const other = await tab("/account");
  await other.getByRole("heading", { level: 1 }).waitFor();
  await spoilAccessToken(context);
  await Promise.all([page, other].map((one) => one.goto("/account")));
  for (const one of [page, other]) await one.getByText("@test.example").first().waitFor();
});

it("signs out in all tabs at once", async () => {
  const { page, tab, open } = await visitor();
  await open("/sign-up?next=/account");
  await signUp(page);
  const other = await tab("/account");
  await other.getByRole("link", { name: "Kim Minji" }).waitFor();
  await page.getByRole("button", { name: "Sign out" }).click();
  for (const one of [page, other]) await one.getByRole("banner").getByRole("link", { name: "Sign in" }).waitFor();
});

it("a session that is ended in mid-checkout: they sign in where they are, nothing is lost, and the order is made", async () => {
  const { page, context } = await visitor();
  const account = await fillCheckout(page, mug);
  await endSessionsOf(account);
  // As after its five minutes.
  await context.clearCookies({ name: "access_token" });
  await page.getByRole("button", { name: "Place the order" }).click();
  await page.getByRole("dialog", { name: "Your session has ended" }).waitFor();
  await signIn(page, account);
  expect(await page.getByLabel("Recipient").inputValue()).toBe("Kim Minji");
  expect(await page.getByLabel("Card number").inputValue()).toBe("4242 4242 4242 4242");
  await placeOrder(page);
  await page.getByRole("main").getByText("Confirmed", { exact: true }).first().waitFor();
});

/** From another device: signs in there, and ends all sessions but its own. */
async function endSessionsOf({
  email,
  password,
}: {
  readonly email: string;
  readonly password: string;
}): Promise<void> {
  const call = async (method: string, path: string, token = "", body?: object) => {
    const headers = { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) };
    const response = await fetch(gatewayUrl + path, { method, headers, body: body ? JSON.stringify(body) : null });
    expect(response.status).toBe(200);
    // biome-ignore lint/suspicious/noExplicitAny: JSON as it came
    return (await response.json()) as any;
  };
  const { tokens } = await call("POST", "/v1/sessions", "", { email, password });
  const { sessions } = await call("GET", "/v1/me/sessions", tokens.accessToken);
  for (const { sessionId, current } of sessions) {
    if (!current) await call("DELETE", `/v1/me/sessions/${sessionId}`, tokens.accessToken);
  }
}
