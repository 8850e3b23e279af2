// Where REST has a method, as the contract's google.api.http option says.
import { type DescMethod, getOption, hasOption } from "@bufbuild/protobuf";
import { http } from "@meshmart/gen/google/api/annotations_pb";

export interface HttpRule {
  readonly verb: string;
  readonly path: string;
}

/** Throws for a method that REST does not have, or whose path has values of the request in it. */
export function httpRuleOf(method: DescMethod): HttpRule {
  const { pattern } = hasOption(method, http) ? getOption(method, http) : { pattern: { case: undefined } };
  if (pattern.case === undefined || pattern.case === "custom") throw new Error(`${method.name} has no path.`);
  if (pattern.value.includes("{")) throw new Error(`${method.name} has a path that a file alone does not fill.`);
  return { verb: pattern.case.toUpperCase(), path: pattern.value };
}
