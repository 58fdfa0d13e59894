import type { Distribution } from "../distributions/description.ts";
import { distribution } from "../distributions/description.ts";
import { isKnown } from "../notation/known.ts";
import { defaulted, type Fields, listOf, name, object, optional, required } from "../notation/object.ts";
import type { Place } from "../notation/place.ts";
import { duration, numberAbove, probability, wholeNumber, word } from "../notation/quantities.ts";
import { converted, type Read, type Shape, scalar, type Written } from "../notation/shape.ts";
import type { Architecture } from "../service/description.ts";
import { type Lifetimes, nodesOn } from "../tiers/description.ts";
import { type FailureKind, type FaultKind, kindShape } from "../tiers/fault-kind.ts";
import { quoted, UnitError } from "../units/unit-error.ts";
import { lineWith } from "./fields.ts";
import { nameOrNames } from "./links.ts";
import type { Duty } from "./recovery.ts";
import type { Scene } from "./scene.ts";

/** Whether the failure of a node that serves is handled as designed, and what happens when it is not. */
export interface FailureCoverage {
  readonly probability: number;
  /** What an uncovered failure takes away: the failed node's place, the whole tier until people come, or all nodes of the tier with it. */
  readonly uncovered: "blocks place" | "blocks group" | "fails group";
  /**
   * Mean of the exponential time until people have recovered what is blocked [s]; left out: a place is blocked until its node is
   * repaired. Unused where the group fails.
   */
  readonly manualRecovery?: number | undefined;
}

/** Repairmen who work on one node each. */
export interface CrewSettings {
  readonly size: number;
  /** Tiers in order of priority; those not named come last. */
  readonly priorities: readonly string[];
  /** Whether work on a node is laid aside, at no loss, when one of higher priority fails. */
  readonly preemptive: boolean;
  /** Mean time for a free repairman to pick a given waiting tier [s]; undefined: no time. */
  readonly pick?: number | undefined;
}

/** The same with a name: lines of the same name share them. */
export interface RepairCrew extends CrewSettings {
  readonly name: string;
  /** When it begins work; left out: at any time. */
  readonly duty?: Duty | undefined;
}

/** What holds where a line leaves it out. */
export interface Defaults {
  readonly lifetimes?: Lifetimes | undefined;
  readonly crew?: CrewSettings | undefined;
  readonly standby: number;
  readonly coverage?: FailureCoverage | undefined;
  readonly commonCause: number;
}

const STANDBY_WORDS: Readonly<Record<string, number>> = { hot: 1, warm: 0.5, cold: 0 };
export const STANDBY = "hot, warm (half the failure rate), cold, or the relative failure rate from 0 to 1";
/** Failure rate of a node that stands by relative to one that serves, 0 … 1. */
export const standbyShape: Shape<number, number | string> = scalar(
  STANDBY,
  1,
  { anyOf: [{ enum: Object.keys(STANDBY_WORDS) }, { type: "number", minimum: 0, maximum: 1 }] },
  (value) => {
    if (typeof value === "string" && Object.hasOwn(STANDBY_WORDS, value)) return STANDBY_WORDS[value]!;
    if (typeof value === "number" && value >= 0 && value <= 1) return value;
    throw new UnitError(quoted(value), STANDBY);
  },
);

const coverageFields = object("coverage", {
  probability: required("Probability that a failure is handled as designed.", probability),
  uncovered: defaulted(
    "What an uncovered failure takes away: the node's place, the whole tier until people come, or all its nodes.",
    word("blocks place", "blocks group", "fails group"),
    "blocks group" as const,
  ),
  manualRecovery: optional("Mean time until people have recovered it.", duration("30 min", { above: 0 })),
});
const covered: typeof coverageFields.sample & { readonly manualRecovery: number } = {
  ...{ probability: 1, uncovered: "blocks group", manualRecovery: 1 },
};
export const coverageShape = converted(coverageFields, covered, (read, place) => {
  if (read.manualRecovery === undefined && read.uncovered !== "fails group" && !place.isBroken)
    place.report(
      "no manualRecovery",
      "the mean time of the manual recovery, such as 30 min, or uncovered: fails group",
    );
  return { ...read, manualRecovery: read.manualRecovery ?? 1 };
});

