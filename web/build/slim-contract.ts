// Leaves the definition of validation rules (buf/validate/validate.proto, a seventh of the first load) out of what the generated code
// brings along. The rules of our own messages stay in their descriptors, as bytes; the validator, fetched when a form first needs it, brings
// its own copy of the definition and reads them.
import { create, toBinary } from "@bufbuild/protobuf";
import { base64Encode } from "@bufbuild/protobuf/wire";
import { FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";
import type { Plugin } from "vite";

const RULES = /\/gen\/ts\/buf\/validate\/validate_pb\.js$/;

export function slimContract(): Plugin {
  const empty = create(FileDescriptorProtoSchema, { name: "buf/validate/validate.proto", package: "buf.validate" });
  return {
    name: "meshmart:slim-contract",
    load: {
      filter: { id: RULES },
      handler: () => `
        import { fileDesc } from "@bufbuild/protobuf/codegenv2";
        export const file_buf_validate_validate = fileDesc("${base64Encode(toBinary(FileDescriptorProtoSchema, empty))}");
      `,
    },
  };
}
