import { serviceAvailability } from "../../analysis/service-availability.ts";
import type { DesignSearch } from "../../availability/design-search.ts";
import { chartOf } from "../../report/charts/drawing.ts";
import {
  budgetDesign,
  budgetPlot,
  frontierPlot,
  type PricedDesign,
  serviceBudgetPlot,
  tornadoPlot,
} from "../../report/plot/availability-plots.ts";
import type { Plot } from "../../report/plot/plot.ts";
import { chartFiles } from "../../report/vega.ts";
import type { AvailabilityFindings } from "./availability-findings.ts";

type Files = Readonly<Record<string, string | Uint8Array>>;

const drawn = (name: string, plot: Plot): Promise<Files> => chartFiles(name, chartOf(plot.frame, plot.drawing));

/** The charts of an assessment: the downtime budget, and the tornado where it was asked for. */
export async function availabilityCharts({ assessment, sensitivity }: AvailabilityFindings): Promise<Files> {
  const { chain, service, unavailability } = assessment;
  const { title, assumed } = service;
  const analysed = { title, assumed, unavailability, budget: typeof chain === "string" ? [] : chain.budget };
  const budget = serviceBudgetPlot(analysed);
  return {
    ...(budget && (await drawn("budget", budget))),
    ...(sensitivity?.tornado.length && (await drawn("tornado", tornadoPlot(analysed, sensitivity.tornado)))),
  };
}

/** The charts of a design search: the frontier, and the budgets of the winner and the next cheaper design side by side. */
export async function frontierFiles(
  title: string,
  { winner, frontier: best }: DesignSearch,
  designs: readonly PricedDesign[],
  target: number,
): Promise<Files> {
  if (designs.length === 0) return {};
  const files = await drawn("frontier", frontierPlot(title, designs, target));
  if (winner === undefined) return files;
  const before = best[best.indexOf(winner) - 1];
  const compared = before === undefined ? [winner] : [before, winner];
  const budgets = compared.map((design) =>
    budgetDesign(
      `${design === winner ? "winner" : "next cheaper"}, cost ${design.cost}`,
      serviceAvailability(design.service.model!).budget,
    ),
  );
  const source = `${title}, ${designs.length} designs solved as Markov chains`;
  return { ...files, ...(await drawn("budget", budgetPlot(title, budgets, source))) };
}
