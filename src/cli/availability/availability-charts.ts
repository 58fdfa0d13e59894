import { serviceAvailability } from "../../analysis/service-availability.ts";
import type { DesignSearch } from "../../availability/design-search.ts";
import {
  budgetDesign,
  budgetPlot,
  frontierPlot,
  serviceBudgetPlot,
  tornadoPlot,
} from "../../report/plot/availability-plots.ts";
import type { Plot } from "../../report/plot/plot.ts";
import { renderPng, renderSvg } from "../../report/vega.ts";
import { jsonText } from "../printing.ts";
import type { Findings } from "./availability-findings.ts";

type Files = Map<string, string | Uint8Array>;

async function drawn(name: string, plot: Plot, files: Files): Promise<void> {
  const spec = plot.draw(plot.frame);
  const svg = await renderSvg(spec);
  files.set(`${name}.vl.json`, jsonText(spec));
  files.set(`${name}.svg`, svg);
  files.set(`${name}.png`, renderPng(svg));
}

/** The charts of an assessment: the downtime budget, and the tornado where it was asked for. */
export async function availabilityCharts({ assessment, sensitivity }: Findings): Promise<Files> {
  const files: Files = new Map();
  const { chain, service, unavailability } = assessment;
  const { title, assumed } = service;
  const analysed = { title, assumed, unavailability, budget: typeof chain === "string" ? [] : chain.budget };
  const budget = serviceBudgetPlot(analysed);
  if (budget) await drawn("budget", budget, files);
  if (sensitivity !== undefined && sensitivity.tornado.length > 0)
    await drawn("tornado", tornadoPlot(analysed, sensitivity.tornado), files);
  return files;
}

/** The charts of a design search: the frontier, and the budgets of the winner and the next cheaper design side by side. */
export async function frontierFiles(title: string, found: DesignSearch, target: number): Promise<Files> {
  const files: Files = new Map();
  const { designs, winner, frontier: best } = found;
  if (designs.length === 0) return files;
  const priced = designs.map((design) => ({
    ...design,
    choice: design.choice.map(([path, value]) => `${path.split(".").at(-1)} ${value}`).join(", "),
    isWinner: design === winner,
  }));
  await drawn("frontier", frontierPlot(title, priced, target), files);
  if (winner !== undefined) {
    const before = best[best.indexOf(winner) - 1];
    const compared = before === undefined ? [winner] : [before, winner];
    const budgets = compared.map((design) =>
      budgetDesign(
        `${design === winner ? "winner" : "next cheaper"}, cost ${design.cost}`,
        serviceAvailability(design.service.model!).budget,
      ),
    );
    const source = `${title}, ${designs.length} designs solved as Markov chains`;
    await drawn("budget", budgetPlot(title, budgets, source), files);
  }
  return files;
}
