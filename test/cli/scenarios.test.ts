/** Every scenario holds what it promises, run as a user would run it: adding a file adds a test. */
import { beforeAll, expect, test } from "vitest";
import { companionsOf } from "../../src/cli/files.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import { runnable } from "../scenario/mutations.ts";
import { ensureBuilt, root, sipnines } from "./built.ts";

interface Printed {
  metric: string;
  atLeast: number | null;
  atMost: number | null;
  because: string | null;
  mean: number | null;
  verdict: string;
}

/** The mean itself is within the bounds: with so few replications the interval need not be. */
const isMet = ({ atLeast, atMost }: Printed, mean: number | null): boolean =>
  mean !== null && mean >= (atLeast ?? -Infinity) * (1 - 1e-9) && mean <= (atMost ?? Infinity) * (1 + 1e-9);

/** Replications at most; whole blocks where clock phases are stratified. */
const ENOUGH = 12;

beforeAll(ensureBuilt, 120_000);

test.each([...runnable])("%s", { timeout: 60_000 }, async (file, text) => {
  const { replications: asked, stratify } = parseScenario(text, file, [], companionsOf(`${root}${file}`)).scenario!.run;
  const replications = Math.min(asked, Math.max(stratify, Math.floor(ENOUGH / stratify) * stratify));
  const { code, stdout, stderr } = await sipnines(["run", file, "--json", "--replications", String(replications)]);
  const { expectations } = JSON.parse(stdout) as { expectations: Printed[] };
  expect(expectations.length, "a scenario without an expectation is only an example").toBeGreaterThan(0);
  expect(expectations.filter((one) => one.verdict === "fails" || !isMet(one, one.mean))).toEqual([]);
  expect(expectations.filter(({ because }) => because === null)).toEqual([]);
  expect(code, stderr).toBe(0);
});
