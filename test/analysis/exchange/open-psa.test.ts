import { describe, expect, test } from "vitest";
import { openPsaDocument } from "../../../src/analysis/exchange/open-psa-export.ts";
import { readOpenPsa } from "../../../src/analysis/exchange/open-psa-import.ts";
import { readXml } from "../../../src/analysis/exchange/xml-element.ts";
import { faultStructure } from "../../../src/analysis/fault-structure.ts";
import { solveFaultTree } from "../../../src/analysis/fault-tree.ts";
import { components } from "../../../src/structure/evaluation.ts";
import { allOf, anyOf, atLeast } from "../../../src/structure/expression.ts";
import { baobab1, baobab1Probability } from "../../structure/baobab1.ts";
import { relativeDifference } from "../relative.ts";

/** Wraps definitions in a document; every basic event named in `events` has the probability given. */
const document = (gates: string, events: Readonly<Record<string, number>> = {}): string =>
  [
    '<?xml version="1.0"?>',
    "<opsa-mef>",
    `<define-fault-tree name="tree">${gates}`,
    "</define-fault-tree>",
    "<model-data>",
    ...Object.entries(events).map(
      ([name, p]) => `<define-basic-event name="${name}"><float value="${p}"/></define-basic-event>`,
    ),
    "</model-data>",
    "</opsa-mef>",
  ].join("\n");

/** Two redundant trains of a valve and a pump each. */
const TWO_TRAINS = document(
  `
<define-gate name="top"><and><gate name="train-1"/><event name="train-2"/></and></define-gate>
<define-gate name="train-1"><or><basic-event name="valve-1"/><event name="pump-1"/></or></define-gate>
<define-gate name="train-2"><label>the other one</label><or><event name="valve-2"/><event name="pump-2"/></or></define-gate>`,
  { "valve-1": 0.5, "valve-2": 0.5, "pump-1": 0.7, "pump-2": 0.7 },
);

describe("reading", () => {
  test("two trains: (1 − 0.5 · 0.3)², four cut sets, and a rare-event sum above 1", () => {
    const tree = readOpenPsa(TWO_TRAINS);
    expect([tree.top, tree.gates, tree.probabilities.size]).toEqual(["top", 3, 4]);
    const solution = solveFaultTree(tree);
    expect(relativeDifference(solution.probability, 0.85 ** 2)).toBeLessThan(1e-14);
    expect(relativeDifference(solution.rareEventSum, 1.2 ** 2)).toBeLessThan(1e-14);
    expect(solution.rareEventSum).toBeGreaterThan(1);
    expect([...solution.cutSets].map((set) => [...set].sort().join(" ")).sort()).toEqual([
      "pump-1 pump-2",
      "pump-1 valve-2",
      "pump-2 valve-1",
      "valve-1 valve-2",
    ]);
    const pump = solution.importance().find(({ component }) => component === "pump-1")!;
    expect(pump.birnbaum).toBeCloseTo(0.85 * 0.5, 14);
  });

  test("votes, negations, nested gates and house events", () => {
    const tree = readOpenPsa(
      document(
        `
<define-gate name="top"><or>
  <atleast min="2"><event name="a"/><event name="b"/><event name="c"/></atleast>
  <and><not><event name="a"/></not><xor><event name="b"/><event name="c"/></xor><event name="on"/></and>
  <nor><event name="a"/><event name="b"/><iff><event name="b"/><event name="c"/></iff></nor>
  <and><event name="off"/><imply><event name="a"/><event name="b"/></imply><nand><event name="a"/><event name="c"/></nand></and>
</or></define-gate>
<define-house-event name="on"><constant value="true"/></define-house-event>
<define-house-event name="off"><constant value="false"/></define-house-event>`,
        { a: 0.1, b: 0.2, c: 0.3 },
      ),
    );
    let expected = 0;
    for (const a of [0, 1]) {
      for (const b of [0, 1]) {
        for (const c of [0, 1]) {
          const holds = a + b + c >= 2 || (a === 0 && b !== c) || !(a || b || b === c);
          if (holds) expected += (a ? 0.1 : 0.9) * (b ? 0.2 : 0.8) * (c ? 0.3 : 0.7);
        }
      }
    }
    expect(relativeDifference(solveFaultTree(tree).probability, expected)).toBeLessThan(1e-14);
  });

  test("parameters, arithmetic, exponential and repairable events", () => {
    const tree = readOpenPsa(
      `<opsa-mef><define-fault-tree name="t">
      <define-gate name="top"><and><event name="a"/><event name="b"/><event name="c"/></and></define-gate>
      <define-basic-event name="a"><exponential><parameter name="rate"/><system-mission-time/></exponential></define-basic-event>
      <define-basic-event name="b"><GLM><float value="0"/><parameter name="rate"/><float value="0.1"/><float value="5"/></GLM></define-basic-event>
      <define-basic-event name="c"><sub><float value="1"/><mul><float value="0.5"/><div><int value="3"/><float value="2"/></div></mul></sub></define-basic-event>
      </define-fault-tree><model-data><define-parameter name="rate"><float value="1e-3"/></define-parameter></model-data></opsa-mef>`,
      { missionTime: 100 },
    );
    const sum = 1e-3 + 0.1;
    expect(relativeDifference(tree.probabilities.get("a")!, 1 - Math.exp(-0.1))).toBeLessThan(1e-14);
    expect(relativeDifference(tree.probabilities.get("b")!, (1e-3 / sum) * (1 - Math.exp(-5 * sum)))).toBeLessThan(
      1e-14,
    );
    expect(tree.probabilities.get("c")).toBe(0.25);
  });

  test("several top gates: one must be named", () => {
    const two = document(
      '<define-gate name="x"><or><event name="a"/></or></define-gate><define-gate name="y"><or><event name="b"/></or></define-gate>',
      { a: 0.1, b: 0.2 },
    );
    expect(() => readOpenPsa(two)).toThrow("found 2 gates that are part of no other (x, y); expected one top gate");
    expect(solveFaultTree(readOpenPsa(two, { top: "y" })).probability).toBe(0.2);
    expect(() => readOpenPsa(two, { top: "z" })).toThrow('found no gate "z"; expected one of x, y');
  });
});

