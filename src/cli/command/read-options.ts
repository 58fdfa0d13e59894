import type { Problem } from "../../notation/problem.ts";
import { problemAt } from "../../notation/problem.ts";
import { Refused } from "../../units/refused.ts";
import type { CommandLine } from "../command-line.ts";
import { Refusal } from "../refusal.ts";
import type { Options, OptionValues } from "./option.ts";

/**
 * Reads what was typed behind the options of a command.
 *
 * @param typed what is typed for an option, and the texts behind it, by its key
 * @throws Refusal with everything that cannot be read
 */
export async function readOptions<O extends Options>(
  options: O,
  typed: (key: string) => { readonly flag: string; readonly texts: readonly string[] },
  line: CommandLine,
): Promise<OptionValues<O>> {
  const problems: Problem[] = [];
  const told: Record<string, unknown> = {};
  for (const [key, option] of Object.entries(options)) {
    const { flag, texts } = typed(key);
    if (option.isRequired && texts.length === 0)
      problems.push(problemAt(line.end, [flag], `no ${flag}`, `${flag} ${option.word}: ${option.about}`));
    const read = async <T>(reader: (text: string) => T | Promise<T>): Promise<readonly T[]> => {
      const values: T[] = [];
      for (const text of texts)
        try {
          values.push(await reader(text));
        } catch (error) {
          if (!(error instanceof Refused)) throw error;
          problems.push(problemAt(line.value(flag, text), [flag], error.found, error.expected, error.hint));
        }
      return values;
    };
    told[key] = await option.read({ texts, read });
  }
  if (problems.length > 0) throw new Refusal(problems);
  return told as OptionValues<O>;
}
