// The contract's handlers.
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { anyPack, timestampFromDate, timestampFromMs } from "@bufbuild/protobuf/wkt";
import { Code, type HandlerContext, type ServiceImpl } from "@connectrpc/connect";
import { RetryInfoSchema } from "@meshmart/gen/google/rpc/error_details_pb";
import {
  type CustomerSchema,
  type IdentityService,
  Customer_Role as Role,
  type SessionTokensSchema,
} from "@meshmart/gen/meshmart/identity/v1/identity_pb";
import { customerOf } from "@meshmart/kit/caller";
import { connectError, errorInfo } from "@meshmart/kit/errors";
import { decodePageToken, keyParts, pageSizeOf, toPage } from "@meshmart/kit/page-token";
import { type Customer, customerMissing } from "./customer.ts";
import type { CustomerStore } from "./customer-store.ts";
import type { KeyRotation } from "./key-rotation.ts";
import { expiresAt, type Session } from "./session.ts";
import type { SessionStore } from "./session-store.ts";
import { type SignedInCustomer, type SignIn, TooManyAttempts } from "./sign-in.ts";

const MAX_CLIENT_LENGTH = 200;
/** What somebody has whose session has ended: by this, the contract says, a browser forgets its cookies. */
const NO_TOKENS: MessageInitShape<typeof SessionTokensSchema> = {};

export interface IdentityParts {
  readonly signIn: SignIn;
  readonly customers: CustomerStore;
  readonly sessions: SessionStore;
  readonly keys: KeyRotation;
}

export function createIdentityRpc(parts: IdentityParts): ServiceImpl<typeof IdentityService> {
  const { signIn, customers, sessions, keys } = parts;
  return {
    async signUp(request, context) {
      const signedIn = await signIn.signUp(request, clientOf(context));
      return { customer: toCustomer(signedIn.customer), tokens: toTokens(signedIn) };
    },
    async signIn(request, context) {
      const signedIn = await signIn.signIn(request, clientOf(context)).catch(withRetryInfo);
      return { customer: toCustomer(signedIn.customer), tokens: toTokens(signedIn) };
    },
    async refreshSession({ refreshToken }) {
      return { tokens: toTokens(await signIn.refresh(refreshToken)) };
    },
    async signOut(_request, context) {
      const { customerId, sessionId } = customerOf(context);
      await sessions.end(customerId, sessionId, Date.now());
      return { tokens: NO_TOKENS };
    },
    async getMe(_request, context) {
      const customer = await customers.find(customerOf(context).customerId);
      if (!customer) throw customerMissing();
      return { customer: toCustomer(customer) };
    },
    async listSessions({ pageSize, pageToken }, context) {
      const { customerId, sessionId } = customerOf(context);
      const size = pageSizeOf(pageSize);
      const after = decodePageToken(pageToken, 2, [keyParts.time, keyParts.uuid]);
      const all = await sessions.list(customerId, Date.now());
      const rest = all.filter((session) => !after || keyOf(session) < after.join());
      const page = toPage(rest.slice(0, size + 1), size, (session) => keyOf(session).split(","));
      const found = page.rows.map((session) => toSession(session, sessionId));
      return { sessions: found, nextPageToken: page.nextPageToken };
    },
    async endSession(request, context) {
      const { customerId, sessionId } = customerOf(context);
      const ended = request.sessionId.toLowerCase();
      await sessions.end(customerId, ended, Date.now());
      return ended === sessionId ? { tokens: NO_TOKENS } : {};
    },
    async getTokenKeys() {
      return { keys: [...(await keys.publicKeys())] };
    },
  };
}

/** Newest first, as sessions are listed: time, then id. */
function keyOf({ createdAt, sessionId }: Session): string {
  return `${new Date(createdAt).toISOString()},${sessionId}`;
}

/** What the client calls itself; what no line of text has is left out. `x-user-agent` is the browser's, where a gateway passes it on. */
function clientOf({ requestHeader }: HandlerContext): string {
  const name = requestHeader.get("x-user-agent") ?? requestHeader.get("user-agent") ?? "";
  return name.replace(/[^\x20-\x7e]/g, "").slice(0, MAX_CLIENT_LENGTH);
}

function withRetryInfo(error: unknown): never {
  if (!(error instanceof TooManyAttempts)) throw error;
  const { message, reason, retryAfterMs } = error;
  const seconds = BigInt(Math.ceil(retryAfterMs / 1000));
  const retryInfo = anyPack(RetryInfoSchema, create(RetryInfoSchema, { retryDelay: { seconds } }));
  throw connectError(Code.ResourceExhausted, message, [errorInfo(reason, "identity"), retryInfo], error);
}

function toCustomer(customer: Customer): MessageInitShape<typeof CustomerSchema> {
  const { customerId, email, displayName, role, createdAt } = customer;
  const roles = { customer: Role.CUSTOMER, staff: Role.STAFF };
  return { customerId, email, displayName, role: roles[role], createTime: timestampFromDate(createdAt) };
}

function toTokens(signedIn: SignedInCustomer): MessageInitShape<typeof SessionTokensSchema> {
  const { session, accessToken, refreshToken } = signedIn;
  return {
    sessionId: session.sessionId,
    accessToken: accessToken.token,
    accessTokenExpireTime: timestampFromDate(accessToken.expiresAt),
    refreshToken,
    sessionExpireTime: timestampFromMs(expiresAt(session)),
  };
}

function toSession(session: Session, currentId: string) {
  const { sessionId, client, createdAt, refreshedAt } = session;
  return {
    sessionId,
    client,
    createTime: timestampFromMs(createdAt),
    refreshTime: timestampFromMs(refreshedAt),
    expireTime: timestampFromMs(expiresAt(session)),
    current: sessionId === currentId,
  };
}
