import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { entryAt, Unreadable } from "../../experiment/store/bounded-file.ts";
import { writeDurably } from "../../experiment/store/durable-file.ts";
import { Study } from "../../experiment/study.ts";
import type { StudyPlan } from "../../experiment/study-plan.ts";
import { metricAmong } from "../../metrics/catalogue.ts";
import type { Known } from "../../notation/json-shape.ts";
import { STUDY } from "../../report/json/studies.ts";
import { UnitError } from "../../units/unit-error.ts";
import { IDENTITY } from "../build-identity.ts";
import { documentText } from "../printing.ts";
import { jsonIn } from "../results/result-files.ts";

/** A study as it is written beside its results: enough to make all of them again. */
export type StudyFile = Known<(typeof STUDY)["shape"]>;
/** What of a study's results is written. */
export type StudyOutput = StudyFile["output"];

const NAME = "study.json";

export const studyFile = (plan: StudyPlan, output: StudyOutput): StudyFile => ({ sipnines: IDENTITY, plan, output });

/** That results were made by another version than this, as it is said where they would not go together. */
export const otherVersion = ({ sipnines: { version, model } }: StudyFile): string =>
  `results of another version of the model (${version}, ${model}; this is ${IDENTITY.version}, ${IDENTITY.model})`;

export const hasStudy = (directory: string): boolean => entryAt(join(directory, NAME)) !== undefined;

export function writeStudy(directory: string, file: StudyFile): void {
  writeDurably(join(directory, NAME), [documentText<"study">(file)]);
}

/**
 * The study in a directory; null if there is none.
 * @throws Unreadable for a study that is damaged, or that another version has made
 */
export function readStudy(directory: string): StudyFile | null {
  const file = jsonIn(directory, NAME, STUDY.shape);
  return file && { sipnines: file.sipnines, plan: file.plan, output: file.output };
}

/**
 * The study of a file of that directory.
 * @throws Unreadable for one that this version cannot read, or whose parts do not fit together
 */
export function openStudy(directory: string, { plan, output }: StudyFile, model: string): Study {
  const refuse = (found: string): never => {
    throw new Unreadable(join(directory, NAME), `${found}: the file is damaged, or another version has made it`);
  };
  let read: ReturnType<typeof Study.read>;
  try {
    read = Study.read(plan, model);
  } catch (error) {
    if (error instanceof UnitError) return refuse(error.found);
    throw error;
  }
  if ("problems" in read) return refuse(read.problems[0]?.found ?? "no scenario");
  const { study } = read;
  const named = [...output.metrics, ...(output.best ? [output.best.metric] : [])];
  const unknown = [...named, ...(plan.precision?.goals ?? []).map(({ metric }) => metric)].find(
    (name) => metricAmong(name, study.metrics) === undefined,
  );
  if (unknown !== undefined) return refuse(`${JSON.stringify(unknown)} in the place of a metric`);
  const isVaried = output.compare === null || study.design.parameters.some(({ name }) => name === output.compare);
  return isVaried ? study : refuse(`a comparison by ${JSON.stringify(output.compare)}, which is not varied`);
}

/** What must be equal for results to go together: the same scenarios at the same seed, by the same engine. */
export const sameBase = (x: StudyPlan, y: StudyPlan): boolean =>
  JSON.stringify([x.files, x.settings, x.engine]) === JSON.stringify([y.files, y.settings, y.engine]);

/** Directories of the shards of a study, in their order. */
export function shardsIn(directory: string): string[] {
  const number = (name: string) => Number(/^shard-(\d+)-of-\d+$/.exec(name)?.[1]);
  return existsSync(directory)
    ? readdirSync(directory, { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && /^shard-\d+-of-\d+$/.test(entry.name))
        .map(({ name }) => name)
        .sort((x, y) => number(x) - number(y))
        .map((name) => join(directory, name))
    : [];
}

/** The directory of one shard. */
export const shardDirectory = (directory: string, index: number, count: number): string =>
  join(directory, `shard-${index + 1}-of-${count}`);
