import { describe, expect, test } from "vitest";
import { openPsaDocument } from "../../../src/analysis/exchange/open-psa-export.ts";
import { readOpenPsa } from "../../../src/analysis/exchange/open-psa-import.ts";
import { readXml } from "../../../src/analysis/exchange/xml-element.ts";
import { faultStructure } from "../../../src/analysis/fault-structure.ts";
import { solveFaultTree } from "../../../src/analysis/fault-tree.ts";
import { components } from "../../../src/structure/evaluation.ts";
import { allOf, anyOf, atLeast } from "../../../src/structure/expression.ts";
import { less } from "../../long.ts";
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

describe("what other tools write", () => {
  const solved = (...texts: string[]) => solveFaultTree(readOpenPsa(texts));

  test("names private to a component, told apart by where they stand, and paths to them", () => {
    const train = (name: string, p: number): string =>
      `<define-component name="${name}" role="private">
        <define-gate name="fails"><or><basic-event name="pump"/><basic-event name="shared"/></or></define-gate>
        <define-gate name="train-${name}" role="public"><or><gate name="fails"/></or></define-gate>
        <define-basic-event name="pump"><parameter name="p"/></define-basic-event>
        <define-parameter name="p"><float value="${p}"/></define-parameter>
      </define-component>`;
    const solution = solved(
      `<opsa-mef><define-fault-tree name="t">
        <define-gate name="top"><or><and><gate name="train-A"/><gate name="train-B"/></and><and><basic-event name="A.pump"/><basic-event name="t.B.pump"/></and></or></define-gate>
        ${train("A", 0.1)}${train("B", 0.2)}
        <define-basic-event name="shared"><float value="0.05"/></define-basic-event>
      </define-fault-tree></opsa-mef>`,
    );
    expect(relativeDifference(solution.probability, 1 - 0.95 * (1 - 0.1 * 0.2))).toBeLessThan(1e-14);
    expect([...solution.cutSets].map((set) => [...set].sort().join(" ")).sort()).toEqual([
      "shared",
      "t.A.pump t.B.pump",
    ]);
  });

  test("a model in several documents", () => {
    const tree =
      '<opsa-mef><define-fault-tree name="t"><define-gate name="top"><and><event name="a"/><event name="b"/></and></define-gate></define-fault-tree></opsa-mef>';
    const data =
      '<opsa-mef><model-data><define-basic-event name="a"><float value="0.5"/></define-basic-event><define-basic-event name="b"><float value="0.25"/></define-basic-event></model-data></opsa-mef>';
    expect(solved(tree, data).probability).toBe(0.125);
    expect(() => readOpenPsa([tree, data.replace("0.25", "2.5")])).toThrow('found probability 2.5 in basic event "b"');
  });

  test("cardinality: from one to two of three", () => {
    const events = '<event name="a"/><event name="b"/><event name="c"/>';
    const count = (min: number, max: number): number =>
      solved(
        document(
          `<define-gate name="top"><cardinality min="${min}" max="${max}">${events}</cardinality></define-gate>`,
          { a: 0.1, b: 0.2, c: 0.3 },
        ),
      ).probability;
    expect(relativeDifference(count(1, 2), 1 - 0.9 * 0.8 * 0.7 - 0.1 * 0.2 * 0.3)).toBeLessThan(1e-14);
    expect(relativeDifference(count(0, 0), 0.9 * 0.8 * 0.7)).toBeLessThan(1e-14);
    expect(count(0, 3)).toBe(1);
    expect(() => count(2, 1)).toThrow('found max="1" in <cardinality>; expected a whole number from 2 to 3, its parts');
  });

  const probabilityOfEvent = (expression: string): { value: number; notes: readonly string[] | undefined } => {
    const tree = readOpenPsa(
      `<opsa-mef><define-fault-tree name="t"><define-gate name="top"><or><event name="e"/></or></define-gate>
      <define-basic-event name="e">${expression}</define-basic-event></define-fault-tree></opsa-mef>`,
    );
    return { value: tree.probabilities.get("e")!, notes: tree.notes };
  };
  const floats = (...values: number[]): string => values.map((value) => `<float value="${value}"/>`).join("");

  test("deviates by their means, and a note of it", () => {
    for (const [expression, mean] of [
      [`<uniform-deviate>${floats(0.1, 0.3)}</uniform-deviate>`, 0.2],
      [`<normal-deviate>${floats(0.01, 0.002)}</normal-deviate>`, 0.01],
      [`<lognormal-deviate>${floats(0.04, 3, 0.95)}</lognormal-deviate>`, 0.04],
      [`<lognormal-deviate>${floats(-4, 0.5)}</lognormal-deviate>`, Math.exp(-4 + 0.125)],
      [`<gamma-deviate>${floats(2, 0.01)}</gamma-deviate>`, 0.02],
      [`<beta-deviate>${floats(1, 99)}</beta-deviate>`, 0.01],
    ] as const) {
      const { value, notes } = probabilityOfEvent(expression);
      expect(relativeDifference(value, mean)).toBeLessThan(1e-14);
      expect(notes).toEqual(["1 random deviate is taken at the mean; the result has no uncertainty of its own."]);
    }
    expect(probabilityOfEvent(floats(0.5)).notes).toEqual([]);
  });

  test("periodic tests: sawtooth, and repair at a rate by a chain stepped from test to test", () => {
    const [lambda, mu, tau, theta] = [0.01, 0.3, 10, 4];
    const sawtooth = (time: number): number =>
      probabilityOfEvent(`<periodic-test>${floats(lambda, tau, theta, time)}</periodic-test>`).value;
    expect(relativeDifference(sawtooth(3), -Math.expm1(-0.03))).toBeLessThan(1e-14);
    expect(relativeDifference(sawtooth(29), -Math.expm1(-0.05))).toBeLessThan(1e-12);
    // At a test the failure is still to be found: up to then it has had a whole period.
    expect(relativeDifference(sawtooth(24), -Math.expm1(-0.1))).toBeLessThan(1e-12);
    for (const time of [3, 9, 57, 4004]) {
      // Up, found and under repair, failed unnoticed: small steps of the differential equations.
      let [up, repaired, hidden] = [1, 0, 0];
      const step = 1e-3;
      for (let at = 0; at < Math.round(time / step); at++) {
        const now = at * step;
        if (
          now >= theta - step / 2 &&
          Math.abs((now - theta) / tau - Math.round((now - theta) / tau)) < step / 2 / tau
        ) {
          repaired += hidden;
          hidden = 0;
        }
        const [a, b] = [up * -Math.expm1(-lambda * step), repaired * -Math.expm1(-mu * step)];
        up += b - a;
        repaired -= b;
        hidden += a;
      }
      const { value } = probabilityOfEvent(`<periodic-test>${floats(lambda, mu, tau, theta, time)}</periodic-test>`);
      expect(relativeDifference(value, 1 - up)).toBeLessThan(1e-3);
    }
  });
});