describe("refusing, with line and column", () => {
  const refused = (text: string): string[] => {
    try {
      readOpenPsa(text);
      return [];
    } catch (error) {
      return (error as Error).message.split("\n");
    }
  };

  test("undeclared events, wrong kinds, counts, probabilities: all at once", () => {
    const text = document(
      `
<define-gate name="top"><or>
  <event name="ghost"/>
  <gate name="a"/>
  <atleast min="3"><event name="a"/><event name="b"/></atleast>
  <xor><event name="a"/></xor>
  <inhibit/>
</or></define-gate>`,
      { a: 1.5, b: -1 },
    );
    expect(refused(text)).toEqual([
      '5:3  found the undeclared event "ghost"; declare it, or correct its name.',
      '6:3  "a" is a basic event; expected a gate.',
      '7:3  <atleast> found min="3"; expected a whole number from 1 to 2, its parts.',
      "8:3  <xor> found 1 parts; expected at least 2.",
      "9:3  found <inhibit>; expected a gate (and, or, atleast, not, xor, …) or a reference to an event.",
      '13:30  basic event "a" found probability 1.5; expected 0 to 1.',
      '14:30  basic event "b" found probability -1; expected 0 to 1.',
    ]);
  });

  test("a cycle is shown, whether below the top or without one", () => {
    const below = document(
      '\n<define-gate name="top"><or><gate name="g"/></or></define-gate>\n<define-gate name="g"><or><gate name="h"/></or></define-gate>\n<define-gate name="h"><and><gate name="g"/><event name="a"/></and></define-gate>',
      { a: 0.1 },
    );
    expect(refused(below)).toEqual(['6:28  gate "g" depends on itself: g → h → g; break the circle.']);
    const all = document('\n<define-gate name="g"><or><gate name="g"/></or></define-gate>');
    expect(refused(all)).toEqual(['4:27  gate "g" depends on itself: g → g; break the circle.']);
  });

  test("names defined twice, events without probability, constructs that are not read", () => {
    const text = `<opsa-mef><define-fault-tree name="t">
<define-gate name="top"><and><event name="a"/><event name="b"/></and></define-gate>
<define-basic-event name="a"/>
<define-basic-event name="b"><lognormal-deviate/></define-basic-event>
<define-basic-event name="b"><parameter name="nowhere"/></define-basic-event>
</define-fault-tree>
<define-CCF-group name="c" model="MGL"/>
</opsa-mef>`;
    expect(refused(text)).toEqual([
      '3:1  basic event "a" has no probability; give it one, such as <float value="1e-3"/>.',
      '5:1  "b" is defined already on line 4; rename one of them.',
      '5:30  found the undeclared parameter "nowhere"; declare it with <define-parameter>.',
      "7:1  found <define-CCF-group>, which is not read; expected gates, basic events, house events and parameters.",
    ]);
  });

  test("XML that is not well formed, and other documents", () => {
    expect(refused("<opsa-mef><define-fault-tree></opsa-mef>")[0]).toMatch(
      /^1:\d+ {2}not well-formed XML: unexpected close tag/,
    );
    expect(refused("")[0]).toMatch(/^1:\d+ {2}/);
    expect(refused("<html/>")).toEqual(["1:1  found <html>; expected an Open-PSA document, <opsa-mef>."]);
  });
});

describe("writing", () => {
  test("what is written reads back as the same tree", () => {
    const needs = allOf("network & co", anyOf("proxy-a", "proxy-b"), atLeast(2, "r 1", "r 2", "r 3"));
    const given = Object.fromEntries(components(needs).map((name, i) => [name, { mttf: 1000 + 100 * i, mttr: 10 }]));
    const text = openPsaDocument("2 of 3 <test>", needs, given);
    const tree = solveFaultTree(readOpenPsa(text));
    const structure = faultStructure(needs, given);
    expect(relativeDifference(tree.probability, structure.unavailability)).toBeLessThan(1e-14);
    expect(tree.cutSets.count).toBe(structure.cutSets.count);
    expect(readXml(text).children[1]!.children[0]!.attributes["name"]).toBe("network___co");
  });

  test("a single component, and components named like gates", () => {
    const one = openPsaDocument("one", "gate-1", { "gate-1": { probability: 0.25 } });
    expect(solveFaultTree(readOpenPsa(one)).probability).toBe(0.25);
  });

  test("baobab1 keeps its shared gates, its 46 188 cut sets and its probability, and is read and solved in time", () => {
    const given = Object.fromEntries(
      components(baobab1).map((name) => [name, { probability: baobab1Probability(name) }]),
    );
    const tree = readOpenPsa(openPsaDocument("baobab1", baobab1, given));
    expect(tree.gates).toBeLessThan(90);
    const { probability, cutSets } = solveFaultTree(tree);
    expect(cutSets.count).toBe(46_188);
    expect(probability).toBeCloseTo(1.2823e-6, 10);
  });
});