/** A probability alone: without cover nobody steps in until the node is repaired. */
const anyCoverage = ((): Shape<FailureCoverage, number | string | Written<typeof coverageFields>> => ({
  expected: "a probability, or a map with probability, uncovered and manualRecovery",
  schema: { anyOf: [probability.schema, coverageShape.schema] },
  sample: coverageShape.sample,
  read(found, place) {
    if (found.kind === "map") return coverageShape.read(found, place);
    return { probability: probability.read(found, place), uncovered: "blocks place" };
  },
}))();

const weight = numberAbove(0, 1e6, 0.8);
const weights = object("kinds of death by weight", {
  process: optional("Weight of the death of a process.", weight),
  host: optional("Weight of the death of a host.", weight),
  link: optional("Weight of the death of a link.", weight),
});
/** What dies; or several kinds by their weights. */
export type KindsByWeight = FailureKind | Read<typeof weights>;
export type KindsWritten = FaultKind | Written<typeof weights>;
const anyKind = ((): Shape<KindsByWeight, KindsWritten> => ({
  expected: "host, process, link, or several by weight, such as { process: 0.8, host: 0.2 }",
  schema: { anyOf: [kindShape.schema, weights.schema] },
  sample: "host",
  read(found, place) {
    if (found.kind !== "map") return kindShape.read(found, place);
    const given = Object.entries(weights.read(found, place)).filter(([, value]) => value !== undefined);
    return given.length === 0 ? place.refuse("no kind", this.expected, this.sample) : Object.fromEntries(given);
  },
}))();

/** Nodes or tiers: one, or a list. */
export const struckShape = nameOrNames(
  "a node or tier, or a list of them, such as [proxies, database]",
  listOf("names of nodes or tiers", name, 1, 200),
);
/** What lines of chance have in common. */
const common = {
  at: defaulted("Start time.", duration("0 s"), 0, "0 s"),
  timeToRepair: optional("How long a repair takes; left out: as the tier's lifetimes have it.", distribution("4 h", 0)),
  kind: defaulted("What dies, or several kinds by weight.", anyKind, "host" as const),
  coverage: optional(
    "Whether the failure of a node that serves is handled as designed: a probability (otherwise nobody steps in until the repair), or written like availability.coverage. Left out: as there, or always.",
    anyCoverage,
  ),
  crews: optional(
    "How many repairs of this line can go on at once; the rest wait. Left out: the crew of availability, which all such lines share, or unlimited.",
    wholeNumber(1, 1000, 1, { unlimited: Infinity }),
  ),
};

/** A step of a recovery before people come. */
export interface RecoveryAttempt {
  readonly takes: Distribution;
  /** Probability that it is done at all, and that the node is back then. */
  readonly needed: number;
  readonly succeeds: number;
  /** Whether the machine goes down for it, with what is left on it. */
  readonly ofHost: boolean;
  /** Whether what hangs or is frozen goes on by it where it stood. */
  readonly goesOn: boolean;
}

/** What is said of repairs: by their number in a file, by a crew once that is known; the rest by a class of `failures`. */
export interface Repaired {
  /** The class that says so; left out: the line itself. */
  readonly failure?: string | undefined;
  readonly attempts?: readonly RecoveryAttempt[] | undefined;
  /** Whether its time to failure begins anew whenever the process starts. */
  readonly isOfProcess?: boolean | undefined;
  /** Of a shock that passes from one node to the next: how many it strikes at most, any that are well; left out: all. */
  readonly tries?: number | undefined;
  /** The way to the node, which a repair begins with. */
  readonly travel?: Distribution | undefined;
  /** Such lines begin at a time of their own, never after another. */
  readonly after?: undefined;
  readonly timeToRepair?: Distribution | undefined;
  readonly coverage?: FailureCoverage | undefined;
  readonly crews?: number | undefined;
  /** Left out: each broken node is repaired at once. */
  readonly crew?: RepairCrew | undefined;
}

