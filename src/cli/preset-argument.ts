import type { Preset } from "../architecture/preset.ts";
import { PRESETS, presetNamed } from "../architecture/presets.ts";
import { didYouMean, oneOf } from "../notation/nearest.ts";
import type { CommandLine } from "./command-line.ts";
import { Refusal } from "./refusal.ts";

/**
 * The preset that an argument names.
 * @throws Refusal if there is none of that name
 */
export function presetOf(name: string, line: CommandLine): Preset {
  const preset = presetNamed(name);
  if (preset) return preset;
  const names = PRESETS.map((known) => known.name);
  throw Refusal.at(
    line.word(name),
    "PRESET",
    JSON.stringify(name),
    `a preset: ${oneOf(names, 20)}`,
    didYouMean(name, names),
  );
}
