import { busiest } from "../availability/busiest.ts";
import { steadily } from "../availability/steady-scenario.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Arrivals } from "../sip/traffic.ts";
import { Refused } from "../units/refused.ts";
import { deadFor, during, judgedFor, killed, othersDuring, type Schedule, scaled } from "./steady-traffic.ts";

/** The wait for the second and third copy of a REGISTER, as a multiple of T1: so long the load goes on for those that are judged. */
const COPIES = 3;
/** More users than are expected to come, in standard deviations of a Poisson number, and as a factor where they come in bursts. */
const SURELY = 8;
const IN_BURSTS = 2;

/** @throws Refused for users whose connections and NATs would multiply with them */
export function expectRegistrations({ traffic: { transport } }: Scenario): void {
  if (transport === undefined) return;
  throw new Refused(
    "users with connections or NATs",
    "users by UDP, no NAT before them",
    ["traffic", "clients"],
    "As many users as register would keep connections and NATs open as well: leave transport and nat away.",
  );
}

/** REGISTERs come as the calls of the file would: paced, Poisson or in bursts; Poisson where it has none or none at a steady rate. */
function arrivalsOf({ traffic: { calls } }: Scenario, rate: number): Arrivals {
  const arrivals = calls?.arrivals;
  if (arrivals === undefined || arrivals.kind === "rounds" || arrivals.kind === "profile")
    return { kind: "poisson", rate, start: 0, count: Infinity, duration: Infinity };
  return scaled(arrivals, rate);
}

/** When registrations at a rate are judged, and of how many. @param down nodes that are dead */
export function registrationSchedule(
  scenario: Scenario,
  rate: number,
  count: number,
  down: readonly string[],
): Schedule {
  const { retransmission, timers } = scenario.traffic;
  const from = deadFor(scenario, down);
  const { judged, before } = judgedFor(scenario, arrivalsOf(scenario, rate), count);
  const begin = from + before;
  const end = begin + judged;
  return { from, begin, end, over: end + (retransmission ? COPIES * timers.t1 : 0) };
}

/**
 * The scenario without calls, in which users register anew at a rate, each of them once; their bindings are there. Some nodes are down
 * for good.
 */
export function atRegistrationRate(
  scenario: Scenario,
  rate: number,
  schedule: Schedule,
  down: readonly string[],
): Scenario {
  const { from, over } = schedule;
  const steady = steadily(scenario, scenario.architecture, over);
  const arrivals = during(arrivalsOf(scenario, rate), from, over - from);
  const expected = rate * (over - from) * (arrivals.kind === "mmpp" ? IN_BURSTS : 1);
  return {
    ...steady,
    faults: killed(scenario, down),
    traffic: {
      ...othersDuring(scenario.traffic, from, over - from),
      calls: null,
      users: Math.ceil(expected + SURELY * Math.sqrt(expected) + SURELY),
      registration: {
        ...scenario.traffic.registration,
        ...{ refresh: Infinity, within: null, avalanche: null, backOff: null, arrivals },
      },
    },
  };
}

/** Fluid bound of the busiest tier [registrations/s]; 1 where service takes no time. */
export function registrationBound(scenario: Scenario): number {
  const { traffic, architecture } = scenario;
  const { users, registration } = traffic;
  const perUser = registration.with === "every address" ? architecture.addresses.length : 1;
  const busyAt = (refresh: number): number =>
    busiest(
      { ...scenario, traffic: { ...traffic, calls: null, registration: { ...registration, refresh } } },
      architecture,
    ).utilisation;
  const others = busyAt(Infinity);
  const each = busyAt(users * perUser) - others;
  return each > 0 && others < 1 ? (1 - others) / each : 1;
}
