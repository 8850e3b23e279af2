// Reads deploy/images/Dockerfile as far as the tests need it: stages, what each is made from, and which of our files each holds.
import { existsSync, globSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { root } from "./lint-tools.ts";

export const DOCKERFILE = "deploy/images/Dockerfile";

export interface Instruction {
  /** "COPY" */
  word: string;
  rest: string;
}

export interface Stage {
  name: string;
  /** An image of somebody else's, or another stage. */
  from: string;
  instructions: Instruction[];
}

/** A COPY from the checkout. */
export interface Copy {
  source: string;
  target: string;
}

export function readStages(): Map<string, Stage> {
  const stages = new Map<string, Stage>();
  let stage: Stage | undefined;
  for (const line of readFileSync(join(root, DOCKERFILE), "utf8").split("\n")) {
    const [, word = "", rest = ""] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [];
    if (word === "FROM") {
      const [from = "", , name = ""] = rest.split(/\s+/);
      stage = { name, from, instructions: [] };
      stages.set(name, stage);
    } else if (word) stage?.instructions.push({ word, rest });
  }
  return stages;
}

/** A stage's instructions after those of the stages that it is made from. */
export function instructionsOf(stages: Map<string, Stage>, name: string): Instruction[] {
  const stage = stages.get(name);
  return stage ? [...instructionsOf(stages, stage.from), ...stage.instructions] : [];
}

/** The image of somebody else's that a stage begins with. */
export function baseOf(stages: Map<string, Stage>, name: string): string {
  const stage = stages.get(name);
  return stage ? baseOf(stages, stage.from) : name;
}

/** The last of these instructions: the one that counts of USER, CMD and ENTRYPOINT. */
export function last(instructions: Instruction[], word: string): string | undefined {
  return instructions.findLast((instruction) => instruction.word === word)?.rest;
}

/** What is copied out of the checkout. */
export function copiesOf(instructions: Instruction[]): Copy[] {
  return instructions.flatMap(({ word, rest }) => {
    if (word !== "COPY" || rest.startsWith("--from=")) return [];
    const paths = rest.split(/\s+/);
    const target = paths.pop() ?? "";
    return paths.map((source) => ({ source, target }));
  });
}

/** The files of the checkout that these instructions take, by their paths in it. */
export function filesOf(instructions: Instruction[]): Set<string> {
  const sources = copiesOf(instructions).map(({ source }) => join(root, source));
  const files = sources.flatMap((path) => {
    if (!existsSync(path)) return [];
    return statSync(path).isFile() ? [path] : globSync(`${path}/**/*`, { exclude: ["**/node_modules"] });
  });
  return new Set(files.map((path) => relative(root, path)).filter(isSent));
}

const [, ...rules] = readFileSync(join(root, ".dockerignore"), "utf8")
  .split("\n")
  .filter((line) => line && !line.startsWith("#"));

/** Whether .dockerignore lets a path pass. It says `*` first, so a path needs a rule that takes it in. */
export function isSent(path: string): boolean {
  const under = (folder: string) => path === folder || path.startsWith(`${folder}/`);
  const taken = rules.some((rule) => rule.startsWith("!") && under(rule.slice(1)));
  const parts = path.split("/");
  const dropped = rules.some((rule) => {
    if (!rule.startsWith("**/")) return false;
    const name = rule.slice(3);
    return name.startsWith("*") ? path.endsWith(name.slice(1)) : parts.includes(name);
  });
  return taken && !dropped;
}
