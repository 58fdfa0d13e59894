import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { ResultStore } from "../../experiment/store/result-store.ts";
import { blockMeans, METRIC_NAMES, summaries } from "../../experiment/study-summary.ts";
import { parseTable, TableProblem } from "../../measurement/delimited-text.ts";
import { type Condition, type Evidence, type Quantity, quantityOf } from "../../measurement/evidence.ts";
import { type MeasurementReading, readMeasurement } from "../../measurement/read-measurement.ts";
import { CATALOGUE } from "../../metrics/catalogue.ts";
import type { Figures } from "../../metrics/collector.ts";
import type { CommandLine } from "../command-line.ts";
import { refusalOfText } from "../option-values.ts";
import { Refusal } from "../refusal.ts";
import { openStudy, readStudy } from "../study/study-file.ts";

export const isScenarioFile = (path: string): boolean => /\.ya?ml$/.test(path);

/**
 * A result or a measurement: the directory of a run or a sweep, or a table, which may be compressed by gzip.
 * @throws Refusal for what is neither
 */
export function evidenceIn(path: string, reading: MeasurementReading, line: CommandLine): Evidence {
  const expected = "the directory of a run or a sweep, a table of measurements or a scenario";
  if (!existsSync(path)) throw Refusal.at(line.word(path), "A B", "no such file or directory", expected);
  if (!statSync(path).isDirectory()) return evidenceOfText(path, reading);
  if (existsSync(join(path, "study.json"))) return evidenceOfStudy(path, line);
  if (existsSync(join(path, "run.json"))) return evidenceOfRun(path, line);
  throw Refusal.at(line.word(path), "A B", `a directory without run.json or study.json (${path})`, expected);
}

/** The text of a table. @throws Refusal if it cannot be read */
export function tableText(path: string): string {
  const bytes = readFileSync(path);
  return (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString("utf8");
}

function evidenceOfText(path: string, reading: MeasurementReading): Evidence {
  const text = tableText(path);
  return locating(path, text, () => readMeasurement(text, path, reading));
}

/** Runs a reader of tables; what it refuses is shown at its line. */
export function locating<T>(path: string, text: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof TableProblem)) throw error;
    throw refusalOfText(path, text, [{ line: error.line, column: 1, message: error.message }]);
  }
}

const isThere = (found: Quantity | null): found is Quantity => found !== null;

/** Values by block of replications, of every metric that was defined at least once. */
export const quantitiesOf = (figures: readonly Figures[], stratify: number): Quantity[] =>
  CATALOGUE.map(({ name, unit }) => quantityOf(name, unit, blockMeans(figures, name, stratify))).filter(isThere);

/** What the n-th values of two results have in common. */
export const chancesOf = (seed: number, stratify: number): string => `seed ${seed}, blocks of ${stratify}`;

interface RunManifest {
  readonly scenario: { readonly title: string; readonly run: { readonly seed: number; readonly stratify: number } };
}

function evidenceOfRun(directory: string, line: CommandLine): Evidence {
  try {
    const { scenario } = JSON.parse(readFileSync(join(directory, "run.json"), "utf8")) as RunManifest;
    const path = join(directory, "replications.csv");
    const text = readFileSync(path, "utf8");
    const { names, rows } = locating(path, text, () => parseTable(text));
    const { seed, stratify } = scenario.run;
    const figures = rows.map((row) =>
      Float64Array.from(METRIC_NAMES, (metric) => {
        const cell = row[names.indexOf(metric)] ?? "";
        return cell === "" ? Number.NaN : Number(cell);
      }),
    );
    return {
      name: directory,
      kind: "simulated",
      conditions: [{ at: new Map(), quantities: quantitiesOf(figures, stratify) }],
      chances: chancesOf(seed, stratify),
      warnings: [],
    };
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw Refusal.at(line.word(directory), "A B", "a result that cannot be read", "what `run --out` has written");
  }
}

function evidenceOfStudy(directory: string, line: CommandLine): Evidence {
  const file = readStudy(directory);
  const study = file && openStudy(file, file.sipnines.model);
  if (!study) throw Refusal.at(line.word(directory), "A B", "a study that cannot be read", "the directory of a sweep");
  const conditions: Condition[] = [];
  const chances = new Set<string>();
  let missing = 0;
  for (const { point, figures, complete } of summaries(study, ResultStore.read(directory))) {
    const { seed, stratify } = point.scenario.run;
    chances.add(chancesOf(seed, stratify));
    if (!complete) missing++;
    if (figures.length === 0) continue;
    conditions.push({
      at: new Map(point.values.map(({ name, value }) => [name, value])),
      quantities: quantitiesOf(figures, stratify),
    });
  }
  if (conditions.length === 0)
    throw Refusal.at(
      line.word(directory),
      "A B",
      "a study without results of this version",
      "one that has been computed",
    );
  return {
    name: directory,
    kind: "simulated",
    conditions,
    chances: chances.size === 1 ? [...chances][0]! : null,
    warnings:
      missing > 0 ? [`${missing} points of ${directory} are not complete; sipnines sweep --resume goes on.`] : [],
  };
}
