import { type Distribution, exponential } from "../distributions/description.ts";
import { momentsOf } from "../distributions/law.ts";
import { samplerOf } from "../distributions/simulated.ts";
import { type FailureCoverage, type KindsByWeight, nodesStruck, type RepairCrew } from "../faults/by-chance.ts";
import type { Fault } from "../faults/description.ts";
import type { Risk } from "../faults/mechanism.ts";
import { riskOf } from "../faults/simulated.ts";
import type { Node } from "../ha/node.ts";
import type { Engine } from "../kernel/engine.ts";
import type { Sampler } from "../random/sampler.ts";
import type { Stream, Streams } from "../random/stream.ts";
import type { Architecture } from "../service/description.ts";
import type { FailureKind } from "../tiers/fault-kind.ts";
import { RepairShop } from "./repair-shop.ts";

/** How a node comes back: what is tried, then the way to it and its repair. */
interface Recovery {
  readonly attempts: readonly {
    readonly takes: Sampler;
    readonly needed: number;
    readonly succeeds: number;
    readonly ofHost: boolean;
    readonly goesOn: boolean;
  }[];
  readonly travel: Sampler | null;
  readonly repair: Sampler;
}

/** A node that a line of `faults` strikes by chance. */
export interface Life {
  readonly node: Node;
  /** None for a shock, which strikes all its nodes at its own times. */
  readonly timeToFailure: Sampler | null;
  readonly recovery: Recovery;
  readonly random: Stream;
  /** What of it is broken on account of this line; null while nothing is. */
  broken: FailureKind | null;
  /** Number of what is tried. */
  attempt: number;
  /** When its life ends [s]; a life that something else has ended in the meantime is none. */
  endsAt: number;
}

/** What strikes several nodes of a line at once. */
export interface Strike {
  readonly every: Sampler;
  /** That a node breaks. */
  readonly probability: number;
  /** How many of those that are well it strikes at most, any of them. */
  readonly tries: number;
  /** Of which tier; null: all of the line. */
  readonly tier: string | null;
}

export interface Line {
  readonly from: number;
  readonly kind: KindsByWeight;
  readonly coverage: FailureCoverage | undefined;
  readonly recovery: Stream | null;
  /** In which order those who break at once come to the crew. */
  readonly order: Stream;
  /** Whether a life begins anew whenever the process starts, for whatever reason. */
  readonly isOfProcess: boolean;
  readonly shop: RepairShop;
  readonly lives: readonly Life[];
  readonly strikes: readonly Strike[];
  /** Failure rate of a standby relative to a node that serves; share of failures that are common to a tier. */
  readonly standby: number;
  readonly commonCause: number;
}

/** What lines of chance are made of. */
interface Parts {
  readonly engine: Engine;
  readonly streams: Streams;
  readonly architecture: Architecture;
  readonly nodes: readonly Node[];
  readonly faults: readonly Fault[];
}

/** The lines of a script that strike by chance, and who repairs what they break. */
export function linesOfChance({ engine, streams, architecture, nodes, faults }: Parts): {
  readonly lines: readonly Line[];
  readonly shops: readonly RepairShop[];
} {
  const lifetimes = new Map(
    architecture.tiers.flatMap((tier) => tier.nodes.map(({ name }) => [name, tier.lifetimes] as const)),
  );
  const shops = new Map<string, RepairShop>();
  const shopOf = (crew: RepairCrew | undefined, line: number): RepairShop => {
    const name = crew?.name ?? `/${line}`;
    const shop = shops.get(name) ?? new RepairShop(engine, streams, crew);
    shops.set(name, shop);
    return shop;
  };
  const risks = faults.map(riskOf).filter((risk) => risk !== null);
  const lines = risks.map((risk, line): Line => {
    const { names: said, from, kind, coverage, crew, timeToRepair, isOfProcess, by } = risk;
    const stream = (what: string, name: string) => streams.stream(`${what} by chance/${line}/${name}`);
    const lawOf = (given: Distribution | undefined, what: "timeToFailure" | "timeToRepair", name: string) =>
      given ?? lifetimes.get(name)![what];
    const names = nodesStruck(said, architecture);
    const { standby, commonCause } = "own" in by ? by : { standby: 1, commonCause: 0 };
    const common = architecture.tiers.filter((tier) => tier.nodes.length > 1 && commonCause > 0);
    return {
      ...{ from, kind, coverage, standby, commonCause, isOfProcess },
      order: stream("order", ""),
      recovery: coverage?.manualRecovery === undefined ? null : stream("recovery", ""),
      shop: shopOf(crew, line),
      lives: names.map((name) => ({
        node: nodes.find((node) => node.name === name)!,
        timeToFailure:
          "own" in by ? samplerOf(lawOf(by.own, "timeToFailure", name), stream("timeToFailure", name)) : null,
        recovery: recoveryOf(
          risk,
          samplerOf(lawOf(timeToRepair, "timeToRepair", name), stream("timeToRepair", name)),
          (what) => stream(what, name),
        ),
        random: stream("kind", name),
        broken: null,
        attempt: 0,
        endsAt: Number.NaN,
      })),
      strikes:
        "shocks" in by
          ? [
              {
                every: samplerOf(by.shocks, stream("shock", "")),
                probability: by.probability,
                tries: by.tries,
                tier: null,
              },
            ]
          : common.flatMap((tier) => {
              const first = tier.nodes.find(({ name }) => names.includes(name));
              if (first === undefined) return [];
              const { mean } = momentsOf(lawOf(by.own, "timeToFailure", first.name));
              const every = samplerOf(exponential(mean / commonCause), stream("common cause", tier.name));
              return [{ every, probability: 1, tries: Infinity, tier: tier.name }];
            }),
    };
  });
  return { lines, shops: [...shops.values()] };
}

const recoveryOf = ({ attempts, travel }: Risk, repair: Sampler, stream: (what: string) => Stream): Recovery => ({
  attempts: attempts.map(({ takes, ...one }, i) => ({ ...one, takes: samplerOf(takes, stream(`attempt ${i}`)) })),
  travel: travel === undefined ? null : samplerOf(travel, stream("travel")),
  repair,
});
