// Who calls, and whether the contract lets them: the first filter, so that nothing else is done for a caller who may not. Every service
// checks again. A token comes as `authorization: Bearer`, or in the cookie of a browser. Whoever acts as a guest without an id gets one:
// a secret of 122 random bits, kept by the browser where scripts cannot read it.
import { randomUUID } from "node:crypto";
import type { DescMethod } from "@bufbuild/protobuf";
import { Access } from "@meshmart/gen/meshmart/options/v1/options_pb";
import { type Caller, GUEST_HEADER, guardOf, identify, TOKEN_HEADER } from "@meshmart/kit/caller";
import { policyOf } from "@meshmart/kit/policy";
import type { TokenKeys } from "@meshmart/kit/token-keys";
import type { Call, Filter } from "./filters.ts";

const TOKEN_COOKIE = "access_token";
const GUEST_COOKIE = "guest_id";
const GUEST_SECONDS = 30 * 24 * 3600;
const MAX_COOKIES = 50;

export function authentication({ verify }: Pick<TokenKeys, "verify">): Filter {
  const guards = new WeakMap<DescMethod, (caller: Caller) => void>();
  return async (call, next) => {
    const { desc } = call.method;
    let guard = guards.get(desc);
    if (!guard) {
      guard = guardOf(desc);
      guards.set(desc, guard);
    }

    const credentials = credentialsOf(call);
    let caller = identify((name) => credentials[name], verify);
    const newGuest = policyOf(desc).access === Access.GUEST && !caller.customerId && !caller.guestId;
    if (newGuest) caller = { ...caller, guestId: randomUUID() };
    guard(caller);

    const metadata: Record<string, string> = { ...call.metadata };
    if (credentials[TOKEN_HEADER] !== undefined) metadata[TOKEN_HEADER] = credentials[TOKEN_HEADER];
    if (caller.guestId !== undefined) metadata[GUEST_HEADER] = caller.guestId;
    const reply = await next({ ...call, caller, metadata });
    if (!newGuest) return reply;
    return { ...reply, headers: { ...reply.headers, ...guestHeaders(caller.guestId!) } };
  };
}

/** Only these: the name of a service, which `identify` would believe, cannot come from outside. */
function credentialsOf({ headers }: Call): Record<string, string | undefined> {
  const cookies = headers.cookie === undefined ? {} : parseCookies(headers.cookie);
  const token = cookies[TOKEN_COOKIE];
  return {
    [TOKEN_HEADER]: headers.authorization ?? (token === undefined ? undefined : `Bearer ${token}`),
    [GUEST_HEADER]: single(headers[GUEST_HEADER]) ?? cookies[GUEST_COOKIE],
  };
}

/** https://www.rfc-editor.org/rfc/rfc6265#section-5.4: "name=value; name=value". The first of a name counts. */
function parseCookies(header: string): Record<string, string> {
  const cookies: Record<string, string> = Object.create(null);
  for (const pair of header.split(";", MAX_COOKIES)) {
    const mark = pair.indexOf("=");
    const name = pair.slice(0, mark).trim();
    if (mark > 0 && !(name in cookies)) cookies[name] = pair.slice(mark + 1).trim();
  }
  return cookies;
}

/** For browsers as a cookie, for other clients as a header to send back. */
function guestHeaders(guestId: string): Record<string, string> {
  const cookie = `${GUEST_COOKIE}=${guestId}; Path=/; Max-Age=${GUEST_SECONDS}; HttpOnly; SameSite=Lax`;
  return { "set-cookie": cookie, [GUEST_HEADER]: guestId };
}

function single(value: string | string[] | undefined): string | undefined {
  return typeof value === "string" ? value : value?.[0];
}
