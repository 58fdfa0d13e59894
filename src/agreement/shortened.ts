import { arbitersOf } from "../analysis/cluster.ts";
import { bindingsKind } from "../bindings/description.ts";
import { consequenceMean } from "../consequences/analysed.ts";
import { slowestNotice } from "../detectors/analysed.ts";
import { detectorKind } from "../detectors/description.ts";
import { deterministic, divided } from "../distributions/description.ts";
import { meanOf, momentsOf } from "../distributions/law.ts";
import { linesOfClasses } from "../faults/classes.ts";
import type { Fault } from "../faults/description.ts";
import { eventsOf } from "../scenario/amount-of-work.ts";
import type { AvailabilitySettings } from "../scenario/availability-settings.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Architecture, Watch } from "../service/description.ts";
import { membersOf } from "../service/members.ts";
import { transactionTimeout } from "../sip/timers.ts";
import type { Arrivals } from "../sip/traffic.ts";
import { components } from "../structure/evaluation.ts";
import type { Lifetimes, Tier } from "../tiers/description.ts";
import { mortalsOf, shorterFailures } from "./shortened-failures.ts";

/** A service that fails so often that a run of messages sees it, and the same description for the chain. */
export interface Shortened {
  /** With lifetimes, repairs and what people do shortened; its faults come by chance, as `availability` has them. */
  readonly scenario: Scenario;
  /** Factors by which times to failure, repairs and turns of registration are shorter than in the file. */
  readonly by: { readonly lives: number; readonly repairs: number; readonly turns: number };
  /** Failures of nodes that all replications together will see, roughly. */
  readonly failures: number;
}

/** Replications of one estimate: many enough for Student's interval to cover although outages are skewed. */
export const REPLICATIONS = 30;

/** A repair lasts at least this multiple of what happens around a failure, and a life as its repair. */
const APART = 25;
const LIVES = 8;
/** Shortest mean repair, and turn of registration [s]. */
const REPAIR_MIN = 60;
/** Failures that are wanted in all, and those below which an estimate is not begun. */
const FAILURES = 900;
const FAILURES_MIN = 60;
/** Mean repairs, and turns of registration, after which it no longer matters how a run began. */
export const RELAXATIONS = 4;
const TURNS = 3;
/** Where a lone server would carry all calls so easily, so many a second say the same: sixty in an outage. */
const EASY = 0.3;
const CALLS = 1;
/** Users at most: each is refreshed again and again. */
const USERS_MAX = 40;
/** The store of bindings that users make once for all. */
const PERMANENT = "permanent bindings";

/**
 * Shortens the lives of a service's nodes, their repairs and the turns in which users register, so that failures are seen within an
 * affordable run. Repairs stay long beside detection, takeover and the patience of callers; lives stay long beside repairs, or as they
 * are where they are shorter.
 *
 * @param architecture with lifetimes for every tier that the service needs
 * @param events that all replications together may take
 * @returns a sentence for a service that the message level cannot play, or not for so few events
 */
export function shortened(given: Scenario, settings: AvailabilitySettings, events: number): Shortened | string {
  const { traffic } = given;
  const { calls } = traffic;
  if (calls === null || calls.arrivals.kind === "rounds") return "Nobody calls at a rate (traffic.calls.rate).";
  if (settings.maintenance !== undefined) return "Maintenance by chance is known to the chain only.";
  if (traffic.transport !== undefined) return "The chain knows no connections of users, and no NATs before them.";
  if (given.architecture.tiers.some(({ transport }) => transport !== undefined))
    return "The chain knows no connections between servers.";
  if (calls.flows !== undefined) return "Calls by SIPp scenarios fail by rules of their own.";
  const needed = new Set(components(given.architecture.needs));
  const mortal = given.architecture.tiers.filter(({ nodes }) => nodes.some(({ name }) => needed.has(name)));
  const means = mortalsOf(mortal, given.failures);
  const around = aroundFailure(given);
  const floor = Math.max(REPAIR_MIN, APART * around);
  const repairs = Math.max(1, Math.min(...means.map(({ shortest }) => shortest / floor)));
  const apart = means.map(({ life, repair }) => life / (LIVES * Math.max(repair / repairs, around)));
  const lives = Math.max(repairs, Math.min(...apart));
  const { refresh } = traffic.registration;
  const turns = refresh === Infinity ? 1 : Math.max(1, Math.min(repairs, refresh / REPAIR_MIN));
  const by = { lives, repairs, turns };
  const scenario = played(
    given,
    settings,
    mortal.map(({ name }) => name),
    by,
  );
  const perSecond = means.reduce((sum, { nodes, life, repair }) => sum + nodes / (life / lives + repair / repairs), 0);
  const forgotten = Math.max(
    ...means.map(({ life, repair }) =>
      relaxation(
        { life: life / lives, repair: repair / repairs, nodes: mortal.flatMap(({ nodes }) => nodes).length },
        smallestCrew(given.failures) ?? settings.crew,
      ),
    ),
  );
  const lasting = lastingFor(scenario, RELAXATIONS * forgotten);
  const wanted = FAILURES / perSecond / REPLICATIONS;
  const before = REPLICATIONS * eventsOf(lasting(0));
  const cost = REPLICATIONS * eventsOf(lasting(wanted)) - before;
  const affordable = wanted * Math.max(0, Math.min(1, (events - before) / cost));
  const failures = Math.round(affordable * REPLICATIONS * perSecond);
  if (failures < FAILURES_MIN)
    return `A run of ${events.toPrecision(2)} events would see ${failures} failures, too few for an interval; more events (--steps) would be needed.`;
  return { scenario: lasting(affordable), by, failures };
}

