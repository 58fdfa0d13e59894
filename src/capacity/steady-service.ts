import { engineNamed, Replicator } from "../experiment/replication.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { CAUSES, CallState, type Cause } from "../sip/calls.ts";
import { type Bounds, type Criterion, GROWTH } from "./criteria.ts";
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
  /** Share of the calls that failed, for which neither caller nor callee had decided. */
  readonly lost: number;
  /** Share of the set-ups that took longer than the bound. */
  readonly slow: number;
  /** Messages by which the queues grew, for each call made. */
  readonly growth: number;
  /** By group of servers: share of the time for which a worker was busy, of those that had work; and messages dropped for each call. */
  readonly busy: readonly number[];
  readonly dropped: readonly number[];
  /** Calls that failed, by cause. */
  readonly causes: ReadonlyMap<Cause, number>;
}

/** What ends a call without any server's fault. */
const DECIDED: readonly Cause[] = ["busy", "abandoned"];
/** Calls that are judged in one replication: enough for five losses at the bound, within these limits. */
const LOST = 5;
const CALLS = [2000, 20_000] as const;
/** Worlds that are kept, one for each rate: those of the last fit. */
const KEPT = 3;

/** A service in steady traffic, some of its nodes down: what it does at any rate, replication by replication. */
export class SteadyService {
  readonly scenario: Scenario;
  readonly down: readonly string[];
  readonly bounds: Bounds;
  readonly groups: readonly Servers[];
  /** What was seen at each rate. */
  readonly seen = new Map<number, Observation[]>();
  readonly #calls: number;
  readonly #worlds = new Map<number, { readonly replicator: Replicator; readonly schedule: Schedule }>();

  constructor(scenario: Scenario, bounds: Bounds, down: readonly string[] = []) {
    this.scenario = scenario;
    this.bounds = bounds;
    this.down = down;
    const cores = (scenario.architecture.hosts ?? []).map(({ name: host, nodes: names }) => ({
      ...{ tier: `cores of host ${host}`, names, host },
    }));
    this.groups = [...groupsOf(scenario), ...cores].flatMap(({ names, ...group }) => {
      const left = names.filter((name) => !down.includes(name));
      return left.length === 0 ? [] : [{ ...group, names: left }];
    });
    this.#calls = Math.min(CALLS[1], Math.max(CALLS[0], Math.ceil(LOST / bounds.loss)));
  }

  /** What is held to a bound: the criterion, the group of servers that it is about, the bound, and how it is read. */
  get responses(): readonly {
    criterion: Criterion;
    group?: number;
    bound: number;
    of: (one: Observation) => number;
  }[] {
    const { loss, setup, utilisation } = this.bounds;
    return [
      { criterion: "loss", bound: loss, of: ({ lost }) => lost },
      ...(setup
        ? [{ criterion: "setup" as const, bound: 1 - setup.quantile, of: ({ slow }: Observation) => slow }]
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
    const schedule = scheduleOf(this.scenario, rate, this.#calls, this.down);
    const replicator = new Replicator(atRate(this.scenario, rate, schedule, this.down), engineNamed("native"));
    const made = { replicator, schedule };
    if (this.#worlds.size >= KEPT) this.#worlds.delete(this.#worlds.keys().next().value!);
    this.#worlds.set(rate, made);
    return made;
  }

  #run(replicator: Replicator, { begin, end, over }: Schedule, replication: number): Observation {
    const { world, engine, scenario } = replicator;
    const { calls } = world;
    const limit = this.bounds.setup?.limit ?? Infinity;
    let isJudged = false;
    let setups = 0;
    let slow = 0;
    replicator.listen({
      measured: (metric, duration) => {
        if (!isJudged || metric !== "callSetupTime") return;
        setups++;
        if (duration > limit) slow++;
      },
      reset: () => {},
    });
    world.start(replication);
    engine.run(begin);
    const before = this.#stations(replicator);
    const first = calls.created;
    isJudged = true;
    engine.run(end);
    isJudged = false;
    const after = this.#stations(replicator);
    const last = calls.created;
    engine.run(over);
    const stop = over + scenario.run.drain;
    if (world.population.stopWhenDone() && stop > engine.now) engine.run(stop);
    calls.closeAll((call) => world.population.goesOn(call));
    calls.audit();
    const causes = new Map<Cause, number>();
    for (let call = first; call < last; call++) {
      if (calls.state[call] !== CallState.FAILED) continue;
      const cause = CAUSES[calls.blame[call]!]!;
      causes.set(cause, (causes.get(cause) ?? 0) + 1);
    }
    const lost = [...causes].reduce((sum, [cause, count]) => sum + (DECIDED.includes(cause) ? 0 : count), 0);
    const made = Math.max(1, last - first);
    const waiting = (at: typeof after): number => at.flat().reduce((sum, station) => sum + station.waiting, 0);
    return {
      lost: lost / made,
      slow: setups === 0 ? 1 : slow / setups,
      growth: (waiting(after) - waiting(before)) / made,
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

/** Nodes of a tier that are told apart by nothing: speed, whether they stand by, weight of their addresses. */
export function groupsOf({ architecture: { tiers, addresses } }: Pick<Scenario, "architecture">): Servers[] {
  return tiers.flatMap((tier) => {
    const groups = new Map<string, string[]>();
    for (const [i, { name, speed }] of tier.nodes.entries()) {
      const own = addresses
        .filter(({ owner }) => owner === name)
        .map(({ priority, weight }) => `${priority}:${weight}`);
      const key = JSON.stringify([speed, i < tier.active, own]);
      groups.set(key, [...(groups.get(key) ?? []), name]);
    }
    return [...groups.values()].map((names) => ({ tier: tier.name, names }));
  });
}
