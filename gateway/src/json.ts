// Proto3 JSON, strict in what it reads and complete in what it writes: unknown and doubled fields are refused by name, malformed
// text by position, and fields without presence are always written ("nextPageToken": "").
import { isUtf8 } from "node:buffer";
import {
  type DescMessage,
  fromJsonString,
  type JsonValue,
  type Message,
  type Registry,
  toJson,
} from "@bufbuild/protobuf";
import { isFieldError } from "@bufbuild/protobuf/reflect";
import type { ConnectError } from "@connectrpc/connect";
import { invalid } from "./errors.ts";
import { describeOffset, jsonErrorOffset } from "./json-position.ts";

export interface JsonCodec {
  /** Throws INVALID_ARGUMENT that says what is wrong and where. */
  read(schema: DescMessage, body: Uint8Array): Message;
  readText(schema: DescMessage, text: string): Message;
  write(schema: DescMessage, message: Message): JsonValue;
}

/** `registry` holds the types that a google.protobuf.Any may carry. */
export function createJsonCodec(registry: Registry): JsonCodec {
  const writeOptions = { registry, alwaysEmitImplicit: true };
  const readOptions = { registry };
  const readText = (schema: DescMessage, text: string): Message => {
    try {
      return fromJsonString(schema, text, readOptions);
    } catch (error) {
      throw refusal(schema, text, error as Error);
    }
  };
  return {
    readText,
    read(schema, body) {
      if (body.byteLength === 0) return readText(schema, "{}");
      if (!isUtf8(body)) throw invalid("MALFORMED_JSON", "The body is not valid UTF-8.");
      return readText(schema, Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString());
    },
    write: (schema, message) => toJson(schema, message, writeOptions),
  };
}

function refusal(schema: DescMessage, text: string, error: Error): ConnectError {
  if (error.cause instanceof SyntaxError) {
    const offset = jsonErrorOffset(text);
    const found = offset < text.length ? `unexpected ${JSON.stringify(text[offset])}` : "it ends too early";
    return invalid(
      "MALFORMED_JSON",
      `The body is not valid JSON: ${found} at ${describeOffset(text, offset)}.`,
      undefined,
      error,
    );
  }
  const unknown = /^cannot decode message (\S+) from JSON: key "(.*)" is unknown$/s.exec(error.message);
  if (unknown) {
    const [, type = schema.typeName, key = ""] = unknown;
    return invalid("UNKNOWN_FIELD", `${type} has no field "${key.slice(0, 100)}".`, key.slice(0, 100), error);
  }
  const field = isFieldError(error.cause) ? error.cause.field().name : undefined;
  return invalid("INVALID_JSON", `${capitalize(error.message.slice(0, 500))}.`, field, error);
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
