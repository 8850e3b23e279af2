// gRPC reflection and health as the gateway answers them: about the public services and their public methods, and nothing else.

import { clone, create, createFileRegistry, type DescFile, type FileRegistry } from "@bufbuild/protobuf";
import { type FileDescriptorProto, FileDescriptorProtoSchema, FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import type { ConnectRouter } from "@connectrpc/connect";
import { Health } from "@meshmart/gen/grpc/health/v1/health_pb";
import { ServerReflection } from "@meshmart/gen/grpc/reflection/v1/reflection_pb";
import { file_meshmart_options_v1_errors } from "@meshmart/gen/meshmart/options/v1/errors_pb";
import type { HealthState } from "@meshmart/kit/health";
import { createReflection, V1ALPHA_PATH } from "@meshmart/kit/reflection";
import type { Contract } from "./contract.ts";

const V1_PATH = `/${ServerReflection.typeName}/ServerReflectionInfo`;

export function publicServices(contract: Contract): string[] {
  return [...new Set(contract.methods.map((method) => method.desc.parent.typeName))].sort();
}

/** The files that the public services need, without services and methods that are not public. */
export function publicRegistry(contract: Contract): FileRegistry {
  const shown = new Set([
    ...contract.methods.map((method) => method.procedure),
    ...proceduresOf(Health),
    ...proceduresOf(ServerReflection),
  ]);
  const files = new Map<string, FileDescriptorProto>();
  const add = (file: DescFile) => {
    if (files.has(file.proto.name)) return;
    for (const dependency of file.dependencies) add(dependency);
    files.set(file.proto.name, withoutInternals(file.proto, shown));
  };
  for (const { desc } of contract.methods) add(desc.parent.file);
  for (const service of [Health, ServerReflection]) add(service.file);
  // So that grpcurl can read the details of an error.
  add(file_meshmart_options_v1_errors);
  return createFileRegistry(create(FileDescriptorSetSchema, { file: [...files.values()] }));
}

export function addReflection(router: ConnectRouter, contract: Contract): void {
  const services = [ServerReflection.typeName, Health.typeName, ...publicServices(contract)];
  router.service(ServerReflection, createReflection({ registry: publicRegistry(contract), services }));
}

export function addHealth(router: ConnectRouter, health: HealthState): void {
  router.service(Health, health.impl);
}

/** The older name of reflection, which some tools still ask for, has the same messages. */
export function canonicalPath(path: string): string {
  return path === V1ALPHA_PATH ? V1_PATH : path;
}

function proceduresOf(service: typeof Health | typeof ServerReflection): string[] {
  return service.methods.map((method) => `/${service.typeName}/${method.name}`);
}

function withoutInternals(file: FileDescriptorProto, shown: ReadonlySet<string>): FileDescriptorProto {
  if (file.service.length === 0) return file;
  const copy = clone(FileDescriptorProtoSchema, file);
  for (const service of copy.service) {
    service.method = service.method.filter((method) => shown.has(`/${file.package}.${service.name}/${method.name}`));
  }
  copy.service = copy.service.filter((service) => service.method.length > 0);
  return copy;
}
