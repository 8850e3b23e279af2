// Signing up, in, and on again: who somebody is, proven by a password or by a refresh token, turned into a session with its tokens.
import { DomainError } from "@meshmart/kit/errors";
import { v7 as uuidv7 } from "uuid";
import { type AccessToken, signAccessToken } from "./access-token.ts";
import type { AttemptStore } from "./attempt-store.ts";
import {
  type Customer,
  checkedDisplayName,
  checkPassword,
  emailTaken,
  normalizeEmail,
  wrongCredentials,
} from "./customer.ts";
import type { CustomerStore } from "./customer-store.ts";
import type { KeyRotation } from "./key-rotation.ts";
import type { PasswordHashes } from "./password-hash.ts";
import { ownerOf } from "./refresh-token.ts";
import { sessionEnded } from "./session.ts";
import type { Issued, SessionStore } from "./session-store.ts";

export interface SignedInCustomer extends Issued {
  readonly customer: Customer;
  readonly accessToken: AccessToken;
}

export interface SignInParts {
  readonly customers: CustomerStore;
  readonly attempts: AttemptStore;
  readonly passwords: PasswordHashes;
  readonly sessions: SessionStore;
  readonly keys: KeyRotation;
  /** How long an access token lives. */
  readonly tokenMs: number;
}

export interface SignIn {
  signUp(asked: { email: string; password: string; displayName: string }, client: string): Promise<SignedInCustomer>;
  signIn(asked: { email: string; password: string }, client: string): Promise<SignedInCustomer>;
  refresh(refreshToken: string): Promise<SignedInCustomer>;
}

export function createSignIn({ customers, attempts, passwords, sessions, keys, tokenMs }: SignInParts): SignIn {
  const begin = async (customer: Customer, client: string): Promise<SignedInCustomer> => {
    const key = await keys.signingKey();
    const now = Date.now();
    const issued = await sessions.begin(customer.customerId, uuidv7(), client, now);
    return { ...issued, customer, accessToken: signAccessToken(key, customer, issued.session.sessionId, now, tokenMs) };
  };

  return {
    async signUp(asked, client) {
      const email = normalizeEmail(asked.email);
      const displayName = checkedDisplayName(asked.displayName);
      checkPassword(asked.password, email, displayName);
      const passwordHash = await passwords.hash(asked.password);
      const customerId = uuidv7();
      const customer: Customer = { customerId, email, displayName, role: "customer", createdAt: new Date() };
      if (!(await customers.add(customer, passwordHash))) throw emailTaken();
      return begin(customer, client);
    },
    async signIn(asked, client) {
      const email = normalizeEmail(asked.email);
      refusePaused(await attempts.pauseLeftMs(email));
      const found = await customers.findByEmail(email);
      const isRight = await passwords.verify(asked.password, found?.passwordHash);
      // Asked again, after the work: of many guesses at once, those beyond the limit do not learn whether they were right.
      refusePaused(await (isRight ? attempts.succeed(email) : attempts.fail(email)));
      if (!found || !isRight) throw wrongCredentials();
      return begin(found.customer, client);
    },
    async refresh(refreshToken) {
      const owner = ownerOf(refreshToken);
      // Before the token is used up: what is down shall not cost the customer the session.
      const [customer, key] = await Promise.all([owner && customers.find(owner.customerId), keys.signingKey()]);
      if (!customer) throw sessionEnded();
      const now = Date.now();
      const issued = await sessions.refresh(refreshToken, now);
      return {
        ...issued,
        customer,
        accessToken: signAccessToken(key, customer, issued.session.sessionId, now, tokenMs),
      };
    },
  };
}

/** Carries how long to wait, for RetryInfo. */
export class TooManyAttempts extends DomainError {
  readonly retryAfterMs: number;

  constructor(retryAfterMs: number) {
    const seconds = Math.ceil(retryAfterMs / 1000);
    super("too_many", "TOO_MANY_ATTEMPTS", `Too many wrong passwords for this address. Try again in ${seconds} s.`);
    this.retryAfterMs = retryAfterMs;
  }
}

function refusePaused(leftMs: number): void {
  if (leftMs > 0) throw new TooManyAttempts(leftMs);
}