/**
 * How long failures and repairs take to forget that all was well at the start [s]: a repair, and its wait behind as many others as are
 * broken on average with a crew so large; but no longer than a life, since broken nodes are forgotten as fast as nodes break.
 */
export function relaxation(
  { life, repair, nodes }: { readonly life: number; readonly repair: number; readonly nodes: number },
  crew: { readonly size: number } | undefined,
): number {
  const size = crew?.size ?? nodes;
  const load = Math.min(1, (nodes * repair) / (size * life));
  return Math.max(repair, Math.min(life, repair * (1 + (Math.max(0, nodes - size) / size) * load)));
}

/** What happens around a failure, at its longest: notice and takeover, and callers who are still trying [s]. */
function aroundFailure({ architecture, traffic }: Scenario): number {
  const { calls, retransmission, timers } = traffic;
  const watches = architecture.watches.map(
    (watch) => slowestNotice(watch.detector, membersOf(architecture, watch)) / 2 + consequenceMean(watch.consequence),
  );
  const promotions = architecture.tiers.map(({ promotion }) => meanOf(promotion?.time ?? 0) / 5);
  const patience = retransmission ? transactionTimeout(timers) / 2 : 0;
  return Math.max(0, ...watches, ...promotions, patience, momentsOf(calls!.hold).mean / 2);
}

/** What `failures` says in its place. */
const NOT_SAID: Pick<AvailabilitySettings, "standby" | "coverage" | "commonCause"> = {
  ...{ standby: 1, coverage: undefined, commonCause: 0 },
};

const smallestCrew = (failures: Scenario["failures"]): { readonly size: number } | undefined =>
  failures && [...failures.crews].sort((a, b) => a.size - b.size)[0];

function played(
  given: Scenario,
  settings: AvailabilitySettings,
  mortal: readonly string[],
  { lives, repairs, turns }: Shortened["by"],
): Scenario {
  const { traffic } = given;
  const calls = traffic.calls!;
  const { rate } = calls.arrivals as { readonly rate: number };
  const shorter = ({ timeToFailure, timeToRepair }: Lifetimes): Lifetimes => ({
    timeToFailure: divided(timeToFailure, lives),
    timeToRepair: divided(timeToRepair, repairs),
  });
  const { crew, coverage } = settings;
  const availability: AvailabilitySettings = {
    ...settings,
    lifetimes: undefined,
    replicas: [], // the architecture has them
    crew: crew && { ...crew, pick: crew.pick === undefined ? undefined : crew.pick / repairs },
    coverage: coverage && { ...coverage, manualRecovery: coverage.manualRecovery / repairs },
  };
  const line: Fault<"chance"> = {
    ...{ verb: "chance", at: 0, chance: mortal, kind: "host" },
    ...{ coverage: availability.coverage, standby: settings.standby, commonCause: settings.commonCause },
    crew: availability.crew && { name: "availability", ...availability.crew },
  };
  const failures = given.failures && shorterFailures(given.failures, { lives, repairs });
  const arbiters = given.architecture.watches.flatMap((watch) => arbitersOf(given.architecture, watch)?.name ?? []);
  const alone: readonly Fault<"chance">[] =
    arbiters.length === 0
      ? []
      : [{ verb: "chance", at: 0, chance: arbiters, kind: "host", standby: 1, commonCause: 0 } as Fault<"chance">];
  const isForGood = traffic.registration.refresh === Infinity;
  return {
    ...given,
    architecture: cheaper(
      {
        ...given.architecture,
        watches: given.architecture.watches.map((watch) => soonerRecovered(watch, repairs)),
        tiers: given.architecture.tiers.map((tier) => ({
          ...tier,
          ...(tier.lifetimes && { lifetimes: shorter(tier.lifetimes) }),
          ...(tier.promotion && {
            promotion: { ...tier.promotion, manualRecovery: tier.promotion.manualRecovery / repairs },
          }),
        })),
      },
      isForGood,
    ),
    traffic: {
      ...traffic,
      users: Math.min(traffic.users, USERS_MAX),
      registration: {
        ...traffic.registration,
        expires: isForGood ? Number.MAX_SAFE_INTEGER : traffic.registration.expires / turns,
        refresh: traffic.registration.refresh / turns,
        within: null,
        avalanche: null,
      },
      calls: {
        ...calls,
        arrivals: {
          kind: "poisson",
          rate: isEasy(given, rate) ? Math.min(rate, CALLS) : rate,
          ...{ start: 0, count: Infinity, duration: Infinity },
        },
        openLimit: Infinity,
      },
      options: null,
      subscribe: null,
    },
    faults: failures === undefined ? [line, ...alone] : linesOfClasses(failures),
    ...(failures && { failures }),
    availability: failures === undefined ? availability : { ...availability, ...NOT_SAID },
  };
}

