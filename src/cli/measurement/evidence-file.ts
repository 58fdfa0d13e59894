import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { readBounded, Unreadable } from "../../experiment/store/bounded-file.ts";
import { ResultStore } from "../../experiment/store/result-store.ts";
import { blockMeans, summaries } from "../../experiment/study-summary.ts";
import { type CaptureReading, captureEvidence } from "../../measurement/capture/capture-evidence.ts";
import { CaptureProblem, isCapture } from "../../measurement/capture/packets.ts";
import { columnOfCell, TableProblem } from "../../measurement/delimited-text.ts";
import { type Condition, type Evidence, type Quantity, quantityOf } from "../../measurement/evidence.ts";
import { type MeasurementReading, readMeasurement } from "../../measurement/read-measurement.ts";
import { CATALOGUE } from "../../metrics/catalogue.ts";
import type { Figures } from "../../metrics/collector.ts";
import { problemOfFile } from "../../notation/problem.ts";
import { MANIFEST as MANIFEST_FILE } from "../../report/json/requests.ts";
import { RUN_FILE } from "../../report/json/runs.ts";
import type { CommandLine } from "../command-line.ts";
import { MANIFEST } from "../manifest-files.ts";
import { refusalOfText } from "../option-values.ts";
import { Refusal } from "../refusal.ts";
import { replicationsIn } from "../results/replications-file.ts";
import { jsonIn, RESULT_MAX } from "../results/result-files.ts";
import { openStudy, readStudy } from "../study/study-file.ts";
import { survey } from "../study/sweep-survey.ts";

export const isScenarioFile = (path: string): boolean => /\.ya?ml$/.test(path);

/**
 * A result or a measurement: the directory of a run or a sweep, or a table, or a capture; files may be compressed by gzip.
 * @throws Refusal for what is neither
 */
export function evidenceIn(path: string, reading: MeasurementReading & CaptureReading, line: CommandLine): Evidence {
  const expected = "the directory of a run or a sweep, a table of measurements, a capture or a scenario";
  if (!existsSync(path)) throw Refusal.at(line.word(path), "A B", "no such file or directory", expected);
  if (!statSync(path).isDirectory()) return evidenceOfFile(path, reading);
  if (existsSync(join(path, "study.json"))) return evidenceOfStudy(path, line);
  if (existsSync(join(path, "run.json"))) return evidenceOfRun(path, line);
  throw Refusal.at(line.word(path), "A B", `a directory without run.json or study.json (${path})`, expected);
}

/**
 * What a file of measurements holds, unpacked if it is compressed: a text, or a capture.
 * @throws Unreadable if it cannot be read, or is too large when it is unpacked
 */
export function measured(path: string): Measured {
  const bytes = unpacked(path);
  return isCapture(bytes) ? { text: "", capture: bytes } : { text: decoded(bytes), capture: null };
}

/** UTF-8, or UTF-16 by its mark, as spreadsheets write "Unicode text". */
function decoded(bytes: Buffer): string {
  const mark = bytes.length < 2 ? 0 : bytes.readUInt16BE(0);
  if (mark === 0xfffe) return bytes.toString("utf16le");
  return mark === 0xfeff
    ? Buffer.from(bytes.subarray(0, bytes.length & ~1))
        .swap16()
        .toString("utf16le")
    : bytes.toString("utf8");
}

/** A file of measurements. */
export interface Measured {
  /** "" of a capture. */
  readonly text: string;
  readonly capture: Uint8Array | null;
}

function unpacked(path: string): Buffer {
  const bytes = readBounded(path, RESULT_MAX);
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: RESULT_MAX });
  } catch (error) {
    const isLarge = (error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE";
    throw new Unreadable(path, isLarge ? `more than ${RESULT_MAX} bytes when it is unpacked` : "broken gzip");
  }
}

/** Reads a capture; what it refuses is told with the file. @throws Refusal */
export function ofCapture<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof CaptureProblem)) throw error;
    throw new Refusal([problemOfFile(path, error.found, error.expected)]);
  }
}

function evidenceOfFile(path: string, reading: MeasurementReading & CaptureReading): Evidence {
  const { text, capture } = measured(path);
  if (capture !== null) return ofCapture(path, () => captureEvidence(capture, path, reading));
  return locating(path, text, () => readMeasurement(text, path, reading));
}

/** Runs a reader of tables; what it refuses is shown at its line and, if it is one, its cell. */
export function locating<T>(path: string, text: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof TableProblem)) throw error;
    throw refusalOfText(path, text, [
      { line: error.line, column: columnOfCell(text, error), found: error.found, expected: error.expected, hint: "" },
    ]);
  }
}

const isThere = (found: Quantity | null): found is Quantity => found !== null;

/** Values by block of replications, of every metric that was defined at least once. */
export const quantitiesOf = (figures: readonly Figures[], stratify: number): Quantity[] =>
  CATALOGUE.map(({ name, unit }) => {
    const runs = blockMeans(figures, name, 1);
    return quantityOf(name, unit, stratify === 1 ? runs : blockMeans(figures, name, stratify), runs);
  }).filter(isThere);

/** What the n-th values of two results have in common. */
export const chancesOf = (seed: number, stratify: number): string => `seed ${seed}, blocks of ${stratify}`;

/** Settings that say nothing of the service; the seed is told by itself, by whichever option it was set. */
const BESIDE = /^(?:run\.)?seed$|^(?:title|about|expect)(?:\.|$)/;

/** Settings by name, each "path=value", and the seed. */
const aboutOf = (settings: readonly string[], seed: number): ReadonlyMap<string, string> =>
  new Map([
    ...settings
      .map((setting): [string, string] => {
        const at = setting.indexOf("=");
        return [setting.slice(0, at), setting.slice(at + 1)];
      })
      .filter(([path]) => !BESIDE.test(path)),
    ["seed", String(seed)],
  ]);

function evidenceOfRun(directory: string, line: CommandLine): Evidence {
  const { scenario } = jsonIn(directory, "run.json", RUN_FILE.shape)!;
  const figures = replicationsIn(directory);
  if (figures === null)
    throw Refusal.at(line.word(directory), "A B", "a run without replications.csv", "what `run --out` has written");
  const { seed, stratify } = scenario.run;
  return {
    name: directory,
    title: scenario.title,
    about: aboutOf(jsonIn(directory, MANIFEST, MANIFEST_FILE.shape)?.settings ?? [], seed),
    kind: "simulated",
    conditions: [{ at: new Map(), quantities: quantitiesOf(figures, stratify) }],
    chances: chancesOf(seed, stratify),
    warnings: [],
  };
}

function evidenceOfStudy(directory: string, line: CommandLine): Evidence {
  const file = readStudy(directory)!;
  const study = openStudy(directory, file, file.sipnines.model);
  const store = ResultStore.read(directory);
  survey(study, store); // all points are sound
  const conditions: Condition[] = [];
  const chances = new Set<string>();
  let missing = 0;
  for (const { point, figures, complete } of summaries(study, store)) {
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
    title: study.point(0).scenario.title,
    about: aboutOf(file.plan.settings, study.point(0).scenario.run.seed),
    kind: "simulated",
    conditions,
    chances: chances.size === 1 ? [...chances][0]! : null,
    warnings:
      missing > 0 ? [`${missing} points of ${directory} are not complete; sipnines sweep --resume goes on.`] : [],
  };
}
