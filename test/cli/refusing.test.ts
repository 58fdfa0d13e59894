/** What the analyzer refuses is told at its place; what the engine throws is an internal error, whoever asked. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { CommandLine } from "../../src/cli/command-line.ts";
import { explain } from "../../src/cli/ending.ts";
import { refusing } from "../../src/cli/option-values.ts";
import { Refusal } from "../../src/cli/refusal.ts";
import { Refused } from "../../src/units/refused.ts";

const line = new CommandLine(["availability", "x.yaml"]);
const span = line.word("x.yaml");

let said = "";
const { write } = process.stderr;
beforeEach(() => {
  said = "";
  process.stderr.write = ((text: string) => {
    said += text;
    return true;
  }) as typeof process.stderr.write;
});
afterEach(() => {
  process.stderr.write = write;
});

const thrown = (act: () => unknown): unknown => {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
};

test("each complaint becomes a problem, under its own path or that of the question", () => {
  const refused = Refused.all([
    { found: "0", expected: "a time > 0", path: ["mttf"], hint: "Mend it." },
    { found: "nothing", expected: "something", path: [], hint: "" },
  ]);
  const refusal = thrown(() =>
    refusing(span, "FILE", () => {
      throw refused;
    }),
  ) as Refusal;
  expect(refusal).toBeInstanceOf(Refusal);
  expect(refusal.problems).toMatchObject([
    { path: "mttf", found: "0", expected: "a time > 0", hint: "Mend it.", line: 1, column: 23 },
    { path: "FILE", found: "nothing", expected: "something", hint: "" },
  ]);
  expect(explain(refusal, line, ["availability", "x.yaml"])).toBe(2);
  expect(said).toContain("command line:1:23  mttf\n");
  // one that has its place already keeps it
  expect(
    thrown(() =>
      refusing(span, "FILE", () => {
        throw refusal;
      }),
    ),
  ).toBe(refusal);
});

const deep = (): number => 1 + deep();
test.each<[string, () => unknown]>([
  ["a stack overflow", deep],
  ["a length", () => new Array(-1)],
  ["a typed array", () => new Float64Array(-1)],
  ["a string", () => "x".repeat(2 ** 30)],
  ["digits", () => (1).toFixed(101)],
  [
    "a wrong call of ours",
    () => {
      throw new RangeError("p: found 2; expected 0 to 1");
    },
  ],
])("%s is an internal error", (_, act) => {
  const error = thrown(() => refusing(span, "FILE", act));
  expect(error).toBeInstanceOf(RangeError);
  expect(error).not.toBeInstanceOf(Refused);
  expect(explain(error, line, ["availability", "x.yaml"])).toBe(3);
  expect(said).toMatch(/^Internal error: /);
});
