import { existsSync, lstatSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { parseDocument } from "yaml";
import { readBounded } from "../../experiment/store/bounded-file.ts";
import type { Known } from "../../notation/json-shape.ts";
import type { Span } from "../../notation/source.ts";
import { choiceText } from "../../report/document/designs-table.ts";
import { AVAILABILITY } from "../../report/json/availability.ts";
import { OPTIMIZE_FILE } from "../../report/json/designs.ts";
import { RUN_FILE } from "../../report/json/runs.ts";
import type { PricedDesign } from "../../report/plot/availability-plots.ts";
import type { Plottable } from "../../report/plot/choice.ts";
import { type Measurements, measurementsOf } from "../../report/plot/measurements.ts";
import { UnitError } from "../../units/unit-error.ts";
import { Refusal } from "../refusal.ts";
import { readStudy } from "../study/study-file.ts";
import { jsonIn, RESULT_MAX, textIn } from "./result-files.ts";

/** What a directory of results holds, by the file that is its sign. */
export const SIGNS = {
  run: "run.json",
  sweep: "study.json",
  availability: "availability.json",
  optimize: "optimize.json",
  plan: "plan.json",
  capacity: "capacity.json",
  comparison: "comparison.json",
} as const;

export type ResultKind = keyof typeof SIGNS;

type OptimizeFile = Known<(typeof OPTIMIZE_FILE)["shape"]>;

/** The kind of result in a directory; null if there is none. */
const kindOf = (directory: string): ResultKind | null =>
  (Object.keys(SIGNS) as ResultKind[]).find((kind) =>
    lstatSync(join(directory, SIGNS[kind]), { throwIfNoEntry: false }),
  ) ?? null;

/** @throws Refusal for what is no directory with a result */
export function resultKindOf(directory: string, span: Span): ResultKind {
  const kind = existsSync(directory) && statSync(directory).isDirectory() ? kindOf(directory) : null;
  if (kind !== null) return kind;
  const found = !existsSync(directory)
    ? `no directory ${JSON.stringify(directory)}`
    : `${JSON.stringify(directory)} without a result`;
  throw Refusal.at(
    span,
    "DIR",
    found,
    `a directory that run, sweep, availability, optimize, plan, capacity or compare has written with --out (it holds ${Object.values(SIGNS).join(", ")})`,
  );
}

/** @throws Refusal for a text that is no CSV */
function tableOf(text: string | null, name: string, span: Span): Measurements | null {
  if (text === null) return null;
  try {
    return measurementsOf(text);
  } catch (error) {
    if (error instanceof UnitError) throw Refusal.at(span, name, error.found, error.expected);
    throw error;
  }
}

/** The designs of a search, as its chart wants them. */
export const pricedDesigns = ({ designs, winner }: OptimizeFile): PricedDesign[] =>
  designs.map((design) => ({
    ...design,
    choice: choiceText(Object.entries(design.choice)),
    isWinner: winner !== null && JSON.stringify(design.choice) === JSON.stringify(winner.choice),
  }));

const NOTHING = { measurements: null, replications: null, service: null, search: null } as const;

/**
 * Reads what a chart can be drawn from: a directory of results, or a CSV file.
 * @throws Refusal for what is neither
 */
export function plottableAt(path: string, span: Span): Plottable {
  if (existsSync(path) && statSync(path).isFile()) {
    const origin = { title: basename(path), source: basename(path), status: "Data" };
    return {
      ...NOTHING,
      origin,
      measurements: tableOf(readBounded(path, RESULT_MAX).toString("utf8"), basename(path), span),
    };
  }
  const kind = resultKindOf(path, span);
  if (kind === "availability") {
    const file = jsonIn(path, SIGNS.availability, AVAILABILITY.shape)!;
    const origin = { title: file.title, source: "availability.json", status: "Exact for the model" };
    return { ...NOTHING, origin, service: { ...file, swings: file.sensitivity?.tornado ?? [] } };
  }
  if (kind === "optimize") {
    const file = jsonIn(path, SIGNS.optimize, OPTIMIZE_FILE.shape)!;
    const title = file.title ?? "The search";
    const origin = { title, source: "optimize.json", status: "Exact for the model" };
    return { ...NOTHING, origin, search: { title, designs: pricedDesigns(file), target: file.target } };
  }
  if (kind === "comparison")
    throw Refusal.at(
      span,
      "DIR",
      "a comparison, whose charts are beside it",
      "report, or comparison.csv in the place of the directory",
    );
  if (kind === "plan" || kind === "capacity") {
    const table = kind === "plan" ? "plan.csv" : "knee.csv";
    throw Refusal.at(span, "DIR", `a ${kind}`, `report, or ${table} in the place of the directory`);
  }
  const measurements = tableOf(textIn(path, "summary.csv"), "summary.csv", span);
  if (measurements === null)
    throw Refusal.at(
      span,
      "DIR",
      `${JSON.stringify(path)} without summary.csv`,
      "a sweep that has finished, or whose shards were merged",
    );
  return {
    ...NOTHING,
    origin: {
      title: measuredTitle(path, kind),
      source: kind === "run" ? "run of the scenario" : "sweep of the scenario",
      status: "Simulated",
    },
    measurements,
    replications: tableOf(textIn(path, "replications.csv"), "replications.csv", span),
  };
}

function measuredTitle(directory: string, kind: "run" | "sweep"): string {
  if (kind === "run") return jsonIn(directory, SIGNS.run, RUN_FILE.shape)!.scenario.title;
  const study = readStudy(directory)!;
  const title = parseDocument(study.plan.files[0]?.text ?? "").get("title");
  return typeof title === "string" ? title : basename(directory);
}
