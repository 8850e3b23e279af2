// A file sent by REST, as a stream of messages: where the body of a method whose client streams is a google.api.HttpBody, each piece that
// arrives is a message, and the file is never held whole. The service's own pace is the client's.
import { create, type DescField, type DescMessage, type Message } from "@bufbuild/protobuf";
import { reflect } from "@bufbuild/protobuf/reflect";
import { type HttpBody, HttpBodySchema } from "@meshmart/gen/google/api/httpbody_pb";
import type { HttpRequest } from "./body.ts";
import type { PublicMethod } from "./contract.ts";
import { bodyTooLarge, unsupportedMediaType } from "./errors.ts";
import type { Exchange } from "./exchange.ts";
import { LIMITS } from "./limits.ts";

export function isClientStream({ desc }: PublicMethod): boolean {
  return desc.methodKind === "client_streaming" || desc.methodKind === "bidi_streaming";
}

/** The field of the request that takes the raw body; undefined where there is none. */
export function uploadFieldOf(schema: DescMessage, body: string): (DescField & { fieldKind: "message" }) | undefined {
  const field = schema.fields.find(({ name }) => name === body);
  return field?.fieldKind === "message" && field.message.typeName === HttpBodySchema.typeName ? field : undefined;
}

/** `first` carries what the path and the query say; it is sent with the first piece, also when there is no more than that. */
export async function* readUpload(
  exchange: Exchange,
  first: Message,
  schema: DescMessage,
  body: string,
): AsyncGenerator<Message> {
  const { request } = exchange;
  const field = uploadFieldOf(schema, body)!;
  const contentType = request.headers["content-type"] ?? "";
  let message = first;
  const fill = (data: Uint8Array): Message => {
    const httpBody: HttpBody = create(HttpBodySchema, { contentType, data });
    const target = reflect(schema, message);
    target.set(field, reflect(HttpBodySchema, httpBody));
    message = create(schema);
    return target.message;
  };
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LIMITS.uploadBytes) throw bodyTooLarge(LIMITS.uploadBytes);
    for (let at = 0; at < chunk.length; at += LIMITS.bodyBytes / 2)
      yield fill(chunk.subarray(at, at + LIMITS.bodyBytes / 2));
  }
  if (size === 0) yield fill(new Uint8Array());
}

/** What may be refused before anything is sent on. */
export function checkUpload(request: HttpRequest): void {
  const encoding = request.headers["content-encoding"];
  if (encoding !== undefined && encoding !== "identity") {
    throw unsupportedMediaType(`the content encoding "${encoding}" of an upload`, "no encoding");
  }
  if (Number(request.headers["content-length"]) > LIMITS.uploadBytes) throw bodyTooLarge(LIMITS.uploadBytes);
}
