import type { Fault } from "../faults/description.ts";
import { linesOf, type PlanStep, scheduled, type TimedStep } from "../scenario/plan.ts";
import type { PlanCost, SecondFailure, StepCost, WayCost } from "./costs.ts";
import { deathWithin, othersDuring, withoutSpare } from "./exposure.ts";
import { type CallCount, type Night, type PlannedScenario, sumOf, type Window } from "./night.ts";
import { costsMore, pointOfNoReturn } from "./no-return.ts";
import { judgedStep } from "./verdict.ts";
import { broughtBack, wayBack } from "./way-back.ts";

const script = (steps: readonly TimedStep[]): Fault[] => steps.flatMap(linesOf);
const lasting = (steps: readonly PlanStep[]): number => steps.reduce((sum, { lasts }) => sum + lasts, 0);
const exposed = (scenario: PlannedScenario, steps: readonly PlanStep[], first = 0): number =>
  steps.reduce((sum, _, i) => sum + (i < first ? 0 : withoutSpare(scenario, steps, i)), 0);

/** The windows of a plan: before it, each of its steps, and afterwards. */
export function planWindows(night: Night, { plan }: PlannedScenario, steps: readonly PlanStep[]): Promise<Window[]> {
  const timed = scheduled(steps, plan.at);
  const end = timed.at(-1)!.until;
  return night.windows(script(timed), [0, ...timed.map(({ from }) => from), end, end + plan.settle]);
}

/** What each step of a plan costs. @param told which run comes next */
export async function planCost(
  night: Night,
  scenario: PlannedScenario,
  steps: readonly PlanStep[],
  told: (what: string) => void = () => {},
): Promise<PlanCost> {
  const { plan } = scenario;
  const timed = scheduled(steps, plan.at);
  told("the plan");
  const windows = await planWindows(night, scenario, steps);
  const [before, afterwards] = [windows[0]!, windows.at(-1)!];
  const costs: StepCost[] = [];
  for (const [i, step] of timed.entries()) {
    const name = `step ${i + 1} of ${timed.length}`;
    const done = timed.slice(0, i + 1);
    const { failed, delayed } = windows[i + 1]!;
    const on: WayCost = {
      failed: sumOf(windows.slice(i + 2).map((window) => window.failed)),
      withoutSpare: exposed(scenario, timed, i + 1),
      lasts: lasting(timed.slice(i + 1)),
    };
    const secondFailure = await secondFailureOf(night, scenario, timed, i, (node) => told(`${name}: ${node} dies`));
    told(`${name}: rolled back`);
    const back = await backFrom(night, scenario, done);
    if (step.badVersion > 0) told(`${name}: a bad version`);
    const ifBad = step.badVersion > 0 ? await badVersionOf(night, scenario, timed, i) : null;
    const cost = {
      step,
      failed,
      delayed,
      withoutSpare: withoutSpare(scenario, timed, i),
      secondFailure,
      ifBad,
      back,
      on,
    };
    costs.push({ ...cost, backCostsMore: costsMore(back, on), judgements: judgedStep(scenario, cost) });
  }
  const total = {
    failed: sumOf(windows.slice(1).map(({ failed }) => failed)),
    delayed: sumOf(windows.slice(1).map(({ delayed }) => delayed)),
  };
  return { steps: costs, before, afterwards, total, noReturn: pointOfNoReturn(costs.map((one) => one.backCostsMore)) };
}

async function secondFailureOf(
  night: Night,
  scenario: PlannedScenario,
  timed: readonly TimedStep[],
  i: number,
  told: (node: string) => void,
): Promise<SecondFailure | null> {
  const { plan } = scenario;
  const { from, until, lasts } = timed[i]!;
  const others = othersDuring(scenario, timed, i);
  const middle = (from + until) / 2;
  const rest = scheduled(broughtBack(timed, i + 1), until);
  const end = (rest.at(-1)?.until ?? until) + plan.settle;
  let worst: { node: string; failed: CallCount } | null = null;
  let expected: number | null = 0;
  for (const node of others) {
    told(node);
    const lines: Fault[] = [
      ...script([...timed.slice(0, i + 1), ...rest]),
      { verb: "kill", at: middle, kill: node, kind: "host" },
    ];
    const [window] = await night.windows(lines, [middle, end]);
    const { failed } = window!;
    if (worst === null || failed.interval.mean > worst.failed.interval.mean) worst = { node, failed };
    const dies = deathWithin(scenario, [node], lasts);
    expected = dies === null || expected === null ? null : expected + dies * failed.interval.mean;
  }
  return worst && { ...worst, probability: deathWithin(scenario, others, lasts), expected };
}

/** Rolling back when the last of some steps is over; null where that is not possible. */
async function backFrom(night: Night, scenario: PlannedScenario, done: readonly TimedStep[]): Promise<WayCost | null> {
  const { plan } = scenario;
  const back = wayBack(plan, done);
  if (back === null) return null;
  const { until } = done.at(-1)!;
  const timed = scheduled(back, until);
  const bounds = [until, (timed.at(-1)?.until ?? until) + plan.settle];
  const [window] = await night.windows(script([...done, ...timed]), bounds);
  const all = [...done, ...back];
  return { failed: window!.failed, withoutSpare: exposed(scenario, all, done.length), lasts: lasting(back) };
}

/**
 * The new version hangs a while after its return, on this node and on those that get it later. That is found when the steps that verify the node are over; if it
 * hangs later, at the end of the step in which it does, or after the last as long as nodes are verified. Then everything is rolled back.
 */
async function badVersionOf(
  night: Night,
  scenario: PlannedScenario,
  timed: readonly TimedStep[],
  i: number,
): Promise<CallCount | null> {
  const { plan } = scenario;
  const { node, until, badAfter } = timed[i]!;
  const next = timed.slice(i + 1).findIndex((step) => step.node !== node || step.verb !== "verify");
  const seen = timed.slice(i + 1, next < 0 ? undefined : i + 1 + next);
  const verified = seen.at(-1)?.until ?? until + plan.verify;
  const hangs = until + badAfter;
  const later = timed.find((step) => step.until > hangs)?.until ?? hangs + plan.verify;
  const found = hangs < verified ? verified : later;
  const done = timed.filter(({ from }) => from < found);
  const bad = done.filter(({ verb }, k) => k >= i && verb === "upgrade");
  const hung = new Set(bad.flatMap((one) => (one.until + badAfter < found ? [one.node] : [])));
  const back = wayBack(plan, done, hung);
  if (back === null) return null;
  const rest = scheduled(back, found);
  const rolledBack = (name: string): number =>
    rest.find((step) => step.verb === "rollBack" && step.node === name)?.from ?? Infinity;
  const lines = bad.flatMap((one): Fault[] => {
    const at = one.until + badAfter;
    return at < rolledBack(one.node) ? [{ verb: "hang", at, hang: one.node }] : [];
  });
  const bounds = [until, rest.at(-1)!.until + plan.settle];
  const [window] = await night.windows([...script([...done, ...rest]), ...lines], bounds);
  return window!.failed;
}
