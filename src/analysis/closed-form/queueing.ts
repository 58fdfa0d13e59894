import { expectCount, expectNonNegative, expectPositive, expectRange } from "../../units/range.ts";

/** Steady-state means of a queue; times in seconds. */
export interface QueueMeasures {
  /** Share of time a server is busy, 0 to 1. */
  readonly utilisation: number;
  /** Mean time in the queue of those who are served [s]. */
  readonly waitMean: number;
  /** Mean time from arrival to departure of those who are served [s]. */
  readonly sojournMean: number;
  /** Mean number waiting. */
  readonly queueMean: number;
  /** Mean number in the system. */
  readonly numberMean: number;
  /** Share of arrivals that find no place and are lost. */
  readonly lossProbability: number;
}

/**
 * Erlang B: the probability that an arrival finds all c servers of an M/G/c/c system busy, by the recursion
 * B(0) = 1, B(c) = aB(c−1) / (c + aB(c−1)).
 *
 * @param servers c ≥ 0
 * @param load offered load a = arrival rate · mean service time [erlang], ≥ 0
 * Source: A. K. Erlang 1917; ITU-T E.501.
 */
export function erlangB(servers: number, load: number): number {
  expectCount("servers", servers, 0);
  expectNonNegative("load", load);
  let blocking = 1;
  for (let c = 1; c <= servers; c++) blocking = (load * blocking) / (c + load * blocking);
  return blocking;
}

/**
 * Erlang C: the probability that an arrival at an M/M/c queue must wait, B / (1 − ρ(1 − B)).
 *
 * @param servers c ≥ 1
 * @param load offered load [erlang], below c
 * @throws Refused when the queue is saturated (load ≥ servers): it has no steady state
 */
export function erlangC(servers: number, load: number): number {
  expectCount("servers", servers, 1);
  expectStable(load / servers);
  const blocking = erlangB(servers, load);
  const utilisation = load / servers;
  return blocking / (1 - utilisation * (1 - blocking));
}

/** M/M/1: Poisson arrivals, exponential service, one server. Rates per second. */
export function mm1(arrivalRate: number, serviceRate: number): QueueMeasures {
  return mmc(arrivalRate, serviceRate, 1);
}

/**
 * M/M/c: Poisson arrivals, exponential service, c servers, one queue without limit.
 *
 * @throws Refused when saturated
 */
export function mmc(arrivalRate: number, serviceRate: number, servers: number): QueueMeasures {
  expectPositive("arrivalRate", arrivalRate);
  expectPositive("serviceRate", serviceRate);
  const load = arrivalRate / serviceRate;
  const waitMean = erlangC(servers, load) / (servers * serviceRate - arrivalRate);
  return measures(arrivalRate, load / servers, waitMean, 1 / serviceRate, 0);
}

/**
 * M/G/1: Poisson arrivals, any service time, one server; the mean wait λE[S²] / 2(1 − ρ).
 *
 * @param serviceMean E[S] [s]
 * @param serviceVariance Var S [s²]; 0 for M/D/1
 * Source: Pollaczek–Khinchine formula.
 * @throws Refused when saturated
 */
export function mg1(arrivalRate: number, serviceMean: number, serviceVariance: number): QueueMeasures {
  expectPositive("arrivalRate", arrivalRate);
  expectPositive("serviceMean", serviceMean);
  expectNonNegative("serviceVariance", serviceVariance);
  const utilisation = arrivalRate * serviceMean;
  expectStable(utilisation);
  const waitMean = (arrivalRate * (serviceVariance + serviceMean ** 2)) / (2 * (1 - utilisation));
  return measures(arrivalRate, utilisation, waitMean, serviceMean, 0);
}

/** M/M/1/K: one server and room for K in the system, the one in service included; any load has a steady state. */
export function mm1k(arrivalRate: number, serviceRate: number, capacity: number): QueueMeasures {
  return mmck(arrivalRate, serviceRate, 1, capacity);
}

/**
 * M/M/c/K: c servers, room for K ≥ c in the system; arrivals that find it full are lost.
 *
 * Source: birth–death balance πₙ₊₁ = πₙ λ / (min(n + 1, c) μ).
 */
export function mmck(arrivalRate: number, serviceRate: number, servers: number, capacity: number): QueueMeasures {
  expectPositive("arrivalRate", arrivalRate);
  expectPositive("serviceRate", serviceRate);
  expectCount("servers", servers, 1);
  expectCount("capacity", capacity, servers);
  let weight = 1; // relative to the heaviest state so far, so that no weight overflows
  let total = 1;
  let number = 0;
  let queue = 0;
  for (let n = 1; n <= capacity; n++) {
    weight *= arrivalRate / (Math.min(n, servers) * serviceRate);
    if (weight > 1) {
      total /= weight;
      number /= weight;
      queue /= weight;
      weight = 1;
    }
    total += weight;
    number += n * weight;
    queue += Math.max(0, n - servers) * weight;
  }
  const lossProbability = weight / total;
  const served = arrivalRate * (1 - lossProbability);
  return {
    utilisation: served / (servers * serviceRate),
    waitMean: queue / total / served,
    sojournMean: number / total / served,
    queueMean: queue / total,
    numberMean: number / total,
    lossProbability,
  };
}

/** Little's law, L = λW, gives the rest. */
function measures(
  arrivalRate: number,
  utilisation: number,
  waitMean: number,
  serviceMean: number,
  lossProbability: number,
): QueueMeasures {
  const sojournMean = waitMean + serviceMean;
  return {
    utilisation,
    waitMean,
    sojournMean,
    queueMean: arrivalRate * waitMean,
    numberMean: arrivalRate * sojournMean,
    lossProbability,
  };
}

function expectStable(utilisation: number): void {
  expectNonNegative("load", utilisation);
  expectRange(utilisation < 1, "utilisation", utilisation, "less than 1: a saturated queue has no steady state");
}
