// A method of the contract as grpc-js needs it: its path, and functions between messages and Buffers.
import { type DescMessage, type DescMethod, fromBinary, type Message, toBinary } from "@bufbuild/protobuf";
import type { MethodDefinition } from "@grpc/grpc-js";

const definitions = new WeakMap<DescMethod, MethodDefinition<Message, Message>>();

export function methodDefinition(method: DescMethod): MethodDefinition<Message, Message> {
  let definition = definitions.get(method);
  if (!definition) {
    definition = {
      path: `/${method.parent.typeName}/${method.name}`,
      requestStream: method.methodKind === "client_streaming" || method.methodKind === "bidi_streaming",
      responseStream: method.methodKind === "server_streaming" || method.methodKind === "bidi_streaming",
      requestSerialize: serializer(method.input),
      requestDeserialize: deserializer(method.input),
      responseSerialize: serializer(method.output),
      responseDeserialize: deserializer(method.output),
    };
    definitions.set(method, definition);
  }
  return definition;
}

// grpc-js refuses a plain Uint8Array; the Buffer shares its memory.
function serializer(schema: DescMessage) {
  return (message: Message) => {
    const bytes = toBinary(schema, message);
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  };
}

function deserializer(schema: DescMessage) {
  return (bytes: Buffer) => fromBinary(schema, bytes);
}
