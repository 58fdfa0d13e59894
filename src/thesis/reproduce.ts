import type { Figures, Job } from "../library/simulation.ts";
import { serviceAvailability } from "./availability.ts";
import { availabilityChart, type Chart, failedCallsChart, reductionChart, timeChart } from "./charts.ts";
import type { Claim } from "./claim.ts";
import { claimsOf, type ThesisFindings } from "./claims.ts";
import { failedCallsPart } from "./failed-calls.ts";
import { mechanismPart } from "./mechanism.ts";
import { thesisPage } from "./page.ts";
import type { Depth, Shelf, ThesisPart } from "./part.ts";
import { predictionPart } from "./prediction.ts";
import { relatedWorkPart } from "./related-work.ts";
import { setUpPart } from "./set-up.ts";
import { table1Part } from "./table1.ts";
import { csvFiles } from "./tables.ts";
import { variantsPart } from "./variants.ts";

/** Runs jobs. */
export type Simulate = (jobs: readonly Job[]) => Promise<Figures[][]>;

export interface Reproduction {
  readonly claims: readonly Claim[];
  readonly findings: ThesisFindings;
  /** What to write, by file name; the same bytes on every machine. */
  readonly files: ReadonlyMap<string, string | Uint8Array>;
}

/** Width of a plot area beside whose names a phone has room [px]. */
const PHONE_PLOT = 190;

/** Draws a chart. */
export interface Drawer {
  svg(spec: ReturnType<Chart["spec"]>): Promise<string>;
  png(svg: string): Uint8Array;
}

/** Reproduces the thesis: Fig. 9 to 12, Table 1, every claim. */
export async function reproduce(shelf: Shelf, simulate: Simulate, drawer: Drawer, depth: Depth): Promise<Reproduction> {
  const [failedCalls, variants, prediction, setUp, table1, mechanism, relatedWork] = [
    failedCallsPart(shelf, depth),
    variantsPart(shelf, depth),
    predictionPart(shelf, depth),
    setUpPart(shelf, depth),
    table1Part(shelf, depth),
    mechanismPart(shelf, depth),
    relatedWorkPart(shelf),
  ];
  const parts: readonly ThesisPart<unknown>[] = [
    failedCalls,
    variants,
    prediction,
    setUp,
    table1,
    mechanism,
    relatedWork,
  ];
  const figures = await simulateOnce(
    parts.flatMap(({ jobs }) => jobs),
    simulate,
  );
  let next = 0;
  const evaluated = <Result>(part: ThesisPart<Result>): Result => {
    const first = next;
    next += part.jobs.length;
    return part.evaluate(figures.slice(first, next));
  };
  const [calls, changed, predicted, times, columns, works, others] = [
    evaluated(failedCalls),
    evaluated(variants),
    evaluated(prediction),
    evaluated(setUp),
    evaluated(table1),
    evaluated(mechanism),
    evaluated(relatedWork),
  ];
  const findings: ThesisFindings = {
    failedCalls: calls,
    setUp: times,
    availability: serviceAvailability(),
    table1: columns,
    mechanism: works,
    relatedWork: others,
  };
  const claims = claimsOf(findings);
  const files = new Map<string, string | Uint8Array>(csvFiles(findings, changed, claims));
  const charts = [
    failedCallsChart(calls),
    reductionChart(calls),
    timeChart("fig10", times),
    timeChart("fig11", times),
    availabilityChart(findings.availability),
  ];
  const drawn = [];
  for (const chart of charts) {
    const spec = chart.spec();
    const svg = await drawer.svg(spec);
    drawn.push({ ...chart, svg, narrow: await drawer.svg(chart.spec({ width: PHONE_PLOT })) });
    files.set(`${chart.name}.svg`, svg);
    files.set(`${chart.name}.png`, drawer.png(svg));
    files.set(`${chart.name}.vl.json`, `${JSON.stringify(spec, null, 2)}\n`);
  }
  files.set("index.html", thesisPage(findings, changed, predicted, claims, drawn));
  return { claims, findings, files };
}

/** Runs each job that occurs several times only once, whatever it is called. */
async function simulateOnce(jobs: readonly Job[], simulate: Simulate): Promise<Figures[][]> {
  const keys = jobs.map(({ scenario, replications }) =>
    JSON.stringify({ ...scenario, title: "", about: "", expect: [], replications }, (_, value) =>
      value === Infinity ? "unlimited" : value,
    ),
  );
  const distinct = [...new Set(keys)];
  const figures = await simulate(distinct.map((key) => jobs[keys.indexOf(key)]!));
  return keys.map((key) => figures[distinct.indexOf(key)]!);
}
