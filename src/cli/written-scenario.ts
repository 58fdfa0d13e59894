import { parseScenario } from "../scenario/parse.ts";
import { companionsOf } from "./files.ts";

/**
 * Tells on stderr why `run` would refuse a scenario that a command has made, if it would.
 *
 * @param file where it stands; null: on stdout
 * @returns what to do with it, for the line that says where it was written
 */
export function tellRefusal(text: string, file: string | null): string {
  const { problems } = parseScenario(text, file ?? "the scenario", [], companionsOf(file ?? "-"));
  if (problems === undefined) return `Run it: sipnines run ${file}`;
  for (const problem of problems)
    process.stderr.write(`${problem.file}:${problem.line}: found ${problem.found}; expected ${problem.expected}.\n`);
  return "It cannot be run as it stands.";
}
