// gRPC reflection, so that grpcurl needs no .proto. Served from the descriptors of protobuf-es, as v1 and as v1alpha (the same
// messages under another name); @grpc/reflection fails on any file that imports another (grpc-node #2958).
import { type DescFile, type FileRegistry, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { type FileDescriptorProto, FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";
import { Code, type ServiceImpl } from "@connectrpc/connect";
import type {
  ServerReflection,
  ServerReflectionRequest,
  ServerReflectionResponseSchema,
} from "@meshmart/gen/grpc/reflection/v1/reflection_pb";

type Answer = MessageInitShape<typeof ServerReflectionResponseSchema>["messageResponse"];

export interface ReflectionOptions {
  /** Full names that `list` shows. */
  readonly services: readonly string[];
  /** Every file that they need. */
  readonly registry: FileRegistry;
  /** Changes a file before it is shown: the gateway takes internal methods out. */
  readonly edit?: (file: FileDescriptorProto) => FileDescriptorProto;
}

export const V1ALPHA_PATH = "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo";

export function createReflection(options: ReflectionOptions): ServiceImpl<typeof ServerReflection> {
  return {
    async *serverReflectionInfo(requests) {
      for await (const request of requests) {
        yield { validHost: request.host, originalRequest: request, messageResponse: answer(options, request) };
      }
    },
  };
}

function answer(
  { registry, services, edit }: ReflectionOptions,
  { messageRequest: asked }: ServerReflectionRequest,
): Answer {
  if (asked.case === "listServices") {
    return { case: "listServicesResponse", value: { service: services.map((name) => ({ name })) } };
  }
  if (asked.case === "allExtensionNumbersOfType") {
    const extensionNumber = [...registry]
      .filter((desc) => desc.kind === "extension" && desc.extendee.typeName === asked.value)
      .map((desc) => (desc.kind === "extension" ? desc.number : 0));
    return { case: "allExtensionNumbersResponse", value: { baseTypeName: asked.value, extensionNumber } };
  }
  const file =
    asked.case === "fileByFilename"
      ? registry.getFile(asked.value)
      : asked.case === "fileContainingSymbol"
        ? fileOf(registry, asked.value)
        : asked.case === "fileContainingExtension"
          ? fileOfExtension(registry, asked.value.containingType, asked.value.extensionNumber)
          : undefined;
  if (!file)
    return {
      case: "errorResponse",
      value: { errorCode: Code.NotFound, errorMessage: `Not part of this contract: ${String(asked.value)}` },
    };
  const fileDescriptorProto = withImports(file).map((found) =>
    toBinary(FileDescriptorProtoSchema, edit ? edit(found.proto) : found.proto),
  );
  return { case: "fileDescriptorResponse", value: { fileDescriptorProto } };
}

/** Symbols are types, services, and what stands inside them: a method, a field, an enum's value. */
function fileOf(registry: FileRegistry, symbol: string): DescFile | undefined {
  const found = registry.get(symbol) ?? registry.get(symbol.slice(0, symbol.lastIndexOf(".")));
  return found?.file;
}

function fileOfExtension(registry: FileRegistry, extendee: string, number: number): DescFile | undefined {
  for (const desc of registry) {
    if (desc.kind === "extension" && desc.extendee.typeName === extendee && desc.number === number) return desc.file;
  }
  return undefined;
}

/** The file and all that it imports, each once, as grpcurl likes it: a single answer instead of one a file. */
function withImports(file: DescFile, seen = new Set<DescFile>()): DescFile[] {
  if (!seen.has(file)) {
    seen.add(file);
    for (const dependency of file.dependencies) withImports(dependency, seen);
  }
  return [...seen];
}
