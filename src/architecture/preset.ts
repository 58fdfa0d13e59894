import type { ArchitectureNotation } from "../service/notation.ts";

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

/** ["proxy-1", "proxy-2", …] */
export const numbered = (stem: string, count: number, from = 1): string[] =>
  Array.from({ length: count }, (_, i) => `${stem}-${from + i}`);
