/** The night of the upgrade: what the plan loses, what may go wrong, and when to turn back. */
import { timeWords } from "../../../units/time-words.ts";
import { list, paragraph } from "../../html/markup.ts";
import { type Section, section } from "../../html/page.ts";
import { percentWords, planWords, secondFailureInAll, withoutSpareInAll } from "../plan-words.ts";
import type { Evidence, PlannedWork } from "./evidence.ts";
import { amount, type Estimated, intervalWords, money, type Prices } from "./money.ts";
import { trustedMean } from "./trust.ts";

const lastsOf = ({ cost: { steps } }: PlannedWork): number => steps.at(-1)!.step.until - steps[0]!.step.from;

/** Calls that second failures cost on average, by their probabilities; null without lifetimes. */
export function expectedBySecondFailures({ file: { steps } }: PlannedWork): number | null {
  let sum = 0;
  for (const { secondFailure } of steps) {
    if (secondFailure === null) continue;
    if (secondFailure.expectedFailedCalls === null) return null;
    sum += secondFailure.expectedFailedCalls;
  }
  return sum;
}

const lost = (estimate: Estimated, { replications }: PlannedWork["file"]): string =>
  estimate.mean === 0
    ? `no call in ${replications} replications`
    : `${amount(estimate.mean)} calls${estimate.low === null ? ", the same in all replications" : intervalWords(estimate, amount)}`;

/** A plan in one sentence. */
export function nightWords(plan: PlannedWork, prices: Prices): string {
  const found = trustedMean(plan.cost.total.failed.interval, plan.values);
  const begin = `The planned work takes ${timeWords(lastsOf(plan))}`;
  if ("needed" in found) return `${begin}; how many calls it loses is not shown. ${found.needed}`;
  const { mean } = found.figure;
  const { failedCall } = prices;
  const cost = failedCall === undefined || mean === 0 ? "" : `, which cost ${money(mean * failedCall, prices)}`;
  const second = secondFailureInAll(plan.cost);
  const spare = withoutSpareInAll(plan.cost);
  const exposed =
    spare === 0
      ? ""
      : `; for ${timeWords(spare)} nobody could step in${second === null ? "" : `, and another server dies during the work with probability ${percentWords(second)}`}`;
  return `${begin} and loses ${lost(found.figure, plan.file)}${cost}${exposed}.`;
}

function nightContent(plan: PlannedWork, prices: Prices, isOne: boolean) {
  const found = trustedMean(plan.cost.total.failed.interval, plan.values);
  const expected = expectedBySecondFailures(plan);
  const { failedCall } = prices;
  const worst = plan.file.steps.flatMap(({ step, secondFailure }) =>
    secondFailure === null ? [] : [{ step, ...secondFailure }],
  );
  const top = worst.reduce<(typeof worst)[number] | null>(
    (most, one) => (most === null || one.failedCalls.mean > most.failedCalls.mean ? one : most),
    null,
  );
  const all = [
    ...("needed" in found ? [] : planWords(plan.cost).slice(1)),
    ...(top === null || "needed" in found
      ? []
      : [
          `At worst ${top.node} dies in step ${top.step}: ${amount(top.failedCalls.mean)} calls would fail until the servers in hand are back${failedCall === undefined ? "" : `, which cost ${money(top.failedCalls.mean * failedCall, prices)}`}.`,
        ]),
    ...(expected === null || "needed" in found
      ? []
      : [
          `By its probability a second failure adds ${amount(expected)} failed calls to an average night${failedCall === undefined ? "" : `, ${money(expected * failedCall, prices)}`}.`,
        ]),
  ];
  return [
    ...(isOne ? [] : [paragraph(`${plan.title} (${plan.origin.name}).`)]),
    paragraph(nightWords(plan, prices)),
    ...(all.length === 0 ? [] : [list(all)]),
  ];
}

export function nightSection({ plans, prices }: Evidence): Section | null {
  return plans.length === 0
    ? null
    : section(
        "upgrade",
        "The night of the upgrade",
        ...plans.flatMap((plan) => nightContent(plan, prices, plans.length === 1)),
      );
}
