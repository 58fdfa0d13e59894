import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { expect, test } from "vitest";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import type { EngineName } from "../../src/kernel/engine.ts";
import { renderProblem } from "../../src/notation/problem.ts";
import { type Companions, Source } from "../../src/notation/source.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import { less } from "../long.ts";

/**
 * Every scenario of the repository on both engines, event for event: a calendar that shares no code with ours must tell the same
 * story. Long scenarios are compared as far as their first events; adding a file adds a test.
 */
const EVENTS = less(10_000, 30_000);
const scenarios = resolve(import.meta.dirname, "../../scenarios");

/** One event of one scenario, for people. */
const told = (time: number, name: string, a: number, b: number) => `${time} s  ${name}(${a}, ${b})`;

/** The first events of the first replication, each handed to the witness with its number. */
function play(
  scenario: Scenario,
  name: EngineName,
  witness: (index: number, time: number, code: number, a: number, b: number) => void,
) {
  const engine = engineNamed(name);
  const replicator = new Replicator(scenario, engine);
  let index = 0;
  engine.observe((time, code, a, b) => {
    if (index < EVENTS) witness(index, time, code, a, b);
    if (++index === EVENTS) throw ENOUGH;
  });
  try {
    replicator.run(0);
  } catch (reason) {
    if (reason !== ENOUGH) throw reason;
  }
  return { events: Math.min(index, EVENTS), nameOf: (code: number) => engine.nameOf(code) };
}
const ENOUGH = new Error("enough events compared");

function firstDifference(scenario: Scenario): string | null {
  const times = new Float64Array(EVENTS);
  const words = new Int32Array(3 * EVENTS);
  const native = play(scenario, "native", (index, time, code, a, b) => {
    times[index] = time;
    words.set([code, a, b], 3 * index);
  });
  let difference: string | null = null;
  const simjs = play(scenario, "simjs", (index, time, code, a, b) => {
    if (difference !== null) return;
    const [ownCode, ownA, ownB] = words.subarray(3 * index, 3 * index + 3) as unknown as [number, number, number];
    if (times[index] === time && ownCode === code && ownA === a && ownB === b) return;
    const own = told(times[index]!, native.nameOf(ownCode), ownA, ownB);
    difference = `event ${index}: native ${own}, simjs ${told(time, native.nameOf(code), a, b)}`;
  });
  if (difference === null && native.events !== simjs.events)
    difference = `native has ${native.events} events, simjs ${simjs.events}`;
  return difference;
}

/** Files that a scenario names, beside it. */
const beside =
  (file: string): Companions =>
  (path) => ({ source: new Source(path, readFileSync(join(scenarios, dirname(file), path), "utf8")) });

const files = readdirSync(scenarios, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".yaml"));
const withSip = files.filter((file) => /^traffic:/m.test(readFileSync(join(scenarios, file), "utf8")));

test("there are scenarios to compare", () => {
  expect(withSip.length).toBeGreaterThan(25);
});

test.each(withSip)("%s gives the same trace on both engines", (file) => {
  const { scenario, problems } = parseScenario(readFileSync(join(scenarios, file), "utf8"), file, [], beside(file));
  expect(problems?.map((problem) => renderProblem(problem))).toBeUndefined();
  expect(firstDifference(scenario!)).toBeNull();
});
