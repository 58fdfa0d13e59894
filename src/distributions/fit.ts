import type { PositiveSample } from "../statistics/fit/sample.ts";
import type { Distribution } from "./description.ts";

/** A family of distributions with its likelihood. Parameters are those of a scenario file, so that what is fitted can be written there. */
export interface Family {
  readonly name: string;
  /** Names of the parameters, all above 0; they are handed over as logarithms. */
  readonly parameters: readonly string[];
  /** Parameters that are estimated, for Akaike's criterion; whole ones are not among `parameters`. */
  readonly freedom: number;
  readonly distribution: (logarithms: readonly number[]) => Distribution;
  readonly logLikelihood: (logarithms: readonly number[], sample: PositiveSample) => number;
  /** Where the likelihood is highest, or close to it. */
  readonly estimate: (sample: PositiveSample) => readonly number[];
}

/** What may be fitted to a sample, or why nothing may. */
export type Fit = (sample: PositiveSample) => Family | { readonly none: string };
