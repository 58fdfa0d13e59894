/** What other commands would refuse of a file that reads well: `validate` tells it before they do. */

import { modelProblems } from "../analysis/model-problems.ts";
import { type StudiedService, studiedComponents, studiedScenario } from "../availability/studied-service.ts";
import { Study } from "../experiment/study.ts";
import type { Problem, Spot } from "../notation/problem.ts";
import type { Setting } from "../notation/settings.ts";
import type { Path } from "../notation/source.ts";
import type { Warning } from "../notation/warning.ts";
import type { AvailabilitySettings } from "../scenario/availability-settings.ts";
import type { ServiceResult } from "../scenario/scenario-text.ts";
import { type Complaint, Refused } from "../units/refused.ts";
import { UnitError } from "../units/unit-error.ts";
import { IDENTITY } from "./build-identity.ts";
import type { CommandLine } from "./command-line.ts";
import { readService } from "./files.ts";
import { Refusal } from "./refusal.ts";
import type { SettingOptions } from "./settings-options.ts";
import { planOf } from "./study/sweep-options.ts";

/** What is refused of a part that the file has for that command, and what is refused only if the command is asked. */
export interface Foreseen {
  readonly problems: readonly Problem[];
  readonly warnings: readonly Warning[];
}

type Read = Extract<ServiceResult, { readonly problems?: never }>;
type SpotAt = (...path: Path) => Spot;

/** Points of a study that are read, spread evenly over it. */
const POINTS_MAX = 100;

export function foreseen(
  file: string,
  read: Read,
  settings: readonly Setting[],
  options: SettingOptions,
  line: CommandLine,
): Foreseen {
  const { scenario, components, spot } = read;
  const ofAnalyzer = analyzerProblems(read, spot);
  const isAnalysed = components !== undefined || scenario.availability !== undefined;
  const ownSettings = components?.availability ?? scenario?.availability;
  return {
    problems: [
      ...(isAnalysed ? ofAnalyzer : []),
      ...(ownSettings === undefined ? [] : searchProblems(file, ownSettings, settings, spot, line)),
      ...(scenario?.sweep === undefined || file === "-" ? [] : sweepProblems(file, spot, options, line)),
    ],
    warnings: isAnalysed
      ? []
      : ofAnalyzer.map(({ expected: _, ...rest }) => ({
          ...rest,
          consequence: '"sipnines availability" refuses the file, which "sipnines run" takes',
        })),
  };
}

/** Whether a model can be made of the service. */
function analyzerProblems({ scenario, components }: Read, spot: SpotAt): Problem[] {
  const isBare = scenario === undefined;
  const problem = (path: Path, { found, expected, hint }: Complaint): Problem => ({
    ...spot(...path),
    ...{ found, expected, hint },
  });
  const whole: Path = isBare ? ["components"] : ["architecture"];
  const partOf = (name: string | undefined): Path =>
    name === undefined
      ? isBare
        ? whole
        : ["architecture", "tiers"]
      : isBare
        ? ["components", name]
        : ["architecture", "tiers", name];
  let service: StudiedService;
  try {
    service = isBare ? studiedComponents(components) : studiedScenario(scenario);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return error.complaints.map((one) => problem(one.path[0] === "tiers" ? partOf(String(one.path[1])) : whole, one));
  }
  const { model } = service;
  if (model === undefined) return [];
  return modelProblems(model).map((one) => {
    const [part, index, key] = one.path;
    const group = part === "groups" ? model.groups[Number(index)]?.name : undefined;
    const isOfSection = part === "crews" || key === "coverage" || key === "commonCause" || key === "maintenance";
    if (isOfSection)
      return problem(
        ["availability", part === "crews" ? "crew" : key!, ...one.path.slice(part === "crews" ? 2 : 3)],
        one,
      );
    if (part === "needs") return problem(isBare ? ["needs"] : ["architecture", "needs"], one);
    return problem(partOf(group), one);
  });
}

/** Paths of a design search that lead nowhere, with the first of their values, as `optimize` reads them. */
function searchProblems(
  file: string,
  { search }: AvailabilitySettings,
  settings: readonly Setting[],
  spot: SpotAt,
  line: CommandLine,
): Problem[] {
  if (file === "-") return [];
  return search.flatMap(([path, [first]]) => {
    const own: Setting = { path, value: String(first), pathSpan: line.end, valueSpan: line.end };
    const { problems = [] } = readService(file, [...settings, own]);
    const at = spot("availability", "search", path);
    return problems.slice(0, 1).map((one) => ({ ...one, ...at, found: `${path}=${first}, in which ${one.found}` }));
  });
}

/** What a sweep of the file would be refused for, as it stands there. */
function sweepProblems(file: string, spot: SpotAt, options: SettingOptions, line: CommandLine): Problem[] {
  const { replications: _, ...own } = options;
  try {
    const read = Study.read(planOf([file], own, line), IDENTITY.model);
    if ("problems" in read) return [...read.problems];
    const { study } = read;
    const count = Math.min(POINTS_MAX, study.size);
    for (let i = 0; i < count; i++) {
      const index = Math.floor((i * study.size) / count);
      const read = study.pointOrProblems(index);
      if ("point" in read) continue;
      const values = study.design.point(index).map(({ name, value }) => `${name}=${value}`);
      const where = `the point ${values.join(", ")}`;
      return read.problems.map((one) => ({ ...one, ...spot("sweep"), found: `${where}, in which ${one.found}` }));
    }
    return [];
  } catch (error) {
    if (error instanceof UnitError)
      return [{ ...spot("sweep"), found: error.found, expected: error.expected, hint: "" }];
    if (error instanceof Refusal) return error.problems.map((one) => ({ ...one, ...spot("sweep") }));
    throw error;
  }
}
