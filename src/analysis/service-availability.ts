import { type ProgressListener, SILENT } from "../structure/told.ts";
import { transitionCount } from "./chain/chain.ts";
import { meanTimeToFirstFailure } from "./chain/first-failure.ts";
import { chainOutages, type TransientUnavailability, transientUnavailability } from "./chain/measures.ts";
import { steadyState } from "./chain/steady-state.ts";
import type { OutageMeasures } from "./closed-form/outage.ts";
import { type BudgetLine, downtimeBudget } from "./downtime-budget.ts";
import { generateChain, type ServiceChain, STATES_MAX } from "./generator/generate.ts";
import type { AvailabilityModel } from "./model.ts";

/** A service solved as a Markov chain. */
export interface ServiceAvailability {
  readonly outage: OutageMeasures;
  /** Mean time from all well to the first outage [s]. */
  readonly meanTimeToFirstFailure: number;
  /** Long-run mean of the smallest share of places served, counting 0 while down. */
  readonly capacityMean: number;
  readonly budget: readonly BudgetLine[];
  /** The chain behind the numbers, and how well its solution balances. */
  readonly states: number;
  readonly transitions: number;
  readonly residual: number;
  readonly method: "elimination" | "Gauss–Seidel";
  /** Long-run share of time in each state. */
  readonly probability: Float64Array;
  readonly service: ServiceChain;
}

/**
 * Solves a service exactly: steady state, outages, first failure, where the downtime goes.
 *
 * @throws Refused for a model with problems; ModelTooLarge; NotConverged rather than a doubtful number
 */
export function serviceAvailability(
  model: AvailabilityModel,
  statesMax = STATES_MAX,
  told: ProgressListener = SILENT,
): ServiceAvailability {
  const service = generateChain(model, statesMax, told);
  const { chain, isUp, capacity } = service;
  const { probability, residual, method } = steadyState(chain, told);
  return {
    outage: chainOutages(chain, probability, isUp),
    meanTimeToFirstFailure: meanTimeToFirstFailure(chain, isUp, told),
    capacityMean: probability.reduce((sum, p, state) => sum + p * capacity(state), 0),
    budget: downtimeBudget(service, probability),
    states: chain.states,
    transitions: transitionCount(chain),
    residual,
    method,
    probability,
    service,
  };
}

/** Unavailability at a time, and on average until then, of a service that starts with all nodes well. */
export function unavailabilityAt(
  service: ServiceChain,
  time: number,
  told: ProgressListener = SILENT,
): TransientUnavailability {
  return transientUnavailability(service.chain, service.isUp, time, told);
}
