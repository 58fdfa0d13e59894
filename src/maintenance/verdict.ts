/** Whether a plan may go on after a step. */
import { hasRareChance, type JudgedExpectation, judge } from "../experiment/expectation.ts";
import type { Expectation } from "../scenario/expectation.ts";
import type { PlanMeasure } from "../scenario/expectation-shape.ts";
import { isMet } from "../scenario/verdict.ts";
import type { StepCost } from "./costs.ts";
import type { CallCount, PlannedScenario } from "./night.ts";

type Measured = Pick<StepCost, "step" | "failed" | "delayed" | "withoutSpare" | "secondFailure">;

const UNITS: Readonly<Record<PlanMeasure, string>> = {
  failedCalls: "calls",
  delayedCalls: "calls",
  withoutSpare: "s",
  secondFailure: "calls",
  secondFailureProbability: "",
};

/** A number of calls, or a figure that is known without simulation; null where it is not known. */
function measured({
  failed,
  delayed,
  withoutSpare,
  secondFailure,
}: Measured): Record<string, CallCount | number | null> {
  return {
    failedCalls: failed,
    delayedCalls: delayed,
    withoutSpare,
    secondFailure: secondFailure?.failed ?? 0,
    secondFailureProbability: secondFailure === null ? 0 : secondFailure.probability,
  } satisfies Record<PlanMeasure, CallCount | number | null>;
}

function judged(
  expectation: Expectation,
  found: CallCount | number | null,
  scenario: PlannedScenario,
): JudgedExpectation {
  const unit = UNITS[expectation.metric as PlanMeasure];
  if (found === null || typeof found === "number") {
    const verdict = isMet(expectation, found) ? "holds" : "fails";
    return { expectation, mean: found, low: null, high: null, unit, verdict, more: null, alike: 0 };
  }
  const { interval, unanimous } = found;
  const { mean, low, high } = interval;
  const evidence = { interval, unanimous, replicationsPerValue: scenario.run.stratify };
  const judgement = judge(expectation, evidence, { least: 0, most: Infinity }, hasRareChance(scenario));
  return { expectation, mean, low, high, unit, ...judgement };
}

/** What became of everything that is expected of a step. */
export function judgedStep(scenario: PlannedScenario, cost: Measured): JudgedExpectation[] {
  const figures = measured(cost);
  return cost.step.expect.map((expectation) => judged(expectation, figures[expectation.metric] ?? null, scenario));
}

/** What a step comes to: stop, if something expected of it fails. */
export function verdictOf({ judgements }: Pick<StepCost, "judgements">): "go on" | "stop" | "undecided" {
  if (judgements.some(({ verdict }) => verdict === "fails")) return "stop";
  return judgements.some(({ verdict }) => verdict === "undecided") ? "undecided" : "go on";
}
