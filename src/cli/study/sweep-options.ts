import { basename } from "node:path";
import type { DesignPlan } from "../../experiment/design/design.ts";
import { parsePointTable } from "../../experiment/design/point-table.ts";
import { readBounded, Unreadable } from "../../experiment/store/bounded-file.ts";
import { readPlanned, type StudyPlan } from "../../experiment/study-plan.ts";
import type { AnyMetric } from "../../metrics/catalogue.ts";
import { metricCalled } from "../../metrics/named.ts";
import { problemOfFile } from "../../notation/problem.ts";
import { readSetting } from "../../notation/settings.ts";
import { BYTES_MAX, decodeText } from "../../notation/yaml-text.ts";
import { parseSampling } from "../../scenario/sampling.ts";
import type { SweepBlock } from "../../scenario/sweep-shape.ts";
import { UnitError } from "../../units/unit-error.ts";
import type { OptionValues } from "../command/option.ts";
import type { CommandLine } from "../command-line.ts";
import { precisionOf, readLate } from "../precision-options.ts";
import { Refusal } from "../refusal.ts";
import type { STUDY } from "./study-commands.ts";
import { withCompanions } from "./study-companions.ts";
import type { StudyOutput } from "./study-file.ts";

/** Bytes of a table of points at most. */
const TABLE_MAX = 2 ** 26;

/** The options that describe a study; those that are not given are as if they had not been typed. */
export type StudyOptions = Partial<OptionValues<typeof STUDY>>;

/** The text of a file that an option names. */
function textOf(file: string, line: CommandLine, option: string): string {
  let bytes: Buffer;
  try {
    bytes = readBounded(file, option === "" ? BYTES_MAX : TABLE_MAX);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    if (option === "") throw new Refusal([problemOfFile(file, error.found, "a scenario file that can be read")]);
    throw line.refusal(option, error.found, "a file that can be read");
  }
  if (option !== "") return bytes.toString("utf8");
  const decoded = decodeText(bytes, file);
  if ("problem" in decoded) throw new Refusal([decoded.problem]);
  return decoded.text;
}

/** Parameters of the command line before those of the file, which they replace by name. */
function varied(options: StudyOptions, block: SweepBlock | undefined): readonly string[] {
  const nameOf = (text: string) => text.slice(0, text.indexOf("="));
  const said = options.vary ?? [];
  const replaced = new Map(said.map((text) => [nameOf(text), text]));
  const own = (block?.vary ?? []).map((text) => replaced.get(nameOf(text)) ?? text);
  return [...own, ...said.filter((text) => !own.includes(text))];
}

function designOf(options: StudyOptions, block: SweepBlock | undefined, line: CommandLine): DesignPlan {
  const vary = varied(options, block);
  const zip = [...(block?.zip ?? []), ...(options.zip ?? [])];
  const where = [...(block?.where ?? []), ...(options.where ?? [])];
  const { points } = options;
  const ofBlock = block?.sample === undefined ? null : parseSampling(block.sample);
  const table = points === undefined ? null : textOf(points, line, "--points");
  if (table !== null)
    try {
      parsePointTable(table);
    } catch (error) {
      if (!(error instanceof UnitError)) throw error;
      throw line.refusal("--points", error.found, error.expected);
    }
  return {
    vary,
    where,
    zip: zip.map((text) => text.split(",").map((name) => name.trim())),
    sampling: options.sample ?? ofBlock,
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
  options: StudyOptions,
  line: CommandLine,
  texts?: StudyPlan["files"],
): StudyPlan {
  if (files.length === 0)
    throw Refusal.at(line.end, "sweep", "no scenario file", "sipnines sweep FILE… --vary path=values");
  const twice = files.find((file, i) => files.indexOf(file) !== i);
  if (twice !== undefined)
    throw Refusal.at(line.word(twice), "FILE", `${JSON.stringify(twice)} twice`, "each file once");
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
  const scenarios = read.map((file) => readPlanned(file).with([]).scenario);
  const block = texts ? undefined : scenarios[0]?.sweep;
  return {
    files: read,
    settings: [...(options.set ?? []), ...(seed === undefined ? [] : [`run.seed=${seed}`])],
    design: designOf(options, block, line),
    replications: replications ?? null,
    precision: precisionOf(
      options,
      block,
      line,
      scenarios.flatMap((scenario) => scenario?.metrics ?? []),
    ),
    engine: options.engine ?? "native",
  };
}

/**
 * What of the results is to be written.
 *
 * @param known metrics of the study
 */
export function outputOf(
  { metric = [], compare, best, raw }: StudyOptions,
  line: CommandLine,
  known: readonly AnyMetric[],
): StudyOutput {
  for (const name of metric) readLate(line.value("--metric", name), "--metric", () => metricCalled(name, known));
  if (best) readLate(line.option("--best"), "--best", () => metricCalled(best.metric, known));
  return { metrics: metric, compare: compare ?? null, best: best ?? null, raw: raw ?? null };
}

/** Where results go if nothing is said. */
export const defaultDirectory = (files: readonly string[]): string =>
  `results/${basename(files[0] ?? "sweep").replace(/\.ya?ml$/, "")}-sweep`;
