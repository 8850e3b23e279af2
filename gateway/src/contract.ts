// The contract as the gateway sees it: without the methods that are for services only, or for nobody. Those do not exist here, so no
// later step can let one through by mistake. Read once at start: a changed contract is a restart.
import {
  createFileRegistry,
  type DescMethod,
  type FileRegistry,
  fromBinary,
  getOption,
  hasOption,
} from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { http } from "@meshmart/gen/google/api/annotations_pb";
import type { HttpRule } from "@meshmart/gen/google/api/http_pb";
import { Access } from "@meshmart/gen/meshmart/options/v1/options_pb";
import { meshNameOf, policyOf } from "@meshmart/kit/policy";

/** A method that is there for callers from outside; its access option says for which of them (authentication.ts). */
export interface PublicMethod {
  readonly desc: DescMethod;
  /** Mesh name of the service that serves it: "catalog". */
  readonly service: string;
  /** The path of gRPC and Connect: "/meshmart.catalog.v1.CatalogService/GetProduct". */
  readonly procedure: string;
  /** Its REST bindings, additional ones included; may be empty. */
  readonly rules: readonly HttpRule[];
}

export interface Contract {
  /** All types, hidden methods' too: error details and google.protobuf.Any are looked up here. */
  readonly registry: FileRegistry;
  readonly methods: readonly PublicMethod[];
}

/** Reads a google.protobuf.FileDescriptorSet that holds its imports, as `buf build -o` writes it. */
export function loadContract(bytes: Uint8Array): Contract {
  const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, bytes));
  const methods: PublicMethod[] = [];
  for (const type of registry) {
    if (type.kind !== "service") continue;
    for (const desc of type.methods) {
      const { access } = policyOf(desc);
      if (access === Access.SERVICE || access === Access.UNSPECIFIED) continue;
      const procedure = `/${type.typeName}/${desc.name}`;
      methods.push({ desc, service: meshNameOf(type.typeName), procedure, rules: rulesOf(desc) });
    }
  }
  return { registry, methods };
}

function rulesOf(method: DescMethod): HttpRule[] {
  if (!hasOption(method, http)) return [];
  const rule = getOption(method, http);
  return [rule, ...rule.additionalBindings];
}
