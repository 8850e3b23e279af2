// gRPC reflection and health as the gateway answers them: about the public services and their public methods, and nothing else.
import { clone } from "@bufbuild/protobuf";
import { type FileDescriptorProto, FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";
import type { ConnectRouter } from "@connectrpc/connect";
import { Health } from "@meshmart/gen/grpc/health/v1/health_pb";
import { ServerReflection } from "@meshmart/gen/grpc/reflection/v1/reflection_pb";
import type { HealthState } from "@meshmart/kit/health";
import { createReflection, V1ALPHA_PATH } from "@meshmart/kit/reflection";
import type { Contract } from "./contract.ts";

const V1_PATH = `/${ServerReflection.typeName}/ServerReflectionInfo`;

export function publicServices(contract: Contract): string[] {
  return [...new Set(contract.methods.map((method) => method.desc.parent.typeName))].sort();
}

export function addReflection(router: ConnectRouter, contract: Contract): void {
  const services = [ServerReflection.typeName, Health.typeName, ...publicServices(contract)];
  const edited = new Map<string, FileDescriptorProto>();
  const edit = (file: FileDescriptorProto) => {
    let shown = edited.get(file.name);
    if (!shown) {
      shown = withoutInternals(file, contract);
      edited.set(file.name, shown);
    }
    return shown;
  };
  router.service(ServerReflection, createReflection({ registry: contract.registry, services, edit }));
}

export function addHealth(router: ConnectRouter, health: HealthState): void {
  router.service(Health, health.impl);
}

/** The older name of reflection, which some tools still ask for, has the same messages. */
export function canonicalPath(path: string): string {
  return path === V1ALPHA_PATH ? V1_PATH : path;
}

function withoutInternals(file: FileDescriptorProto, { methods }: Contract): FileDescriptorProto {
  const shown = new Set(methods.map((method) => method.procedure));
  const copy = clone(FileDescriptorProtoSchema, file);
  for (const service of copy.service) {
    service.method = service.method.filter((method) => shown.has(`/${file.package}.${service.name}/${method.name}`));
  }
  copy.service = copy.service.filter((service) => service.method.length > 0);
  return copy;
}
