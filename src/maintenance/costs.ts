/** What a plan is found to cost, step by step. */
import type { JudgedExpectation } from "../experiment/expectation.ts";
import type { TimedStep } from "../scenario/plan.ts";
import type { CallCount, Window } from "./night.ts";

/** What a way costs from a moment on: calls lost, time without a spare and time in all [s]. */
export interface WayCost {
  readonly failed: CallCount;
  readonly withoutSpare: number;
  readonly lasts: number;
}

/** Another node dies in the middle of a step: nothing else is begun, who is out of service is brought back as planned. */
export interface SecondFailure {
  /** The one whose death costs most. */
  readonly node: string;
  /** Calls lost from the death on. */
  readonly failed: CallCount;
  /** That any other node of the tier dies during the step, and calls lost by that on average; null without lifetimes. */
  readonly probability: number | null;
  readonly expected: number | null;
}

/** A step of a plan, and what it costs; how a bad version and the way back were taken is in its figures. */
export interface StepCost {
  readonly step: Omit<TimedStep, "badAfter" | "wayBack">;
  /** Of the calls made during the step. */
  readonly failed: CallCount;
  readonly delayed: CallCount;
  /** [s] */
  readonly withoutSpare: number;
  /** Null where no other node of the tier is in service. */
  readonly secondFailure: SecondFailure | null;
  /** Calls lost if the new version is bad, from its first work to the end of the way back; null where none may be, or there is no way back. */
  readonly ifBad: CallCount | null;
  /** When the step is over: rolling back what has been done, null where that is not possible; and going on to the end. */
  readonly back: WayCost | null;
  readonly on: WayCost;
  /** Why rolling back costs more than going on; null where it does not. */
  readonly backCostsMore: string | null;
  readonly judgements: readonly JudgedExpectation[];
}

/** A plan and what it costs. */
export interface PlanCost {
  readonly steps: readonly StepCost[];
  /** Calls made before the first step, and after the last. */
  readonly before: Window;
  readonly afterwards: Window;
  readonly total: Window;
  /** From this step on, counted from 0, rolling back costs more than going on or is not possible. */
  readonly noReturn: number;
}
