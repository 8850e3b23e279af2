// Secrets that no script can read: to pages of the gateway's own origin, the fields that the contract marks are HttpOnly cookies, set by what
// a service answers and put back into what it is asked. The second filter, so in every protocol. Everybody else has them in the messages.
import type { DescMethod, Message } from "@bufbuild/protobuf";
import { type ReflectMessage, reflect } from "@bufbuild/protobuf/reflect";
import type { Timestamp } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError } from "@connectrpc/connect";
import type { Contract } from "./contract.ts";
import { type CookieField, cookieFieldsOf } from "./cookie-fields.ts";
import { type NewCookie, parseCookies, printCookie, withCookies } from "./cookies.ts";
import { HttpError, refusal } from "./errors.ts";
import type { Call, Filter } from "./filters.ts";
import { senderOf } from "./own-origin.ts";

interface Plan {
  /** Fields of the request that are filled from cookies. */
  readonly asked: readonly CookieField[];
  /** Fields of the response that become cookies. */
  readonly answered: readonly CookieField[];
}

export function browserCookies({ methods }: Contract): Filter {
  const plans = new Map<DescMethod, Plan>();
  for (const { desc } of methods) {
    if (desc.methodKind !== "unary") continue;
    const plan = { asked: cookieFieldsOf(desc.input), answered: cookieFieldsOf(desc.output) };
    if (plan.asked.length + plan.answered.length > 0) plans.set(desc, plan);
  }

  return async (call, next) => {
    const { desc } = call.method;
    const plan = plans.get(desc);
    if (!plan || senderOf(call.headers) !== "own") return next(call);
    const print = (cookies: readonly NewCookie[]) => cookies.map((one) => printCookie(one, call.headers));
    const remove = (error: ConnectError) =>
      new HttpError(401, error, { "set-cookie": print(plan.answered.flatMap((field) => cookiesOf(field, "", 0))) });

    const fromCookies = fill(reflect(desc.input, call.request as Message), plan.asked, call);
    if (fromCookies === "missing") throw remove(cookieMissing(desc));
    try {
      const reply = await next(call);
      const response = reflect(desc.output, reply.response as Message);
      return withCookies(reply, print(plan.answered.flatMap((field) => take(response, field))));
    } catch (error) {
      // The service has refused what the cookies hold. They are of no use, and in the way of whoever goes on as a stranger.
      if (fromCookies === "filled" && error instanceof ConnectError && error.code === Code.Unauthenticated)
        throw remove(error);
      throw error;
    }
  };
}

/** Fills the fields that the page has left empty. */
function fill(request: ReflectMessage, fields: readonly CookieField[], call: Call): "filled" | "missing" | "whole" {
  const empty = fields.filter(({ field }) => request.get(field) === "");
  if (empty.length === 0) return "whole";
  const cookies = parseCookies(call.headers.cookie);
  for (const { field, cookie } of empty) {
    const value = cookies[cookie.name];
    if (!value) return "missing";
    request.set(field, value);
  }
  return "filled";
}

/** Takes the field out of the response, as the cookies that carry it; of a message that is not there, there is nothing to take. */
function take(response: ReflectMessage, one: CookieField): NewCookie[] {
  let message = response;
  for (const parent of one.parents) {
    if (!message.isSet(parent)) return [];
    message = message.get(parent) as ReflectMessage;
  }
  const value = message.get(one.field) as string;
  message.clear(one.field);
  if (value === "") return cookiesOf(one, "", 0);
  if (!one.expires) return cookiesOf(one, value, undefined);
  const { seconds } = (message.get(one.expires) as ReflectMessage).message as Timestamp;
  return cookiesOf(one, value, Math.max(0, Number(seconds) - Math.floor(Date.now() / 1000)));
}

function cookiesOf({ cookie }: CookieField, value: string, maxAgeSeconds: number | undefined): NewCookie[] {
  return cookie.paths.map((path) => ({ name: cookie.name, value, path, maxAgeSeconds }));
}

function cookieMissing({ name }: DescMethod): ConnectError {
  const message = `${name} needs a cookie that this browser does not have, or no longer. Sign in again.`;
  return refusal(Code.Unauthenticated, "COOKIE_MISSING", message);
}
