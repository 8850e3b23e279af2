// Who calls, and whether the contract lets them: the first filter, so that nothing else is done for a caller who may not. Every service
// checks again. A token comes as `authorization: Bearer`, or in the cookie of a browser; what a page of another origin makes a browser
// send is nobody's. Whoever acts as a guest without an id gets one: a secret of 122 random bits, kept by the browser where scripts cannot
// read it.
import { randomUUID } from "node:crypto";
import type { DescMethod } from "@bufbuild/protobuf";
import { Access } from "@meshmart/gen/meshmart/options/v1/options_pb";
import { type Caller, GUEST_HEADER, guardOf, identify, TOKEN_HEADER } from "@meshmart/kit/caller";
import { policyOf } from "@meshmart/kit/policy";
import type { TokenKeys } from "@meshmart/kit/token-keys";
import { cookieFieldsOf } from "./cookie-fields.ts";
import { parseCookies, printCookie, withCookies } from "./cookies.ts";
import type { Call, Filter, Reply } from "./filters.ts";
import { type Sender, senderOf } from "./own-origin.ts";

const TOKEN_COOKIE = "access_token";
const GUEST_COOKIE = "guest_id";
const GUEST_SECONDS = 30 * 24 * 3600;

interface Rule {
  readonly guard: (caller: Caller) => void;
  /** Whether a cookie with a token, be it of no use any more, may not keep anybody from the method: it is the way to another one. */
  readonly replacesToken: boolean;
}

export function authentication({ verify }: Pick<TokenKeys, "verify">): Filter {
  const rules = new WeakMap<DescMethod, Rule>();
  return async (call, next) => {
    const { desc } = call.method;
    let rule = rules.get(desc);
    if (!rule) {
      rule = { guard: guardOf(desc), replacesToken: replacesToken(desc) };
      rules.set(desc, rule);
    }

    const sender = senderOf(call.headers);
    const credentials = credentialsOf(call, sender, rule);
    let caller = identify((name) => credentials[name], verify);
    const newGuest = policyOf(desc).access === Access.GUEST && !caller.customerId && !caller.guestId;
    if (newGuest) caller = { ...caller, guestId: randomUUID() };
    rule.guard(caller);

    const metadata: Record<string, string> = { ...call.metadata };
    if (credentials[TOKEN_HEADER] !== undefined) metadata[TOKEN_HEADER] = credentials[TOKEN_HEADER];
    if (caller.guestId !== undefined) metadata[GUEST_HEADER] = caller.guestId;
    const reply = await next({ ...call, caller, metadata });
    return newGuest ? withGuest(reply, caller.guestId!, call, sender) : reply;
  };
}

/** Sign-in, sign-up and refreshing, by what they answer with. */
function replacesToken(desc: DescMethod): boolean {
  const { access } = policyOf(desc);
  return access === Access.PUBLIC && cookieFieldsOf(desc.output).some(({ cookie }) => cookie.name === TOKEN_COOKIE);
}

/** Only these: the name of a service, which `identify` would believe, cannot come from outside. */
function credentialsOf({ headers }: Call, sender: Sender, rule: Rule): Record<string, string | undefined> {
  const cookies = parseCookies(sender === "foreign" ? undefined : headers.cookie);
  const token = rule.replacesToken ? undefined : cookies[TOKEN_COOKIE];
  return {
    [TOKEN_HEADER]: headers.authorization ?? (token === undefined ? undefined : `Bearer ${token}`),
    [GUEST_HEADER]: single(headers[GUEST_HEADER]) ?? cookies[GUEST_COOKIE],
  };
}

/**
 * To our own pages as a cookie, which they cannot read; to pages of others as a header, since the browser may have a cookie of its own
 * already; to whoever is no page, both.
 */
function withGuest(reply: Reply, guestId: string, { headers }: Call, sender: Sender): Reply {
  const cookie = { name: GUEST_COOKIE, value: guestId, path: "/", maxAgeSeconds: GUEST_SECONDS };
  const told = sender === "own" ? reply : { ...reply, headers: { ...reply.headers, [GUEST_HEADER]: guestId } };
  return withCookies(told, sender === "foreign" ? [] : [printCookie(cookie, headers)]);
}

function single(value: string | string[] | undefined): string | undefined {
  return typeof value === "string" ? value : value?.[0];
}
