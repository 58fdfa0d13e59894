/** What a plan costs, as tables: the steps in turn, what a second failure adds, and the way back. */
import type { PlanCost, StepCost } from "../../maintenance/costs.ts";
import type { CallCount, Window } from "../../maintenance/night.ts";
import type { OrderSearch, TriedOrder } from "../../maintenance/order.ts";
import { verdictOf } from "../../maintenance/verdict.ts";
import type { TimedStep } from "../../scenario/plan.ts";
import { type Column, chosen, type Table, tableOf } from "../table/table.ts";

/** What is done in a step, as one says it to a colleague. */
export const stepWords = ({ verb, node }: Pick<TimedStep, "verb" | "node">): string =>
  ({
    drain: `drain ${node}`,
    upgrade: `upgrade ${node}`,
    switchOver: `switch ${node} over`,
    verify: `verify ${node}`,
    rollBack: `roll ${node} back`,
  })[verb];

/** A row: a step, with its number. */
interface Row extends StepCost {
  readonly number: number;
}

const calls = <R>(field: string, heading: string, of: (row: R) => CallCount | null | undefined): Column<R>[] => [
  { field, heading, unit: "calls", of: (row) => of(row)?.interval.mean },
  {
    ...{ field: `${field}Ci95`, heading: "95 % interval", unit: "calls", as: "interval" },
    of: (row) => {
      const { low = null, high = null } = of(row)?.interval ?? {};
      return [low, high];
    },
  },
];

/** What to do after a step. */
export function thenWords(cost: StepCost, isPast: boolean): string {
  const verdict = verdictOf(cost);
  if (verdict !== "stop") return verdict;
  if (cost.back === null) return "STOP, no way back";
  return isPast ? "STOP; rolling back costs more" : "STOP, roll back";
}

/** Hours, minutes and seconds as on a stop-watch: 1:02:03. */
export function clock(seconds: number): string {
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (number: number): string => String(number).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

const duration = (field: string, heading: string, of: (row: Row) => number | undefined): Column<Row> => ({
  ...{ field, heading, unit: "min:s", of },
  shown: (row) => {
    const seconds = of(row);
    return seconds === undefined ? "–" : clock(seconds);
  },
});

function columns(cost: PlanCost): Column<Row>[] {
  const begin = cost.steps[0]!.step.from;
  return [
    { field: "step", heading: "step", as: "count", of: ({ number }) => number },
    { field: "does", heading: "what is done", of: ({ step }) => stepWords(step) },
    duration("fromSeconds", "from", ({ step }) => step.from - begin),
    duration("lastsSeconds", "lasts", ({ step }) => step.lasts),
    ...calls<Row>("failedCalls", "lost", ({ failed }) => failed),
    ...calls<Row>("delayedCalls", "delayed", ({ delayed }) => delayed),
    duration("withoutSpareSeconds", "without a spare", (row) => row.withoutSpare),
    {
      ...{ field: "then", heading: "then" },
      of: (row) => thenWords(row, row.number > cost.noReturn),
      style: (row) => (verdictOf(row) === "stop" ? "red" : verdictOf(row) === "go on" ? "green" : "yellow"),
    },
    { field: "secondFailureNode", heading: "who dies", of: ({ secondFailure }) => secondFailure?.node ?? "nobody" },
    ...calls<Row>("secondFailure", "lost then", ({ secondFailure }) => secondFailure?.failed),
    {
      ...{ field: "secondFailureProbability", heading: "probability", as: "share" },
      of: ({ secondFailure }) => secondFailure?.probability,
    },
    ...calls<Row>("badVersion", "lost by a bad version", ({ ifBad }) => ifBad),
    ...calls<Row>("rollBack", "back: lost", ({ back }) => back?.failed),
    duration("rollBackWithoutSpareSeconds", "back: without a spare", ({ back }) => back?.withoutSpare),
    duration("rollBackLastsSeconds", "back: takes", ({ back }) => back?.lasts),
    { field: "goOn", heading: "on: lost", unit: "calls", of: ({ on }) => on.failed.interval.mean },
    duration("goOnWithoutSpareSeconds", "on: without a spare", ({ on }) => on.withoutSpare),
    duration("goOnLastsSeconds", "on: takes", ({ on }) => on.lasts),
  ];
}

const tableFor = (title: string, cost: PlanCost, notes: readonly string[] = []): Table =>
  tableOf<Row>(
    title,
    columns(cost),
    cost.steps.map((step, i) => ({ ...step, number: i + 1 })),
    { notes },
  );

/** All of it, for programs. */
export const planTable = (cost: PlanCost, title: string): Table => tableFor(`The plan: ${title}`, cost);

/** What each step costs if all goes well. */
export const stepsTable = (cost: PlanCost): Table =>
  chosen(tableFor("What each step costs if all goes well", cost), [
    ...["step", "does", "fromSeconds", "lastsSeconds", "failedCalls", "failedCallsCi95"],
    ...["delayedCalls", "withoutSpareSeconds", "then"],
  ]);

/** What each step costs if something else goes wrong meanwhile. */
export function troubleTable(cost: PlanCost): Table {
  const isTold = cost.steps.some(({ secondFailure }) => secondFailure?.probability != null);
  const mayBeBad = cost.steps.some(({ step }) => step.badVersion > 0);
  return chosen(tableFor("If another node of the tier dies in the middle of a step", cost), [
    ...["step", "does", "secondFailureNode", "secondFailure", "secondFailureCi95"],
    ...(isTold ? ["secondFailureProbability"] : []),
    ...(mayBeBad ? ["badVersion"] : []),
  ]);
}

/** Rolling back when a step is over, beside going on. */
export const wayBackTable = (cost: PlanCost): Table =>
  chosen(tableFor("Rolling back when a step is over, or going on to the end", cost), [
    ...["step", "does", "rollBack", "rollBackWithoutSpareSeconds", "rollBackLastsSeconds"],
    ...["goOn", "goOnWithoutSpareSeconds", "goOnLastsSeconds"],
  ]);

/** The orders that were tried, the best first. */
export const ordersTable = ({ tried }: OrderSearch): Table =>
  tableOf<TriedOrder>(
    "Orders, all on the same chances",
    [
      { field: "order", heading: "order", of: ({ order }) => order.join(", ") },
      ...calls<TriedOrder>("failedCalls", "lost", ({ failed }) => failed),
      ...calls<TriedOrder>("delayedCalls", "delayed", ({ delayed }) => delayed),
    ],
    tried,
  );

/** Whether anything was lost or late in a window. */
export const isHarmed = ({ failed, delayed }: Window): boolean => failed.interval.mean > 0 || delayed.interval.mean > 0;
