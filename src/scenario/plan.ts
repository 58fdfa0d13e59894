/** Planned work on a service, step by step, by the clock: what a maintenance night is made of. All times are seconds. */
import type { Fault } from "../faults/description.ts";
import type { Expectation } from "./expectation.ts";

/** What is done to a node in one step. Everything but `verify` takes it out of service, the whole step long. */
export const STEP_VERBS = ["drain", "upgrade", "switchOver", "verify", "rollBack"] as const;
/** What a step of a plan does to its node. */
export type StepVerb = (typeof STEP_VERBS)[number];

/** One step of a plan. It lasts as long as the plan gives it; the next begins when it ends, whatever has come of it. */
export interface PlanStep {
  readonly verb: StepVerb;
  readonly node: string;
  /** [s] */
  readonly lasts: number;
  /** Of an upgrade: probability that the new version comes back and hangs, 0 … 1. */
  readonly badVersion: number;
  /** Of an upgrade: how long a bad version works before it hangs [s]. */
  readonly badAfter: number;
  /** Of an upgrade: how long it takes to put the old version back [s]; null: that is not possible. */
  readonly wayBack: number | null;
  /** What must hold if the plan is to go on. */
  readonly expect: readonly Expectation[];
}

/** In which order nodes are worked on: as the steps stand there, by their names, or so that the fewest calls are lost. */
export type PlanOrder = "as written" | "cheapest" | readonly string[];

/** A maintenance, as a file plans it. */
export interface Plan {
  /** When the first step begins [s]. */
  readonly at: number;
  /** In the order in which they are done; where the cheapest order is asked for, as written. */
  readonly steps: readonly PlanStep[];
  readonly order: PlanOrder;
  /** How long a node is drained, and looked at, where the plan is rolled back [s]. */
  readonly within: number;
  readonly verify: number;
  /** How long calls are counted after the last step [s]. */
  readonly settle: number;
  /** What goes wrong besides: the lines of `faults`. */
  readonly faults: readonly Fault[];
}

/** A step with its place on the clock [s]. */
export interface TimedStep extends PlanStep {
  readonly from: number;
  readonly until: number;
}

/** Steps one after the other from a time on. */
export function scheduled(steps: readonly PlanStep[], from: number): TimedStep[] {
  let at = from;
  return steps.map((step) => {
    const timed = { ...step, from: at, until: at + step.lasts };
    at = timed.until;
    return timed;
  });
}

/** A node is back just before its step is over, so that the next finds it there [s]. */
const MOMENT = 1e-3;

/** The line of a fault script that does a step; nothing is done to a node that is only looked at. */
export function linesOf({ verb, node, from, lasts }: TimedStep): Fault[] {
  switch (verb) {
    case "drain":
      return [{ verb: "drain", at: from, drain: node, within: lasts }];
    case "switchOver":
      return [{ verb: "drain", at: from, drain: node, within: lasts, takes: 0 }];
    case "upgrade":
    case "rollBack":
      return [{ verb: "restart", at: from, restart: node, kind: "process", takes: Math.max(0, lasts - MOMENT) }];
    case "verify":
      return [];
  }
}

/** The nodes that are out of service while a step is done: those drained and not yet back, and the one in hand. */
export function outDuring(steps: readonly PlanStep[], step: number): ReadonlySet<string> {
  const out = outAfter(steps.slice(0, step));
  const { verb, node } = steps[step]!;
  return verb === "verify" ? out : new Set([...out, node]);
}

/** The nodes that are out of service when steps have been done. */
export function outAfter(steps: readonly PlanStep[]): ReadonlySet<string> {
  const out = new Set<string>();
  for (const { verb, node } of steps)
    if (verb === "drain") out.add(node);
    else if (verb !== "verify") out.delete(node);
  return out;
}

/** The steps of each node, which stand together. */
export function blocksOf(steps: readonly PlanStep[]): (readonly [node: string, steps: readonly PlanStep[]])[] {
  const blocks: [string, PlanStep[]][] = [];
  for (const step of steps) {
    const last = blocks.at(-1);
    if (last?.[0] === step.node) last[1].push(step);
    else blocks.push([step.node, [step]]);
  }
  return blocks;
}

/** The same steps with the nodes in another order. */
export const inOrder = (steps: readonly PlanStep[], order: readonly string[]): PlanStep[] => {
  const blocks = new Map(blocksOf(steps));
  return order.flatMap((node) => blocks.get(node)!);
};
