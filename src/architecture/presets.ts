import type { ArchitectureNotation } from "./notation.ts";
import { iprs } from "./presets/iprs.ts";
import { ppdr } from "./presets/ppdr.ts";
import { single } from "./presets/single.ts";

/** A whole number that shapes a preset, such as how many servers are active. */
export interface PresetParameter {
  readonly meaning: string;
  readonly default: number;
  readonly min: number;
  readonly max: number;
}

/** A ready-made architecture: parameters in, a full description out. */
export interface Preset {
  readonly name: string;
  readonly title: string;
  /** What it is and where its defaults come from. */
  readonly about: string;
  readonly parameters: Readonly<Record<string, PresetParameter>>;
  expand(parameters: Readonly<Record<string, number>>): ArchitectureNotation;
}

/** All presets, in the order in which they are listed. */
export const PRESETS: readonly Preset[] = [single, iprs, ppdr];

export const presetNamed = (name: string): Preset | undefined => PRESETS.find((preset) => preset.name === name);

/** ["proxy-1", "proxy-2", …] */
export const numbered = (stem: string, count: number, from = 1): string[] =>
  Array.from({ length: count }, (_, i) => `${stem}-${from + i}`);
