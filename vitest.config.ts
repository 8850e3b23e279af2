import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

// Unit tests stand beside their source and need nothing. Everything else has real parts: see tests/README.md.
// The projects run one after the other, the cheapest first: tests with real servers hold promises about time, which a neighbour
// that takes the processors away would break.
const node = { environment: "node", pool: "forks" } as const;
const maxWorkers = Math.max(2, availableParallelism() - 1);
/** One file at a time: what is tested takes every processor itself. */
const alone = { fileParallelism: false } as const;
const turn = (groupOrder: number) => ({ sequence: { groupOrder } });

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...node,
          ...turn(1),
          name: "unit",
          maxWorkers,
          include: ["{kit,services,gateway,tests,bench,web}/**/src/**/*.test.ts", "tools/*.test.ts"],
        },
      },
      {
        test: {
          ...node,
          ...turn(2),
          name: "service",
          maxWorkers,
          // The runner's tests stand beside their source, and start real processes too.
          include: ["{kit/typescript,services/*,gateway}/test/**/*.test.ts", "mesh/src/**/*.test.ts"],
          globalSetup: ["tests/setup/servers.ts"],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          ...node,
          ...turn(3),
          ...alone,
          name: "go",
          include: ["tests/go/**/*.test.ts"],
          globalSetup: ["tests/setup/servers.ts"],
          // The first time, all that the tests import is compiled.
          testTimeout: 900_000,
        },
      },
      {
        test: {
          ...node,
          ...turn(4),
          ...alone,
          name: "python",
          include: ["tests/python/**/*.test.ts"],
        },
      },
      {
        test: {
          ...node,
          ...turn(5),
          ...alone,
          name: "contract",
          include: ["tests/{contract,conformance}/**/*.test.ts"],
          globalSetup: ["tests/setup/contract.ts"],
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          ...node,
          ...turn(6),
          // One mesh for all of them: they take turns.
          ...alone,
          name: "mesh",
          include: ["tests/{journeys,faults,web}/**/*.test.ts"],
          globalSetup: ["tests/setup/mesh.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
