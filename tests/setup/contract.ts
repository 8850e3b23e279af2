// Before the contract tests: the .proto files of others, which buf needs and a fresh clone does not have. Once, not by each test
// file, so that none reads a folder that another is writing.
import { bringThirdParty } from "../../tools/generate.ts";

export default function setup(): void {
  bringThirdParty();
}
