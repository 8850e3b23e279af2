// What the contract says of a method, as far as a caller needs it.
import { type DescMethod, getOption } from "@bufbuild/protobuf";
import { MethodOptions_IdempotencyLevel as IdempotencyLevel } from "@bufbuild/protobuf/wkt";
import { Access, policy } from "@meshmart/gen/meshmart/options/v1/options_pb";

const DEFAULT_DEADLINE_MS = 5000;

/** Milliseconds that a call may take; undefined for a stream without a limit. */
export function deadlineMsOf(method: DescMethod): number | undefined {
  const { deadlineMs } = getOption(method, policy);
  return deadlineMs || (method.methodKind === "unary" ? DEFAULT_DEADLINE_MS : undefined);
}

/** Whether a second call with the same request changes nothing that the first did not. */
export function mayBeRepeated(method: DescMethod): boolean {
  return method.idempotency !== IdempotencyLevel.IDEMPOTENCY_UNKNOWN;
}

/** Whether strangers may not call it. */
export function needsSignIn(method: DescMethod): boolean {
  const { access } = getOption(method, policy);
  return access === Access.SIGNED_IN || access === Access.STAFF;
}

/** Whether it is a read that strangers may make too; for them it leaves out what is somebody's own. */
export function isPublicRead(method: DescMethod): boolean {
  const isRead = method.idempotency === IdempotencyLevel.NO_SIDE_EFFECTS;
  return isRead && getOption(method, policy).access === Access.PUBLIC;
}
