import { type Distribution, meanOf } from "../library/analysis.ts";
import {
  type Architecture,
  bindingsAsked,
  independentValues,
  metricIndex,
  type Scenario,
} from "../library/simulation.ts";
import { type MeanInterval, studentInterval } from "../library/statistics.ts";
import { type Depth, job, mean, type Shelf, type ThesisPart } from "./part.ts";

/** Call rates of Fig. 10 and 11 [1/s] (thesis Table 2). */
const RATES = [50, 100, 150, 200];
const FINE_RATES = Array.from({ length: 31 }, (_, i) => 50 + 5 * i);

export interface TimePoint {
  readonly architecture: "iprs" | "ppdr";
  readonly rate: number;
  /** Means over the replications [s]. */
  readonly mean: MeanInterval;
  readonly p95: number;
  readonly theory: number;
}

/** The M/G/1 prediction between the simulated rates. */
export interface TheoryPoint {
  readonly architecture: "iprs" | "ppdr";
  readonly rate: number;
  readonly processing: number;
  readonly setUp: number;
}

export interface SetUpTimes {
  readonly theory: readonly TheoryPoint[];
  /** Fig. 10: arrival of an INVITE at the proxy to its forwarding. */
  readonly processing: readonly TimePoint[];
  /** Fig. 11: INVITE sent to 200 received. */
  readonly setUp: readonly TimePoint[];
}

/**
 * Fig. 10 and 11: processing time of INVITE and call set-up time, without and with a database in the call set-up, and nothing
 * failing. As in the thesis the database run differs only in where the bindings are.
 */
export function setUpPart(shelf: Shelf, depth: Depth): ThesisPart<SetUpTimes> {
  const runs = (["iprs", "ppdr"] as const).flatMap((architecture) =>
    RATES.map((rate) => ({
      architecture,
      rate,
      scenario: shelf(`thesis/fig10-${architecture}.yaml`, [
        `traffic.calls.rate=${rate}/s`,
        ...(depth === "quick" ? ["run.replications=4"] : []),
      ]),
    })),
  );
  return {
    jobs: runs.map(({ scenario }) => job(scenario)),
    evaluate: (figures) => {
      const of = (metric: "processingTime" | "callSetupTime", theory: (scenario: Scenario, rate: number) => number) =>
        runs.map(({ architecture, rate, scenario }, i) => ({
          architecture,
          rate,
          mean: studentInterval(independentValues(figures[i]!, metricIndex(metric), 1)),
          p95: mean(independentValues(figures[i]!, metricIndex(`${metric}.p95`), 1)),
          theory: theory(scenario, rate),
        }));
      return {
        theory: runs
          .filter(({ rate }) => rate === RATES[0])
          .flatMap(({ architecture, scenario }) =>
            FINE_RATES.map((rate) => ({
              architecture,
              rate,
              processing: processingTheory(scenario, rate),
              setUp: setUpTheory(scenario, rate),
            })),
          ),
        processing: of("processingTime", processingTheory),
        setUp: of("callSetupTime", setUpTheory),
      };
    },
  };
}

function processingTheory(scenario: Scenario, rate: number): number {
  const { wait, invite } = proxyTheory(scenario, rate);
  return wait + invite;
}

/** Four hops; INVITE waits and is served; the 200 waits, lets the 180 that came with it go first, and is served. */
function setUpTheory(scenario: Scenario, rate: number): number {
  const { wait, invite, message } = proxyTheory(scenario, rate);
  return 4 * meanOf(scenario.network.delay) + wait + invite + (wait + 2 * message);
}

/**
 * One proxy as an M/G/1 queue with arrivals in batches: a call brings INVITE; 180 and 200 together; ACK and BYE together; the 200
 * to BYE. Each batch is one job of the sum of its services, so that by Pollaczek and Khinchine the work found by an arrival is
 * λ·Σ E[S²] / (2(1 − ρ)). That the batches of one call are not independent is left out.
 *
 * @returns times in seconds: the work found, and the service of an INVITE and of a response
 */
function proxyTheory(scenario: Scenario, rate: number): { wait: number; invite: number; message: number } {
  const { architecture, network } = scenario;
  const proxy = architecture.tiers.find(({ role }) => role === "proxy")!;
  const message = constant(proxy.service.each);
  const lookup = lookupTime(architecture, proxy.service.lookup, meanOf(network.delay));
  const batches = [message + lookup, 2 * message, 2 * (message + lookup), message];
  const load = rate * batches.reduce((sum, batch) => sum + batch, 0);
  const wait = (rate * batches.reduce((sum, batch) => sum + batch ** 2, 0)) / (2 * (1 - load));
  return { wait, invite: message + lookup, message };
}

/** In memory a lookup is part of the service; a database is a hop away, answers, and is a hop back. */
function lookupTime({ bindings, tiers }: Architecture, inMemory: number, hop: number): number {
  const { lookUps } = bindingsAsked(bindings);
  if (lookUps === null) return inMemory;
  const database = tiers.find(({ name }) => name === lookUps)!;
  return 2 * hop + constant(database.service.each);
}

function constant(distribution: Distribution): number {
  if (distribution.kind !== "deterministic") throw new Error("the theory beside Fig. 10 is for constant service times");
  return distribution.value;
}
