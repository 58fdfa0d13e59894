import { engineNamed, Replicator } from "../experiment/replication.ts";
import { aimedAt } from "../scenario/call-shares.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { type Bounds, type Counted, type Criterion, GROWTH } from "./criteria.ts";
import { JUDGING, type Outcome } from "./judging.ts";
import { atRegistrationRate, registrationSchedule } from "./steady-registrations.ts";
import { atRate, type Schedule, scheduleOf } from "./steady-traffic.ts";

/** Servers that do the same for an equal share of the calls; or the cores of a host, with what runs on them. */
export interface Servers {
  readonly tier: string;
  readonly names: readonly string[];
  /** The host whose cores these are; left out: these are servers. */
  readonly host?: string;
}

/** What one replication at a rate showed. */
export interface Observation {
  /** Share of the calls or registrations that failed, for which neither caller nor callee had decided. */
  readonly lost: number;
  /** Share of the set-ups, or of the answers to REGISTERs, that took longer than the bound. */
  readonly slow: number;
  /** Messages by which the queues grew, and calls that wait for what was dropped to be sent again, for each call or registration made. */
  readonly growth: number;
  /** By group of servers: share of the time for which a worker was busy, of those that had work; and messages dropped for each call or registration. */
  readonly busy: readonly number[];
  readonly dropped: readonly number[];
  readonly causes: Outcome["causes"];
}

/** What each kind of traffic makes of a scenario. */
const TRAFFIC = {
  calls: { scheduleOf, atRate },
  registrations: { scheduleOf: registrationSchedule, atRate: atRegistrationRate },
} as const;

/** Calls or registrations that are judged in one replication: enough for five losses at the bound, within these limits. */
const LOST = 5;
const CALLS = [2000, 20_000] as const;
/** Worlds that are kept, one for each rate: those of the last fit. */
const KEPT = 3;

/** A service in steady traffic, some of its nodes down: what it does at any rate, replication by replication. */
export class SteadyService {
  readonly scenario: Scenario;
  readonly down: readonly string[];
  readonly bounds: Bounds;
  readonly counted: Counted;
  readonly groups: readonly Servers[];
  /** What was seen at each rate. */
  readonly seen = new Map<number, Observation[]>();
  readonly #judged: number;
  readonly #worlds = new Map<number, { readonly replicator: Replicator; readonly schedule: Schedule }>();

  constructor(scenario: Scenario, bounds: Bounds, down: readonly string[] = [], counted: Counted = "calls") {
    this.scenario = scenario;
    this.bounds = bounds;
    this.down = down;
    this.counted = counted;
    const cores = (scenario.architecture.hosts ?? []).map(({ name: host, nodes: names }) => ({
      ...{ tier: `cores of host ${host}`, names, host },
    }));
    this.groups = [...groupsOf(scenario), ...cores].flatMap(({ names, ...group }) => {
      const left = names.filter((name) => !down.includes(name));
      return left.length === 0 ? [] : [{ ...group, names: left }];
    });
    this.#judged = Math.min(CALLS[1], Math.max(CALLS[0], Math.ceil(LOST / bounds.loss)));
  }

  /** What is held to a bound: the criterion, the group of servers that it is about, the bound, and how it is read. */
  get responses(): readonly {
    criterion: Criterion;
    group?: number;
    bound: number;
    of: (one: Observation) => number;
  }[] {
    const { loss, utilisation } = this.bounds;
    const times = this.#times;
    return [
      { criterion: "loss", bound: loss, of: ({ lost }) => lost },
      ...(times
        ? [
            {
              criterion: this.counted === "calls" ? ("setup" as const) : ("response" as const),
              bound: 1 - times.quantile,
              of: ({ slow }: Observation) => slow,
            },
          ]
        : []),
      ...(utilisation === undefined
        ? []
        : this.groups.map((_, group) => ({
            ...{ criterion: "utilisation" as const, group, bound: utilisation },
            of: ({ busy }: Observation) => busy[group]!,
          }))),
      { criterion: "growing queue", bound: GROWTH, of: ({ growth }) => growth },
    ];
  }

