// A unary call: the path under the Connect transport, and the one that the gateway takes directly.
// Every call has a deadline: the shortest of the caller's, the contract's, and what is left of the call being served. A method that
// may be repeated is tried again while its target is unavailable, until that deadline.
import type { DescMethodUnary, Message } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { type Client, Metadata, type MetadataValue, type ServiceError, type StatusObject, status } from "@grpc/grpc-js";
import { currentCall } from "./call-context.ts";
import { decodeStatus } from "./errors.ts";
import { toHeaders } from "./grpc-metadata.ts";
import { methodDefinition } from "./method-definition.ts";
import { deadlineMsOf, isRepeatable } from "./policy.ts";
import { traceparentOf } from "./trace.ts";

export interface UnaryOptions {
  readonly metadata?: Metadata | undefined;
  /** Milliseconds from now; cut to the contract's deadline. */
  readonly deadlineMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface UnaryResult {
  readonly message: Message;
  readonly header: Metadata;
  readonly trailer: Metadata;
}

const FIRST_BACKOFF_MS = 50;
const MAX_BACKOFF_MS = 1_000;

/** Calls a unary method. Rejects with a ConnectError that carries the peer's google.rpc details. */
export async function callUnary(
  client: Client,
  method: DescMethodUnary,
  request: Message,
  options: UnaryOptions = {},
): Promise<UnaryResult> {
  const deadline = deadlineOf(method, options.deadlineMs);
  const metadata = withContext(options.metadata ?? new Metadata());
  if (!isRepeatable(method)) return attempt(client, method, request, metadata, deadline, options.signal);

  // The request has not left while the channel has no connection, so waiting for one is always safe.
  metadata.setOptions({ waitForReady: true });
  let refusal: ConnectError | undefined;
  for (let backoffMs = FIRST_BACKOFF_MS; ; backoffMs = Math.min(backoffMs * 2, MAX_BACKOFF_MS)) {
    try {
      return await attempt(client, method, request, metadata, deadline, options.signal);
    } catch (thrown) {
      const error = thrown as ConnectError;
      // Why it was tried again says more than that the time for it is over.
      if (error.code === Code.DeadlineExceeded && refusal) throw refusal;
      const pauseMs = backoffMs * (0.5 + Math.random() / 2);
      const mayRepeat = error.code === Code.Unavailable && !options.signal?.aborted;
      if (!mayRepeat || Date.now() + pauseMs >= deadline) throw error;
      refusal = error;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}

/** Milliseconds since the epoch by which a call must have ended; Infinity for a stream without a limit. */
export function deadlineOf(method: Parameters<typeof deadlineMsOf>[0], deadlineMs = Number.POSITIVE_INFINITY): number {
  const own = Date.now() + Math.min(deadlineMs, deadlineMsOf(method));
  return Math.min(own, currentCall()?.deadline ?? Number.POSITIVE_INFINITY);
}

/** Adds the current trace, so that the peer's work belongs to it, and whom the current call is for. */
export function withContext(metadata: Metadata): Metadata {
  const call = currentCall();
  if (!call) return metadata;
  metadata.set("traceparent", traceparentOf(call.trace));
  const { credentials } = call;
  for (const name in credentials) {
    const value = credentials[name as keyof typeof credentials];
    if (value !== undefined) metadata.set(name, value);
  }
  return metadata;
}

/** What is known of the call that failed. */
export interface FailedCall {
  readonly deadline: number;
  readonly signal?: AbortSignal | undefined;
  /** The response headers, where they are not handed out beside the error. */
  readonly header?: Metadata | undefined;
}

export function fromServiceError(error: ServiceError | StatusObject, call?: FailedCall): ConnectError {
  const encoded = error.metadata?.get("grpc-status-details-bin")[0] as MetadataValue | undefined;
  const result = decodeStatus(
    codeOf(error, call),
    error.details ?? "The answer cannot be decompressed.",
    typeof encoded === "string" ? undefined : encoded,
  );
  if (error instanceof Error) result.cause = error;
  for (const metadata of [call?.header, error.metadata]) {
    if (metadata) for (const [name, value] of toHeaders(metadata)) result.metadata.append(name, value);
  }
  return result;
}

function codeOf({ code }: ServiceError | StatusObject, call: FailedCall | undefined): Code {
  // grpc-js gives neither code nor details to an answer that it cannot decompress.
  if (code === undefined) return Code.Internal;
  if (code === status.CANCELLED && call && endedByDeadline(call)) return Code.DeadlineExceeded;
  return code in Code ? (code as number) : Code.Unknown;
}

/** A peer that keeps the deadline may reset the stream a moment before our own timer fires; and Connect's timer says so by the signal. */
function endedByDeadline({ signal, deadline }: FailedCall): boolean {
  if (signal?.aborted) return signal.reason instanceof ConnectError && signal.reason.code === Code.DeadlineExceeded;
  return Date.now() >= deadline;
}

// Straight on the channel: Client.makeUnaryRequest makes an emitter, three listeners and an error with its stack for each call, which
// is a tenth of what a call costs.
function attempt(
  client: Client,
  method: DescMethodUnary,
  request: Message,
  metadata: Metadata,
  deadline: number,
  signal: AbortSignal | undefined,
): Promise<UnaryResult> {
  const { path, requestSerialize, responseDeserialize } = methodDefinition(method);
  return new Promise((resolve, reject) => {
    const bytes = requestSerialize(request);
    let header: Metadata | undefined;
    let message: Message | undefined;
    let broken: Pick<StatusObject, "code" | "details"> | undefined;
    const call = client.getChannel().createCall(path, deadline, null, null, null);
    const refuse = (code: status, details: string) => {
      broken = { code, details };
      call.cancelWithStatus(code, details);
    };
    const cancel = () => call.cancelWithStatus(status.CANCELLED, "The caller has gone.");
    call.start(metadata, {
      onReceiveMetadata: (received) => {
        header = received;
      },
      onReceiveMessage: (received: Buffer | null) => {
        if (received === null) return;
        if (message) return refuse(status.UNIMPLEMENTED, "The answer has more than one message.");
        try {
          message = responseDeserialize(received);
        } catch (error) {
          refuse(status.INTERNAL, `The answer cannot be read: ${(error as Error).message}`);
        }
      },
      onReceiveStatus: (ended) => {
        signal?.removeEventListener("abort", cancel);
        const trailer = ended.metadata;
        if (ended.code === status.OK && message) return resolve({ message, header: header ?? new Metadata(), trailer });
        const failure = ended.code === status.OK ? NO_MESSAGE : ended;
        reject(fromServiceError({ ...failure, ...broken, metadata: trailer }, { deadline, signal, header }));
      },
    });
    call.startRead();
    call.sendMessageWithContext({}, bytes);
    call.halfClose();
    if (signal?.aborted) cancel();
    else signal?.addEventListener("abort", cancel, { once: true });
  });
}

const NO_MESSAGE = { code: status.UNIMPLEMENTED, details: "The answer has no message." };
