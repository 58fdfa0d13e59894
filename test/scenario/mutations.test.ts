/** Files that something happened to, ten thousand with `npm run test:long`: each is a scenario or a list of located problems, and never an exception. */
import { expect, test } from "vitest";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import { type Problem, renderProblem } from "../../src/notation/problem.ts";
import { Stream } from "../../src/random/stream.ts";
import { parseService } from "../../src/scenario/parse.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import { less } from "../long.ts";
import { mutated, scenarioFiles } from "./mutations.ts";

const FILES = less(300, 10_000);
/** Worlds are built, not run, for every n-th of those that are still sound. */
const BUILD_EVERY = 25;

/** What is wrong with a problem, as far as that can be told without knowing the mistake. */
function complaint({ file, line, column, path, found, expected, excerpt }: Problem, text: string): string | null {
  const lines = text.split("\n");
  if (file !== "mutant.yaml") return `file ${file}`;
  if (!Number.isInteger(line) || line < 1 || line > lines.length) return `line ${line} of ${lines.length}`;
  if (!Number.isInteger(column) || column < 1 || column > lines[line - 1]!.length + 1) return `column ${column}`;
  if (path === "" || found === "" || expected === "") return `silence at ${path}`;
  if (excerpt !== null && excerpt.width < 1) return "no caret";
  return null;
}

test(`${FILES} mutated files`, () => {
  const originals = [...scenarioFiles.values()];
  const counts = { sound: 0, broken: 0 };
  const sound: Scenario[] = [];
  for (let i = 0; i < FILES; i++) {
    const random = new Stream("mutations", 2026, i);
    const text = mutated(originals[i % originals.length]!, random);
    const { scenario, components, problems } = parseService(text, "mutant.yaml");
    if (!problems) {
      if (counts.sound++ % BUILD_EVERY === 0 && !components) sound.push(scenario);
      continue;
    }
    counts.broken++;
    expect(problems.length, text).toBeGreaterThan(0);
    for (const problem of problems) {
      expect(complaint(problem, text), `${renderProblem(problem)}\n${text}`).toBeNull();
      // biome-ignore lint/suspicious/noControlCharactersInRegex: nothing may colour or move the terminal
      expect(renderProblem(problem)).not.toMatch(/[\u0000-\u0009\u000b-\u001f]|^\s+at .*:\d+:\d+\)?$/m);
    }
  }
  // Both kinds must have been met, or nothing was tested.
  expect(counts.sound).toBeGreaterThan(FILES / 20);
  expect(counts.broken).toBeGreaterThan(FILES / 3);
  for (const scenario of sound) if (scenario.traffic.users <= 10_000) new Replicator(scenario, engineNamed("native"));
});
