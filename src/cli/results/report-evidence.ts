/** Several results read as evidence of one service, for the page that is for those who decide. */
import { rateOf } from "../../availability/steady-scenario.ts";
import { readPlanned } from "../../experiment/study-plan.ts";
import { faultVerb } from "../../faults/description.ts";
import type {
  Analysis,
  Carried,
  Evidence,
  EvidenceKind,
  ObservedRun,
  Origin,
  PlannedWork,
  Search,
  Study,
} from "../../report/document/decision/evidence.ts";
import { studyAnswer } from "../../report/document/study-words.ts";
import { AVAILABILITY } from "../../report/json/availability.ts";
import { CAPACITY_PRINTED } from "../../report/json/capacity.ts";
import { OPTIMIZE_FILE } from "../../report/json/designs.ts";
import { PLAN } from "../../report/json/plans.ts";
import { CHECK } from "../../report/json/requests.ts";
import { factorTitle } from "../../report/plot/measurements.ts";
import { varying } from "../../report/plot/selection.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { IDENTITY } from "../build-identity.ts";
import { shellWord } from "../command-line.ts";
import type { ManifestFile } from "../manifest-files.ts";
import { Refusal } from "../refusal.ts";
import { readStudy } from "../study/study-file.ts";
import { presentDesign } from "./report-designs.ts";
import { runAt } from "./report-documents.ts";
import {
  copyAt,
  manifestAt,
  type ResultPlace,
  type ScenarioCopy,
  serviceOf,
  settingsOf,
  versionAt,
} from "./report-place.ts";
import { capacitiesOf, planCostOf } from "./report-read.ts";
import { differencesOf, expectOneService, type OfService, pricesOf, serviceDigest, speaker } from "./report-service.ts";
import { plottableAt } from "./result-directory.ts";
import { jsonIn } from "./result-files.ts";

/** A result and everything that is known of where it comes from. */
interface Read extends OfService {
  readonly origin: Origin;
  readonly manifest: ManifestFile | null;
  readonly copy: ScenarioCopy | null;
}

/** Kinds of which a page has room for one. */
const ONE_ONLY: readonly EvidenceKind[] = ["availability", "optimize", "capacity"];

/** @throws Refusal for results that are not of one service, or of which one page cannot be made */
export function evidenceOf(places: readonly ResultPlace[]): Evidence {
  expectKinds(places);
  const all = places.map(readAt);
  expectOneService(all);
  const first = speaker(all);
  const scenario = first?.service?.scenario ?? null;
  const { prices, conflict } = pricesOf(all);
  const of = (kind: EvidenceKind): Read[] => all.filter(({ place }) => place.kind === kind);
  const one = <T>(kind: EvidenceKind, read: (found: Read) => T): T | null => of(kind).map(read)[0] ?? null;
  const base = first as Read | undefined;
  return {
    title: first?.title ?? all.find(({ title }) => title !== null)?.title ?? "The service",
    ...{ scenario, prices },
    again: base === undefined ? null : scenarioOnLine(base),
    analysis: one("availability", (read) => analysisOf(read, scenario)),
    runs: of("run").map(observedRun),
    plans: of("plan").map(plannedWork),
    search: one("optimize", (read) => searchOf(read, base?.copy ?? null)),
    capacity: one("capacity", (read) => carriedOf(read, scenario)),
    checks: of("check").map(({ place, origin }) => ({
      ...{ origin, warnings: [] },
      findings: jsonIn(place.directory, place.file, CHECK.shape)!.findings,
    })),
    studies: of("sweep").map(studyOf),
    origins: all.map(({ origin }) => origin),
    differences: [...differencesOf(all), ...conflict, ...versionsOf(all.map(({ origin }) => origin))],
  };
}

function expectKinds(places: readonly ResultPlace[]): void {
  for (const [i, { kind, name, span }] of places.entries()) {
    if (kind === "comparison")
      throw Refusal.at(
        span,
        "result",
        `${JSON.stringify(name)}, a comparison, which is of two results`,
        "results of one service",
        "sipnines report of it alone makes its page.",
      );
    if (places.slice(0, i).some((other) => other.name === name))
      throw Refusal.at(span, "result", `${JSON.stringify(name)} twice`, "each result once");
    const before = places.slice(0, i).find((other) => other.kind === kind);
    if (before !== undefined && ONE_ONLY.includes(kind))
      throw Refusal.at(
        span,
        "result",
        `${JSON.stringify(name)}, ${kind} once more beside ${JSON.stringify(before.name)}`,
        "one of them: the page has one answer",
        "Make a page for each, or leave out the one that does not hold.",
      );
  }
}

function readAt(place: ResultPlace): Read {
  const { kind, directory, name } = place;
  const study = kind === "sweep" ? readStudy(directory) : null;
  const manifest = study === null ? manifestAt(place, "a result") : null;
  const copy =
    study === null
      ? copyAt(place, manifest)
      : { text: readPlanned(study.plan.files[0]!), settings: settingsOf(study.plan.settings) };
  const service = serviceOf(copy);
  const known = service?.scenario ?? service?.components;
  const { sipnines } = study ?? manifest ?? {};
  return {
    ...{ place, manifest, copy, service },
    title: known?.title ?? titleIn(place),
    origin: {
      ...{ name, kind: kind as EvidenceKind, service: serviceDigest(service) },
      version: sipnines?.version ?? versionAt(place),
      model: sipnines?.model ?? null,
      command: manifest?.command ?? null,
    },
  };
}

