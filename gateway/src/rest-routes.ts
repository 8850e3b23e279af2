// Finds the method that a REST path belongs to. A literal wins over "*", "*" over "**", and a custom verb (":cancel") over an
// identifier that contains a colon. Two methods with the same path and HTTP method are refused at start.
import type { HttpRule } from "@meshmart/gen/google/api/http_pb";
import type { Contract, PublicMethod } from "./contract.ts";
import { type FieldPath, resolveFieldPath } from "./field-path.ts";
import { type PathTemplate, type PathVariable, parsePathTemplate } from "./path-template.ts";
import { isClientStream, uploadFieldOf } from "./rest-upload.ts";

export interface RestRoute {
  readonly method: PublicMethod;
  readonly httpMethod: string;
  /** The template as the contract has it: the route's name in metrics. */
  readonly path: string;
  readonly variables: readonly (PathVariable & { readonly field: FieldPath })[];
  /** What the body fills: "*" the whole message, a field's name, or "" nothing. */
  readonly body: string;
  /** The field that is answered instead of the whole message; "" for the whole. */
  readonly responseBody: string;
}

export type RestMatch =
  | { readonly kind: "route"; readonly route: RestRoute; readonly segments: readonly string[] }
  | { readonly kind: "wrong_method"; readonly allowed: readonly string[] }
  | { readonly kind: "unknown" };

type ByHttpMethod = Map<string, RestRoute>;

interface Node {
  readonly literals: Map<string, Node>;
  one: Node | undefined;
  rest: Node | undefined;
  /** Routes that end here, by verb and HTTP method. */
  readonly ends: Map<string, ByHttpMethod>;
}

export class RestRoutes {
  readonly #root = newNode();

  constructor(contract: Contract) {
    for (const method of contract.methods) {
      for (const rule of method.rules) {
        // Of what a client may stream, one REST request can only be the bytes of a file: the rest has Connect and gRPC.
        if (!isClientStream(method) || uploadFieldOf(method.desc.input, rule.body)) this.#add(method, rule);
      }
    }
  }

  /** `path` as it came in the request line, without its query. */
  match(httpMethod: string, path: string): RestMatch {
    const segments = path.slice(1).split("/");
    const last = segments.at(-1)!;
    const colon = last.lastIndexOf(":");
    if (colon >= 0) {
      const bare = segments.with(-1, last.slice(0, colon));
      const match = this.#matchVerb(httpMethod, bare, last.slice(colon + 1));
      if (match.kind !== "unknown") return match;
    }
    return this.#matchVerb(httpMethod, segments, "");
  }

  /** Whether paths that begin like this one are the contract's, such as all under /v1, whether or not there is something at it. */
  owns(path: string): boolean {
    const { literals, one, rest } = this.#root;
    return one !== undefined || rest !== undefined || literals.has(path.slice(1).split(/[/:]/, 1)[0]!);
  }

  #matchVerb(httpMethod: string, segments: string[], verb: string): RestMatch {
    let route: RestRoute | undefined;
    const allowed = new Set<string>();
    walk(this.#root, segments, 0, verb, (routes) => {
      route = routes.get(httpMethod) ?? (httpMethod === "HEAD" ? headOf(routes) : undefined) ?? routes.get("*");
      if (route) return true;
      for (const name of routes.keys()) allowed.add(name);
      if (headOf(routes)) allowed.add("HEAD");
      return false;
    });
    if (route) return { kind: "route", route, segments };
    if (allowed.size === 0) return { kind: "unknown" };
    return { kind: "wrong_method", allowed: [...allowed].sort() };
  }

  #add(method: PublicMethod, rule: HttpRule): void {
    const { httpMethod, path } = patternOf(method, rule);
    const template = parsePathTemplate(path);
    const variables = template.variables.map((variable) => ({
      ...variable,
      field: resolveFieldPath(method.desc.input, variable.fieldPath),
    }));
    const { body, responseBody } = rule;
    for (const [name, message] of [
      [body, method.desc.input],
      [responseBody, method.desc.output],
    ] as const) {
      if (name !== "" && name !== "*" && !message.fields.some((field) => field.name === name)) {
        throw new Error(`${method.procedure}: ${message.typeName} has no field "${name}" for its HTTP body.`);
      }
    }
    const routes = this.#endOf(template);
    const other = routes.get(httpMethod);
    if (other)
      throw new Error(`${httpMethod} ${path} belongs to ${method.procedure} and to ${other.method.procedure}.`);
    routes.set(httpMethod, { method, httpMethod, path, variables, body, responseBody });
  }

  #endOf(template: PathTemplate): ByHttpMethod {
    let node = this.#root;
    for (const segment of template.segments) {
      if (segment === "*") node = node.one ??= newNode();
      else if (segment === "**") node = node.rest ??= newNode();
      else {
        let next = node.literals.get(segment);
        if (!next) {
          next = newNode();
          node.literals.set(segment, next);
        }
        node = next;
      }
    }
    let routes = node.ends.get(template.verb);
    if (!routes) {
      routes = new Map();
      node.ends.set(template.verb, routes);
    }
    return routes;
  }
}

// Calls `visit` with every set of routes whose template fits, the most specific first, until it returns true.
function walk(node: Node, segments: string[], at: number, verb: string, visit: (r: ByHttpMethod) => boolean): boolean {
  if (at === segments.length) {
    const routes = node.ends.get(verb);
    if (routes && visit(routes)) return true;
  } else {
    const segment = segments[at]!;
    const literal = node.literals.get(segment);
    if (literal && walk(literal, segments, at + 1, verb, visit)) return true;
    if (node.one && segment !== "" && walk(node.one, segments, at + 1, verb, visit)) return true;
  }
  const routes = node.rest?.ends.get(verb);
  return routes !== undefined && visit(routes);
}

// A HEAD is a GET whose body is left out, which makes no sense of a stream.
function headOf(routes: ByHttpMethod): RestRoute | undefined {
  const get = routes.get("GET");
  return get?.method.desc.methodKind === "unary" ? get : undefined;
}

function patternOf(method: PublicMethod, { pattern }: HttpRule): { httpMethod: string; path: string } {
  if (pattern.case === undefined) throw new Error(`${method.procedure} has a google.api.http rule without a path.`);
  if (pattern.case === "custom") return { httpMethod: pattern.value.kind.toUpperCase(), path: pattern.value.path };
  return { httpMethod: pattern.case.toUpperCase(), path: pattern.value };
}

function newNode(): Node {
  return { literals: new Map(), one: undefined, rest: undefined, ends: new Map() };
}
