// Holds the TypeScript kit to gRPC itself: its server and its client transport against the reference implementations of the public
// conformance suite. See README.md for what is left out.
import { beforeAll, expect, it } from "vitest";
import { installSuite, runSuite } from "./src/suite.ts";

// Fewer means that cases were not run: a configuration that the suite understands otherwise than we do.
const LEAST_CASES = 350;

beforeAll(installSuite);

// Once more if need be: a machine with no time to spare misses the suite's deadlines, whatever the kit does.
const options = { retry: 1 };

it.each(["server", "client"] as const)("the kit's %s passes the gRPC conformance suite", options, async (mode) => {
  const { passed, failed, summary } = await runSuite(mode);
  expect(failed).toEqual([]);
  expect(passed, summary).toBeGreaterThan(LEAST_CASES);
  console.log(`${mode}: ${summary}`);
});