  /** The bound on the times that are looked at. */
  get #times() {
    return this.counted === "calls" ? this.bounds.setup : this.bounds.response;
  }

  /** One replication. The same number has the same random numbers at every rate. */
  observe(rate: number, replication: number): Observation {
    const { replicator, schedule } = this.#world(rate);
    const one = this.#run(replicator, schedule, replication);
    const all = this.seen.get(rate) ?? [];
    all.push(one);
    this.seen.set(rate, all);
    return one;
  }

  #world(rate: number) {
    const known = this.#worlds.get(rate);
    if (known) return known;
    const { scheduleOf, atRate } = TRAFFIC[this.counted];
    const schedule = scheduleOf(this.scenario, rate, this.#judged, this.down);
    const replicator = new Replicator(atRate(this.scenario, rate, schedule, this.down), engineNamed("native"));
    const made = { replicator, schedule };
    if (this.#worlds.size >= KEPT) this.#worlds.delete(this.#worlds.keys().next().value!);
    this.#worlds.set(rate, made);
    return made;
  }

  #run(replicator: Replicator, { begin, end, over }: Schedule, replication: number): Observation {
    const { world, engine } = replicator;
    const limit = this.#times?.limit ?? Infinity;
    const ofCalls = this.counted === "calls";
    const judging = JUDGING[this.counted](replicator);
    let isJudged = false;
    let times = 0;
    let slow = 0;
    const time = (duration: number): void => {
      if (!isJudged) return;
      times++;
      if (duration > limit) slow++;
    };
    replicator.listen({
      measured: (metric, duration) => {
        if (ofCalls && metric === "callSetupTime") time(duration);
      },
      answered: (method, delay) => {
        if (!ofCalls && method === "REGISTER") time(delay);
      },
      reset: () => {},
    });
    world.start(replication);
    engine.run(begin);
    const before = this.#stations(replicator);
    const behindBefore = judging.behind(waitingAt(before));
    judging.begin();
    isJudged = true;
    engine.run(end);
    isJudged = false;
    const after = this.#stations(replicator);
    const behindAfter = judging.behind(waitingAt(after));
    judging.end();
    engine.run(over);
    const { lost, causes, ...outcome } = judging.outcome();
    const made = Math.max(1, outcome.made);
    return {
      lost: lost / made,
      slow: times === 0 ? 1 : slow / times,
      growth: (behindAfter - behindBefore) / made,
      busy: after.map((group, g) => {
        const shares = group.map(
          ({ busyTime, workers }, i) => (busyTime - before[g]![i]!.busyTime) / workers / (end - begin),
        );
        const working = shares.filter((share) => share > 0);
        return working.length === 0 ? 0 : working.reduce((sum, share) => sum + share, 0) / working.length;
      }),
      dropped: after.map((group, g) =>
        group.reduce((sum, { dropped }, i) => sum + (dropped - before[g]![i]!.dropped) / made, 0),
      ),
      causes,
    };
  }

  #stations({ world }: Replicator) {
    const { tiers, hosts = [] } = this.scenario.architecture;
    const workersOf = new Map(tiers.map(({ name, workers }) => [name, workers]));
    const coresOf = new Map(hosts.map(({ name, cores }) => [name, cores]));
    return this.groups.map(({ tier, names, host }) => {
      if (host !== undefined) {
        const { busyTime } = world.machines.processors.get(host)!;
        return [{ busyTime, dropped: 0, waiting: 0, workers: coresOf.get(host)! }];
      }
      return names.map((name) => {
        const { station } = world.nodes.find((node) => node.name === name)!;
        const { busyTime, dropped, waiting } = station;
        return { busyTime, dropped, waiting, workers: workersOf.get(tier)! };
      });
    });
  }
}

const waitingAt = (groups: readonly (readonly { waiting: number }[])[]): number =>
  groups.flat().reduce((sum, { waiting }) => sum + waiting, 0);

/** Shares of the calls that differ by less, relative to each other, are taken for equal. */
const ALIKE = 0.02;

/** Nodes of a tier that are told apart by nothing: speed, whether they stand by, weight of their addresses, the share of the calls that comes by these. */
export function groupsOf({ architecture, traffic }: Pick<Scenario, "architecture" | "traffic">): Servers[] {
  const { tiers, addresses } = architecture;
  const aimed = aimedAt({ architecture, traffic });
  return tiers.flatMap((tier) => {
    const groups: { readonly key: string; readonly share: number; readonly names: string[] }[] = [];
    for (const [i, { name, speed }] of tier.nodes.entries()) {
      const own = addresses.flatMap((address, place) => (address.owner === name ? [{ ...address, place }] : []));
      const places = own.map(({ priority, weight }) => `${priority}:${weight}`);
      const key = JSON.stringify([speed, i < tier.active, places]);
      const share = own.reduce((sum, { place }) => sum + aimed[place]!, 0);
      const alike = groups.find((group) => group.key === key && Math.abs(group.share - share) <= ALIKE * group.share);
      if (alike) alike.names.push(name);
      else groups.push({ key, share, names: [name] });
    }
    return groups.map(({ names }) => ({ tier: tier.name, names }));
  });
}
