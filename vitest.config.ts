import { defineConfig } from "vitest/config";

// Unit tests stand beside their source and need nothing. Everything else has real servers: see tests/README.md.
const node = { environment: "node", pool: "forks" } as const;

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...node,
          name: "unit",
          include: [
            "{kit,services,gateway,tests,bench,tools}/**/src/**/*.test.ts",
            "mesh/src/**/*.test.ts",
            "tools/*.test.ts",
          ],
        },
      },
      {
        test: {
          ...node,
          name: "service",
          include: ["{kit/typescript,services/*,gateway}/test/**/*.test.ts"],
          globalSetup: ["tests/setup/servers.ts"],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          ...node,
          name: "contract",
          include: ["tests/{contract,conformance}/**/*.test.ts"],
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          ...node,
          name: "mesh",
          include: ["tests/{journeys,faults}/**/*.test.ts"],
          globalSetup: ["tests/setup/mesh.ts"],
          // One mesh for all of them: they take turns.
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
