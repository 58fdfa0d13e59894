/** The charts of an analysis and of a search for designs, from what availability.json and optimize.json say. */
import { downtimePerYear, formatReached, nines } from "../../units/nines.ts";
import { formatNumber } from "../../units/number.ts";
import type { Frame } from "../charts/frame.ts";
import type { WaterfallDesign } from "../charts/waterfall.ts";
import type { Plot } from "./plot.ts";

/** A line of a downtime budget. */
export interface BudgetRow {
  readonly cause: string;
  readonly group: string;
  readonly unavailability: number;
}

/** A service that was analysed, as far as charts of it go. */
export interface AnalysedService {
  readonly title: string;
  /** Sentences on what was assumed; empty if nothing was. */
  readonly assumed: readonly string[];
  readonly unavailability: number;
  readonly budget: readonly BudgetRow[];
}

/** Causes that cost less than this share of the whole are drawn as one. */
const NEGLIGIBLE = 1e-3;
/** Were all of these together less than this share, nothing of them could be seen. */
const DUST = 1e-6;
const PARAMETERS_MAX = 14;
const minutes = (unavailability: number): number => downtimePerYear(unavailability) / 60;

/** A downtime budget in minutes a year, small lines joined. */
export function budgetDesign(name: string, budget: readonly BudgetRow[]): WaterfallDesign {
  const total = budget.reduce((sum, { unavailability }) => sum + unavailability, 0);
  const large = budget.filter(({ unavailability }) => unavailability >= NEGLIGIBLE * total);
  const rest = budget.filter((line) => !large.includes(line));
  return {
    name,
    causes: [
      ...large.map(({ cause, group, unavailability }) => ({
        cause: group === "" ? cause : `${cause}: ${group}`,
        amount: minutes(unavailability),
      })),
      ...(rest.reduce((sum, { unavailability }) => sum + unavailability, 0) < DUST * total
        ? []
        : [{ cause: "all else", amount: minutes(rest.reduce((sum, line) => sum + line.unavailability, 0)) }]),
    ],
  };
}

const sourceOf = ({ title, assumed }: AnalysedService): string =>
  `${title}, solved as a Markov chain${assumed.length > 0 ? "; lifetimes assumed" : ""}`;

/** Downtime budgets side by side. */
export function budgetPlot(title: string, designs: readonly WaterfallDesign[], source: string): Plot {
  const frame: Frame = {
    title: "Where the downtime goes",
    subtitle: `Exact for the model: ${title}`,
    x: { title: "downtime", unit: "min/year" },
    y: { title: "cause" },
    source,
  };
  const rows = designs.flatMap(({ name, causes }) =>
    causes.map(({ cause, amount }) => [name, cause, formatNumber(amount, 4)]),
  );
  return {
    type: "waterfall",
    frame,
    alt: `Downtime in minutes a year by cause. ${designs
      .map(
        ({ name, causes }) =>
          `${name}: ${causes.map(({ cause, amount }) => `${cause} ${formatNumber(amount)}`).join(", ")}`,
      )
      .join(". ")}.`,
    table: [["design", "cause", "downtime [min/year]"], ...rows],
    drawing: { kind: "waterfall", shown: designs },
  };
}

/** The budget of one service; undefined where nothing ever fails. */
export const serviceBudgetPlot = (service: AnalysedService): Plot | undefined =>
  service.budget.some((line) => line.unavailability > 0)
    ? budgetPlot(service.title, [budgetDesign(service.title, service.budget)], sourceOf(service))
    : undefined;

/** A parameter and the unavailability with it halved and doubled. */
export interface Swing {
  readonly parameter: string;
  readonly atLow: number;
  readonly atHigh: number;
}

export function tornadoPlot(service: AnalysedService, swings: readonly Swing[]): Plot {
  const shown = swings.slice(0, PARAMETERS_MAX);
  const rows = shown.map(({ parameter, atLow, atHigh }) => ({
    parameter,
    ninesAtLow: nines(atLow),
    ninesAtHigh: nines(atHigh),
  }));
  const most = shown[0];
  return {
    type: "tornado",
    frame: {
      title: "Which parameter matters most",
      subtitle: `Exact for the model: ${service.title}`,
      x: { title: "nines of availability" },
      y: { title: "parameter" },
      source: sourceOf(service),
    },
    alt:
      most === undefined
        ? "No parameter."
        : `Nines of availability with each parameter halved and doubled; ${most.parameter} matters most: ${nines(most.atLow).toFixed(2)} nines if halved, ${nines(most.atHigh).toFixed(2)} if doubled.`,
    table: [
      ["parameter", "nines if halved", "nines if doubled"],
      ...rows.map(({ parameter, ninesAtLow, ninesAtHigh }) => [
        parameter,
        ninesAtLow.toFixed(3),
        ninesAtHigh.toFixed(3),
      ]),
    ],
    drawing: {
      kind: "tornado",
      shown: { rows, base: nines(service.unavailability), words: ["halved", "doubled"] },
    },
  };
}

/** A design of a search. */
export interface PricedDesign {
  readonly choice: string;
  readonly cost: number;
  readonly unavailability: number;
  readonly isOnFrontier: boolean;
  readonly isWinner: boolean;
}

/** @param target unavailability to reach */
export function frontierPlot(title: string, designs: readonly PricedDesign[], target: number): Plot {
  const points = designs
    .filter(({ unavailability }) => unavailability > 0)
    .map((design) => ({
      cost: design.cost,
      nines: nines(design.unavailability),
      isOnFrontier: design.isOnFrontier,
      ...(design.isWinner ? { text: design.choice } : {}),
    }));
  const winner = designs.find(({ isWinner }) => isWinner);
  return {
    type: "pareto",
    frame: {
      title: "What availability costs",
      subtitle: "Exact for the model; prices as given in the file",
      x: { title: "cost" },
      y: { title: "availability" },
      source: `${title}, ${designs.length} designs solved as Markov chains`,
    },
    alt: `Availability against cost of ${designs.length} designs. ${
      winner === undefined
        ? "None reaches the target."
        : `The cheapest that reaches the target: ${winner.choice}, cost ${winner.cost}, ${formatReached(winner.unavailability, 3)}.`
    }`,
    table: [
      ["design", "cost", "nines"],
      ...designs
        .filter(({ isOnFrontier }) => isOnFrontier)
        .map(({ choice, cost, unavailability }) => [choice, String(cost), nines(unavailability).toFixed(3)]),
    ],
    drawing: { kind: "frontier", shown: { points, target: { nines: nines(target), text: "target" } } },
  };
}
