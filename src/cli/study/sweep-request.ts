import { Unreadable } from "../../experiment/store/bounded-file.ts";
import { Study } from "../../experiment/study.ts";
import type { StudyPlan } from "../../experiment/study-plan.ts";
import type { Shard } from "../../experiment/sweep.ts";
import { UnitError } from "../../units/unit-error.ts";
import { IDENTITY } from "../build-identity.ts";
import type { OptionsOf } from "../command/command.ts";
import type { CommandLine } from "../command-line.ts";
import { Refusal } from "../refusal.ts";
import type { SWEEP } from "./study-commands.ts";
import { hasStudy, otherVersion, readStudy, type StudyFile, type StudyOutput, sameBase } from "./study-file.ts";
import { defaultDirectory, outputOf, planOf, type StudyOptions } from "./sweep-options.ts";

/** What a command may be told that begins or continues a study. */
type RequestOptions = StudyOptions & Partial<Pick<OptionsOf<typeof SWEEP>, "resume" | "recompute">>;

/** What is wanted, where it is to be kept, and what is there already. */
export interface SweepRequest {
  readonly study: Study;
  readonly output: StudyOutput;
  /** Directory of the study. */
  readonly directory: string;
  readonly existing: StudyFile | null;
}

/** A request to extend what is in a directory, or to go on with it. */
function resumedPlan(existing: StudyFile, options: RequestOptions, line: CommandLine): StudyPlan {
  const odd = (["vary", "zip", "where", "sample", "points", "set", "seed", "engine"] as const).find((name) =>
    isGiven(options[name]),
  );
  if (odd)
    throw Refusal.at(line.word(`--${odd}`), `--${odd}`, "a change of the study without its scenario", "FILE as well");
  const { files } = existing.plan;
  const asked = planOf(
    files.map(({ name }) => name),
    options,
    line,
    files,
  );
  return {
    ...existing.plan,
    ...(options.replications === undefined ? {} : { replications: asked.replications, precision: null }),
    ...(isGiven(options.precision) ? { precision: asked.precision } : {}),
  };
}

const isGiven = (value: unknown): boolean => value !== undefined && !(Array.isArray(value) && value.length === 0);

const asksForOutput = ({ metric, compare, best, raw }: RequestOptions): boolean =>
  [metric, compare, best, raw].some(isGiven);

/** The study that is there. One that is damaged stays as it is, unless the scenario is at hand to write it again. */
function existingStudy(
  directory: string,
  files: readonly string[],
  options: RequestOptions,
  line: CommandLine,
): StudyFile | null {
  try {
    return readStudy(directory);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    if (files.length > 0 && (options.resume || options.recompute)) return null;
    throw line.refusal(
      "--out",
      error.message,
      "a sound study; FILE with --resume writes its study.json again and keeps the units that are there",
    );
  }
}

/** Reads a request; nothing is written yet. */
export function requestOf(files: readonly string[], options: RequestOptions, line: CommandLine): SweepRequest {
  const directory = options.out ?? defaultDirectory(files);
  const existing = existingStudy(directory, files, options, line);
  const isContinued = files.length === 0 && options.resume === true;
  if (isContinued && existing === null)
    throw Refusal.at(line.end, "--resume", `no study in ${directory}`, "--out DIR of a study that was begun, or FILE");
  const plan = isContinued ? resumedPlan(existing!, options, line) : planOf(files, options, line);
  let read: ReturnType<typeof Study.read>;
  try {
    read = Study.read(plan, IDENTITY.model);
  } catch (error) {
    if (!(error instanceof UnitError)) throw error;
    const [constraint] = error.path;
    const place = constraint === undefined ? line.end : line.value("--where", `${constraint}`);
    throw Refusal.at(place, "design", error.found, error.expected);
  }
  if ("problems" in read) throw new Refusal(read.problems);
  const { study } = read;
  const output = isContinued && !asksForOutput(options) ? existing!.output : outputOf(options, line, study.metrics);
  const names = study.design.parameters.map(({ name }) => name);
  if (output.compare !== null && !names.includes(output.compare))
    throw line.refusal(
      "--compare",
      JSON.stringify(output.compare),
      names.length === 0 ? "something that is varied" : `a parameter that is varied: ${names.join(", ")}`,
    );
  return { study, output, directory, existing };
}

/** Refuses to mix results that do not belong together. */
export function refuseMixture(
  { study, directory, existing }: SweepRequest,
  options: RequestOptions,
  shard: Shard | undefined,
  line: CommandLine,
): void {
  if (!hasStudy(directory) || options.recompute) return;
  if (existing === null) return;
  if (existing.sipnines.model !== study.model)
    throw line.refusal(
      "--out",
      otherVersion(existing),
      "another directory, or --recompute to compute all anew; what is there is not deleted",
    );
  if (!sameBase(existing.plan, study.plan))
    throw line.refusal(
      "--out",
      `${directory}, which holds another study`,
      "the same scenario, --set, --seed and --engine; another directory; or --recompute",
    );
  const isSame = JSON.stringify(existing.plan) === JSON.stringify(study.plan);
  if (!options.resume && !(shard && isSame))
    throw line.refusal(
      "--out",
      `${directory}, which holds this study already`,
      "--resume to go on with it or extend it",
    );
}
