import type { Distribution } from "../distributions/description.ts";
import { momentsOf, type TheoreticalMoments } from "../distributions/law.ts";
import type { FailureClass, Failures } from "../faults/classes.ts";
import type { Duty, RecoveryStep } from "../faults/recovery.ts";
import type { Lifetimes, Tier } from "../tiers/description.ts";
import { lifeOf, renewed } from "./ageing.ts";
import { type Hearing, heardBy, overUnnoticed } from "./hearing.ts";
import {
  type Attempt,
  type Crew,
  type FailureWay,
  type InPlace,
  type NodeGroup,
  ONLY_WAY,
  type Shock,
  type StagedTime,
} from "./model.ts";

/** One cause that strikes a node: a class by itself, or one of its groups that fail as one. */
interface Cause {
  readonly name: string;
  readonly of: FailureClass;
  readonly isShared: boolean;
  /** How often it strikes [1/s]. */
  readonly rate: number;
  /** How likely it then strikes this node, all being well. */
  readonly struck: number;
  /** When its crew begins work; undefined: at any time. */
  readonly duty: Duty | undefined;
  /** How a cluster manager sees to it first; absent: nobody does. */
  readonly inPlace?: InPlace;
}

/** Nodes of a tier that the same causes strike. */
export interface AlikeNodes {
  readonly nodes: readonly string[];
  readonly causes: readonly Cause[];
}

/** What strikes a node, in the order of the file. A group of one node is a class by itself. */
function causesOf({ classes, crews }: Failures, node: string): Cause[] {
  return classes.flatMap((of): Cause[] => {
    const rate = 1 / momentsOf(of.timeToFailure).mean;
    const duty = crews.find(({ name }) => name === of.recovery.at(-1)!.crew)?.duty;
    const group = of.together.find(([, nodes]) => nodes.includes(node));
    if (group === undefined)
      return of.strikes.includes(node) ? [{ name: of.name, of, isShared: false, rate, struck: 1, duty }] : [];
    const isShared = group[1].length > 1;
    const struck = Math.min(1, (of.tries ?? Infinity) / group[1].length);
    return [{ name: isShared ? `${of.name} of ${group[0]}` : of.name, of, isShared, rate, struck, duty }];
  });
}

/** The nodes of a tier by what strikes them, as often as it does in the long run. */
export function alikeNodes({ nodes }: Tier, failures: Failures): AlikeNodes[] {
  const found = new Map<string, { nodes: string[]; causes: Cause[] }>();
  for (const { name } of nodes) {
    const causes = causesOf(failures, name);
    const key = JSON.stringify(causes.map((cause) => cause.name));
    const alike = found.get(key) ?? { nodes: [], causes };
    alike.nodes.push(name);
    found.set(key, alike);
  }
  return [...found.values()].map(({ nodes: alike, causes }) => ({ nodes: alike, causes: renewed(causes) }));
}

/** The nodes of a tier that fail by its lifetimes alone. */
export function byLifetimes(
  { nodes }: Tier,
  { timeToFailure, timeToRepair }: Lifetimes,
  crew: string | undefined,
): AlikeNodes {
  const of: FailureClass = {
    ...{ name: "failure", strikes: [], together: [], kind: "host", timeToFailure },
    recovery: [{ does: "repair", takes: timeToRepair, succeeds: 1, crew }],
  };
  const rate = 1 / momentsOf(timeToFailure).mean;
  return {
    nodes: nodes.map(({ name }) => name),
    causes: [{ name: of.name, of, isShared: false, rate, struck: 1, duty: undefined }],
  };
}

/** Share of what strikes nodes, and what no cluster manager sees to, that kills a server process and leaves its host alive, 0 … 1. */
export function crashShare(alike: readonly AlikeNodes[]): number {
  const all = alike.flatMap(({ nodes, causes }) =>
    causes.flatMap(({ of, rate, inPlace }) => (inPlace === undefined ? [{ of, rate: rate * nodes.length }] : [])),
  );
  const sum = (of: readonly { readonly rate: number }[]) => of.reduce((total, { rate }) => total + rate, 0);
  return all.length === 0 ? 0 : sum(all.filter(({ of }) => of.kind === "process")) / sum(all);
}

/** The crews of a section `failures`. */
export const crewsOf = ({ crews }: Failures): Crew[] =>
  crews.map(({ pick, duty: _, ...crew }) => ({ ...crew, ...(pick === undefined ? {} : { pick }) }));

