// A method's rules, read from the contract: access, deadline, and whether a repeated call is harmless.
import { create, type DescMethod, getOption, hasOption } from "@bufbuild/protobuf";
import { MethodOptions_IdempotencyLevel } from "@bufbuild/protobuf/wkt";
import {
  type MethodPolicy,
  MethodPolicySchema,
  policy as policyOption,
} from "@meshmart/gen/meshmart/options/v1/options_pb";

const UNARY_DEADLINE_MS = 5000;

const policies = new WeakMap<DescMethod, MethodPolicy>();

/** The method's policy; ACCESS_UNSPECIFIED (nobody) where the contract has none. */
export function policyOf(method: DescMethod): MethodPolicy {
  let policy = policies.get(method);
  if (!policy) {
    policy = hasOption(method, policyOption) ? getOption(method, policyOption) : create(MethodPolicySchema);
    policies.set(method, policy);
  }
  return policy;
}

/** Milliseconds that a call may take; Infinity for a stream without a limit of its own. */
export function deadlineMsOf(method: DescMethod): number {
  const { deadlineMs } = policyOf(method);
  if (deadlineMs > 0) return deadlineMs;
  return method.methodKind === "unary" ? UNARY_DEADLINE_MS : Number.POSITIVE_INFINITY;
}

/** Whether the method may be called again when it is unknown if the first call was carried out. */
export function isRepeatable(method: DescMethod): boolean {
  return method.idempotency !== MethodOptions_IdempotencyLevel.IDEMPOTENCY_UNKNOWN;
}

/** The mesh name of the service that a method or service belongs to: "meshmart.catalog.v1.CatalogService" -> "catalog". */
export function meshNameOf(typeName: string): string {
  return typeName.split(".").at(-3) ?? typeName;
}