describe("depth and names", () => {
  test("thousands of gates in a chain, and as many elements in each other", () => {
    const n = less(5000, 20_000);
    const gates = Array.from(
      { length: n },
      (_, i) =>
        `<define-gate name="g${i}"><or><event name="e${i % 7}"/>${i + 1 < n ? `<gate name="g${i + 1}"/>` : ""}</or></define-gate>`,
    );
    const events = Object.fromEntries(Array.from({ length: 7 }, (_, i) => [`e${i}`, 0.1]));
    expect(
      relativeDifference(solveFaultTree(readOpenPsa(document(gates.join("\n"), events))).probability, 1 - 0.9 ** 7),
    ).toBeLessThan(1e-13);
    const nest = `<define-gate name="top">${"<not>".repeat(n)}<event name="e0"/>${"</not>".repeat(n)}</define-gate>`;
    expect(solveFaultTree(readOpenPsa(document(nest, events))).probability).toBe(0.1);
    const circle = gates.with(n - 1, `<define-gate name="g${n - 1}"><or><gate name="g0"/></or></define-gate>`);
    expect(() => readOpenPsa(document(circle.join("\n"), events), { top: "g0" })).toThrow(
      /"g0", which depends on itself: g0 → g1 → .* → … → .* → g0/,
    );
  });

  test("parameters in a chain, and each the square of the next", () => {
    const n = 20_000;
    const of = (parameters: string): number =>
      readOpenPsa(
        `<opsa-mef><define-fault-tree name="t"><define-gate name="top"><or><event name="e"/></or></define-gate></define-fault-tree>
        <model-data><define-basic-event name="e"><parameter name="p0"/></define-basic-event>${parameters}</model-data></opsa-mef>`,
      ).probabilities.get("e")!;
    const chain = Array.from(
      { length: n },
      (_, i) => `<define-parameter name="p${i}"><parameter name="p${i + 1}"/></define-parameter>`,
    );
    expect(of(`${chain.join("")}<define-parameter name="p${n}"><float value="0.25"/></define-parameter>`)).toBe(0.25);
    const squares = Array.from(
      { length: 40 },
      (_, i) =>
        `<define-parameter name="p${i}"><mul>${`<parameter name="p${i + 1}"/>`.repeat(2)}</mul></define-parameter>`,
    );
    expect(of(`${squares.join("")}<define-parameter name="p40"><float value="1"/></define-parameter>`)).toBe(1);
  });

  test("elements and events called like what every object has", () => {
    for (const name of ["toString", "constructor", "__proto__", "valueOf"]) {
      expect(() => readOpenPsa(`<opsa-mef><${name}/></opsa-mef>`)).toThrow(`found <${name}>, which is not read`);
      const named = document(
        `<define-gate name="${name}-gate"><or><event name="${name}"/><${name}/></or></define-gate>`,
        { [`${name}`]: 0.5 },
      );
      expect(() => readOpenPsa(named)).toThrow(`found <${name}>; expected a gate`);
      const tree = document(`<define-gate name="top"><and><event name="${name}"/></and></define-gate>`).replace(
        "<model-data>",
        `<model-data><define-basic-event name="${name}"><float value="0.5"/></define-basic-event>`,
      );
      expect(solveFaultTree(readOpenPsa(tree)).probability).toBe(0.5);
    }
  });

  test("expressions without arguments, and numbers that are none", () => {
    const of = (expression: string) =>
      refusedBy(
        `<opsa-mef><define-fault-tree name="t"><define-gate name="top"><or><event name="e"/></or></define-gate><define-basic-event name="e">${expression}</define-basic-event></define-fault-tree></opsa-mef>`,
      );
    for (const name of ["add", "mul", "sub", "div"])
      expect(of(`<${name}/>`)).toMatch(`found 0 arguments in <${name}>; expected at least 1`);
    expect(of('<div><float value="0"/><float value="0"/></div>')).toMatch("found probability NaN in basic event");
  });
});

