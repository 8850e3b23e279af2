// Event types of a domain that no other file uses, so that each test file has streams of its own on the shared NATS.
import { randomBytes } from "node:crypto";
import { clone, create, createFileRegistry, type DescFile, setExtension } from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema, FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { StockChangedSchema } from "@meshmart/gen/meshmart/inventory/v1/inventory_events_pb";
import { EventSchema, event } from "@meshmart/gen/meshmart/options/v1/options_pb";

/** A domain's name: "test1a2b3c4d". */
export function newDomain(): string {
  return `test${randomBytes(4).toString("hex")}`;
}

/** StockChanged as an event `<domain>.stock_changed`; its ordering key is the product_id. */
export function eventTypeIn(domain: string): typeof StockChangedSchema {
  const { file, name } = StockChangedSchema;
  const renamed = clone(FileDescriptorProtoSchema, file.proto);
  const options = renamed.messageType.find((message) => message.name === name)!.options!;
  setExtension(options, event, create(EventSchema, { subject: `${domain}.stock_changed`, key: "product_id" }));
  const imports = (of: DescFile): DescFile[] => of.dependencies.flatMap((found) => [...imports(found), found]);
  const files = [...new Set(imports(file))].map(({ proto }) => proto);
  const registry = createFileRegistry(create(FileDescriptorSetSchema, { file: [...files, renamed] }));
  return registry.getMessage(StockChangedSchema.typeName) as typeof StockChangedSchema;
}
