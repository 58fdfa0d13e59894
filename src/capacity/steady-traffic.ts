import { watchDetectionMean } from "../analysis/detection-time.ts";
import { holdOf, steadily } from "../availability/steady-scenario.ts";
import { consequenceMean } from "../consequences/analysed.ts";
import { meanOf, momentsOf, quantileOf } from "../distributions/law.ts";
import type { Fault } from "../faults/description.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Arrivals, RequestTraffic, Traffic } from "../sip/traffic.ts";
import { Refused } from "../units/refused.ts";

/** When what happens in one replication [s]: nobody calls before `from`; calls made from `begin` to `end` are judged, more come until `over`. */
export interface Schedule {
  readonly from: number;
  readonly begin: number;
  readonly end: number;
  readonly over: number;
}

/** When the first of the nodes that are down dies [s]. */
const DEATH = 0.01;
/** Between two deaths, and before the first call, this multiple of the mean time to detection and takeover passes, and never more than a limit [s]. */
const PATIENCE = 3;
const SETTLING_MAX = 600;
/** Calls that come before those that are judged, as a share of them. */
const WARM_UP = 0.2;
/** Intervals of an overload control until it has found its level, and in which calls are judged: it opens and closes in turns. */
const CONTROLLED = 200;
/** Where clients repeat what is lost: until it shows that repeating does not help, as a multiple of T1: three copies. */
const COPIES = 7;
/** Share of the calls that have ended by the time at which the load is taken as steady. */
const ENDED = 0.99;
/** Cycles of a source of bursts while calls are judged. */
const ROUNDS = 50;
/** Longest time for which calls are judged, however few they are [s]. */
const JUDGED_MAX = 2000;

/** @throws Refused for a scenario without calls at a steady rate */
export function expectCallsAtARate({ traffic: { calls } }: Scenario): void {
  const refuse = (found: string, expected: string, hint = ""): Refused =>
    new Refused(found, expected, ["traffic", "calls"], hint);
  if (calls === null)
    throw refuse(
      "no calls",
      "traffic.calls with a rate",
      "Add --set traffic.calls.rate=100/s; the rate itself does not matter.",
    );
  if (calls.flows !== undefined)
    throw refuse(
      "calls by SIPp flows",
      "the usual call, with ring and hold",
      "Leave caller and callee of traffic.calls away, and say ring and hold instead.",
    );
  if (calls.arrivals.kind === "rounds" || calls.arrivals.kind === "profile")
    throw refuse(
      calls.arrivals.kind === "rounds" ? "calls in rounds" : "a rate that follows the hours of a day",
      "calls at a steady rate: paced, poisson or in bursts",
      "Ask for the capacity at its peak: the same scenario with rate and arrivals: poisson.",
    );
}

/** Arrivals at another mean rate; bursts keep their times. */
export const scaled = (arrivals: Arrivals, rate: number): Arrivals => {
  if (arrivals.kind === "rounds" || arrivals.kind === "profile") return arrivals;
  if (arrivals.kind !== "mmpp") return { ...arrivals, rate };
  const factor = rate / arrivals.rate;
  return { ...arrivals, rate, states: arrivals.states.map((state) => ({ ...state, rate: state.rate * factor })) };
};

export const during = (arrivals: Arrivals, from: number, duration: number): Arrivals =>
  arrivals.kind === "rounds" ? arrivals : { ...arrivals, start: from, count: Infinity, duration };

/** Until nodes are dead and what follows from it is over [s]. */
export const deadFor = (scenario: Scenario, down: readonly string[]): number =>
  DEATH + down.length * settling(scenario, down);

const controlledFor = ({ architecture }: Scenario): number =>
  CONTROLLED * Math.max(0, ...architecture.tiers.map(({ overload }) => overload?.control?.interval ?? 0));

/** For how long so many arrivals are judged, where bursts or an overload control do not ask for more [s]; and how many come before, as a time [s]. */
export function judgedFor(scenario: Scenario, arrivals: Arrivals, count: number): { judged: number; before: number } {
  const rate = arrivals.kind === "rounds" ? 1 / arrivals.spacing : arrivals.rate;
  const cycle = arrivals.kind === "mmpp" ? arrivals.states.reduce((sum, { mean }) => sum + mean, 0) : 0;
  const controlled = controlledFor(scenario);
  const judged = Math.max(Math.min(count / rate, JUDGED_MAX), ROUNDS * cycle, controlled);
  const { retransmission, timers } = scenario.traffic;
  const repeated = retransmission ? COPIES * timers.t1 : 0;
  return { judged: Math.max(judged, repeated), before: Math.max(WARM_UP * judged, controlled, repeated) };
}

/** When calls at a rate are judged, and of how many. @param down nodes that are dead */
export function scheduleOf(scenario: Scenario, rate: number, calls: number, down: readonly string[]): Schedule {
  const { registration } = scenario.traffic;
  const { hold, ring, arrivals } = scenario.traffic.calls!;
  const from = Math.max(deadFor(scenario, down), registration.within === null ? 0 : registration.within + 1);
  const ended = holdOf(scenario) === 0 ? 0 : quantileOf(hold, ENDED);
  const { judged, before } = judgedFor(scenario, scaled(arrivals, rate), calls);
  const begin = from + Math.max(before, momentsOf(ring).mean + ended);
  return { from, begin, end: begin + judged, over: begin + judged + ended };
}

/** The scenario with calls at another rate, steadily and without its faults; some nodes are down for good, and what follows from it is over. */
export function atRate(scenario: Scenario, rate: number, schedule: Schedule, down: readonly string[]): Scenario {
  const { architecture, traffic } = scenario;
  const { from, over } = schedule;
  const steady = steadily(scenario, architecture, over);
  const calls = steady.traffic.calls!;
  return {
    ...steady,
    faults: killed(scenario, down),
    traffic: {
      ...othersDuring(traffic, from, over - from),
      registration: { ...traffic.registration, avalanche: null },
      calls: { ...calls, arrivals: during(scaled(calls.arrivals, rate), from, over - from) },
    },
  };
}

/** Nodes die one after the other, before anybody calls or registers. */
export const killed = (scenario: Scenario, down: readonly string[]): Fault[] =>
  down.map((kill, i) => ({ verb: "kill", at: DEATH + i * settling(scenario, down), kill, kind: "host" }));

/** Requests beside what is counted come all along. */
export function othersDuring(traffic: Traffic, from: number, duration: number): Traffic {
  const requests = (one: RequestTraffic | null): RequestTraffic | null =>
    one && { ...one, arrivals: during(one.arrivals, from, duration) };
  return { ...traffic, options: requests(traffic.options), subscribe: requests(traffic.subscribe) };
}

/** How long a death is given: it has been noticed then, and whatever follows from it has happened [s]. */
function settling({ architecture }: Scenario, down: readonly string[]): number {
  const dead = architecture.tiers.filter(({ nodes }) => nodes.some(({ name }) => down.includes(name)));
  if (dead.length === 0) return 0;
  const times = dead.flatMap((tier) => [
    ...architecture.watches
      .filter((watch) => watch.tier === tier.name)
      .map((watch) => watchDetectionMean(architecture, watch) + consequenceMean(watch.consequence)),
    meanOf(tier.promotion?.time ?? 0),
  ]);
  return Math.min(SETTLING_MAX, 2 + PATIENCE * Math.max(0, ...times));
}
