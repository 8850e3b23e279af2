// Over HTTP/1.1 a request's body arrives within a time, or its connection ends with 408: whoever sends a byte a minute holds nothing for
// long. A file is the exception: it takes as long as it takes, while it keeps coming.
import type { HttpRequest } from "./body.ts";
import { LIMITS } from "./limits.ts";

const deadlines = new WeakMap<HttpRequest, NodeJS.Timeout>();

/** Node's own `requestTimeout` knows no exceptions. `tooLate` is called unless the whole request is there in time. */
export function limitArrival(request: HttpRequest, tooLate: () => void): void {
  const { headers } = request;
  if (headers["content-length"] === undefined && headers["transfer-encoding"] === undefined) return;
  const deadline = setTimeout(() => {
    if (!request.complete) tooLate();
  }, LIMITS.requestTimeoutMs);
  deadlines.set(request, deadline);
  request.once("close", () => clearTimeout(deadline));
}

/** The request may last, but not stand still. */
export function mayTakeLong(request: HttpRequest): void {
  clearTimeout(deadlines.get(request));
  cutWhenStill(request);
}

/** Until the whole request is there: its answer has a deadline of its own. */
export function cutWhenStill(request: HttpRequest, cut: () => void = () => request.destroy()): void {
  request.setTimeout(LIMITS.requestTimeoutMs, cut);
  request.once("end", () => request.setTimeout(0));
}
