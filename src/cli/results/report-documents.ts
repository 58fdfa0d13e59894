import { studiedScenario } from "../../availability/studied-service.ts";
import { filesIn } from "../../experiment/store/bounded-file.ts";
import type { EngineName } from "../../kernel/engine.ts";
import { readSetting } from "../../notation/settings.ts";
import type { Span } from "../../notation/source.ts";
import { availabilityDocument } from "../../report/document/availability-document.ts";
import { comparisonDocument } from "../../report/document/comparison-document.ts";
import { choiceText } from "../../report/document/designs-table.ts";
import type { Manifest } from "../../report/document/manifest.ts";
import type { ReportDocument, Shown } from "../../report/document/measured-document.ts";
import { optimizeDocument } from "../../report/document/optimize-document.ts";
import { runDocument } from "../../report/document/run-document.ts";
import { sweepDocument } from "../../report/document/sweep-document.ts";
import { AVAILABILITY } from "../../report/json/availability.ts";
import { OPTIMIZE_FILE } from "../../report/json/designs.ts";
import { COMPARE } from "../../report/json/measurements.ts";
import { MANIFEST as MANIFEST_FILE } from "../../report/json/requests.ts";
import { RUN_FILE } from "../../report/json/runs.ts";
import { whatHappened } from "../../report/trace/what-happened.ts";
import { eventsOf } from "../../scenario/amount-of-work.ts";
import { parseService } from "../../scenario/parse.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { counted } from "../../units/number.ts";
import { MANIFEST, type ManifestFile } from "../manifest-files.ts";
import { overlayChart } from "../measurement/comparison-files.ts";
import { Refusal } from "../refusal.ts";
import { inWords } from "../run/in-words.ts";
import { outcomeOf } from "../run/outcome.ts";
import { openStudy, readStudy } from "../study/study-file.ts";
import { replicationsIn } from "./replications-file.ts";
import { plottableAt, pricedDesigns, type ResultKind } from "./result-directory.ts";
import { jsonIn, tableIn, textIn } from "./result-files.ts";

/** A replication with more events than this is not run again for a picture of it. */
const EVENTS_MAX = 1e7;

/** The report of a directory with a result of this kind. */
export function documentOf(
  kind: ResultKind,
  directory: string,
  isBeside: boolean,
  span: Span,
): Promise<ReportDocument> {
  const files = isBeside ? filesIn(directory).filter((name) => /\.(?:csv|json|yaml|svg|png|tex)$/.test(name)) : [];
  switch (kind) {
    case "run":
      return ofRun(directory, files, span);
    case "sweep":
      return ofSweep(directory, files, span);
    case "availability":
      return ofAvailability(directory, files, span);
    case "optimize":
      return ofSearch(directory, files, span);
    case "comparison":
      return ofComparison(directory, files);
  }
}

/** @throws Refusal where there is none */
function manifestIn(directory: string, what: string, span: Span): ManifestFile {
  const manifest = jsonIn(directory, MANIFEST, MANIFEST_FILE.shape);
  if (manifest !== null) return manifest;
  const found = `${what} without ${MANIFEST}`;
  throw Refusal.at(span, "DIR", found, "one made by this version", "Make it again with --out.");
}

/** The scenario that a result was made from, read again with its settings. */
function serviceIn(directory: string, manifest: ManifestFile): ReturnType<typeof parseService> | null {
  const text = manifest.scenario === null ? null : textIn(directory, manifest.scenario);
  if (text === null) return null;
  const settings = manifest.settings.flatMap((setting) => {
    const read = readSetting(setting);
    return "setting" in read ? [read.setting] : [];
  });
  return parseService(text, manifest.scenario!, settings);
}

function manifestOf(
  file: ManifestFile,
  directory: string,
  files: readonly string[],
  entries: Manifest["entries"],
): Manifest {
  const text = file.scenario === null ? null : textIn(directory, file.scenario);
  return {
    ...file.sipnines,
    command: file.command,
    entries: [...entries, ...(file.settings.length > 0 ? [["settings", file.settings.join(" ")] as const] : [])],
    files,
    texts: text === null ? [] : [[file.scenario!, text]],
  };
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

async function ofRun(directory: string, files: readonly string[], span: Span): Promise<ReportDocument> {
  const file = jsonIn(directory, "run.json", RUN_FILE.shape)!;
  const manifest = manifestIn(directory, "a run", span);
  const service = serviceIn(directory, manifest);
  const scenario = service?.scenario;
  if (scenario === undefined)
    throw Refusal.at(span, "DIR", "a run without its scenario", "one of a file", "Run it again with --out.");
  const data = plottableAt(directory, span);
  const { engine, seed, replications, expectations } = file.result;
  const figures = replicationsIn(directory);
  if (figures?.length !== replications)
    throw Refusal.at(
      span,
      "DIR",
      `replications.csv without the ${replications} replications of run.json`,
      "both as run --out wrote them",
    );
  const outcome = outcomeOf(scenario, engine, figures);
  return runDocument({
    scenario,
    data,
    replications,
    words: inWords(outcome),
    verdicts: expectations,
    warnings: service?.warnings ?? [],
    ...shownOf(scenario, engine, "the first replication"),
    manifest: manifestOf(manifest, directory, files, [
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

async function ofSweep(directory: string, files: readonly string[], span: Span): Promise<ReportDocument> {
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

async function ofAvailability(directory: string, files: readonly string[], span: Span): Promise<ReportDocument> {
  const file = jsonIn(directory, "availability.json", AVAILABILITY.shape)!;
  const manifest = manifestIn(directory, "an analysis", span);
  const service = serviceIn(directory, manifest);
  const scenario = service?.scenario;
  return availabilityDocument({
    file,
    warnings: service?.warnings ?? [],
    scenario: scenario === undefined ? null : studiedScenario(scenario).scenario!,
    manifest: manifestOf(manifest, directory, files, []),
  });
}

async function ofSearch(directory: string, files: readonly string[], span: Span): Promise<ReportDocument> {
  const file = jsonIn(directory, "optimize.json", OPTIMIZE_FILE.shape)!;
  const manifest = manifestIn(directory, "a search", span);
  const { confirmation } = file;
  return optimizeDocument({
    title: file.title ?? "A search for a design",
    designs: pricedDesigns(file),
    target: file.target,
    rejected: file.rejected.map(({ choice, because }) => ({ choice: choiceText(Object.entries(choice)), because })),
    confirmation: confirmation === null ? "" : `Simulated by ${confirmation.method}: ${confirmation.sentence}`,
    scenario: serviceIn(directory, manifest)?.scenario ?? null,
    manifest: manifestOf(manifest, directory, files, []),
  });
}

async function ofComparison(directory: string, files: readonly string[]): Promise<ReportDocument> {
  const file = jsonIn(directory, "comparison.json", COMPARE.shape)!;
  const manifest = jsonIn(directory, MANIFEST, MANIFEST_FILE.shape);
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
