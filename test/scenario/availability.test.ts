/** The availability section and services of components: what is read, and what is refused where. */
import { describe, expect, test } from "vitest";
import { parseService } from "../../src/scenario/parse.ts";

const HOUR = 3600;
const bare = (components: string, needs: string, more = "") =>
  parseService(`components: ${components}\nneeds: ${needs}\n${more}`, "service.yaml");

describe("a service of components", () => {
  test("a name with a count stands for all of them, wherever it is mentioned", () => {
    const { components } = bare(
      "{ s: { count: 3, mttf: 10 h, mttr: 1 h }, p: { probability: 1 % } }",
      "{ allOf: [p, { atLeast: 2, of: [s] }, { anyOf: [s-1, p] }] }",
    );
    expect(components!.needs).toEqual({
      allOf: ["p", { atLeast: 2, of: ["s-1", "s-2", "s-3"] }, { anyOf: ["s-1", "p"] }],
    });
    expect(components!.components).toEqual({
      p: { probability: 0.01 },
      "s-1": { mttf: 10 * HOUR, mttr: HOUR },
      "s-2": { mttf: 10 * HOUR, mttr: HOUR },
      "s-3": { mttf: 10 * HOUR, mttr: HOUR },
    });
  });

  test("alone it stands for all of them together", () => {
    expect(bare("{ s: { count: 2, probability: 0.1 } }", "s").components!.needs).toEqual({ allOf: ["s-1", "s-2"] });
  });

  test.each([
    ["{ a: { probability: 0.1, mttf: 1 h, mttr: 1 h } }", "a", "components.a", "a probability beside times"],
    ["{ a: { mttf: 0 s, mttr: 1 h } }", "a", "components.a.mttf", "0 s"],
    ["{ a: { probability: 2 } }", "a", "components.a.probability", "2"],
    ["{ a: { probability: 0.1 } }", "{ anyOf: [a, b] }", "needs.anyOf.1", '"b", which does not exist'],
    ["{ a: { count: 2, probability: 0 }, a-1: { probability: 0 } }", "a", "components.a-1", 'second component "a-1"'],
    [
      "{ a: { count: 2, probability: 0 } }",
      "{ allOf: [{ atLeast: 5, of: [a] }] }",
      "needs.allOf.0.atLeast",
      "never up",
    ],
  ])("%s with needs %s is refused", (components, needs, path, found) => {
    const { problems } = bare(components, needs);
    expect(problems!.map((problem) => problem.path)).toContain(path);
    expect(problems!.map((problem) => problem.found).join()).toContain(found);
  });
});

describe("the availability section", () => {
  const of = (section: string) =>
    bare("{ a: { count: 2, mttf: 10 h, mttr: 1 h } }", "{ anyOf: [a] }", `availability: ${section}\n`);

  test("fills in what is left out", () => {
    const { availability } = of("{ target: 5 nines, standby: warm, crew: {} }").components!;
    expect(availability).toMatchObject({ target: 1e-5, standby: 0.5, commonCause: 0, failoverStages: 1 });
    expect(availability.crew).toEqual({ size: 1, priorities: [], preemptive: false, pick: undefined });
    expect(availability.calls).toEqual({ patience: 32, redials: 1, redialAfter: 30 });
  });

  test.each([
    ["{ coverage: { probability: 0.9 } }", "availability.coverage", "no manualRecovery"],
    ["{ coverage: { probability: 1.2, uncovered: fails group } }", "availability.coverage.probability", "1.2"],
    ["{ standby: lukewarm }", "availability.standby", '"lukewarm"'],
    ["{ crew: { size: 0 } }", "availability.crew.size", "0"],
    ["{ crew: { priorities: [b] } }", "availability.crew.priorities.0", '"b"'],
    ["{ costs: { nodes: { b: 3 } } }", "availability.costs.nodes.b", '"b"'],
    ["{ costs: { nodes: { a: -3 } } }", "availability.costs.nodes.a", "-3"],
    ["{ target: 7 }", "availability.target", "7"],
    ["{ search: [1] }", "availability.search", "a list of 1"],
    ["{ uncertain: { a: { mttf: { uniform: [3 h, 1 h] } } } }", "availability.uncertain.a.mttf.uniform", "1"],
  ])("%s is refused at %s", (section, path, found) => {
    const { problems } = of(section);
    expect(problems!.map((problem) => problem.path).some((each) => each.startsWith(path))).toBe(true);
    expect(problems!.map((problem) => problem.found).join()).toContain(found);
  });
});
