import { type Margin, type Overlay, overlay } from "../../measurement/comparison.ts";
import type { Evidence } from "../../measurement/evidence.ts";
import type { MeasurementReading } from "../../measurement/read-measurement.ts";
import { parseDuration } from "../../units/duration.ts";
import { UnitError } from "../../units/unit-error.ts";
import type { CommandLine } from "../command-line.ts";
import { EXIT } from "../exit-codes.ts";
import { prepareDirectory, writeFiles } from "../files.ts";
import { manifestFiles } from "../manifest-files.ts";
import { countOf, jsonText, optionValue } from "../option-values.ts";
import { Refusal } from "../refusal.ts";
import { type SettingOptions, settingsOf } from "../settings-options.ts";
import { hasColour } from "../terminal.ts";
import { comparisonFiles, comparisonJson } from "./comparison-files.ts";
import { renderComparison } from "./comparison-table.ts";
import { evidenceIn, isScenarioFile } from "./evidence-file.ts";
import { simulatedEvidence } from "./simulated-evidence.ts";

interface CompareCommandOptions extends SettingOptions {
  readonly by?: readonly string[];
  readonly only?: readonly string[];
  readonly metric?: readonly string[];
  readonly margin?: readonly string[];
  readonly rtd?: readonly string[];
  readonly expect?: string;
  readonly out?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const CONFIDENCE = 0.95;
const DEFAULT_MARGIN: Margin = { kind: "relative", share: 0.1 };
const EXPECTATIONS = ["agrees", "compatible"] as const;

/** `sipnines compare A B`: two results, or a result and measurements, beside each other. Returns the exit code. */
export async function compare(
  a: string,
  b: string,
  options: CompareCommandOptions,
  line: CommandLine,
): Promise<number> {
  const expectation = optionValue(line, "--expect", options.expect, (text) => {
    const known = EXPECTATIONS.find((one) => one === text);
    if (known) return known;
    throw new UnitError(JSON.stringify(text), `${EXPECTATIONS.join(" or ")}`);
  });
  const by = pairsOf("--by", options.by, line, true);
  const only = new Map(pairsOf("--only", options.only, line, false));
  const rtd = new Map(
    pairsOf("--rtd", options.rtd, line, false).map(([number, metric]) => {
      const which = optionValue(line, "--rtd", `${number}=${metric}`, () => countOf(1, 100)(number));
      return [which!, metric];
    }),
  );
  const margins = marginsOf(options.margin, line);
  if (options.out !== undefined) prepareDirectory(options.out, line.value("--out", options.out));
  if (isScenarioFile(b) && !isScenarioFile(a))
    throw Refusal.at(line.word(b), "B", "a scenario as the second", "the scenario first, the measurements behind it");

  const readingOf = (columns: readonly string[]): MeasurementReading => ({
    by: by.length === 0 ? null : columns,
    only,
    rtd,
  });
  const load = async (path: string, against: Evidence | null): Promise<Evidence> =>
    isScenarioFile(path)
      ? await simulatedEvidence(path, settingsOf(options, line), by, against, line, options.quiet ?? false)
      : evidenceIn(path, readingOf(by.map(([first, second]) => (path === b ? second : first))), line);
  const second = await load(b, null);
  const first = renamed(await load(a, second), by);
  const found = overlay(first, second, {
    confidence: CONFIDENCE,
    margin: (metric) => margins.get(metric) ?? margins.get("") ?? DEFAULT_MARGIN,
    metrics: options.metric ?? null,
  });
  if (found.comparisons.length === 0 && found.identical.length === 0)
    throw Refusal.at(line.word(b), "A B", nothingInCommon(found), "results with a metric and a condition in common");

  if (options.out !== undefined)
    writeFiles(options.out, {
      ...Object.fromEntries(await comparisonFiles(first, second, found)),
      ...manifestFiles(null, [], line),
    });
  if (options.json) process.stdout.write(jsonText(comparisonJson(first, second, found)));
  else if (!options.quiet) process.stdout.write(renderComparison(first, second, found, hasColour(process.stdout)));
  if (!options.quiet)
    for (const { name, warnings } of [first, second])
      for (const warning of warnings) process.stderr.write(`Before you trust ${name}: ${warning}\n`);
  return expectation === undefined || isMet(found, expectation) ? EXIT.fine : EXIT.expectationFailed;
}

const isMet = ({ comparisons }: Overlay, expectation: (typeof EXPECTATIONS)[number]): boolean =>
  comparisons.every(({ verdict }) => (expectation === "agrees" ? verdict === "agrees" : verdict !== "differs"));

function nothingInCommon({ onlyFirst, onlySecond }: Overlay): string {
  const some = (names: readonly string[]) => names.slice(0, 5).join(", ") || "nothing";
  return `nothing in common: A has ${some(onlyFirst)}, B has ${some(onlySecond)}`;
}

/** Conditions of the first under the names of the second. */
const renamed = (evidence: Evidence, by: readonly (readonly [string, string])[]): Evidence => ({
  ...evidence,
  conditions: evidence.conditions.map(({ at, quantities }) => ({
    at: new Map([...at].map(([name, value]) => [by.find(([own]) => own === name)?.[1] ?? name, value])),
    quantities,
  })),
});

/** Values of an option as `name=value`; a name alone stands for itself where that makes sense. */
function pairsOf(
  option: string,
  texts: readonly string[] | undefined,
  line: CommandLine,
  isAloneFine: boolean,
): (readonly [string, string])[] {
  return (texts ?? []).map((text) => {
    const at = text.indexOf("=");
    if (at > 0) return [text.slice(0, at), text.slice(at + 1)] as const;
    if (at < 0 && isAloneFine) return [text, text] as const;
    throw Refusal.at(line.value(option, text), option, JSON.stringify(text), `${option} name=value`);
  });
}

/** Margins by metric; "" for all that are not named. */
function marginsOf(texts: readonly string[] | undefined, line: CommandLine): Map<string, Margin> {
  return new Map(
    (texts ?? []).map((text) => {
      const at = text.indexOf("=");
      const metric = text.slice(0, Math.max(at, 0));
      return [metric, optionValue(line, "--margin", text, () => marginOf(text.slice(at + 1)))!];
    }),
  );
}

function marginOf(text: string): Margin {
  const share = /^(\d+(?:\.\d+)?)\s*%$/.exec(text)?.[1];
  if (share !== undefined) return { kind: "relative", share: Number(share) / 100 };
  if (/^\d+(?:\.\d+)?$/.test(text)) return { kind: "absolute", amount: Number(text) };
  try {
    return { kind: "absolute", amount: parseDuration(text) };
  } catch {
    throw new UnitError(JSON.stringify(text), "a margin such as 10%, outageTime=5ms or failedCalls=3");
  }
}
