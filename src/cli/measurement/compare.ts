import type { CaptureReading } from "../../measurement/capture/capture-evidence.ts";
import { type Margin, type Overlay, overlay } from "../../measurement/comparison.ts";
import type { Evidence } from "../../measurement/evidence.ts";
import type { MeasurementReading } from "../../measurement/read-measurement.ts";
import type { OptionsOf } from "../command/command.ts";
import type { CommandLine } from "../command-line.ts";
import { EXIT } from "../exit-codes.ts";
import { prepareDirectory, writeFiles } from "../files.ts";
import { manifestFiles } from "../manifest-files.ts";
import { print } from "../printing.ts";
import { Refusal } from "../refusal.ts";
import { settingsOf } from "../settings-options.ts";
import { comparisonFiles, comparisonJson } from "./comparison-files.ts";
import { renderComparison } from "./comparison-table.ts";
import { evidenceIn, isScenarioFile } from "./evidence-file.ts";
import type { COMPARE } from "./measurement-commands.ts";
import { simulatedEvidence } from "./simulated-evidence.ts";

const CONFIDENCE = 0.95;
const DEFAULT_MARGIN: Margin = { kind: "relative", share: 0.1 };

/** `sipnines compare A B`: two results, or a result and measurements, beside each other. Returns the exit code. */
export async function compare(
  a: string,
  b: string,
  options: OptionsOf<typeof COMPARE>,
  line: CommandLine,
): Promise<number> {
  const { expect: expectation, by } = options;
  const only = new Map(options.only);
  const rtd = new Map(options.rtd);
  const margins = new Map<string, Margin>(options.margin);
  if (options.out !== undefined) prepareDirectory(options.out, line.option("--out"));
  if (isScenarioFile(b) && !isScenarioFile(a))
    throw Refusal.at(line.word(b), "B", "a scenario as the second", "the scenario first, the measurements behind it");

  const readingOf = (columns: readonly string[]): MeasurementReading & CaptureReading => ({
    onTheWay: options.onTheWay,
    by: by.length === 0 ? null : columns,
    only,
    rtd,
  });
  const load = async (path: string, against: Evidence | null): Promise<Evidence> =>
    isScenarioFile(path)
      ? await simulatedEvidence({
          file: path,
          settings: settingsOf(options, line),
          by,
          against,
          line,
          isQuiet: options.quiet,
        })
      : evidenceIn(path, readingOf(by.map(([first, second]) => (path === b ? second : first))), line);
  const second = await load(b, null);
  const first = renamed(await load(a, second), by);
  const found = overlay(first, second, {
    confidence: CONFIDENCE,
    margin: (metric) => margins.get(metric) ?? margins.get("") ?? DEFAULT_MARGIN,
    metrics: options.metric.length > 0 ? options.metric : null,
  });
  if (found.comparisons.length === 0 && found.identical.length === 0)
    throw Refusal.at(line.word(b), "A B", nothingInCommon(found), "results with a metric and a condition in common");

  if (options.out !== undefined)
    writeFiles(options.out, {
      ...(await comparisonFiles(first, second, found)),
      ...manifestFiles(null, [], line),
    });
  print<"compare">(options, comparisonJson(first, second, found), (colour) =>
    renderComparison(first, second, found, colour),
  );
  if (!options.quiet)
    for (const { name, warnings } of [first, second])
      for (const warning of warnings) process.stderr.write(`Before you trust ${name}: ${warning}\n`);
  return expectation === undefined || isMet(found, expectation) ? EXIT.fine : EXIT.expectationFailed;
}

const isMet = ({ comparisons }: Overlay, expectation: "agrees" | "compatible"): boolean =>
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
