// Imports point one way, services, gateway, web -> kit -> gen, in TypeScript and in Go. No service imports another: it calls it.
// Only tests, benches and deployments know the runner.
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";
import { files, textOf } from "./checkout.ts";

/** What a file of each area may import, beside its own area. A service is an area of its own: "services/catalog". */
const ALLOWED: Record<string, readonly string[]> = {
  gen: [],
  kit: ["gen"],
  services: ["kit", "gen"],
  gateway: ["kit", "gen"],
  web: ["kit", "gen"],
  mesh: [],
  deploy: ["mesh"],
};
/** They may look at everything. */
const FREE = new Set(["tests", "bench", "tools"]);

interface Import {
  readonly file: string;
  /** What it imports: a path in the checkout. */
  readonly target: string;
}

const isTest = (file: string) => /\.test\.\w+$|_test\.go$|\/test\/|\/testing[\w-]*\.ts$|^kit\/go\/kittest\//.test(file);

/** "services/catalog" for a service's file, the first folder's name for any other, nothing at the root. */
function areaOf(path: string): string {
  const [first = "", second = ""] = path.split("/");
  return first === "services" ? `${first}/${second}` : path.includes("/") ? first : "";
}

function isAllowed({ file, target }: Import): boolean {
  const from = areaOf(file);
  const to = areaOf(target);
  if (from === to || from === "" || FREE.has(from)) return true;
  if (to === "mesh" && isTest(file)) return true;
  return ALLOWED[from.split("/")[0]!]?.includes(to) ?? false;
}

const say = ({ file, target }: Import) => `${file} imports ${target}`;

describe.each([
  ["TypeScript", importsOfTypeScript()],
  ["Go", importsOfGo()],
] as const)("in %s", (_language, imports) => {
  it("imports point from services, gateway and web to kit to gen", () => {
    expect(imports.length).toBeGreaterThan(20);
    expect(imports.filter((one) => !isAllowed(one)).map(say)).toEqual([]);
  });

  it("nothing but tests imports what is made for tests", () => {
    const wrong = imports.filter(({ file, target }) => isTest(target) && !isTest(file) && !FREE.has(areaOf(file)));
    expect(wrong.map(say)).toEqual([]);
  });
});

it.each([
  ["services/catalog/src/main.ts", "services/ordering/src/order.ts"],
  ["services/catalog/test/products.test.ts", "services/ordering/src/order.ts"],
  ["kit/typescript/src/serve.ts", "services/catalog/src/product.ts"],
  ["kit/go/serve.go", "services/shipping"],
  ["gateway/src/main.ts", "services/catalog/src/product.ts"],
  ["gateway/src/main.ts", "mesh/src/mesh.ts"],
  ["services/catalog/src/main.ts", "mesh/src/mesh.ts"],
  ["mesh/src/mesh.ts", "kit/typescript/src/config.ts"],
])("%s may not import %s", (file, target) => {
  expect(isAllowed({ file, target })).toBe(false);
});

function importsOfTypeScript(): Import[] {
  const workspaces: string[] = JSON.parse(textOf("package.json")).workspaces;
  const folders = new Map(workspaces.map((folder) => [JSON.parse(textOf(`${folder}/package.json`)).name, folder]));
  const pattern = /(?:\bfrom|\bimport)\s*\(?\s*["']([^"']+)["']/g;
  return files("*.ts", "*.tsx", "*.js", "*.mjs").flatMap((file) =>
    [...textOf(file).matchAll(pattern)].flatMap(([, name = ""]) => {
      if (name.startsWith(".")) return [{ file, target: normalize(join(dirname(file), name)) }];
      const [, scoped, rest = ""] = /^(@meshmart\/[^/]+)\/?(.*)$/.exec(name) ?? [];
      const folder = scoped && folders.get(scoped);
      // "@meshmart/kit/testing" is kit/typescript/src/testing.ts: see `exports` of its package.json.
      return folder ? [{ file, target: `${folder}/src/${rest}.ts` }] : [];
    }),
  );
}

function importsOfGo(): Import[] {
  const module = /^module (\S+)/m.exec(textOf("go.mod"))![1]!;
  return files("*.go").flatMap((file) =>
    [...textOf(file).matchAll(/^\s*(?:import\s+)?(?:[\w.]+\s+)?"([^"]+)"$/gm)]
      .filter(([, path]) => path!.startsWith(`${module}/`))
      .map(([, path]) => ({ file, target: `${path!.slice(module.length + 1)}/` })),
  );
}
