import { quantileOf } from "../distributions/law.ts";
import { type Agreement, agreement } from "./design-agreement.ts";
import { designText, readDesign } from "./design-file.ts";
import { drawDesign, type RandomDesign } from "./random-design.ts";
import { simpler } from "./simpler-design.ts";

/** A design on which the chain and the messages were asked. */
export interface TriedDesign extends Agreement {
  readonly number: number;
}

/** A design on which they disagree, with no more features than it takes. */
export interface Disagreement extends Agreement {
  readonly number: number;
  /** Its file. */
  readonly text: string;
}

export interface DesignSurvey {
  readonly tried: readonly TriedDesign[];
  /** Designs for which the chain lies outside the 95 % interval. */
  readonly outside: number;
  /** Sum of the squared deviations, and what it exceeds once in a thousand surveys where both are right. */
  readonly chiSquare: number;
  readonly chiSquareLimit: number;
  /** The first that disagrees, made simpler. */
  readonly disagreement: Disagreement | undefined;
}

export interface DesignSurveyOptions {
  readonly seed: number;
  /** Number of the first design, and how many. */
  readonly first: number;
  readonly designs: number;
  readonly onProgress?: (finished: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** Beyond so many standard errors two engines disagree: one design in 16 000 does by chance. */
export const DISAGREES = 4;
/** A simpler design still shows it from here on. */
const STILL = 3;
/** Normal quantile of a 95 % interval. */
const Z = 1.959964;

/** Asks the chain and the messages about random designs; the first on which they disagree is reduced to what it takes. */
export async function surveyDesigns(options: DesignSurveyOptions): Promise<DesignSurvey> {
  const { seed, first, designs, onProgress, signal } = options;
  const tried: TriedDesign[] = [];
  let disagreement: Disagreement | undefined;
  for (let number = first; number < first + designs; number++) {
    const design = drawDesign(seed, number);
    const found = await agreement(readDesign(design), signal);
    if (found === undefined) break;
    tried.push({ number, ...found });
    if (Math.abs(found.deviation) > DISAGREES && disagreement === undefined)
      disagreement = { number, ...(await reduced(design, found, signal)) };
    onProgress?.(tried.length, designs);
  }
  return {
    tried,
    outside: tried.filter(({ deviation }) => Math.abs(deviation) > Z).length,
    chiSquare: tried.reduce((sum, { deviation }) => sum + deviation ** 2, 0),
    chiSquareLimit:
      tried.length === 0 ? 0 : quantileOf({ kind: "gamma", shape: tried.length / 2, mean: tried.length }, 0.999),
    disagreement,
  };
}

/** The design without the features that it takes not for the two to disagree. */
async function reduced(
  design: RandomDesign,
  found: Agreement,
  signal: AbortSignal | undefined,
): Promise<Agreement & { readonly text: string }> {
  for (const next of simpler(design)) {
    const then = await agreement(readDesign(next), signal);
    if (then === undefined) break;
    if (then.deviation * Math.sign(found.deviation) > STILL) return reduced(next, then, signal);
  }
  return { ...found, text: designText(design) };
}