/** How a node fails by these causes, one at a time or several. */
export function failing(
  { causes, nodes }: AlikeNodes,
  stagesMax: number,
  { hearing, haveAges = false }: { readonly hearing?: Hearing | undefined; readonly haveAges?: boolean } = {},
): Pick<NodeGroup, "mttf" | "repair" | "crew" | "ways" | "life"> {
  const own = causes.filter(({ isShared }) => !isShared);
  const rate = own.reduce((sum, cause) => sum + cause.rate, 0);
  const ways = causes.flatMap((cause) => {
    const way = wayOf(cause, cause.isShared ? 0 : cause.rate / rate, stagesMax);
    const heard = heardBy(cause.of, hearing);
    return heard === undefined ? [way] : asHeard(way, cause, heard, hearing);
  });
  const [only] = ways;
  // Nodes that a cluster manager sees to have no age.
  const canAge =
    haveAges && causes.every(({ of }) => of.tries === undefined) && ways.every(({ inPlace }) => inPlace === undefined);
  const isPlain = only!.attempts.length === 0 && only!.heard === undefined && only!.inPlace === undefined;
  if (ways.length === 1 && only!.share === 1 && isPlain) {
    const { repair, crew } = only!;
    const life = canAge ? lifeOf([{ ...causes[0]!, name: ONLY_WAY }], nodes.length, stagesMax) : undefined;
    return {
      ...{ mttf: momentsOf(causes[0]!.of.timeToFailure).mean, repair },
      ...(crew === undefined ? {} : { crew }),
      ...(life && { life }),
    };
  }
  const life = canAge ? lifeOf(causes, nodes.length, stagesMax) : undefined;
  return {
    ...{ mttf: own.length === 0 ? Infinity : 1 / rate, repair: { mean: componentOf(causes).mttr, stages: 1 } },
    ...{ ways, ...(life && { life }) },
  };
}

/** The same node as an independent component: all that strikes it, and the mean time until it is back. */
export function componentOf(causes: readonly Cause[]): { readonly mttf: number; readonly mttr: number } {
  const [first] = causes;
  if (causes.length === 1)
    return { mttf: momentsOf(first!.of.timeToFailure).mean / first!.struck, mttr: meanDown(first!) };
  const rates = causes.map((cause) => cause.rate * cause.struck);
  const rate = rates.reduce((sum, one) => sum + one, 0);
  return {
    mttf: 1 / rate,
    mttr: causes.reduce((sum, cause, i) => sum + (rates[i]! / rate) * meanDown(cause), 0),
  };
}

/** Mean time until a node is back that has failed in one way, with what a cluster manager does first [s]. */
function meanDown({ of, duty, inPlace }: Cause): number {
  const recovery = meanRecovery(of.recovery, duty);
  if (inPlace === undefined) return recovery;
  const { found, moves, start, starts, forgotten, isFatal } = inPlace;
  const byNumber = forgotten < Infinity ? forgotten : recovery;
  return found + moves * byNumber + (1 - moves) * (start + (1 - starts) * (isFatal ? recovery : byNumber));
}

/** Mean time until a node is back, nobody waiting for a crew: t1 + (1 − p1)·(t2 + (1 − p2)·…) [s]. */
export function meanRecovery(steps: readonly RecoveryStep[], duty?: Duty): number {
  const off = offDuty(duty);
  return steps.reduceRight((rest, { takes, succeeds, travel, spares, does }) => {
    const first =
      (spares === undefined ? 0 : (1 - spares.inStock) * meanOf(spares.delivery)) +
      (does === "repair" ? off.share * off.mean : 0);
    return first + (travel === undefined ? 0 : meanOf(travel)) + meanOf(takes) + (1 - succeeds) * rest;
  }, 0);
}

/**
 * How likely a crew is off duty at a moment, and how long it then is until its next shift on average: of gaps g the share is Σg over the
 * period, and the mean Σg² / 2Σg.
 */
export function offDuty(duty: Duty | undefined): { readonly share: number; readonly mean: number } {
  if (duty === undefined) return { share: 0, mean: 0 };
  const { period, shifts } = duty;
  const gaps = shifts.map(([begins], i) => (begins - shifts.at(i - 1)![1] + period) % period);
  const sum = gaps.reduce((total, gap) => total + gap, 0);
  const squares = gaps.reduce((total, gap) => total + gap ** 2, 0);
  return { share: sum / period, mean: sum === 0 ? 0 : squares / (2 * sum) };
}

/** What strikes several nodes at once, on the groups of a model. */
export const shocksOf = (groups: readonly (AlikeNodes & { readonly name: string })[]): Shock[] =>
  [...new Set(groups.flatMap(({ causes }) => causes.filter(({ isShared }) => isShared).map(({ name }) => name)))].map(
    (name) => {
      const struck = groups.filter(({ causes }) => causes.some((cause) => cause.name === name));
      const { rate, of } = struck[0]!.causes.find((cause) => cause.name === name)!;
      const { tries } = of;
      return {
        name,
        every: 1 / rate,
        groups: struck.map((group) => group.name),
        ...(tries !== undefined && { tries }),
      };
    },
  );

