import { type ProgressListener, SILENT } from "../structure/told.ts";
import type { AvailabilityModel } from "./model.ts";
import { type ModelParameter, parametersOf } from "./parameters.ts";
import { serviceAvailability } from "./service-availability.ts";

/** What one parameter does to the unavailability when it is halved and doubled, all others being held. */
export interface TornadoBar {
  readonly parameter: string;
  readonly kind: ModelParameter["kind"];
  readonly value: number;
  /** Unavailability with the value divided and multiplied by the factor. */
  readonly atLow: number;
  readonly atHigh: number;
  /** Slope of log U against the logarithm of the parameter, between the two: 1 means proportional. */
  readonly elasticity: number;
}

/** States of a model up to which varying it, twice for each parameter, takes seconds. */
export const STATES_VARIED_MAX = 20_000;

/**
 * The bars of a tornado chart, the widest first.
 *
 * @param factor by which each parameter is divided and multiplied, > 1
 * @param told hears how many parameters are done
 * @throws Refused for a model with problems; ModelTooLarge beyond `STATES_VARIED_MAX`
 */
export function tornado(model: AvailabilityModel, factor = 2, told: ProgressListener = SILENT): TornadoBar[] {
  const parameters = parametersOf(model);
  const bars = parameters.map((parameter, done): TornadoBar => {
    told(`${done} of ${parameters.length} parameters varied`);
    const at = (value: number): number =>
      serviceAvailability(parameter.with(model, value), STATES_VARIED_MAX).outage.unavailability;
    const atLow = at(parameter.value / factor);
    const atHigh = at(parameter.value * factor);
    return {
      parameter: parameter.name,
      kind: parameter.kind,
      value: parameter.value,
      atLow,
      atHigh,
      elasticity: Math.log(atHigh / atLow) / (2 * Math.log(factor)),
    };
  });
  return bars.sort((a, b) => Math.abs(b.elasticity) - Math.abs(a.elasticity));
}
