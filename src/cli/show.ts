import { stringify } from "yaml";
import type { Preset } from "../architecture/preset.ts";
import { didYouMean, oneOf } from "../notation/nearest.ts";
import type { CommandLine } from "./command-line.ts";
import { EXIT } from "./exit-codes.ts";
import { presetOf } from "./preset-argument.ts";
import { Refusal } from "./refusal.ts";

/** Reads `--active 3` or `--active=3`, for the parameters that the preset has. */
function parametersOf(preset: Preset, words: readonly string[], line: CommandLine): Record<string, number> {
  const known = Object.keys(preset.parameters);
  const flags = known.map((parameter) => `--${parameter}`);
  const given: Record<string, number> = {};
  for (let i = 0; i < words.length; i++) {
    const [flag = "", behind] = words[i]!.split("=", 2);
    const parameter = known.find((name) => `--${name}` === flag);
    if (parameter === undefined)
      throw Refusal.at(
        line.word(words[i]!),
        "show",
        JSON.stringify(words[i]),
        flags.length === 0 ? `nothing more: ${preset.name} has no parameters` : oneOf(flags),
        didYouMean(flag, flags),
      );
    const { min, max, default: usual } = preset.parameters[parameter]!;
    const text = behind ?? words[++i];
    const value = text === undefined || !/^\d{1,6}$/.test(text) ? Number.NaN : Number(text);
    if (!(value >= min && value <= max))
      throw Refusal.at(
        text === undefined ? line.end : line.value(flag, text),
        flag,
        text === undefined ? "nothing" : JSON.stringify(text),
        `a whole number from ${min} to ${max}, such as ${usual}`,
      );
    given[parameter] = value;
  }
  return given;
}

/** `sipnines show PRESET`: the preset as YAML, to be copied into a scenario and changed there. Returns the exit code. */
export function show(name: string, words: readonly string[], _: object, line: CommandLine): number {
  const preset = presetOf(name, line);
  const notation = preset.expand(parametersOf(preset, words, line));
  process.stdout.write(
    `# ${preset.about}\n${stringify({ architecture: notation }, { lineWidth: 0, aliasDuplicateObjects: false })}`,
  );
  return EXIT.fine;
}
