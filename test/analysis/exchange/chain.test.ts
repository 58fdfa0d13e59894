import { describe, expect, test } from "vitest";
import {
  type Chain,
  ChainBuilder,
  chainOf,
  transitionCount,
  transitionsOf,
} from "../../../src/analysis/chain/chain.ts";
import { chainOutages } from "../../../src/analysis/chain/measures.ts";
import { steadyState } from "../../../src/analysis/chain/steady-state.ts";
import { chainOfDocument, readChainRows } from "../../../src/analysis/exchange/chain-import.ts";
import { prismModel } from "../../../src/analysis/exchange/prism-export.ts";
import { readStateLabels } from "../../../src/analysis/exchange/state-labels.ts";
import { generateChain } from "../../../src/analysis/generator/generate.ts";
import { clusterModel, crewOf, groupOf, once, oneGroup } from "../generator/models.ts";
import { relativeDifference } from "../relative.ts";

const ROWS = `# an active pair, one crew
from, to, rate
both, one, 2e-4
one, both, 0.02   # repaired
one, none, 1e-4
none, one, 0.02
none, down
`;

/** Unavailability of an active pair with one crew, by hand. */
const [a, b] = [2e-4 / 0.02, ((2e-4 / 0.02) * 1e-4) / 0.02];
const PAIR = b / (1 + a + b);

const unavailability = ({ chain, isUp }: { chain: Chain; isUp: (state: number) => boolean }): number =>
  chainOutages(chain, steadyState(chain).probability, isUp).unavailability;

describe("reading rows", () => {
  test("commas, blanks, comments and a line of names", () => {
    const read = readChainRows(ROWS);
    expect([read.chain.states, transitionCount(read.chain), read.down]).toEqual([3, 4, ["none"]]);
    expect(relativeDifference(unavailability(read), PAIR)).toBeLessThan(1e-14);
    const blanks = readChainRows(ROWS.replace(/, /g, " "), { initial: "none" });
    expect(relativeDifference(unavailability(blanks), PAIR)).toBeLessThan(1e-14);
    expect(blanks.chain.nameOf(blanks.chain.initial)).toBe("none");
  });

  test("a PRISM transition file with its labels", () => {
    const labels = readStateLabels('0="init" 1="deadlock" 2="minimum"\n0: 0 2\n1: 2\n');
    expect(labels).toEqual(
      new Map([
        ["init", ["0"]],
        ["deadlock", []],
        ["minimum", ["0", "1"]],
      ]),
    );
    const read = readChainRows("3 4\n0 1 2e-4\n1 0 0.02\n1 2 1e-4\n2 1 0.02\n", { up: labels.get("minimum")! });
    expect(relativeDifference(unavailability(read), PAIR)).toBeLessThan(1e-14);
  });

  test("a parsed document", () => {
    const read = chainOfDocument({
      initial: "both",
      up: ["both", "one"],
      transitions: [
        ["both", "one", 1e-4],
        ["both", "one", 1e-4],
        ["one", "both", 0.02],
        ["one", "none", 1e-4],
        ["none", "one", 0.02],
      ],
    });
    expect(relativeDifference(unavailability(read), PAIR)).toBeLessThan(1e-14);
  });

  test("a first row is no line of names because its rate cannot be read", () => {
    for (const rate of ["1/500", "NaN", "Infinity", "-1", "1e-3/h", "O.5", "0x10", "", "1,5"]) {
      for (const text of [
        `both,one,${rate}\none,both,1\n`,
        `both;one;${rate}\none;both;1\n`,
        `"both","one","${rate}"\none,both,1\n`,
      ]) {
        expect(() => readChainRows(text), text).toThrow(/^1:\d+ {2}found/);
      }
    }
    expect(() => readChainRows("both one 1/500\none both 1\n")).toThrow("1:10  found the rate 1/500");
    // A word for a rate, but between states that are mentioned again.
    expect(() => readChainRows("both,one,fast\none,both,1\n")).toThrow("1:10  found the rate fast");
  });

  test("lines of names, in all separators and quotes", () => {
    for (const heading of [
      "from,to,rate",
      '"from","to","rate"',
      "From;To;Rate",
      "source\ttarget\tlambda",
      "i j q",
      "from,to,rate [1/h]",
      "a,b,rate/h",
    ]) {
      const { chain } = readChainRows(`${heading}\nx,y,2\ny,x,1\n`);
      expect(
        [...transitionsOf(chain)].map(({ rate }) => rate),
        heading,
      ).toEqual([2, 1]);
    }
    const quoted = readChainRows('"one, of two",none,0.5\nnone,"one, of two",2\nnone,down\n');
    expect([quoted.chain.nameOf(0), quoted.down]).toEqual(["one, of two", ["none"]]);
  });

  test("states called like what every object has", () => {
    const read = readChainRows("__proto__,constructor,1\nconstructor,__proto__,3\nconstructor,down\n");
    expect([read.chain.nameOf(0), read.down]).toEqual(["__proto__", ["constructor"]]);
    expect(unavailability(read)).toBe(0.25);
  });

  test("Storm's files: rates are read, probabilities are refused; labels of both tools", () => {
    const read = readChainRows("ctmc\n0 1 0.001\n1 0 0.1\n", { down: ["1"] });
    expect(relativeDifference(unavailability(read), 0.001 / 0.101)).toBeLessThan(1e-14);
    for (const kind of ["dtmc", "mdp", "MA"])
      expect(() => readChainRows(`${kind}\n0 1 1\n1 0 1\n`)).toThrow(
        `1:1  found a model of kind ${kind}; expected ctmc`,
      );
    expect(readStateLabels("#DECLARATION\ninit down\n#END\n0 init\n3 down\n").get("down")).toEqual(["3"]);
    expect(() => readStateLabels("#DECLARATION\ninit\n#END\n0 lost\n")).toThrow("4:1");
  });

  test("PRISM's first line must be true: a row without its rate is none, nor are probabilities rates", () => {
    expect(() => readChainRows("0 1\n0 1 2\n1 0 1\n")).toThrow("1:1  found 0 1 above 2 rows");
    expect(() => readChainRows("2 3\n0 1 2\n1 0 1\n")).toThrow("1:1  found 2 3 above 2 rows");
    expect(() => readChainRows("2 3\n0 0 0.9\n0 1 0.1\n1 0 1\n")).toThrow("found probabilities");
  });

  test("rates beyond what can be multiplied, and keys that nobody reads", () => {
    expect(() => readChainRows("a,b,1e308\na,c,1e308\nb,a,1\nc,a,1\n")).toThrow("1:5  found the rate 1e308");
    expect(() => readChainRows("a,b,1e-310\nb,a,1\n")).toThrow("1:5  found the rate 1e-310");
    expect(() =>
      chainOf(
        ["a", "b", "c"],
        [
          { from: 0, to: 1, rate: 1e308 },
          { from: 0, to: 2, rate: 1e308 },
        ],
      ),
    ).toThrow('rates out of state "a": found a sum beyond 1.8e308');
    expect(() => chainOfDocument({ transitions: [["a", "b", 1]], dwon: ["b"] })).toThrow("found the key dwon");
  });

  test("every bad row is named with its line", () => {
    const bad = "a,b,1\nb,a,-1\nb,c\nc,a,fast\nghost,down\n";
    expect(() => readChainRows(bad)).toThrow(
      [
        "2:5  found the rate -1; expected 0 or a number from 1e-100 to 1e+100.",
        "3:1  found 2 fields; expected from, to, rate (or: state, down).",
        "4:5  found the rate fast; expected 0 or a number from 1e-100 to 1e+100.",
        '1:1  found the unknown state "ghost"; expected one that a transition mentions.',
      ].join("\n"),
    );
    expect(() => readChainRows("")).toThrow("found no transitions");
    expect(() => readChainRows("a,b,1\nb,a,1", { down: ["a"], up: ["b"] })).toThrow("expected one list");
    expect(() => chainOfDocument({ transitions: [["a", "b", "1"]], down: 3 })).toThrow(
      /found \["a","b","1"\] in transitions\[0\][\s\S]*found 3 in down; expected a list of states/,
    );
    expect(() => chainOfDocument(null)).toThrow("found no list in transitions");
    expect(() => readStateLabels('0="init"\nx: 0\n')).toThrow("2:1");
  });

  test("absorbing and unreachable states are read, but have no steady state", () => {
    const absorbing = readChainRows("up,down,1\ndown,down\n");
    expect(() => steadyState(absorbing.chain)).toThrow('"down" cannot be left');
    const unreachable = readChainRows("a,b,1\nb,a,1\nc,a,1\n");
    expect(() => steadyState(unreachable.chain)).toThrow('"c" cannot be reached from a');
  });
});

