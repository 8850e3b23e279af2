// A customer in a browser, as the whole mesh sees them: their tokens are cookies from the first sign-in to the last sign-out.
import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { gatewayUrl } from "../src/mesh.ts";

interface Answer {
  readonly tokens: Record<string, string>;
  readonly cart: { readonly items: unknown[] };
  readonly customer: { readonly email: string };
  readonly products: readonly { readonly productId: string }[];
  readonly details?: readonly { readonly reason: string }[];
}

const cookies = new Map<string, string>();

/** What a page of the gateway's own origin asks. Paths of cookies are left to the gateway's own tests. */
async function ask(method: string, path: string, body?: object) {
  const headers = {
    "sec-fetch-site": "same-origin",
    cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; "),
    ...(body && { "content-type": "application/json" }),
  };
  const response = await fetch(`${gatewayUrl}${path}`, { method, headers, body: body && JSON.stringify(body) });
  for (const line of response.headers.getSetCookie()) {
    const [, name = "", value = ""] = /^(\w+)=([^;]*)/.exec(line)!;
    if (value === "") cookies.delete(name);
    else cookies.set(name, value);
  }
  const answer = (await response.json()) as Answer;
  return { status: response.status, answer, reason: answer.details?.[0]?.reason };
}

it("signs up, keeps a guest's cart, refreshes at an interval and after a lost answer, and signs out, without a token in a script", async () => {
  const product = (await ask("GET", "/v1/products?page_size=1")).answer.products[0]!;
  const item = { requestId: randomUUID(), productId: product.productId, quantity: 1 };
  expect((await ask("POST", "/v1/cart/items", item)).status).toBe(200);
  expect([...cookies.keys()]).toEqual(["guest_id"]);

  const person = { email: `${randomUUID()}@example.com`, password: "four plain short words", displayName: "Kim" };
  const { answer } = await ask("POST", "/v1/customers", person);
  expect(answer.tokens).toMatchObject({ accessToken: "", refreshToken: "" });
  expect((await ask("POST", "/v1/cart:merge", {})).status).toBe(200);
  expect((await ask("GET", "/v1/cart")).answer.cart.items).toHaveLength(1);

  const before = cookies.get("refresh_token")!;
  expect((await ask("POST", "/v1/sessions:refresh", {})).status).toBe(200);
  const after = cookies.get("refresh_token")!;
  expect(after).not.toBe(before);
  // The page is reloaded before it has the answer, and asks again.
  cookies.set("refresh_token", before);
  expect((await ask("POST", "/v1/sessions:refresh", {})).status).toBe(200);
  expect(cookies.get("refresh_token")).toBe(after);
  expect((await ask("GET", "/v1/me")).answer.customer.email).toBe(person.email);

  const used = cookies.get("refresh_token")!;
  expect((await ask("POST", "/v1/sessions:signOut", {})).status).toBe(200);
  expect([...cookies.keys()]).toEqual(["guest_id"]);
  cookies.set("refresh_token", used);
  expect(await ask("POST", "/v1/sessions:refresh", {})).toMatchObject({ status: 401, reason: "SESSION_ENDED" });
  expect([...cookies.keys()]).toEqual(["guest_id"]);
});
