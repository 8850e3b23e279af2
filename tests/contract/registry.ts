// The committed contract as descriptors: what the gateway and discovery read too.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createFileRegistry, fromBinary } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { root } from "./checkout.ts";

export const registry = createFileRegistry(
  fromBinary(FileDescriptorSetSchema, readFileSync(join(root, "gen/contract.binpb"))),
);

/** Without those of others that it imports. */
export const ourFiles = [...registry.files].filter(({ proto }) => proto.package.startsWith("meshmart."));
