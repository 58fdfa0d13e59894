import { studiedScenario } from "../../availability/studied-service.ts";
import { filesIn } from "../../experiment/store/bounded-file.ts";
import type { EngineName } from "../../kernel/engine.ts";
import { availabilityDocument } from "../../report/document/availability-document.ts";
import { capacityDocument } from "../../report/document/capacity-document.ts";
import { checkDocument } from "../../report/document/check-document.ts";
import { comparisonDocument } from "../../report/document/comparison-document.ts";
import { choiceText } from "../../report/document/designs-table.ts";
import type { ReportDocument, Shown } from "../../report/document/measured-document.ts";
import { optimizeDocument } from "../../report/document/optimize-document.ts";
import { planDocument } from "../../report/document/plan-document.ts";
import { runDocument } from "../../report/document/run-document.ts";
import { sweepDocument } from "../../report/document/sweep-document.ts";
import { AVAILABILITY } from "../../report/json/availability.ts";
import { CAPACITY_PRINTED } from "../../report/json/capacity.ts";
import { OPTIMIZE_FILE } from "../../report/json/designs.ts";
import { COMPARE } from "../../report/json/measurements.ts";
import { PLAN } from "../../report/json/plans.ts";
import { CHECK } from "../../report/json/requests.ts";
import { RUN_FILE } from "../../report/json/runs.ts";
import { whatHappened } from "../../report/trace/what-happened.ts";
import { eventsOf } from "../../scenario/amount-of-work.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { counted } from "../../units/number.ts";
import { overlayChart } from "../measurement/comparison-files.ts";
import { Refusal } from "../refusal.ts";
import { inWords } from "../run/in-words.ts";
import { outcomeOf } from "../run/outcome.ts";
import { openStudy, readStudy } from "../study/study-file.ts";
import { replicationsIn } from "./replications-file.ts";
import { copyAt, manifestAt, pageManifest, type ResultPlace, serviceOf } from "./report-place.ts";
import { capacitiesOf, ordersOf, planCostOf } from "./report-read.ts";
import { plottableAt, pricedDesigns } from "./result-directory.ts";
import { jsonIn, tableIn } from "./result-files.ts";

/** A replication with more events than this is not run again for a picture of it. */
const EVENTS_MAX = 1e7;

/** The report of one result. */
export function documentOf(place: ResultPlace, isBeside: boolean): Promise<ReportDocument> | ReportDocument {
  const { directory, kind } = place;
  const files =
    isBeside && !place.isAlone
      ? filesIn(directory).filter((name) => /\.(?:csv|json|yaml|svg|png|tex)$/.test(name))
      : [];
  switch (kind) {
    case "run":
      return ofRun(place, files);
    case "sweep":
      return ofSweep(place, files);
    case "availability":
      return ofAvailability(place, files);
    case "optimize":
      return ofSearch(place, files);
    case "plan":
      return ofPlan(place, files);
    case "capacity":
      return ofCapacity(place, files);
    case "check":
      return checkDocument(jsonIn(directory, place.file, CHECK.shape)!.findings, pageManifest(place, null, files));
    case "comparison":
      return ofComparison(place, files);
  }
}

/** What one replication showed; null, and why, where it cannot be told. */
function shownOf(scenario: Scenario, engine: EngineName, which: string): { shown: Shown | null; notShown: string } {
  if (eventsOf(scenario) > EVENTS_MAX)
    return {
      shown: null,
      notShown: "One replication has too many events to be drawn; sipnines trace shows any call of it.",
    };
  const { timeline, ladder } = whatHappened(scenario, { engine, replication: 0 });
  return { shown: { timeline, ladder, which }, notShown: "" };
}

/**
 * A run as it was written.
 * @throws Refusal for one whose scenario or replications are not beside it
 */
export function runAt(place: ResultPlace) {
  const { directory, span } = place;
  const file = jsonIn(directory, "run.json", RUN_FILE.shape)!;
  const manifest = manifestAt(place, "a run")!;
  const service = serviceOf(copyAt(place, manifest));
  const scenario = service?.scenario;
  if (scenario === undefined)
    throw Refusal.at(span, "DIR", "a run without its scenario", "one of a file", "Run it again with --out.");
  const { replications } = file.result;
  const figures = replicationsIn(directory);
  if (figures?.length !== replications)
    throw Refusal.at(
      span,
      "DIR",
      `replications.csv without the ${replications} replications of run.json`,
      "both as run --out wrote them",
    );
  const words = inWords(outcomeOf(scenario, file.result.engine, figures));
  return { result: file.result, manifest, scenario, warnings: service?.warnings ?? [], words };
}

async function ofRun(place: ResultPlace, files: readonly string[]): Promise<ReportDocument> {
  const { result, manifest, scenario, warnings, words } = runAt(place);
  const { engine, seed, replications, expectations } = result;
  return runDocument({
    ...{ scenario, replications, words, warnings },
    data: plottableAt(place.directory, place.span),
    verdicts: expectations,
    ...shownOf(scenario, engine, "the first replication"),
    manifest: pageManifest(place, manifest, files, [
      ["engine", engine],
      ["seed", String(seed)],
      ["replications", String(replications)],
    ]),
  });
}

/** Tables of a study, and the columns without which they cannot be shown. */
const TABLES: Readonly<Record<string, readonly string[]>> = {
  "differences.csv": [],
  "effects.csv": [],
  "best.csv": [],
  "expectations.csv": ["point", "metric", "atLeast", "atMost", "mean", "verdict"],
};