function wayOf({ name, of, duty, inPlace }: Cause, share: number, stagesMax: number): FailureWay {
  const { recovery } = of;
  const off = offDuty(duty);
  const { takes, travel, spares, crew } = recovery.at(-1)!;
  const attempt = (what: string, time: Distribution, needed: number, succeeds: number): Attempt => ({
    ...{ name: what, needed, succeeds },
    time: { mean: meanOf(time), stages: 1 },
  });
  const work = [momentsOf(takes), ...(travel === undefined ? [] : [momentsOf(travel)])];
  return {
    ...{ name, share },
    attempts: [
      ...seenToFirst(inPlace),
      ...recovery.slice(0, -1).map((step) => attempt(step.does, step.takes, 1, step.succeeds)),
      ...(spares === undefined || spares.inStock === 1
        ? []
        : [attempt("delivery", spares.delivery, 1 - spares.inStock, 0)]),
      ...(off.share === 0
        ? []
        : [{ name: "hours of work", needed: off.share, succeeds: 0, time: { mean: off.mean, stages: 1 } }]),
    ],
    repair: stagedSum(work, stagesMax),
    ...(inPlace && { inPlace }),
    ...(crew === undefined ? {} : { crew }),
  };
}

/**
 * What of a standstill is heard. What goes on by itself before it is noticed is a way to fail of its own; where several nodes are struck at once,
 * all or nothing, by the mean.
 */
function asHeard(
  way: FailureWay,
  { of, isShared, duty }: Cause,
  heard: "never" | "always",
  hearing: Hearing | undefined,
): FailureWay[] {
  const [first, ...others] = of.recovery;
  if (hearing === undefined || heard === "never" || first!.does !== "passes") return [{ ...way, heard }];
  if (isShared) return [{ ...way, heard: meanRecovery(of.recovery, duty) < hearing.notice ? "never" : heard }];
  const { probability, short, long } = overUnnoticed(first!.takes, hearing);
  const over = first!.succeeds * probability;
  const isLast = others.length === 0;
  const quick: FailureWay = {
    ...{ name: `${way.name} unnoticed`, share: way.share * over, attempts: [], heard: "never" },
    repair: { mean: short, stages: 1 },
  };
  // Those that were over soon and did not help are among the rest.
  const rest = 1 - over;
  const mean = ((1 - probability) * long + (probability - over) * short) / rest;
  const slow: FailureWay = {
    ...way,
    ...{ share: way.share * rest, heard },
    ...(isLast
      ? { repair: { mean, stages: 1 } }
      : {
          attempts: way.attempts.map((one, i) =>
            i > 0
              ? one
              : {
                  ...{ name: one.name, needed: 1, time: { mean, stages: 1 } },
                  succeeds: (first!.succeeds * (1 - probability)) / rest,
                },
          ),
        }),
  };
  return [...(over > 0 ? [quick] : []), ...(rest > 0 ? [slow] : [])];
}

/**
 * What precedes the recovery of a node that a cluster manager sees to: of one that was given up for its number of failures, until they are forgotten; of
 * one that stands by, what starts it again.
 */
function seenToFirst(inPlace: InPlace | undefined): Attempt[] {
  if (inPlace === undefined) return [];
  const { forgotten, found, start, starts } = inPlace;
  const again = { time: { mean: found + start, stages: 1 }, needed: 1, succeeds: starts };
  const wait = forgotten < Infinity && { time: { mean: forgotten, stages: 1 }, needed: 1, succeeds: 1 };
  return [...(wait ? [{ name: "failure-timeout", ...wait }] : []), { name: "start in place", ...again }];
}

/** Independent times one after the other, in as many stages as their variation asks for. */
function stagedSum(times: readonly Pick<TheoreticalMoments, "mean" | "variance">[], stagesMax: number): StagedTime {
  const mean = times.reduce((sum, time) => sum + time.mean, 0);
  const variance = times.reduce((sum, time) => sum + time.variance, 0);
  return { mean, stages: stagesFor({ mean, variance }, stagesMax) };
}

const meanOf = (time: Distribution): number => momentsOf(time).mean;

/**
 * How many exponential stages imitate a duration best: its squared mean over its variance, rounded. Times that vary more than an
 * exponential one are taken as exponential.
 */
export function stagesFor({ mean, variance }: Pick<TheoreticalMoments, "mean" | "variance">, most: number): number {
  if (variance === 0) return most;
  return Math.max(1, Math.min(most, Math.round(mean ** 2 / variance + 1e-9))); // the last digits of moments decide nothing
}
