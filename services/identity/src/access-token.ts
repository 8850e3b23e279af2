// Access tokens: JWTs signed with Ed25519 that say who a customer is, for five minutes, to every process without a call.
import { TOKEN_ISSUER } from "@meshmart/kit/token-keys";
import { createSigner } from "fast-jwt";
import type { Customer } from "./customer.ts";
import type { SigningKey } from "./token-key.ts";

export interface AccessToken {
  readonly token: string;
  readonly expiresAt: Date;
}

export function signAccessToken(
  { kid, privateKey }: SigningKey,
  { customerId, role }: Pick<Customer, "customerId" | "role">,
  sessionId: string,
  now: number,
  tokenMs: number,
): AccessToken {
  const iat = Math.floor(now / 1000);
  const exp = iat + Math.floor(tokenMs / 1000);
  const sign = createSigner({ key: privateKey, algorithm: "EdDSA", kid, iss: TOKEN_ISSUER });
  return { token: sign({ sub: customerId, role, sid: sessionId, iat, exp }), expiresAt: new Date(exp * 1000) };
}