/** A line with this verb and these keys, of what happens by chance from a time on. */
export function lineOfChance<const V extends string, F extends Fields>(verb: V, fields: F) {
  const { at, ...rest } = common;
  const { shape, keys } = lineWith(verb, { at, ...fields, ...rest });
  const sample: typeof shape.sample & Repaired = shape.sample;
  return { shape: converted(shape, sample, (read): typeof sample => read), keys };
}

/** Names of the nodes that a line of chance strikes: those named, and all of the tiers and hosts named. */
export function nodesStruck(names: readonly string[], deployment: Pick<Architecture, "tiers" | "hosts">): string[] {
  const named = new Set([...names, ...names.flatMap((name) => nodesOn(name, deployment))]);
  return deployment.tiers.flatMap((tier) =>
    tier.nodes.flatMap(({ name }) => (named.has(name) || named.has(tier.name) ? [name] : [])),
  );
}

/** Lifetimes where no tier that is struck has its own. */
export function lifetimesFor(
  names: readonly string[],
  { tiers, hosts = [] }: Architecture,
  defaults: Defaults | undefined,
): Lifetimes | undefined {
  const struck = new Set(nodesStruck(names, { tiers, hosts }));
  const of = tiers.filter(({ nodes }) => nodes.some(({ name }) => struck.has(name)));
  return of.every(({ lifetimes }) => lifetimes === undefined) ? defaults?.lifetimes : undefined;
}

/** What a line leaves out is as `availability` has it; without repairmen of its own it shares the crew there. */
export const completedRepair = (
  fault: Repaired,
  line: number,
  lifetimes: Lifetimes | undefined,
  defaults: Defaults | undefined,
): Repaired => ({
  crews: undefined,
  coverage: fault.coverage ?? defaults?.coverage,
  timeToRepair: fault.timeToRepair ?? lifetimes?.timeToRepair,
  crew: crewOf(fault.crews, line, defaults),
});

function crewOf(size: number | undefined, line: number, defaults: Defaults | undefined): RepairCrew | undefined {
  if (size === undefined) return defaults?.crew && { name: "availability", ...defaults.crew };
  if (size === Infinity) return undefined;
  return { name: `faults.${line}`, size, priorities: [], preemptive: false, pick: undefined };
}

/** Reports names that do not exist, and nodes without lifetimes, here or in their tier. */
export function checkMortal(
  names: readonly string[],
  given: Readonly<Record<string, Distribution | undefined>>,
  { architecture }: Scene,
  verb: string,
  place: Place,
): void {
  const { tiers } = architecture;
  const known = [...tiers.flatMap(({ nodes }) => nodes.map((node) => node.name)), ...tiers.map((tier) => tier.name)];
  // Only a shock takes a host as a whole: each of its nodes for itself is what chance says of them.
  if (verb === "shock") known.push(...(architecture.hosts ?? []).map((host) => host.name));
  const at = place.at(verb);
  for (const [i, one] of names.entries())
    isKnown(one, known, "a node or tier", at.node?.kind === "list" ? at.at(i) : at);
  if (place.isBroken) return;
  const struck = new Set(nodesStruck(names, architecture));
  const mortal = tiers.find(({ nodes, lifetimes }) => !lifetimes && nodes.some((node) => struck.has(node.name)));
  if (mortal === undefined) return;
  for (const [key, law] of Object.entries(given))
    if (law === undefined && !place.isBroken)
      place.report(
        `no ${key}, and no lifetimes in ${mortal.name}`,
        `${key}: a duration or distribution, such as { exponential: 4 h }`,
      );
}

/** Events of one failure and its repair. */
export const OF_FAILURE = 10;

/** How chance is made by hand. */
export const DRAWN_BEFOREHAND = "draw the times beforehand, and kill and start the nodes by a script";
