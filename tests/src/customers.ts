// People who use the shop: customers with accounts of their own, and staff. Access tokens live for minutes; whoever holds one for longer
// signs in anew.
import { randomUUID } from "node:crypto";
import type { Interceptor } from "@connectrpc/connect";
import { gatewayUrl } from "./mesh.ts";

const PASSWORD = "correct horse battery";
const RENEW_MS = 180_000;

export type Headers = Record<string, string>;

export interface Person {
  readonly customerId: string;
  readonly email: string;
  /** What a call is made with in their name. */
  headers(): Promise<Headers>;
}

/** Nobody in particular. */
export const nobody: Headers = {};

/** A new customer. */
export async function signUp(): Promise<Person> {
  const email = `${randomUUID()}@test.example`;
  const body = await ask("/v1/customers", { email, password: PASSWORD, displayName: "Kim Minji" });
  return personOf(email, PASSWORD, body);
}

/** The demo's member of staff. */
export async function signInStaff(): Promise<Person> {
  const [email, password] = ["staff@meshmart.example", "meshmart-staff"];
  return personOf(email, password, await ask("/v1/sessions", { email, password }));
}

interface Session {
  readonly customer: { readonly customerId: string };
  readonly tokens: { readonly accessToken: string; readonly refreshToken: string };
}

function personOf(email: string, password: string, session: Session): Person {
  let token = session.tokens.accessToken;
  let at = Date.now();
  return {
    customerId: session.customer.customerId,
    email,
    async headers() {
      if (Date.now() - at > RENEW_MS) {
        // Identity may be what a test has just killed: the old token is good for two minutes more.
        const renewed = await ask("/v1/sessions", { email, password }).catch(() => undefined);
        if (renewed) [token, at] = [renewed.tokens.accessToken, Date.now()];
      }
      return { authorization: `Bearer ${token}` };
    },
  };
}

async function ask(path: string, body: object): Promise<Session> {
  const response = await fetch(gatewayUrl + path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (response.status !== 200) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as Session;
}

let someone: Promise<Person> | undefined;

/** The customer as whom a test file acts where it does not matter who it is. */
export function me(): Promise<Person> {
  someone ??= signUp();
  return someone;
}

/** For clients with generated types: their calls are made as `me`. */
export const signedIn: Interceptor = (next) => async (request) => {
  for (const [name, value] of Object.entries(await (await me()).headers())) request.header.set(name, value);
  return next(request);
};
