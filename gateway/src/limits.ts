// Every bound of the gateway, in one place: whatever a client sends, memory and time stay within these.

const MIB = 1024 * 1024;

export const LIMITS = {
  /** A request's body after decompression, and one message of a stream. */
  bodyBytes: 1 * MIB,
  /** A file that is streamed to a service. */
  uploadBytes: 256 * MIB,
  /** What is read and thrown away after a body turned out too large, so that its sender still sees the answer. */
  discardBytes: 16 * MIB,
  headerBytes: 32 * 1024,
  headerCount: 100,
  /** A connection that has not said which HTTP it speaks. */
  sniffTimeoutMs: 10_000,
  headersTimeoutMs: 10_000,
  /** From a request's first byte to its last; of an upload, and of a stream that the client sends over HTTP/2, between two pieces. */
  requestTimeoutMs: 30_000,
  /** An HTTP/1.1 connection between two requests; longer than a load balancer in front keeps its own. */
  keepAliveTimeoutMs: 75_000,
  /** An HTTP/2 connection on which no byte moves and no stream is open. */
  idleSessionTimeoutMs: 300_000,
  connections: 10_000,
  streamsPerConnection: 256,
  sessionMemoryMb: 32,
  /** Requests being served at once, streams included. More are refused with RESOURCE_EXHAUSTED. */
  requestsInFlight: 5_000,
  /** A unary call that took longer is logged. */
  slowCallMs: 1_000,
  drainMs: 10_000,
  /** Server-sent events: a comment in between, so that a client that vanished is noticed. */
  heartbeatMs: 15_000,
} as const;
