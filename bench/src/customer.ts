// A customer for the load: signed up once, and signed in anew before each round, since access tokens live for five minutes.
import { randomUUID } from "node:crypto";

export interface Customer {
  /** Headers of a call in their name. */
  signIn(): Promise<Record<string, string>>;
}

const PASSWORD = "correct horse battery";

export async function signUp(gatewayUrl: string): Promise<Customer> {
  const email = `${randomUUID()}@bench.example`;
  await ask(gatewayUrl, "/v1/customers", { email, password: PASSWORD, displayName: "Kim Minji" });
  return {
    async signIn() {
      const { accessToken } = await ask(gatewayUrl, "/v1/sessions", { email, password: PASSWORD });
      return { authorization: `Bearer ${accessToken}` };
    },
  };
}

async function ask(gatewayUrl: string, path: string, body: object): Promise<{ accessToken: string }> {
  const response = await fetch(new URL(path, gatewayUrl), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path} was answered with ${response.status}: ${await response.text()}`);
  return ((await response.json()) as { tokens: { accessToken: string } }).tokens;
}