/** The same watch, where people come sooner to what could not be fenced. */
function soonerRecovered(watch: Watch, by: number): Watch {
  const { consequence } = watch;
  if (consequence.kind !== "takeover" || consequence.fencing?.manualRecovery === undefined) return watch;
  const fencing = { ...consequence.fencing, manualRecovery: consequence.fencing.manualRecovery / by };
  return { ...watch, consequence: { ...consequence, fencing } };
}

/** The same service with fewer events: tokens that rest longer, and bindings that nobody refreshes in a store that loses none. */
function cheaper(architecture: Architecture, isForGood: boolean): Architecture {
  const sizeOf = (...names: readonly string[]) =>
    new Set(architecture.tiers.filter(({ name }) => names.includes(name)).flatMap(({ nodes }) => nodes)).size;
  const watches = architecture.watches.map((watch) => {
    const { detector, tier, by } = watch;
    return { ...watch, detector: detectorKind(detector).cheaper(detector, sizeOf(tier, by)) };
  });
  const { bindings, tiers } = architecture;
  if (!isForGood || !bindingsKind(bindings).areVolatile) return { ...architecture, watches };
  const store: Tier = {
    ...{ name: PERMANENT, role: "database", nodes: [{ name: PERMANENT, speed: 1 }], active: 1, standby: 0, workers: 1 },
    ...{ queue: Infinity, service: { each: deterministic(0), byMethod: {}, lookup: 0 } },
  };
  return {
    ...architecture,
    watches,
    tiers: [...tiers, store],
    bindings: { kind: "database", tier: PERMANENT, cache: true, timeout: 1 },
  };
}

/** Whether any one server could carry all calls with ease, eight messages each. */
function isEasy({ architecture }: Scenario, rate: number): boolean {
  return architecture.tiers.every(({ nodes, workers, service }) => {
    const dearest = Math.max(
      service.lookup,
      ...[service.each, ...Object.values(service.byMethod)].map((time) => momentsOf(time).mean),
    );
    return (8 * rate * dearest) / (workers * Math.min(...nodes.map(({ speed }) => speed))) < EASY;
  });
}

/**
 * The scenario, observed for so many seconds once it has forgotten that all was well at its start: repairs, what people do when a
 * failover has failed, and users who come back turn by turn. Nobody calls before the last few repairs of that.
 */
function lastingFor(scenario: Scenario, repairs: number): (seconds: number) => Scenario {
  const { architecture, availability, run, traffic } = scenario;
  const { calls, registration } = traffic;
  const fencing = architecture.watches.map(({ consequence }) =>
    consequence.kind === "takeover" ? consequence.fencing : undefined,
  );
  const people = [
    (scenario.failures ?? availability)?.coverage,
    ...fencing,
    ...architecture.tiers.map(({ promotion }) => promotion),
  ].map((failing) => failing?.manualRecovery ?? 0);
  const turns = registration.refresh === Infinity ? 0 : TURNS * registration.refresh;
  const warmUp = Math.max(repairs, turns, RELAXATIONS * Math.max(...people));
  return (seconds) => ({
    ...scenario,
    traffic: {
      ...traffic,
      calls: {
        ...calls!,
        arrivals: { ...calls!.arrivals, start: warmUp - repairs, duration: repairs + seconds } as Arrivals,
      },
    },
    run: { ...run, replications: REPLICATIONS, stratify: 1, horizon: warmUp + seconds, warmUp },
  });
}
