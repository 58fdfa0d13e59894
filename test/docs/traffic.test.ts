/** Every fragment of the page on traffic is read as part of a scenario, and every scenario it names is there. */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { parseScenarioBytes } from "../../src/scenario/parse.ts";
import { renderProblem } from "../../src/scenario/problem.ts";

const root = resolve(import.meta.dirname, "../..");
const text = readFileSync(join(root, "docs/how-to-traffic.md"), "utf8");
const fragments = [...text.matchAll(/```yaml( tier)?\n([\s\S]*?)```/g)].map(([, tier, yaml]) => ({
  isTier: tier !== undefined,
  yaml: yaml!,
}));
const indented = (yaml: string, by: number) => yaml.replace(/^(?=.)/gm, " ".repeat(by));

describe("docs/how-to-traffic.md", () => {
  test.each(fragments)("$yaml", ({ isTier, yaml }) => {
    const scenario = isTier
      ? `architecture:\n  preset: single\n  tiers:\n    proxies:\n${indented(yaml, 6)}run: { horizon: 60 s }\n`
      : `architecture: { preset: single }\ntraffic:\n${indented(yaml, 2)}run: { horizon: 60 s }\n`;
    const { problems } = parseScenarioBytes(new TextEncoder().encode(scenario), "how-to-traffic.md", []);
    expect((problems ?? []).map((problem) => renderProblem(problem))).toEqual([]);
  });

  test("names scenarios that exist", () => {
    const named = [...text.matchAll(/scenarios\/[\w-]+\.yaml/g)].map(([path]) => path);
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    expect(fragments.length).toBeGreaterThan(6);
  });
});
