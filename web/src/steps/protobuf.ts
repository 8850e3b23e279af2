// The first step: what reads the contract.
export { create } from "@bufbuild/protobuf";