/** What a printed document calls its scenario; null where it does not. */
function titleIn({ kind, directory, file }: ResultPlace): string | null {
  switch (kind) {
    case "availability":
      return jsonIn(directory, file, AVAILABILITY.shape)!.title;
    case "plan":
      return jsonIn(directory, file, PLAN.shape)!.scenario;
    case "capacity":
      return jsonIn(directory, file, CAPACITY_PRINTED.shape)!.scenario;
    case "optimize":
      return jsonIn(directory, file, OPTIMIZE_FILE.shape)!.title ?? null;
    default:
      return null;
  }
}

/** The scenario of a result as a command would name it: its file as it was typed, with its settings. */
function scenarioOnLine({ manifest, place }: Read): string | null {
  if (manifest === null || manifest.scenario === null) return null;
  const words = manifest.command.match(/'[^']*'|\S+/g) ?? [];
  const typed = words.find((word, i) => i >= 2 && !words[i - 1]!.startsWith("--") && /\.ya?ml'?$/.test(word));
  // How a run is run is each command's own.
  const settings = manifest.settings
    .filter((setting) => !setting.startsWith("run."))
    .map((setting) => ` --set ${shellWord(setting)}`);
  return `${typed ?? shellWord(`${place.directory}/${manifest.scenario}`)}${settings.join("")}`;
}

const warningsOf = ({ service }: OfService) => service?.warnings ?? [];

function analysisOf(read: Read, scenario: Scenario | null): Analysis {
  const file = jsonIn(read.place.directory, read.place.file, AVAILABILITY.shape)!;
  return {
    ...{ file, origin: read.origin, warnings: warningsOf(read) },
    callRate: file.messageLevel?.callRate ?? (scenario === null ? null : rateOf(scenario)),
  };
}

function observedRun({ place, origin }: Read): ObservedRun {
  const { result, scenario, warnings, words } = runAt(place);
  const failed = plottableAt(place.directory, place.span).measurements?.rowsOf("failedCalls")[0];
  return {
    ...{
      origin,
      warnings,
      words,
      replications: result.replications,
      verdicts: result.expectations,
    },
    faults: scenario.faults.map((fault) => faultVerb(fault).words(fault).present),
    values: Math.floor(result.replications / scenario.run.stratify),
    failed: failed === undefined ? null : { mean: failed.value, low: failed.low, high: failed.high },
  };
}

function plannedWork(read: Read): PlannedWork {
  const file = jsonIn(read.place.directory, read.place.file, PLAN.shape)!;
  return {
    ...{
      file,
      title: file.scenario,
      cost: planCostOf(file),
      origin: read.origin,
      warnings: warningsOf(read),
    },
    values: Math.floor(file.replications / (read.service?.scenario?.run.stratify ?? 1)),
  };
}

/** @param other the scenario that speaks for all, where the search has none beside it */
function searchOf(read: Read, other: ScenarioCopy | null): Search {
  const { designs, rejected, target } = jsonIn(read.place.directory, read.place.file, OPTIMIZE_FILE.shape)!;
  const failing = rejected.map(({ choice }) => JSON.stringify(choice));
  const copy = read.copy ?? other;
  return {
    ...{ origin: read.origin, warnings: warningsOf(read), target },
    designs: designs.filter(({ choice }) => !failing.includes(JSON.stringify(choice))),
    current: copy === null ? null : presentDesign(designs, copy),
  };
}

function carriedOf(read: Read, other: Scenario | null): Carried {
  const file = jsonIn(read.place.directory, read.place.file, CAPACITY_PRINTED.shape)!;
  const { whole, survivors, bounds } = capacitiesOf(file);
  // What a search for a rate was given is no rate that comes; that of the scenario which speaks for all is.
  return {
    ...{
      origin: read.origin,
      warnings: warningsOf(read),
      whole,
      survivors,
      bounds,
    },
    offered: other === null || file.counted !== "calls" ? null : rateOf(other),
  };
}

function studyOf(read: Read): Study {
  const { measurements } = plottableAt(read.place.directory, read.place.span);
  const rows = measurements?.rowsOf("failedCalls") ?? [];
  const factors = measurements === null ? [] : varying(measurements, rows);
  const points = rows.map((row) => ({
    ...row,
    where: factors
      .map((name) => `${factorTitle(name).toLowerCase()} ${row.levels[measurements!.factors.indexOf(name)]}`)
      .join(", "),
  }));
  return { origin: read.origin, warnings: warningsOf(read), words: studyAnswer("failedCalls", points) };
}

/** Which results another version has made, in a sentence each. */
const versionsOf = (origins: readonly Origin[]): string[] =>
  origins
    .filter(({ model, version }) => (model === null ? version !== IDENTITY.version : model !== IDENTITY.model))
    .map(
      ({ name, version, model }) =>
        `${JSON.stringify(name)} was made by ${version === null ? "a version that it does not say" : `version ${version}`}${model === null ? "" : ` (model ${model})`}, and this page by ${IDENTITY.version} (model ${IDENTITY.model}): figures may differ from those that this version would give. Make it again to be sure.`,
    );
