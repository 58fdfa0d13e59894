/** Fragments of scenarios in the documentation are read as parts of a scenario. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { renderProblem } from "../../src/notation/problem.ts";
import { Source } from "../../src/notation/source.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import { type Fence, pages, root } from "./page.ts";

/** What is wrong with a scenario that may name the files that ours name. */
const problemsOf = (text: string): readonly string[] => {
  const companions = (path: string) => ({
    source: new Source(path, readFileSync(join(root, "scenarios", path), "utf8")),
  });
  return (parseScenario(text, "page.yaml", [], companions).problems ?? []).map((problem) => renderProblem(problem));
};

/** A scenario that holds a fragment at its place, and what every scenario needs. */
function completed({ where, text }: Pick<Fence, "where" | "text">): string {
  if (where.endsWith(".yaml")) return text;
  let nested: unknown = parse(text);
  for (const key of where.split(".").filter(Boolean).reverse()) nested = { [key]: nested };
  const given = nested as { architecture?: object; run?: object };
  const architecture = { preset: "iprs", ...given.architecture };
  const run = { horizon: "1 h", ...given.run };
  return stringify({ ...given, architecture, run });
}

const fragments = pages().flatMap(({ path, fences }) =>
  fences.filter(({ language }) => language === "yaml").map((fence) => ({ path, ...fence })),
);

test("there are fragments of scenarios", () => expect(fragments.length).toBeGreaterThan(8));

for (const { path, where, text } of fragments)
  test(`${path} ${where}: ${text.split("\n", 1)[0]}`, () => expect(problemsOf(completed({ where, text }))).toEqual([]));

test("a fragment that is wrong is found out", () => {
  expect(problemsOf(completed({ where: "traffic.calls", text: "{ rate: 10/s, count: 5, hold: -3 s }" }))).toEqual([
    expect.stringContaining("negative"),
  ]);
});

describe("lines of faults", () => {
  const lines = pages().flatMap(({ text }) => text.match(/(?<=`)\{ (?:at|chance|shock): [^`]*(?=`)/g) ?? []);
  const inOneScenario = (line: string) =>
    problemsOf(
      `architecture: { preset: ppdr, proxies: 3 }\nfaults: [${line}]\nrun: { horizon: 10 min }\ntraffic: { users: 10 }`,
    );

  test("there are some", () => expect(lines.length).toBeGreaterThan(10));
  for (const line of lines) test(line, () => expect(inOneScenario(line)).toEqual([]));
});
