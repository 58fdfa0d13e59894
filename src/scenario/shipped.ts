import { renderProblem } from "../notation/problem.ts";
import { readSetting } from "../notation/settings.ts";
import { parseScenario } from "./parse.ts";
import type { Scenario } from "./scenario.ts";

/**
 * A scenario that ships with the program, with settings the program itself makes.
 *
 * @param settings of the form path=value
 * @throws Error with the problems as a user would see them: such a file must be sound
 */
export function shippedScenario(bytes: Uint8Array, file: string, settings: readonly string[] = []): Scenario {
  const read = settings.map((text) => {
    const one = readSetting(text);
    if ("setting" in one) return one.setting;
    throw new Error(`the setting ${text} cannot be read`);
  });
  const { scenario, problems } = parseScenario(bytes, file, read);
  if (problems) throw new Error(problems.map((problem) => renderProblem(problem)).join("\n"));
  return scenario;
}
