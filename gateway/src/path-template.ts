// The path templates of google.api.http: "/v1/orders/{order.id}/lines/{name=shelves/*}:cancel", "/v1/files/{path=**}".
// Grammar: https://github.com/googleapis/googleapis/blob/master/google/api/http.proto ("Path template syntax").
// A template that breaks it throws at start, so that no route of a running gateway can be half understood.

/** A literal, "*" (one segment) or "**" (all that are left; last only). */
export type Segment = string;

export interface PathVariable {
  /** Field that takes the value: "order.id". */
  readonly fieldPath: string;
  /** First segment of its value. */
  readonly start: number;
  /** Segment after its value; Infinity where the value runs to the end of the path. */
  readonly end: number;
  /** Whether its value may span segments: then an escaped slash in it stays escaped, so that both can be told apart. */
  readonly spansSegments: boolean;
}

export interface PathTemplate {
  readonly segments: readonly Segment[];
  readonly variables: readonly PathVariable[];
  /** What follows the last colon: "cancel". Empty when there is none. */
  readonly verb: string;
}

const FIELD_PATH = /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/;
const LITERAL = /^[^*{}=:/\s]+$/;

export function parsePathTemplate(text: string): PathTemplate {
  const fail = (why: string): never => {
    throw new Error(`The path template "${text}" is not valid: ${why}.`);
  };
  if (!text.startsWith("/")) fail("it must begin with a slash");

  const { body, verb } = splitVerb(text.slice(1));
  const segments: Segment[] = [];
  const variables: PathVariable[] = [];

  const addSegment = (segment: string) => {
    if (segments.at(-1) === "**") fail('"**" may only be the last segment');
    if (segment !== "*" && segment !== "**" && !LITERAL.test(segment)) fail(`"${segment}" is not a segment`);
    segments.push(segment);
  };

  for (const part of splitOutsideBraces(body)) {
    if (!part.startsWith("{")) {
      addSegment(part);
      continue;
    }
    if (!part.endsWith("}")) fail(`"${part}" has no closing brace`);
    const [fieldPath = "", pattern = "*", ...more] = part.slice(1, -1).split("=");
    if (more.length > 0 || !FIELD_PATH.test(fieldPath)) fail(`"${part}" is not a variable`);
    if (variables.some((variable) => variable.fieldPath === fieldPath)) fail(`"${fieldPath}" is bound twice`);
    const start = segments.length;
    pattern.split("/").forEach(addSegment);
    const end = segments.at(-1) === "**" ? Number.POSITIVE_INFINITY : segments.length;
    variables.push({ fieldPath, start, end, spansSegments: pattern !== "*" });
  }
  return { segments, variables, verb };
}

function splitVerb(text: string): { body: string; verb: string } {
  const colon = text.lastIndexOf(":");
  if (colon < 0 || colon < text.lastIndexOf("/") || colon < text.lastIndexOf("}")) return { body: text, verb: "" };
  return { body: text.slice(0, colon), verb: text.slice(colon + 1) };
}

function splitOutsideBraces(text: string): string[] {
  return text.split(/\/(?![^{}]*\})/);
}
