// The suite's own contract, read from its descriptors: nothing is generated, and nothing of it is committed (see suite.ts).
// The interfaces name only those fields that the server and the client of this folder use.
import { readFileSync } from "node:fs";
import { createFileRegistry, type DescMessage, fromBinary, type Message } from "@bufbuild/protobuf";
import { type Any, FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { DESCRIPTORS } from "./suite.ts";

const PACKAGE = "connectrpc.conformance.v1";

export const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, readFileSync(DESCRIPTORS)));

export const ConformanceService = registry.getService(`${PACKAGE}.ConformanceService`)!;

export function messageType(name: string): DescMessage {
  return registry.getMessage(`${PACKAGE}.${name}`)!;
}

/** The values of the enums Compression and StreamType that we must tell apart. */
export const COMPRESSION_GZIP = 2;
export const FULL_DUPLEX_BIDI_STREAM = 5;

export interface Header {
  readonly name: string;
  readonly value: readonly string[];
}

export interface ErrorDefinition {
  readonly code: number;
  readonly message?: string;
  readonly details: readonly Any[];
}

export interface RequestInfo {
  readonly requestHeaders?: readonly Header[];
  readonly timeoutMs?: bigint;
  readonly requests: readonly Any[];
}

export interface Payload {
  readonly data?: Uint8Array;
  readonly requestInfo?: RequestInfo;
}

/** What a unary or client-streaming call is to be answered with. */
export interface UnaryDefinition {
  readonly responseHeaders: readonly Header[];
  readonly response:
    | { readonly case: "responseData"; readonly value: Uint8Array }
    | { readonly case: "error"; readonly value: ErrorDefinition }
    | { readonly case: undefined };
  readonly responseTrailers: readonly Header[];
  readonly responseDelayMs: number;
}

/** What a server-streaming or bidirectional call is to be answered with. */
export interface StreamDefinition {
  readonly responseHeaders: readonly Header[];
  readonly responseData: readonly Uint8Array[];
  readonly responseDelayMs: number;
  readonly error?: ErrorDefinition;
  readonly responseTrailers: readonly Header[];
}

export interface ServerRequest {
  readonly messageReceiveLimit: number;
}

export interface ClientRequest {
  readonly testName: string;
  readonly compression: number;
  readonly host: string;
  readonly port: number;
  readonly messageReceiveLimit: number;
  readonly method: string;
  readonly streamType: number;
  readonly requestHeaders: readonly Header[];
  readonly requestMessages: readonly Any[];
  readonly timeoutMs?: number;
  readonly requestDelayMs: number;
  readonly cancel?: {
    readonly cancelTiming:
      | { readonly case: "beforeCloseSend" }
      | { readonly case: "afterCloseSendMs" | "afterNumResponses"; readonly value: number }
      | { readonly case: undefined };
  };
}

export interface ClientResult {
  responseHeaders: Header[];
  payloads: Payload[];
  error?: ErrorDefinition;
  responseTrailers: Header[];
  numUnsentRequests: number;
}

export type Responding<Definition> = Message & {
  readonly responseDefinition?: Definition;
  /** Of a bidirectional call: whether each request is answered before the next. */
  readonly fullDuplex?: boolean;
};