async function ofSweep({ directory, span }: ResultPlace, files: readonly string[]): Promise<ReportDocument> {
  const file = readStudy(directory)!;
  const study = openStudy(directory, file, file.sipnines.model);
  const data = plottableAt(directory, span);
  const first = study.pointOrProblems(0);
  if ("problems" in first) throw new Refusal(first.problems);
  const { scenario, values } = first.point;
  const { plan } = file;
  const point = values.map(({ name, value }) => `${name} ${value}`).join(", ");
  const replications = plan.precision
    ? `${plan.precision.minimum} to ${plan.precision.maximum} replications a point, by precision`
    : `${counted(plan.replications ?? scenario.run.replications, "replication")} a point`;
  return sweepDocument({
    title: scenario.title,
    scenario,
    warnings: first.warnings,
    data,
    tables: Object.entries(TABLES).flatMap(([name, columns]) => {
      const text = tableIn(directory, name, columns);
      return text === null ? [] : [[name, text] as const];
    }),
    replications,
    shown: shownOf(
      scenario,
      plan.engine,
      `the first replication of the first point${point === "" ? "" : ` (${point})`}`,
    ).shown,
    manifest: {
      ...file.sipnines,
      // The study holds all that went in, the scenarios' texts included.
      command: "mkdir again && cp study.json again/ && sipnines sweep --resume --out again",
      entries: [
        ["engine", plan.engine],
        ["varied", plan.design.vary.join(" ")],
        ["points", String(study.size)],
        ...(plan.settings.length > 0 ? [["settings", plan.settings.join(" ")] as const] : []),
      ],
      files,
      texts: plan.files.map(({ name, text }) => [name, text] as const),
    },
  });
}

function ofAvailability(place: ResultPlace, files: readonly string[]): Promise<ReportDocument> {
  const manifest = manifestAt(place, "an analysis");
  const service = serviceOf(copyAt(place, manifest));
  const scenario = service?.scenario;
  return availabilityDocument({
    file: jsonIn(place.directory, place.file, AVAILABILITY.shape)!,
    warnings: service?.warnings ?? [],
    scenario: scenario === undefined ? null : studiedScenario(scenario).scenario!,
    manifest: pageManifest(place, manifest, files),
  });
}

function ofSearch(place: ResultPlace, files: readonly string[]): Promise<ReportDocument> {
  const file = jsonIn(place.directory, place.file, OPTIMIZE_FILE.shape)!;
  const manifest = manifestAt(place, "a search");
  const { confirmation } = file;
  return optimizeDocument({
    title: file.title ?? "A search for a design",
    designs: pricedDesigns(file),
    target: file.target,
    rejected: file.rejected.map(({ choice, because }) => ({
      choice: choiceText(Object.entries(choice)),
      because,
    })),
    confirmation: confirmation === null ? "" : `Simulated by ${confirmation.method}: ${confirmation.sentence}`,
    scenario: serviceOf(copyAt(place, manifest))?.scenario ?? null,
    manifest: pageManifest(place, manifest, files),
  });
}

function ofPlan(place: ResultPlace, files: readonly string[]): ReportDocument {
  const file = jsonIn(place.directory, place.file, PLAN.shape)!;
  const manifest = manifestAt(place, "a plan");
  const service = serviceOf(copyAt(place, manifest));
  const { order, delayedAfterSeconds: delayedAfter, seed, replications } = file;
  return planDocument({
    ...{ cost: planCostOf(file), order, search: ordersOf(file), delayedAfter, seed, replications },
    title: file.scenario,
    scenario: service?.scenario ?? null,
    warnings: service?.warnings ?? [],
    manifest: pageManifest(place, manifest, files, [
      ["seed", String(seed)],
      ["replications", String(replications)],
    ]),
  });
}

function ofCapacity(place: ResultPlace, files: readonly string[]): Promise<ReportDocument> {
  const file = jsonIn(place.directory, place.file, CAPACITY_PRINTED.shape)!;
  const manifest = manifestAt(place, "a search for a capacity");
  return capacityDocument({
    ...capacitiesOf(file),
    title: file.scenario,
    scenario: serviceOf(copyAt(place, manifest))?.scenario ?? null,
    manifest: pageManifest(place, manifest, files),
  });
}

async function ofComparison(place: ResultPlace, files: readonly string[]): Promise<ReportDocument> {
  const file = jsonIn(place.directory, place.file, COMPARE.shape)!;
  const manifest = manifestAt(place, "a comparison");
  const metrics = [...new Set(file.comparisons.map(({ metric }) => metric))];
  // Drawn from the figures: a chart that somebody else has written may ask for any file or address.
  const compared = file.comparisons.map((one) => ({ ...one, at: new Map(Object.entries(one.at)) }));
  return comparisonDocument({
    file,
    charts: metrics.map((metric) => {
      const own = compared.filter((one) => one.metric === metric);
      return [metric, overlayChart(metric, own, file.first, file.second)] as const;
    }),
    manifest: {
      ...file.sipnines,
      command: manifest?.command ?? null,
      entries: [
        ["first", `${file.first.name} (${file.first.kind})`],
        ["second", `${file.second.name} (${file.second.kind})`],
      ],
      files,
      texts: [],
    },
  });
}
