import type { EngineName } from "../kernel/engine.ts";
import type { AnyMetric } from "../metrics/catalogue.ts";
import { type OwnMetric, withOwn } from "../metrics/own-metric.ts";
import type { Problem } from "../notation/problem.ts";
import { readSetting, type Setting } from "../notation/settings.ts";
import { Source } from "../notation/source.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { type ParseResult, ScenarioText } from "../scenario/scenario-text.ts";
import { UnitError } from "../units/unit-error.ts";
import { type Assignment, Design, type DesignPlan } from "./design/design.ts";
import type { PrecisionPlan } from "./precision.ts";

/** A scenario file of a study. */
export interface PlannedFile {
  readonly name: string;
  readonly text: string;
  /** Files that it names, as it names them, and their texts. */
  readonly companions?: Readonly<Record<string, string>>;
}

/** The text of a planned file, with nothing but its plan at hand. */
export const readPlanned = ({ name, text, companions = {} }: PlannedFile): ScenarioText =>
  new ScenarioText(text, name, (path) =>
    Object.hasOwn(companions, path)
      ? { source: new Source(path, companions[path]!) }
      : { refused: `${JSON.stringify(path)}, which is not among the files of the study` },
  );

/** All that a study is determined by, as plain data: it is written beside the results, and they can be made again from it. */
export interface StudyPlan {
  /** Scenario files with their texts. With several, which of them is the first parameter. */
  readonly files: readonly PlannedFile[];
  /** `path=value`, for all points. */
  readonly settings: readonly string[];
  readonly design: DesignPlan;
  /** Of each point; null: as the scenario says. */
  readonly replications: number | null;
  /** Stands before `replications`. */
  readonly precision: PrecisionPlan | null;
  readonly engine: EngineName;
}

/** A plan whose files and settings are sound. */
export interface ReadPlan {
  readonly texts: readonly ScenarioText[];
  readonly settings: readonly Setting[];
  readonly design: Design;
  /** The first file with the settings of all points. */
  readonly base: Scenario;
  /** Those of the catalogue, then those that the files make by formulas. */
  readonly metrics: readonly AnyMetric[];
}

/**
 * Reads the files and the design of a plan.
 *
 * @returns them, or all that is wrong with the scenarios as they stand in their files
 * @throws UnitError for a design that cannot be read or does not fit together
 */
export function readPlan(
  plan: Pick<StudyPlan, "files" | "settings" | "design">,
): ReadPlan | { readonly problems: readonly Problem[] } {
  const texts = plan.files.map(readPlanned);
  const read = plan.settings.map((text) => readSetting(text));
  const settings = read.flatMap((one) => ("setting" in one ? [one.setting] : []));
  const problems = [
    ...read.flatMap((one) => ("problem" in one ? [one.problem] : [])),
    ...texts.flatMap((text) => text.with(settings).problems ?? []),
  ];
  const scenarios = texts.flatMap((text) => text.with(settings).scenario ?? []);
  const [base] = scenarios;
  if (problems.length > 0 || base === undefined) return { problems };
  const names = plan.files.map(({ name }) => name);
  const own = scenarios.map(({ metrics = [] }) => metrics);
  const design = new Design(plan.design, base.run.seed, names, own);
  return { texts, settings, design, base, metrics: metricsOf(own) };
}

/** Metrics of a study; formulas of one name in several files have one unit. */
function metricsOf(own: readonly (readonly OwnMetric[])[]): readonly AnyMetric[] {
  const found = new Map<string, OwnMetric>();
  for (const metric of own.flat()) {
    const before = found.get(metric.name);
    if (before !== undefined && before.unit !== metric.unit)
      throw new UnitError(`${metric.name} in ${before.unit} and in ${metric.unit}`, "one unit in all files");
    found.set(metric.name, before ?? metric);
  }
  return withOwn([...found.values()]);
}

/** The values at a point, counted from 0, and the scenario that they make, or what is wrong with it. */
export function scenarioAt(
  { texts, settings, design }: ReadPlan,
  index: number,
): ParseResult & { readonly values: readonly Assignment[] } {
  let text = texts[0]!;
  const all = [...settings];
  const values = design.point(index);
  for (const { name, path, value, written } of values) {
    if (path === "") {
      text = texts.find(({ file }) => file === value)!;
      continue;
    }
    const source = new Source(`point ${index + 1}`, `${name}=${value}`);
    const start = name.length + 1;
    all.push({
      path,
      value: written,
      pathSpan: { source, start: 0, end: name.length },
      valueSpan: { source, start, end: start + value.length },
    });
  }
  return { ...text.with(all), values };
}
