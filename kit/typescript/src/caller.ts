// Who makes a call, and whether the contract's access option lets them: the same rules at the gateway and in every service, whatever
// its language. Checked before the request is looked at, and before anything is looked up.
import type { DescMethod } from "@bufbuild/protobuf";
import type { HandlerContext } from "@connectrpc/connect";
import { Access } from "@meshmart/gen/meshmart/options/v1/options_pb";
import { DomainError } from "./errors.ts";
import { policyOf } from "./policy.ts";

/** The metadata by which a service names itself to those it calls; in production the mesh's mTLS identity takes its place. */
export const CALLER_HEADER = "x-mesh-service";
/** Metadata from the end user, passed on with every call that is made for theirs. */
export const TOKEN_HEADER = "authorization";
/** A UUID that only this guest knows: the gateway makes it and keeps it in the browser's cookie. */
export const GUEST_HEADER = "x-guest-id";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export interface Caller {
  /** The service that calls, by its mesh name; undefined for one from outside. */
  readonly service?: string | undefined;
  /** UUID of the customer for whom it calls; undefined for a guest. */
  readonly customerId?: string | undefined;
  readonly role?: "customer" | "staff" | undefined;
  readonly sessionId?: string | undefined;
  /** UUID of the guest. A customer who was a guest before has both. */
  readonly guestId?: string | undefined;
}

export interface SignedIn {
  readonly customerId: string;
  readonly role: "customer" | "staff";
  readonly sessionId: string;
}

/** Who makes the call that a handler serves. */
export function callerOf(context: HandlerContext): Caller {
  return "identity" in context ? (context.identity as Caller) : {};
}

/** The signed-in customer. In methods that are for those, the access option has made sure that there is one. */
export function customerOf(context: HandlerContext): SignedIn {
  const { customerId, role, sessionId } = callerOf(context);
  if (customerId === undefined) throw signInRequired();
  return { customerId, role: role!, sessionId: sessionId! };
}

/** What the caller's credentials say; `header` reads one. Throws when the token is not valid, whatever the method. */
export function identify(
  header: (name: string) => string | undefined,
  verify: (token: string) => { readonly sub: string; readonly role: "customer" | "staff"; readonly sid: string },
): Caller {
  const service = header(CALLER_HEADER) || undefined;
  const guest = header(GUEST_HEADER);
  const guestId = guest !== undefined && UUID.test(guest) ? guest.toLowerCase() : undefined;
  const authorization = header(TOKEN_HEADER);
  if (authorization === undefined) return { service, guestId };
  if (!/^bearer /i.test(authorization)) throw notBearer();
  const { sub, role, sid } = verify(authorization.slice("bearer ".length).trim());
  return { service, guestId, customerId: sub, role, sessionId: sid };
}

/** Throws unless the method's access option allows the caller. Looked up once for each method. */
export function guardOf(method: DescMethod): (caller: Caller) => void {
  const { access, callers } = policyOf(method);
  const { name } = method;
  switch (access) {
    case Access.PUBLIC:
      return () => {};
    case Access.GUEST:
      return ({ customerId, guestId }) => {
        if (customerId === undefined && guestId === undefined) throw guestIdRequired(name);
      };
    case Access.SIGNED_IN:
      return ({ customerId }) => {
        if (customerId === undefined) throw signInRequired();
      };
    case Access.STAFF:
      return ({ customerId, role }) => {
        if (customerId === undefined) throw signInRequired();
        if (role !== "staff") throw staffOnly(name);
      };
    case Access.SERVICE:
      return ({ service }) => {
        if (service === undefined || (callers.length > 0 && !callers.includes(service)))
          throw notAllowed(name, callers, service);
      };
    default:
      // A method without the option is for nobody.
      return ({ service }) => {
        throw notAllowed(name, ["nobody"], service);
      };
  }
}

function signInRequired(): DomainError {
  const message = "Sign in first: send an access token as `authorization: Bearer ...`.";
  return new DomainError("unauthenticated", "SIGN_IN_REQUIRED", message);
}

function notBearer(): DomainError {
  return new DomainError("unauthenticated", "TOKEN_INVALID", "Send the access token as `authorization: Bearer ...`.");
}

function guestIdRequired(method: string): DomainError {
  const message = `${method} acts for a customer or a guest: sign in, or send a UUID of your own as ${GUEST_HEADER}.`;
  return new DomainError("unauthenticated", "GUEST_ID_REQUIRED", message);
}

function staffOnly(method: string): DomainError {
  return new DomainError("forbidden", "STAFF_ONLY", `${method} is for the shop's staff.`, { method });
}

function notAllowed(method: string, callers: readonly string[], service: string | undefined): DomainError {
  const allowed = callers.length === 0 ? "services of the mesh" : callers.join(", ");
  const message = `${method} may be called by ${allowed} only, not by ${service ?? "a caller without a name"}.`;
  return new DomainError("forbidden", "CALLER_NOT_ALLOWED", message, { method });
}
