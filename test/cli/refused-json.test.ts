/** With --json a refused request is one JSON document too; everything that is wrong with the options is in it. */
import { beforeAll, expect, test } from "vitest";
import { ensureBuilt } from "./built.ts";
import { invoke } from "./in-process.ts";

beforeAll(ensureBuilt);

test.each([
  [["runn", "x.yaml"], [["command", 10, "Did you mean run?"]]],
  [["run", "scenarios/mm1.yaml", "--bogs"], [["run", 33, ""]]],
  [["run"], [["run", 20, ""]]],
  [["run", "absent.yaml"], [["file", 1, ""]]],
  [
    ["warm-up", "scenarios/mm1.yaml", "--replications", "x", "--metric", "sojornTime"],
    [
      ["--replications", 52, ""],
      ["--metric", 63, "Did you mean sojournTime?"],
    ],
  ],
  [["run", "scenarios/mm1.yaml", "--set", "run.seed=-1"], [["run.seed", 48, ""]]],
] as const)("%j", async (words, problems) => {
  const { code, stdout } = await invoke(...words, "--json");
  const document = JSON.parse(stdout);
  expect(code).toBe(2);
  expect(Object.keys(document)).toEqual(["version", "problems"]);
  expect(document.problems.map((one: Record<string, unknown>) => [one["path"], one["column"], one["hint"]])).toEqual(
    problems,
  );
  for (const { file, line, found, expected, excerpt } of document.problems)
    expect({ file: typeof file, line, found: found !== "", expected: expected !== "", excerpt }).toEqual({
      ...{ file: "string", line: 1, found: true, expected: true, excerpt: undefined },
    });
});
