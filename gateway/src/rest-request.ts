// A REST request as the contract's message: body, then query parameters, then the path, which wins. What does not fit is refused
// with INVALID_ARGUMENT that names the field.
import { create, type DescMessage, type JsonObject, type JsonValue, type Message } from "@bufbuild/protobuf";
import { type ReflectMessage, reflect } from "@bufbuild/protobuf/reflect";
import { invalid } from "./errors.ts";
import { FieldTextError, findFieldPath, setFieldText, takesText } from "./field-path.ts";
import type { JsonCodec } from "./json.ts";
import type { RestRoute } from "./rest-routes.ts";

export interface RestInput {
  readonly route: RestRoute;
  /** The path's segments, still percent-encoded, with the verb cut off. */
  readonly segments: readonly string[];
  /** What follows the question mark; "" for nothing. */
  readonly query: string;
  readonly body: Uint8Array;
}

export function toRequestMessage({ route, segments, query, body }: RestInput, json: JsonCodec): Message {
  const schema = route.method.desc.input;
  const message = readBodyInto(schema, route.body, body, json);
  if (query === "" && route.variables.length === 0) return message;
  const target = reflect(schema, message);
  if (query !== "") setQuery(target, route, query);
  for (const { field, start, end, spansSegments } of route.variables) {
    const raw = segments.slice(start, end);
    const text = raw.map((segment) => decode(segment, spansSegments)).join("/");
    set(target, field, text);
  }
  return message;
}

/** The part of a reply that the route answers with. */
export function toResponseJson(route: RestRoute, message: Message, json: JsonCodec): JsonValue {
  const schema = route.method.desc.output;
  const value = json.write(schema, message);
  if (route.responseBody === "") return value;
  const field = schema.fields.find((one) => one.name === route.responseBody)!;
  return (value as JsonObject)[field.jsonName] ?? null;
}

function readBodyInto(schema: DescMessage, binding: string, body: Uint8Array, json: JsonCodec): Message {
  if (binding === "") return create(schema);
  if (binding === "*") return json.read(schema, body);
  if (body.byteLength === 0) return create(schema);
  const field = schema.fields.find((one) => one.name === binding)!;
  if (field.fieldKind === "message") {
    const message = reflect(schema);
    message.set(field, reflect(field.message, json.read(field.message, body)));
    return message.message;
  }
  // A list, a map or a scalar is JSON of its own only inside a message. Parsing first keeps a crafted body inside the field.
  const text = Buffer.from(body).toString();
  let value: JsonValue;
  try {
    value = JSON.parse(text);
  } catch {
    return json.read(schema, body);
  }
  return json.readText(schema, JSON.stringify({ [field.jsonName]: value }));
}

function setQuery(target: ReflectMessage, route: RestRoute, query: string): void {
  const seen = new Set<unknown>();
  for (const [name, text] of new URLSearchParams(query)) {
    const shown = name.slice(0, 100);
    const path = findFieldPath(target.desc, name);
    const outermost = path?.parents[0] ?? path?.field;
    if (!path || !takesText(path.field)) {
      throw invalid("UNKNOWN_PARAMETER", `There is no query parameter "${shown}" here.`, shown);
    }
    if (route.body === "*" || outermost?.name === route.body) {
      throw invalid("MISPLACED_PARAMETER", `"${shown}" belongs into the body, not into the query.`, shown);
    }
    if (
      route.variables.some(
        ({ field }) => field.field === path.field && field.parents.every((p, i) => p === path.parents[i]),
      )
    ) {
      throw invalid(
        "MISPLACED_PARAMETER",
        `"${shown}" is part of the path and cannot be a query parameter as well.`,
        shown,
      );
    }
    const key = [...path.parents, path.field].map((field) => field.number).join(".");
    if (path.field.fieldKind !== "list" && seen.has(key)) {
      throw invalid("REPEATED_PARAMETER", `The query parameter "${shown}" may be given only once.`, shown);
    }
    seen.add(key);
    set(target, path, text);
  }
}

function set(target: ReflectMessage, path: Parameters<typeof setFieldText>[1], text: string): void {
  try {
    setFieldText(target, path, text);
  } catch (error) {
    if (!(error instanceof FieldTextError)) throw error;
    throw invalid("INVALID_VALUE", `${error.field}: ${error.message}.`, error.field, error);
  }
}

function decode(segment: string, keepSlashes: boolean): string {
  if (!segment.includes("%")) return segment;
  try {
    if (!keepSlashes) return decodeURIComponent(segment);
    return segment
      .split(/(%2f)/i)
      .map((part, index) => (index % 2 === 1 ? part : decodeURIComponent(part)))
      .join("");
  } catch {
    throw invalid("MALFORMED_PATH", `"${segment.slice(0, 100)}" in the path is not valid percent-encoding.`);
  }
}
