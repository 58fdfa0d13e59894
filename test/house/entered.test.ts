/** What the compiler cannot ask for: whoever adds one of a kind is told where it has to be entered as well. */
import { expect, test } from "vitest";
import { PRESETS } from "../../src/architecture/presets.ts";
import type { Command } from "../../src/cli/command/command.ts";
import { GROUPS } from "../../src/cli/commands.ts";
import { CATALOGUE } from "../../src/metrics/catalogue.ts";
import { read, sources } from "./sources.ts";

const SRC = sources("src");
const below = (folder: string) => [...SRC].filter(([path]) => path.startsWith(`src/${folder}`));

test("every metric is collected", () => {
  const collecting = [...below("experiment/"), ...below("metrics/")]
    .filter(([path]) => !path.endsWith("catalogue.ts"))
    .map(([, one]) => one)
    .join("\n");
  const isCollected = (name: string): boolean =>
    collecting.includes(`"${name.replace(/\.p\d+$/, "")}"`) ||
    (name.includes(".") && collecting.includes(`\`${name.slice(0, name.indexOf(".") + 1)}\${`));
  expect(isCollected("dummyMetric")).toBe(false);
  expect(CATALOGUE.map(({ name }) => name as string).filter((name) => !isCollected(name))).toEqual([]);
});

test("every preset is entered, and has its row in README and docs/architectures.md", () => {
  const files = below("architecture/presets/").flatMap(([path]) =>
    path.endsWith("/parts.ts") ? [] : [path.split("/").at(-1)!],
  );
  expect(PRESETS.map(({ name }) => `${name}.ts`).sort()).toEqual(files);
  for (const page of ["README.md", "docs/architectures.md"])
    expect(
      PRESETS.map(({ name }) => name).filter((name) => !new RegExp(`^\\| .?\`${name}\``, "m").test(read(page))),
    ).toEqual([]);
});

test("every chart has a specimen, which tests and people look at", () => {
  const specimens = read("test/report/specimens.ts");
  const charts = below("report/charts/").filter(([, one]) => one.includes(": TopLevelSpec"));
  expect(charts.length).toBeGreaterThan(8);
  expect(charts.map(([path]) => path).filter((path) => !specimens.includes(`/${path}"`))).toEqual([]);
});

test("every command has its line in the README", () => {
  const lines = read("README.md")
    .split("\n")
    .filter((line) => line.startsWith("| `"));
  const commands = Object.values(GROUPS).flatMap((group) => Object.entries<Command>(group));
  const shown = commands.filter(([, { isHidden = false }]) => !isHidden).map(([name]) => name);
  expect(shown.filter((name) => !lines.some((line) => new RegExp(`\`${name}[ \`]`).test(line)))).toEqual([]);
});