function refusedBy(text: string): string {
  try {
    readOpenPsa(text);
    return "";
  } catch (error) {
    return (error as Error).message;
  }
}

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
      '5:3  found the undeclared event "ghost"; expected one that is declared. Declare it, or correct its name.',
      '6:3  found "a", a basic event; expected a gate.',
      '7:3  found min="3" in <atleast>; expected a whole number from 1 to 2, its parts.',
      "8:3  found 1 parts in <xor>; expected at least 2.",
      "9:3  found <inhibit>; expected a gate (and, or, atleast, not, xor, …) or a reference to an event.",
      '13:30  found probability 1.5 in basic event "a"; expected 0 to 1.',
      '14:30  found probability -1 in basic event "b"; expected 0 to 1.',
    ]);
  });

  test("a cycle is shown, whether below the top or without one", () => {
    const below = document(
      '\n<define-gate name="top"><or><gate name="g"/></or></define-gate>\n<define-gate name="g"><or><gate name="h"/></or></define-gate>\n<define-gate name="h"><and><gate name="g"/><event name="a"/></and></define-gate>',
      { a: 0.1 },
    );
    expect(refused(below)).toEqual([
      '6:28  found gate "g", which depends on itself: g → h → g; expected definitions without a circle.',
    ]);
    const all = document('\n<define-gate name="g"><or><gate name="g"/></or></define-gate>');
    expect(refused(all)).toEqual([
      '4:27  found gate "g", which depends on itself: g → g; expected definitions without a circle.',
    ]);
  });

  test("names defined twice, events without probability, constructs that are not read", () => {
    const text = `<opsa-mef><define-fault-tree name="t">
<define-gate name="top"><and><event name="a"/><event name="b"/></and></define-gate>
<define-basic-event name="a"/>
<define-basic-event name="b"><parameter name="nowhere"/></define-basic-event>
<define-basic-event name="b"><float value="1"/></define-basic-event>
</define-fault-tree>
<define-CCF-group name="c" model="MGL"/>
</opsa-mef>`;
    expect(refused(text)).toEqual([
      '3:1  found basic event "a" without a probability; expected one, such as <float value="1e-3"/>.',
      '4:30  found the undeclared parameter "nowhere"; expected one that <define-parameter> declares.',
      '5:1  found "b", which is defined already on line 4; expected different names.',
      "7:1  found <define-CCF-group>, which is not read; expected gates, basic events, house events and parameters.",
    ]);
  });

  test("XML that is not well formed, and other documents", () => {
    expect(refused("<opsa-mef><define-fault-tree></opsa-mef>")[0]).toMatch(
      /^1:\d+ {2}found XML that is not well-formed: unexpected close tag/,
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
