/** What a plan comes to, in sentences. */
import type { PlanCost } from "../../maintenance/costs.ts";
import type { CallCount } from "../../maintenance/night.ts";
import type { OrderSearch } from "../../maintenance/order.ts";
import { verdictOf } from "../../maintenance/verdict.ts";
import type { Expectation } from "../../scenario/expectation.ts";
import { counted, formatNumber } from "../../units/number.ts";
import { timeWords } from "../../units/time-words.ts";
import { isHarmed, stepWords } from "./plan-tables.ts";

const amount = ({ interval: { mean, low, high } }: CallCount): string =>
  `${formatNumber(mean)} ${mean === 1 ? "call" : "calls"}${low === null || high === null ? "" : ` (95 %: ${formatNumber(low)} to ${formatNumber(high)})`}`;

/** A probability of a night in per cent, however small, as its tables have it. */
export const percentWords = (probability: number): string => `${formatNumber(100 * probability, 3)} %`;

/** How long the whole plan stands without a spare [s]. */
export const withoutSpareInAll = ({ steps }: PlanCost): number =>
  steps.reduce((sum, { withoutSpare }) => sum + withoutSpare, 0);

/** Probability that a node dies in one of the steps, as they follow each other; null without lifetimes. */
export function secondFailureInAll({ steps }: PlanCost): number | null {
  let survives = 1;
  for (const { secondFailure } of steps) {
    if (secondFailure?.probability === null) return null;
    survives *= 1 - (secondFailure?.probability ?? 0);
  }
  return 1 - survives;
}

/** In which order, and why. */
export function orderWords(order: readonly string[], search: OrderSearch | null): string {
  const nodes = order.join(", ");
  if (search === null) return `Order: ${nodes}.`;
  const { tried, method } = search;
  const how =
    method === "every order"
      ? `of ${counted(tried.length, "order")} the one that loses the fewest calls, and delays the fewest`
      : "the best first, then the best second, and so on: not every order was tried";
  return `Order: ${nodes}; ${how}.`;
}

/** What it comes to: losses, exposure, the point of no return, and where it stops. */
export function planWords(cost: PlanCost): string[] {
  const { steps, total, before, afterwards } = cost;
  const spare = withoutSpareInAll(cost);
  const second = secondFailureInAll(cost);
  const end = steps.at(-1)!.step.until - steps[0]!.step.from;
  const delayed = total.delayed.interval.mean === 0 ? "" : `, and delays ${amount(total.delayed)}`;
  const risk = second === null ? "" : `; another node dies meanwhile with probability ${percentWords(second)}`;
  const stop = steps.findIndex((step) => verdictOf(step) === "stop");
  return [
    `The plan takes ${timeWords(end)}, loses ${amount(total.failed)}${delayed}, and stands ${timeWords(spare)} without a spare${risk}.`,
    pointWords(cost),
    ...(isHarmed(before)
      ? [`Before the first step ${amount(before.failed)} are lost, and ${amount(before.delayed)} delayed.`]
      : []),
    ...(isHarmed(afterwards)
      ? [`After the last step ${amount(afterwards.failed)} are lost, and ${amount(afterwards.delayed)} delayed.`]
      : []),
    ...(stop < 0
      ? []
      : [`STOP at step ${stop + 1}, ${stepWords(steps[stop]!.step)}: it does not hold what is expected of it.`]),
  ];
}

/** Where it can no longer be undone at less than it costs to end it, and why. */
function pointWords({ steps, noReturn }: PlanCost): string {
  if (steps.every(({ back }) => back?.lasts === 0)) return "There is nothing to roll back.";
  const { step, backCostsMore } = steps[noReturn]!;
  const why =
    noReturn > 0 && noReturn === steps.length - 1
      ? "until then rolling back is the cheaper way"
      : `after it ${backCostsMore ?? "there is nothing left to go on with"}`;
  return `Point of no return: step ${noReturn + 1}, ${stepWords(step)}; ${why}.`;
}

/** How a measure of a step is called by who reads it on the night. */
const MEASURES: Readonly<Record<string, string>> = {
  failedCalls: "calls lost",
  delayedCalls: "calls delayed",
  withoutSpare: "time without a spare",
  secondFailure: "calls lost if another node dies",
  secondFailureProbability: "probability of a second failure",
};

/** What must hold, such as "calls lost: at most 5". */
export function boundWords({ metric, atLeast, atMost }: Expectation): string {
  const shown = (value: number): string =>
    metric === "withoutSpare"
      ? timeWords(value)
      : metric === "secondFailureProbability"
        ? percentWords(value)
        : formatNumber(value, 6);
  const bound =
    atLeast === undefined
      ? `at most ${shown(atMost!)}`
      : atMost === undefined
        ? `at least ${shown(atLeast)}`
        : atLeast === atMost
          ? shown(atLeast)
          : `${shown(atLeast)} to ${shown(atMost)}`;
  return `${MEASURES[metric] ?? metric}: ${bound}`;
}
