/** The answer, before anything else: money and minutes of a year, and what is to be done. */

import { formatNumber } from "../../../units/number.ts";
import { keyFigures, list, paragraph } from "../../html/markup.ts";
import type { Section } from "../../html/page.ts";
import { ninesText } from "../availability-words.ts";
import { goalText } from "../designs-table.ts";
import { answerSection } from "../measured-document.ts";
import { crashes, crashWords } from "./crash.ts";
import type { Evidence } from "./evidence.ts";
import { amount, minutesDown } from "./money.ts";
import { nightWords } from "./night.ts";
import { bestPurchase, purchaseWords } from "./purchases.ts";
import { trustedDefects, trustedDown } from "./trust.ts";
import { addedUp, type YearLine, yearOf } from "./year.ts";

/** So many fit beside each other. */
const FIGURES_MAX = 4;

type Figures = Parameters<typeof keyFigures>[0];

/** The year in one sentence, as far as it is known. */
function yearWords({ title, analysis, prices }: Evidence, year: readonly YearLine[], total: YearLine | null): string {
  if (analysis === null) return `${title}: nothing here says how many minutes a year the service is down.`;
  const down = trustedDown(analysis.file);
  if ("needed" in down)
    return `How many minutes a year ${title} is down cannot be told from these results. ${down.needed}`;
  const { unavailability, simulated, engine } = down.figure;
  const minutes = `${amount(minutesDown(unavailability))} minutes`;
  const range =
    simulated === null
      ? ""
      : ` (${engine === "simulation" ? "95 %" : "by simulation, 95 %"}: ${simulated.map((bound) => amount(minutesDown(bound))).join(" to ")})`;
  const { target } = analysis.file;
  const goal =
    target === undefined
      ? ""
      : ` The target of ${goalText(target)}, ${amount(minutesDown(target))} minutes a year, is ${unavailability <= target ? "met" : "missed"}.`;
  if (total === null) return `${title} is down ${minutes} a year${range}: ${ninesText(unavailability)}.${goal}`;
  const { write, sum } = addedUp(year, total, prices);
  const parts = year.flatMap(({ cost, count, unit }) =>
    cost === null || count === null
      ? []
      : [`${write(cost.mean)} for ${amount(count.mean)} ${unit === "min" ? `minutes down${range}` : "failed calls"}`],
  );
  const unpriced = year.some(({ unit, cost }) => unit === "min" && cost !== null)
    ? ""
    : ` It is down ${minutes} a year${range}.`;
  return `In a year failures cost ${sum}: ${parts.join(" and ")}.${unpriced}${goal}`;
}

function figuresOf(evidence: Evidence, year: readonly YearLine[], total: YearLine | null): Figures {
  const { analysis, prices, plans } = evidence;
  const down = analysis === null ? null : trustedDown(analysis.file);
  const defects = analysis === null ? null : trustedDefects(analysis.file);
  const [crash] = crashes(evidence);
  const [plan] = plans;
  const night = plan?.cost.total.failed.interval;
  return [
    ...(total === null ? [] : [{ value: addedUp(year, total, prices).sum, meaning: "lost by failures in a year" }]),
    ...(down !== null && "figure" in down
      ? [
          {
            value: `${amount(minutesDown(down.figure.unavailability))} min`,
            meaning: `down in a year: ${ninesText(down.figure.unavailability)} of the service`,
          },
        ]
      : []),
    ...(defects !== null && "figure" in defects
      ? [
          {
            value: formatNumber(defects.figure.mean),
            meaning: `of a million calls fail: ${ninesText(defects.figure.mean / 1e6)} of a call`,
          },
        ]
      : []),
    ...(crash === undefined ? [] : [{ value: amount(crash.failed.mean), meaning: `calls fail when ${crash.when}` }]),
    ...(night === undefined || plan!.values < 5
      ? []
      : [{ value: amount(night.mean), meaning: "calls lost in the planned night" }]),
  ].slice(0, FIGURES_MAX);
}

/** The first section of the page. */
export function answer(evidence: Evidence): Section {
  const { lines, total } = yearOf(evidence);
  const [crash] = crashes(evidence);
  const best = bestPurchase(evidence);
  const steps = [
    ...(crash === undefined ? [] : [crashWords(crash, evidence.prices)]),
    ...evidence.plans.map((plan) => nightWords(plan, evidence.prices)),
    ...(best === null ? [] : [`What to buy next: ${purchaseWords(best, evidence.prices)}`]),
  ];
  return answerSection(
    yearWords(evidence, lines, total),
    keyFigures(figuresOf(evidence, lines, total)),
    ...(steps.length === 0 ? [] : [list(steps)]),
    ...(total === null && evidence.analysis !== null
      ? [
          paragraph(
            "The scenario says no price of a minute down or of a failed call, so no money is counted: availability.costs.minuteDown and failedCall would say them.",
          ),
        ]
      : []),
  );
}
