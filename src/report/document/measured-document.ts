/** Parts that several reports have. */

import { type MetricName, metricNamed } from "../../metrics/catalogue.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { minimalCutSets } from "../../structure/cut-sets.ts";
import { type Html, paragraph } from "../html/markup.ts";
import { type Section, section } from "../html/page.ts";
import type { Plottable } from "../plot/choice.ts";
import { plotFor } from "../plot/choice.ts";
import type { Ladder } from "../trace/ladder.ts";
import { ladderSvg } from "../trace/ladder-svg.ts";
import type { Timeline } from "../trace/timeline.ts";
import { timelineSvg } from "../trace/timeline-svg.ts";
import { architectureDrawing, architectureInWords } from "./architecture-drawing.ts";
import { chartFigure, choiceOf, drawn, ifAny, PHONE } from "./chart-figure.ts";

/** A page in the making. */
export interface ReportDocument {
  readonly title: string;
  readonly lead: string;
  readonly sections: readonly Section[];
}

/** What the result comes to, in one line, and what goes with it. */
export const answerSection = (answer: string, ...content: readonly Html[]): Section =>
  section("answer", "The answer", { html: `<div class="answer">${paragraph(answer).html}</div>` }, ...content);

/** What one replication showed, where it was run again for the report. */
export interface Shown {
  readonly timeline: Timeline;
  readonly ladder: Ladder | null;
  /** Which replication of which point, in words. */
  readonly which: string;
}

/** Nodes whose failure alone stops the service; undefined where the structure is too large to ask. */
function singlePointsOf({ architecture }: Scenario): string[] | undefined {
  try {
    const singles: string[] = [];
    for (const set of minimalCutSets(architecture.needs)) {
      if (set.size > 1) break;
      singles.push(...set);
    }
    return singles;
  } catch (error) {
    if (error instanceof Error && error.name === "StructureTooLarge") return undefined;
    throw error;
  }
}

/** @param which point of a study it is that is drawn, where there are several */
export function architectureSection(scenario: Scenario, which = ""): Section {
  const { architecture } = scenario;
  const singles = singlePointsOf(scenario) ?? [];
  return section(
    "architecture",
    "The architecture",
    drawn(
      "drawing",
      architectureDrawing(architecture, singles),
      `${which === "" ? "" : `${which}: `}${architectureInWords(architecture, singles)}`,
    ),
  );
}

export function happeningSection({ timeline, ladder, which }: Shown, steps: Html[]): Section {
  const calls: Html[] =
    ladder === null
      ? [paragraph("No call was made.")]
      : [drawn("ladder", ladderSvg(ladder), `${ladder.title}. ${ladder.explanation}`)];
  return section(
    "what-happened",
    "What happened",
    drawn(
      "timeline",
      timelineSvg(timeline),
      `Nodes, addresses and failed calls over time, in ${which}.`,
      timelineSvg(timeline, PHONE - 24),
    ),
    ...steps,
    ...calls,
  );
}

/** Metrics in the order in which somebody asks for them. */
const ASKED_FIRST = [
  "failedCalls",
  "outageTime",
  "ser",
  "detectionTime",
  "callSetupTime",
  "callSetupTime.p95",
  "lostBindings",
  "falseFailovers",
  "declinedArrivals",
  "sojournTime",
] as const satisfies readonly MetricName[];

/** Metrics that are not the same everywhere: those that the scenario makes, then the most asked for. */
export function tellingMetrics({ measurements }: Plottable, most: number): string[] {
  if (measurements === null) return [];
  const differs = (name: string): boolean => {
    const rows = measurements.rowsOf(name);
    return rows.some(({ value }) => value !== rows[0]!.value);
  };
  const known = measurements.metrics.map(({ name }) => name);
  const own = known.filter((name) => metricNamed(name) === undefined);
  const first = [...own, ...ASKED_FIRST.filter((name) => known.includes(name))];
  return [...first, ...known.filter((name) => !first.some((one) => one === name))].filter(differs).slice(0, most);
}

/** The same chart for several metrics, of which a reader picks one. */
export async function chartsOf(
  data: Plottable,
  metrics: readonly string[],
  request: Omit<Parameters<typeof plotFor>[1], "metrics" | "where">,
): Promise<Html[]> {
  const figures: Html[] = [];
  for (const [i, metric] of metrics.entries()) {
    const plot = ifAny(() => plotFor(data, { ...request, metrics: [metric], where: [], isHeld: true }));
    if (plot !== null) figures.push(await chartFigure(`${request.type ?? "chart"}-${i + 1}`, plot, metric));
  }
  return figures.length === 0 ? [] : [choiceOf("Metric", figures)];
}
