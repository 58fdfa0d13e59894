import { basename } from "node:path";
import type { DesignPlan } from "../../experiment/design/design.ts";
import { parsePointTable } from "../../experiment/design/point-table.ts";
import { REPLICATIONS_MAX } from "../../experiment/plan-shape.ts";
import { readBounded, Unreadable } from "../../experiment/store/bounded-file.ts";
import { readPlanned, type StudyPlan } from "../../experiment/study-plan.ts";
import type { EngineName } from "../../kernel/engine.ts";
import { oneOf } from "../../notation/nearest.ts";
import { problemOfFile } from "../../notation/problem.ts";
import { readSetting } from "../../notation/settings.ts";
import { BYTES_MAX, decodeText } from "../../notation/yaml-text.ts";
import { parseAxis } from "../../scenario/axis.ts";
import { parseSampling } from "../../scenario/sampling.ts";
import type { SweepBlock } from "../../scenario/sweep-shape.ts";
import type { CommandLine } from "../command-line.ts";
import { located, metricOption, type PrecisionOptions, precisionOf, wholeNumberOption } from "../precision-options.ts";
import { Refusal } from "../refusal.ts";
import { rawFormatOf } from "./raw-results.ts";
import { withCompanions } from "./study-companions.ts";
import type { StudyOutput } from "./study-file.ts";

/** What `sipnines sweep` can be told. */
export interface SweepCommandOptions extends PrecisionOptions {
  readonly vary?: readonly string[];
  readonly zip?: readonly string[];
  readonly where?: readonly string[];
  readonly sample?: string;
  readonly points?: string;
  readonly set?: readonly string[];
  readonly seed?: string;
  readonly engine?: string;
  readonly workers?: string;
  readonly queue?: string;
  readonly queueCa?: string;
  readonly out?: string;
  readonly resume?: boolean;
  readonly recompute?: boolean;
  readonly shard?: string;
  readonly dryRun?: boolean;
  readonly metric?: readonly string[];
  readonly compare?: string;
  readonly best?: string;
  readonly raw?: string | true;
  readonly junit?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** Bytes of a table of points at most. */
const TABLE_MAX = 2 ** 26;
const ENGINES: readonly EngineName[] = ["native", "simjs"];

/** The text of a file that an option names. */
function textOf(file: string, line: CommandLine, option: string): string {
  let bytes: Buffer;
  try {
    bytes = readBounded(file, option === "" ? BYTES_MAX : TABLE_MAX);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    if (option === "") throw new Refusal([problemOfFile(file, error.found, "a scenario file that can be read")]);
    throw Refusal.at(line.value(option, file), option, error.found, "a file that can be read");
  }
  if (option !== "") return bytes.toString("utf8");
  const decoded = decodeText(bytes, file);
  if ("problem" in decoded) throw new Refusal([decoded.problem]);
  return decoded.text;
}

/** Parameters of the command line before those of the file, which they replace by name. */
function varied(options: SweepCommandOptions, block: SweepBlock | undefined): readonly string[] {
  const nameOf = (text: string) => text.slice(0, text.indexOf("="));
  const said = options.vary ?? [];
  const replaced = new Map(said.map((text) => [nameOf(text), text]));
  const own = (block?.vary ?? []).map((text) => replaced.get(nameOf(text)) ?? text);
  return [...own, ...said.filter((text) => !own.includes(text))];
}

function designOf(options: SweepCommandOptions, block: SweepBlock | undefined, line: CommandLine): DesignPlan {
  const vary = varied(options, block);
  const zip = [...(block?.zip ?? []), ...(options.zip ?? [])];
  const where = [...(block?.where ?? []), ...(options.where ?? [])];
  const { points } = options;
  const sample = options.sample ?? block?.sample;
  for (const text of vary) located(line, "--vary", text, () => parseAxis(text));
  const table = points === undefined ? null : textOf(points, line, "--points");
  if (table !== null && points !== undefined) located(line, "--points", points, () => parsePointTable(table));
  return {
    vary,
    where,
    zip: zip.map((text) => text.split(",").map((name) => name.trim())),
    sampling: sample === undefined ? null : located(line, "--sample", sample, () => parseSampling(sample)),
    table,
  };
}

/**
 * What the user asks for, as a plan that needs no other file.
 *
 * @param texts the scenario files, if they are known already
 */
export function planOf(
  files: readonly string[],
  options: SweepCommandOptions,
  line: CommandLine,
  texts?: StudyPlan["files"],
): StudyPlan {
  if (files.length === 0)
    throw Refusal.at(line.end, "sweep", "no scenario file", "sipnines sweep FILE… --vary path=values");
  const twice = files.find((file, i) => files.indexOf(file) !== i);
  if (twice !== undefined)
    throw Refusal.at(line.word(twice), "FILE", `${JSON.stringify(twice)} twice`, "each file once");
  const engine = ENGINES.find((known) => known === (options.engine ?? "native"));
  if (!engine)
    throw Refusal.at(
      line.value("--engine", options.engine!),
      "--engine",
      JSON.stringify(options.engine),
      oneOf(ENGINES),
    );
  const problems = (options.set ?? []).flatMap((text) => {
    const read = readSetting(text, line.value("--set", text));
    return "problem" in read ? [read.problem] : [];
  });
  if (problems.length > 0) throw new Refusal(problems);
  const { seed, replications } = options;
  const read =
    texts ??
    files.map((name) =>
      withCompanions(name, textOf(name, line, ""), [...(options.set ?? []), ...(options.vary ?? [])]),
    );
  const block = texts ? undefined : readPlanned(read[0]!).with([]).scenario?.sweep;
  return {
    files: read,
    settings: [...(options.set ?? []), ...(seed === undefined ? [] : [`run.seed=${seed}`])],
    design: designOf(options, block, line),
    replications:
      replications === undefined ? null : wholeNumberOption(line, "--replications", replications, 1, REPLICATIONS_MAX),
    precision: precisionOf(options, block, line),
    engine,
  };
}

/** What of the results is to be written. */
export function outputOf(options: SweepCommandOptions, line: CommandLine): StudyOutput {
  const [name = "", direction] = (options.best ?? "").split(":");
  if (direction !== undefined && direction !== "lower" && direction !== "higher")
    throw Refusal.at(line.value("--best", options.best!), "--best", JSON.stringify(direction), "lower or higher");
  return {
    metrics: (options.metric ?? []).map((metric) => metricOption(line, "--metric", metric, metric)),
    compare: options.compare ?? null,
    best:
      options.best === undefined
        ? null
        : { metric: metricOption(line, "--best", options.best, name), better: direction ?? "lower" },
    raw: rawFormatOf(options.raw, line),
  };
}

/** Where results go if nothing is said. */
export const defaultDirectory = (files: readonly string[]): string =>
  `results/${basename(files[0] ?? "sweep").replace(/\.ya?ml$/, "")}-sweep`;