/** Reads back the part of the PRISM language that we write. */
function readPrism(model: string): { chain: Chain; isUp: (state: number) => boolean } {
  const [, last, initial] = /s : \[0\.\.(\d+)\] init (\d+);/.exec(model)!;
  const builder = new ChainBuilder();
  for (const [, from, ways] of model.matchAll(/^ {2}\[\] s=(\d+) -> (.*?);/gm)) {
    for (const way of ways!.split(" + ")) {
      const [, rate, to] = /^(\S+) : \(s'=(\d+)\)$/.exec(way)!;
      builder.add(Number(from), Number(to), Number(rate));
    }
  }
  const [, down] = /^formula down = (.*);$/m.exec(model)!;
  const isDown = new Function(
    "s",
    `return ${down!
      .replace(/([^<>])=/g, "$1===")
      .replace(/&/g, "&&")
      .replace(/\|/g, "||")};`,
  );
  return { chain: builder.build(Number(last) + 1, Number(initial), String), isUp: (state) => !isDown(state) };
}

describe("PRISM", () => {
  const group = groupOf(4, {
    active: 2,
    standby: { failureFactor: 0.5, failover: [{ name: "detection", time: { mean: 0.001, stages: 2 } }] },
    coverage: { probability: 0.97, manualRecovery: 1, uncovered: "blocks place" },
    repair: once(50),
  });
  test.each([
    ["2 + 2 warm with detection and coverage", oneGroup(2, group, crewOf(1))],
    ["workstation cluster 2 × 3", clusterModel(3, 2)],
  ])("%s: what is written reads back as the same chain", (title, model) => {
    const service = generateChain(model);
    const { model: text, properties } = prismModel(title, service.chain, service.isUp);
    const back = readPrism(text);
    expect([...transitionsOf(back.chain)]).toEqual([...transitionsOf(service.chain)]);
    expect(unavailability(back)).toBe(unavailability(service));
    expect(text.startsWith(`// ${title}\n`)).toBe(true);
    expect(properties).toContain('S=? [ "down" ]');
  });
});
