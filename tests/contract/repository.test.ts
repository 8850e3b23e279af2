// What is committed works on any machine, and every test of it runs.
import { expect, it } from "vitest";
import { files, root, textOf } from "./checkout.ts";

const isText = (file: string) => !/\.(binpb|png|ico|woff2)$/.test(file);

/** Lines of all files of these names that are as asked, as "file:line". */
function linesThat(are: (line: string) => boolean, ...names: string[]): string[] {
  const linesOf = (file: string) => textOf(file).split("\n");
  return files(...names)
    .filter(isText)
    .flatMap((file) => linesOf(file).flatMap((line, index) => (are(line) ? [`${file}:${index + 1}`] : [])));
}

it("no file holds the path of this checkout", () => {
  expect(linesThat((line) => line.includes(`${root}/`) || line.endsWith(root))).toEqual([]);
});

it("no test is left out, and none keeps the others from running", () => {
  const left = /\b(?:it|test|describe)(?:\.\w+)*\.(?:only|skip|todo)\b|\bt\.Skip(?:Now|f)?\(/;
  expect(linesThat((line) => left.test(line), "*.ts", "*.go")).toEqual([]);
});

it("the lock file does not say where packages are to be downloaded from", () => {
  expect(linesThat((line) => line.includes('"resolved": "http'), "package-lock.json")).toEqual([]);
});
