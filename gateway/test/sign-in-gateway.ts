// A gateway with its filters, in front of identity, cart and catalog as their contracts have them, over real gRPC: what they saw, and which
// refresh token works.
import "./environment.ts";
import { randomUUID } from "node:crypto";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { CartService } from "@meshmart/gen/meshmart/cart/v1/cart_pb";
import { CatalogService } from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";
import { IdentityService } from "@meshmart/gen/meshmart/identity/v1/identity_pb";
import { type Caller, callerOf } from "@meshmart/kit/caller";
import { createChannel } from "@meshmart/kit/channel";
import { DomainError } from "@meshmart/kit/errors";
import { access } from "@meshmart/kit/interceptors/access";
import { addService, createServer, listen as listenGrpc } from "@meshmart/kit/serve";
import { atEnd, openTestBroker, testLog } from "@meshmart/kit/testing";
import { createTestTokens, type TestTokens } from "@meshmart/kit/testing-tokens";
import { watchTokenKeys } from "@meshmart/kit/token-keys";
import { authentication } from "../src/authentication.ts";
import { browserCookies } from "../src/browser-cookies.ts";
import type { Contract } from "../src/contract.ts";
import { createUpstream } from "../src/upstream.ts";
import { startMeshGateway } from "./harness.ts";

export const SESSION_SECONDS = 30 * 86_400;
/** The only customer; the same id is that of their session, for EndSession. */
export const customerId = randomUUID();

export interface SignInGateway {
  readonly url: string;
  readonly accessTokens: TestTokens;
  /** What the services saw last. */
  seen: Caller | undefined;
  /** The refresh token that works. */
  refreshToken: string;
}

export async function startSignInGateway(): Promise<SignInGateway> {
  const broker = await openTestBroker();
  const accessTokens = await createTestTokens(broker);
  const keys = await watchTokenKeys(broker, testLog);
  const state = { refreshToken: "", seen: undefined as Caller | undefined };
  const newTokens = () => {
    state.refreshToken = randomUUID();
    return {
      sessionId: randomUUID(),
      accessToken: accessTokens.of(customerId),
      accessTokenExpireTime: timestampFromMs(Date.now() + 300_000),
      refreshToken: state.refreshToken,
      sessionExpireTime: timestampFromMs(Date.now() + SESSION_SECONDS * 1000),
    };
  };
  const note = (_request: unknown, context: Parameters<typeof callerOf>[0]) => {
    state.seen = callerOf(context);
    return {};
  };

  const server = createServer();
  const hooks = [access(keys)];
  const identity = {
    signUp: () => ({ tokens: newTokens() }),
    signIn: () => ({ customer: { customerId }, tokens: newTokens() }),
    refreshSession: ({ refreshToken }: { refreshToken: string }) => {
      if (refreshToken === "identity is down") throw new DomainError("unavailable", "DOWN", "Down.");
      if (refreshToken === state.refreshToken) return { tokens: newTokens() };
      throw new DomainError("unauthenticated", "SESSION_ENDED", "This session has ended. Sign in again.");
    },
    signOut: () => ({ tokens: {} }),
    endSession: ({ sessionId }: { sessionId: string }) => (sessionId === customerId ? { tokens: {} } : {}),
    getMe: note,
  };
  addService(server, IdentityService, identity, hooks);
  addService(server, CartService, { getCart: note }, hooks);
  addService(server, CatalogService, { listProducts: note }, hooks);
  const port = await listenGrpc(server, "127.0.0.1", 0);

  const upstream = createUpstream((service) => createChannel(service, `127.0.0.1:${port}`));
  const filtersOf = (contract: Contract) => [authentication(keys), browserCookies(contract)];
  const gateway = await startMeshGateway(filtersOf, upstream.call);
  atEnd(async () => {
    await gateway.close();
    upstream.close();
    server.forceShutdown();
    keys.stop();
  });
  return Object.assign(state, { url: gateway.url, accessTokens });
}
