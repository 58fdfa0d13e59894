/** The report of one scenario with its replications. */
import { faultVerb } from "../../faults/description.ts";
import { type AnyMetric, type MetricName, metricAmong, metricNamed } from "../../metrics/catalogue.ts";
import type { Warning } from "../../notation/warning.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { counted, formatNumber } from "../../units/number.ts";
import { details, type Html, joined, keyFigures, list, paragraph } from "../html/markup.ts";
import { section } from "../html/page.ts";
import type { Plottable } from "../plot/choice.ts";
import { plotFor } from "../plot/choice.ts";
import { onPage } from "../table/on-page.ts";
import { chartFigure, ifAny } from "./chart-figure.ts";
import { type Manifest, manifestSection } from "./manifest.ts";
import {
  answerSection,
  architectureSection,
  chartsOf,
  happeningSection,
  type ReportDocument,
  type Shown,
} from "./measured-document.ts";
import { methods } from "./methods.ts";
import { metricsTable } from "./metrics-table.ts";
import { written } from "./study-words.ts";
import { warningList } from "./warning-list.ts";

/** An expectation of the file and how it stands. */
export interface JudgedExpectation {
  readonly metric: string;
  readonly atLeast: number | null;
  readonly atMost: number | null;
  readonly because: string | null;
  readonly mean: number | null;
  readonly verdict: string;
}

export interface RunFindings {
  readonly scenario: Scenario;
  readonly data: Plottable;
  readonly replications: number;
  /** One line that answers: who lost how many calls, and why. */
  readonly words: string;
  readonly verdicts: readonly JudgedExpectation[];
  readonly warnings: readonly Warning[];
  readonly shown: Shown | null;
  /** Why nothing is shown of a single replication; empty where it is. */
  readonly notShown: string;
  readonly manifest: Manifest;
}

const KEY_FIGURES = [
  ["failedCalls", "failed calls"],
  ["ser", "of the INVITEs were answered (SER)"],
  ["outageTime", "outage"],
  ["detectionTime", "until the fault was detected"],
  ["callSetupTime", "mean call set-up time"],
] as const satisfies readonly (readonly [MetricName, string])[];
/** So many fit beside each other. */
const FIGURES_MAX = 4;

function figuresOf({ measurements }: Plottable): Html {
  return keyFigures(
    KEY_FIGURES.flatMap(([name, meaning]) => {
      const row = measurements?.rowsOf(name)[0];
      const metric = metricNamed(name);
      if (row === undefined || metric === undefined) return [];
      const { value, low, high } = row;
      const interval =
        low === null || high === null || high - low <= 1e-9 * Math.abs(value)
          ? ""
          : `; 95 %: ${written(low, metric.unit)} to ${written(high, metric.unit)}`;
      return [{ value: written(value, metric.unit), meaning: `${meaning}${interval}` }];
    }).slice(0, FIGURES_MAX),
  );
}

const SIGNS: Readonly<Record<string, string>> = { holds: "✓ holds", fails: "✗ fails" };

/** An expectation, what was found, and why it is expected. */
export function verdictText(
  { metric, atLeast, atMost, because, mean, verdict }: JudgedExpectation,
  own: readonly AnyMetric[] = [],
): string {
  const unit = metricAmong(metric, own)?.unit ?? "";
  const bound = (value: number) => (unit === "ratio" ? formatNumber(value, 5) : written(value, unit));
  const wanted =
    atLeast === null
      ? `at most ${bound(atMost!)}`
      : atMost === null
        ? `at least ${bound(atLeast)}`
        : atLeast === atMost
          ? bound(atLeast)
          : `${bound(atLeast)} to ${bound(atMost)}`;
  const reason = because === null ? "" : ` (${because})`;
  return `${SIGNS[verdict] ?? `? ${verdict}`}: ${metric} is ${mean === null ? "not measured" : bound(mean)}, expected ${wanted}${reason}`;
}

/** What the scenario asks, in its own words or in ours. */
export function questionOf({ about, faults }: Scenario): string {
  const own = about.replace(/\s+/g, " ").split(/(?<=[?])\s/)[0] ?? "";
  if (own.endsWith("?") && own.length < 400) return own;
  const [first] = faults;
  return first === undefined
    ? "How does the service do under this load?"
    : `What happens to calls when ${faultVerb(first).words(first).present}?`;
}

export async function runDocument(findings: RunFindings): Promise<ReportDocument> {
  const { scenario, data, replications, words, verdicts, warnings, shown, notShown, manifest } = findings;
  const steps = ifAny(() => plotFor(data, { type: "timeline", metrics: [], where: [] }));
  const causes = ifAny(() => plotFor(data, { type: "waterfall", metrics: [], where: [], isHeld: true }));
  const stepFigures = steps === null ? [] : [await chartFigure("steps", steps)];
  const about = scenario.about.replace(/\s+/g, " ").trim();
  return {
    title: scenario.title,
    lead: questionOf(scenario),
    sections: [
      answerSection(
        words,
        figuresOf(data),
        ...(verdicts.length === 0 ? [] : [list(verdicts.map((one) => verdictText(one, scenario.metrics)))]),
        ...warningList(warnings),
        ...(about === "" ? [] : [paragraph(about)]),
      ),
      architectureSection(scenario),
      ...(shown !== null
        ? [happeningSection(shown, stepFigures)]
        : stepFigures.length > 0 || notShown !== ""
          ? [
              section(
                "what-happened",
                "What happened",
                ...stepFigures,
                ...(notShown === "" ? [] : [paragraph(notShown)]),
              ),
            ]
          : []),
      section(
        "results",
        "The results",
        ...(causes === null ? [] : [await chartFigure("causes", causes)]),
        ...(await chartsOf(data, distributed(data), { type: "ecdf" })),
        metricsContent(data, scenario.metrics),
      ),
      section("methods", "Methods", ...methods(scenario, counted(replications, "replication"))),
      manifestSection(manifest),
    ],
  };
}

/** Metrics whose replications differ, the most asked for first. */
const distributed = ({ replications }: Plottable): string[] =>
  ["failedCalls", "outageTime", "detectionTime", "callSetupTime", "lostBindings"].filter((name) => {
    const rows = replications?.rowsOf(name) ?? [];
    return rows.some(({ value }) => value !== rows[0]!.value);
  });

/** Every metric but causes of failure that did not occur, and below it what they mean. */
function metricsContent({ measurements }: Plottable, own: readonly AnyMetric[] = []): Html {
  const shown = (measurements?.metrics ?? []).flatMap(({ name, unit }) =>
    (measurements?.rowsOf(name) ?? [])
      .filter(({ value }) => value !== 0 || !name.startsWith("failedCalls."))
      .map(({ value, low, high }) => ({ metric: name, unit, mean: value, low, high })),
  );
  const meanings = shown.map(({ metric }) => `${metric}: ${metricAmong(metric, own)?.meaning ?? ""}`);
  return joined(
    onPage(metricsTable(shown, "Every metric: mean over the replications")),
    details("What the metrics mean", list(meanings)),
  );
}
