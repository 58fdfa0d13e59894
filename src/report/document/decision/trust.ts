/** Which figures a page for those who decide may print; of the others it says what would be needed. */
import type { AvailabilityFile } from "../availability-document.ts";
import type { Estimated } from "./money.ts";

/** A figure, or the sentence that stands in its place. */
export type Trusted<T> = { readonly figure: T } | { readonly needed: string };

/** Standard errors apart from which on two engines contradict each other: one time in a thousand by chance. */
const APART = 3.29;
/** The half-width of a 95 % interval of normal errors, in standard errors. */
const HALF_WIDTH = 1.96;

/** How far a value lies from an estimate, in standard errors of its logarithm: intervals of rare events are lopsided. */
function standardErrorsApart(value: number, { mean, low, high }: { mean: number; low: number; high: number }): number {
  if (!(value > 0) || !(low > 0) || !(high > low))
    return high > low ? (Math.abs(value - mean) * 2 * HALF_WIDTH) / (high - low) : 0;
  return (Math.abs(Math.log(value / mean)) * 2 * HALF_WIDTH) / Math.log(high / low);
}

/** What is known of a service being down: the value, the engine it comes from, and what a simulation says beside it. */
export interface Down {
  readonly unavailability: number;
  readonly engine: "the Markov chain" | "simulation" | "the cut sets";
  /** 95 % interval of the simulation; null where there was none. */
  readonly simulated: readonly [low: number, high: number] | null;
}

/** The unavailability of the service, unless its engines contradict each other or left out what matters. */
export function trustedDown({ unavailability, chain, simulation, failuresPerYear }: AvailabilityFile): Trusted<Down> {
  const found = simulation?.unavailability;
  const simulated = found === undefined ? null : ([found.low, found.high] as const);
  if (unavailability === 0 && found === undefined)
    return { needed: "Nothing in the scenario fails. Say lifetimes under availability.lifetimes." };
  if (chain.states === null) {
    if (found !== undefined) return { figure: { unavailability: found.mean, engine: "simulation", simulated } };
    // Components known by their probabilities alone have no times, and are independent as the cut sets take them.
    if (failuresPerYear == null) return { figure: { unavailability, engine: "the cut sets", simulated } };
    return {
      needed: `The service is too large for a Markov chain${chain.because === undefined ? "" : ` (${chain.because.replace(/\.$/, "")})`}, and cut sets alone leave out detection and takeover: run sipnines availability without --no-simulation.`,
    };
  }
  if (found !== undefined) {
    const apart = standardErrorsApart(unavailability, found);
    if (apart > APART)
      return {
        needed: `The Markov chain and the simulation contradict each other by ${apart.toFixed(1)} standard errors. Run sipnines availability with another --seed; if they still do, the figure is not to be used, and is worth a report to the authors.`,
      };
  }
  return { figure: { unavailability, engine: "the Markov chain", simulated } };
}

/** Defects per million calls, unless the message level contradicts the chain. */
export function trustedDefects({ call, callUnknown, agreement }: AvailabilityFile): Trusted<Estimated> {
  if (call == null)
    return {
      needed: callUnknown ?? "The analysis says nothing of calls: sipnines availability of a SIP scenario does.",
    };
  const messages = agreement.find(({ method }) => method === "message level");
  if (Math.abs(messages?.deviation ?? 0) > APART && !messages?.isIntended)
    return {
      needed: `Messages and the Markov chain contradict each other by ${Math.abs(messages!.deviation!).toFixed(1)} standard errors: ${messages!.sentence}`,
    };
  const [low, high] = call.ci95;
  return {
    figure:
      high > low
        ? { mean: call.defectsPerMillion, low, high }
        : { mean: call.defectsPerMillion, low: null, high: null },
  };
}

/** Independent values without which no interval is told. */
const VALUES_MIN = 5;

/**
 * A mean of replications, if they are enough.
 * @param values replications, or blocks of them
 */
export function trustedMean(mean: Estimated | null, values: number): Trusted<Estimated> {
  if (mean === null) return { needed: "It was not measured." };
  return values < VALUES_MIN
    ? {
        needed: `${values === 1 ? "One value" : `${values} independent values`} cannot say how far the mean may be trusted: at least ${VALUES_MIN} are needed (--replications; with run.stratify, so many blocks).`,
      }
    : { figure: mean };
}
