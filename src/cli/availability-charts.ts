import type { BudgetLine } from "../analysis/downtime-budget.ts";
import { serviceAvailability } from "../analysis/service-availability.ts";
import type { DesignSearch } from "../experiment/availability/design-search.ts";
import { frontier } from "../report/charts/frontier.ts";
import { tornadoChart } from "../report/charts/tornado.ts";
import { type WaterfallDesign, waterfall } from "../report/charts/waterfall.ts";
import { renderPng, renderSvg } from "../report/vega.ts";
import { downtimePerYear, nines } from "../units/nines.ts";
import type { Findings } from "./availability-report.ts";

type Files = Map<string, string | Uint8Array>;
type Spec = Parameters<typeof renderSvg>[0];

/** Causes that cost less than this share of the whole are drawn as one. */
const NEGLIGIBLE = 1e-3;

async function drawn(name: string, spec: Spec, files: Files): Promise<void> {
  const svg = await renderSvg(spec);
  files.set(`${name}.vl.json`, `${JSON.stringify(spec, null, 2)}\n`);
  files.set(`${name}.svg`, svg);
  files.set(`${name}.png`, renderPng(svg));
}

/** A downtime budget in minutes a year, small lines joined. */
export function budgetDesign(name: string, budget: readonly BudgetLine[]): WaterfallDesign {
  const total = budget.reduce((sum, { unavailability }) => sum + unavailability, 0);
  const minutes = (unavailability: number): number => downtimePerYear(unavailability) / 60;
  const large = budget.filter(({ unavailability }) => unavailability >= NEGLIGIBLE * total);
  const rest = budget.filter((line) => !large.includes(line));
  return {
    name,
    causes: [
      ...large.map(({ cause, group, unavailability }) => ({
        cause: group === "" ? cause : `${cause}: ${group}`,
        amount: minutes(unavailability),
      })),
      ...(rest.length === 0
        ? []
        : [{ cause: "all else", amount: minutes(rest.reduce((sum, line) => sum + line.unavailability, 0)) }]),
    ],
  };
}

const waterfallSpec = (title: string, designs: readonly WaterfallDesign[], source: string): Spec =>
  waterfall(
    {
      title: "Where the downtime goes",
      subtitle: `Exact for the model: ${title}`,
      x: { title: "downtime", unit: "min/year" },
      y: { title: "cause" },
      source,
    },
    designs,
  );

/** The charts of an assessment: the downtime budget, and the tornado where it was asked for. */
export async function availabilityCharts({ assessment, sensitivity }: Findings): Promise<Files> {
  const files: Files = new Map();
  const { chain, service, unavailability } = assessment;
  const source = `${service.title}, solved as a Markov chain${service.assumed.length > 0 ? "; lifetimes assumed" : ""}`;
  if (typeof chain !== "string" && chain.budget.some((line) => line.unavailability > 0))
    await drawn("budget", waterfallSpec(service.title, [budgetDesign(service.title, chain.budget)], source), files);
  if (sensitivity !== undefined && sensitivity.tornado.length > 0) {
    const rows = sensitivity.tornado.slice(0, 14).map(({ parameter, atLow, atHigh }) => ({
      parameter,
      ninesAtLow: nines(atLow),
      ninesAtHigh: nines(atHigh),
    }));
    const spec = tornadoChart(
      {
        title: "Which parameter matters most",
        subtitle: `Exact for the model: ${service.title}`,
        x: { title: "nines of availability" },
        y: { title: "parameter" },
        source,
      },
      { rows, base: nines(unavailability), words: ["halved", "doubled"] },
    );
    await drawn("tornado", spec, files);
  }
  return files;
}

/** The charts of a design search: the frontier, and the budgets of the winner and the next cheaper design side by side. */
export async function frontierFiles(title: string, found: DesignSearch, target: number): Promise<Files> {
  const files: Files = new Map();
  const { designs, winner, frontier: best } = found;
  const source = `${title}, ${designs.length} designs solved as Markov chains`;
  if (designs.length === 0) return files;
  const points = designs
    .filter(({ unavailability }) => unavailability > 0)
    .map((design) => ({
      cost: design.cost,
      nines: nines(design.unavailability),
      isOnFrontier: design.isOnFrontier,
      ...(design === winner
        ? { text: design.choice.map(([path, value]) => `${path.split(".").at(-1)} ${value}`).join(", ") }
        : {}),
    }));
  const spec = frontier(
    {
      title: "What availability costs",
      subtitle: "Exact for the model; prices as given in the file",
      x: { title: "cost" },
      y: { title: "availability" },
      source,
    },
    { points, target: { nines: nines(target), text: "target" } },
  );
  await drawn("frontier", spec, files);
  if (winner !== undefined) {
    const before = best[best.indexOf(winner) - 1];
    const compared = before === undefined ? [winner] : [before, winner];
    const budgets = compared.map((design) =>
      budgetDesign(
        `${design === winner ? "winner" : "next cheaper"}, cost ${design.cost}`,
        serviceAvailability(design.service.model!).budget,
      ),
    );
    await drawn("budget", waterfallSpec(title, budgets, source), files);
  }
  return files;
}
