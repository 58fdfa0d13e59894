/** The report of an analysis: how many nines, where the downtime goes, and how far the engines agree. */
import type { Importance } from "../../analysis/importance.ts";
import type { SinglePointOfFailure } from "../../analysis/single-points.ts";
import type { AgreementRow } from "../../experiment/availability/agreement.ts";
import type { CallAvailability } from "../../experiment/availability/call-availability.ts";
import type { Defects } from "../../experiment/availability/defects.ts";
import type { SimulatedAvailability } from "../../experiment/availability/simulated-availability.ts";
import type { UncertainAvailability } from "../../experiment/availability/uncertainty.ts";
import type { Warning } from "../../notation/warning.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { formatDuration } from "../../units/duration.ts";
import { downtimePerYear, formatReached } from "../../units/nines.ts";
import { formatNumber } from "../../units/number.ts";
import { type Html, keyFigures, list, paragraph } from "../html/markup.ts";
import { section } from "../html/page.ts";
import { table } from "../html/table.ts";
import { type AnalysedService, type Swing, serviceBudgetPlot, tornadoPlot } from "../plot/availability-plots.ts";
import { availabilityAnswer, minutes, ninesText } from "./availability-words.ts";
import { chartFigure } from "./chart-figure.ts";
import { type Manifest, manifestContent } from "./manifest.ts";
import { architectureSection, type ReportDocument } from "./measured-document.ts";
import { warningList } from "./warning-list.ts";

/** What availability.json says, as far as the report reads it. Numbers that JSON cannot hold are null. */
export interface AvailabilityFile extends AnalysedService {
  readonly budget: readonly (AnalysedService["budget"][number] & { readonly outagesPerYear: number })[];
  readonly failuresPerYear?: number | null;
  readonly meanDownTimeHours?: number | null;
  readonly target?: number;
  readonly meetsTarget?: boolean;
  readonly singlePointsOfFailure: readonly SinglePointOfFailure[];
  readonly minimalCutSetCount: number;
  readonly minimalCutSets: readonly (readonly string[])[];
  readonly importance: Readonly<Record<string, Omit<Importance, "component">>>;
  readonly chain: {
    readonly states: number | null;
    readonly residual: number | null;
    readonly method?: string;
    readonly because?: string;
  };
  /** Null where it is not known; left out by earlier versions. */
  readonly call?: Pick<
    CallAvailability,
    "unavailability" | "defectsPerMillion" | "ci95" | "causes" | "bounds" | "assumed"
  > | null;
  readonly dpm: Defects | null;
  readonly agreement: readonly AgreementRow[];
  readonly simulation: SimulatedAvailability | null;
  readonly sensitivity?: { readonly tornado: readonly Swing[]; readonly uncertainty: UncertainAvailability };
}

export interface AvailabilityFindings {
  readonly file: AvailabilityFile;
  /** The SIP scenario; null for a service of components. */
  readonly scenario: Scenario | null;
  readonly warnings: readonly Warning[];
  readonly manifest: Manifest;
}

export async function availabilityDocument({
  file,
  scenario,
  warnings,
  manifest,
}: AvailabilityFindings): Promise<ReportDocument> {
  const { title, unavailability, target, sensitivity, chain, dpm, call } = file;
  const budget = serviceBudgetPlot(file);
  const lead =
    target === undefined
      ? "How available is the service, and where does its downtime go?"
      : `Does the service reach ${ninesText(target)}?`;
  return {
    title,
    lead,
    sections: [
      section(
        "answer",
        "The answer",
        { html: `<div class="answer">${paragraph(availabilityAnswer(file)).html}</div>` },
        keyFigures([
          {
            value: formatReached(unavailability, 3),
            meaning: `availability of the service, ${ninesText(unavailability)}`,
          },
          { value: minutes(unavailability), meaning: "down in a year" },
          ...(file.failuresPerYear == null
            ? []
            : [
                {
                  value: formatNumber(file.failuresPerYear),
                  meaning: `outages a year${file.meanDownTimeHours == null ? "" : `, of ${formatDuration(file.meanDownTimeHours * 3600, 3)} on average`}`,
                },
              ]),
          ...(call == null
            ? []
            : [
                {
                  value: formatNumber(call.defectsPerMillion, 4),
                  meaning: `defects per million calls: ${ninesText(call.unavailability)} of a call`,
                },
              ]),
        ]),
        ...(file.assumed.length > 0 ? [list(file.assumed.map((sentence) => `Assumed: ${sentence}`))] : []),
        ...warningList(warnings),
      ),
      ...(scenario === null ? [] : [architectureSection(scenario)]),
      section(
        "downtime",
        "Where the downtime goes",
        ...(budget === undefined ? [] : [await chartFigure("budget", budget)]),
        budgetTable(file),
      ),
      ...(call == null && dpm === null
        ? []
        : [
            section(
              "calls",
              "What a caller sees",
              ...(call == null ? [] : [callTable(call)]),
              ...(dpm === null ? [] : [defectsTable(dpm)]),
            ),
          ]),
      section("structure", "What stops the service", ...structureContent(file)),
      ...(sensitivity === undefined
        ? []
        : [
            section(
              "sensitivity",
              "What matters most",
              ...(sensitivity.tornado.length > 0
                ? [await chartFigure("tornado", tornadoPlot(file, sensitivity.tornado))]
                : []),
              ...uncertaintyText(sensitivity.uncertainty),
            ),
          ]),
      section("agreement", "How far the engines agree", agreementTable(file), ...agreementText(file)),
      section(
        "methods",
        "Methods",
        paragraph(
          "The cut sets are exact for independent components, by decision diagram. The Markov chain adds what independence leaves out: detection and takeover as states, failovers that fail, standbys that wait, a crew that is busy. A call is followed through the chain with its own address, proxy and binding; what overloaded servers lose is simulated message by message. The simulation plays the same description without solving anything, and forces failures where they are rare. Times to failure are exponential in the chain; repairs that are not are imitated by stages.",
        ),
        paragraph(
          chain.states === null
            ? `There is no chain: ${chain.because ?? "the service is too large"}`
            : `The chain has ${chain.states} states, solved by ${chain.method}, residual ${(chain.residual ?? 0).toExponential(1)}. Downtime is counted in years of 365 days.`,
        ),
      ),
      section("manifest", "How to make it again", ...manifestContent(manifest)),
    ],
  };
}

function budgetTable({ budget, unavailability }: AvailabilityFile): Html {
  return table({
    caption: "The downtime budget",
    columns: [
      { title: "Cause" },
      { title: "In" },
      { title: "Downtime", unit: "min/year", numeric: true },
      { title: "Share", unit: "%", numeric: true },
      { title: "Outages", unit: "1/year", numeric: true },
    ],
    rows: budget.map((line) => [
      line.cause,
      line.group,
      formatNumber(downtimePerYear(line.unavailability) / 60, 4),
      formatNumber((100 * line.unavailability) / unavailability),
      formatNumber(line.outagesPerYear),
    ]),
    sortable: true,
  });
}

function callTable({
  causes,
  defectsPerMillion,
  ci95: [low, high],
  bounds,
  assumed,
}: NonNullable<AvailabilityFile["call"]>): Html {
  const interval = high > low ? ` (95 % interval ${formatNumber(low, 4)} to ${formatNumber(high, 4)})` : "";
  return table({
    caption: [
      `Why calls fail: ${formatNumber(defectsPerMillion, 4)} of a million${interval}, as a caller sees it.`,
      ...bounds,
      ...assumed,
    ].join(" "),
    columns: [
      { title: "Cause" },
      { title: "In" },
      { title: "DPM", numeric: true },
      { title: "Share", unit: "%", numeric: true },
    ],
    rows: causes.map(({ cause, group, perMillion }) => [
      cause,
      group,
      formatNumber(perMillion, 4),
      formatNumber((100 * perMillion) / defectsPerMillion),
    ]),
    sortable: true,
  });
}

function defectsTable(dpm: Defects): Html {
  return table({
    caption: dpm.sentence,
    columns: [
      { title: "Cause" },
      { title: "In" },
      { title: "Per million calls", numeric: true },
      { title: "Retransmitting", numeric: true },
      { title: "Redialling", numeric: true },
    ],
    rows: [
      ...dpm.lines.map((line) => [
        line.cause,
        line.group,
        ...[line.perMillion, line.withRetransmission, line.withRedial].map((value) => formatNumber(value, 4)),
      ]),
      ["all", "", ...[dpm.perMillion, dpm.withRetransmission, dpm.withRedial].map((value) => formatNumber(value, 4))],
    ],
  });
}

const CUT_SETS_MAX = 20;
const COMPONENTS_MAX = 40;

function structureContent({
  singlePointsOfFailure,
  minimalCutSetCount,
  minimalCutSets,
  importance,
}: AvailabilityFile): Html[] {
  const shown = minimalCutSets.slice(0, CUT_SETS_MAX);
  const ranked = Object.entries(importance)
    .sort(([, a], [, b]) => b.criticality - a.criticality)
    .slice(0, COMPONENTS_MAX);
  const cell = (value: number | null): string => (value === null ? "–" : formatNumber(value, 4));
  return [
    singlePointsOfFailure.length === 0
      ? paragraph("No single failure stops the service.")
      : list(singlePointsOfFailure.map(({ sentence }) => sentence)),
    paragraph(
      `${minimalCutSetCount} minimal cut set${minimalCutSetCount === 1 ? "" : "s"}: components whose joint failure stops the service, and no fewer of them do. ${minimalCutSetCount > shown.length ? `The ${shown.length} smallest:` : "They are:"}`,
    ),
    list(shown.map((set) => set.join(", "))),
    table({
      caption: "How much each component matters",
      columns: [
        { title: "Component" },
        ...["Birnbaum", "Criticality", "Fussell–Vesely", "RAW", "RRW"].map((title) => ({ title, numeric: true })),
      ],
      rows: ranked.map(([name, one]) => [
        name,
        ...[one.birnbaum, one.criticality, one.fussellVesely, one.riskAchievementWorth, one.riskReductionWorth].map(
          cell,
        ),
      ]),
      sortable: true,
    }),
  ];
}

function uncertaintyText({
  probabilityMet,
  probabilityMetInterval: [low, high],
  target,
  p05,
  p95,
  isAssumed,
  sentence,
}: UncertainAvailability): Html[] {
  const percent = (share: number): string => `${formatNumber(share * 100)} %`;
  return [
    paragraph(
      `With what is known of the parameters, the service reaches ${ninesText(target)} with a probability of ${percent(probabilityMet)} (95 %: ${percent(low)} to ${percent(high)}); its unavailability lies between ${formatNumber(p05)} and ${formatNumber(p95)} with a probability of 90 %. ${sentence}`,
    ),
    ...(isAssumed
      ? [paragraph("Assumed: each MTTF and MTTR lognormal around its value, known within a factor of two.")]
      : []),
  ];
}

function agreementTable({ agreement }: AvailabilityFile): Html {
  return table({
    caption: "The same description by every engine",
    columns: [
      { title: "Engine" },
      { title: "Unavailability", numeric: true },
      { title: "95 % interval", numeric: true },
      { title: "Held against" },
      { title: "Difference", unit: "%", numeric: true },
      { title: "What to expect" },
    ],
    rows: agreement.map((row) => [
      row.method,
      row.unavailability.toPrecision(5),
      row.interval === undefined ? "–" : `${formatNumber(row.interval[0])} to ${formatNumber(row.interval[1])}`,
      row.against ?? "–",
      row.relativeDifference === undefined ? "–" : formatNumber(100 * row.relativeDifference),
      row.sentence,
    ]),
    stacks: true,
  });
}

const agreementText = ({ simulation }: AvailabilityFile): Html[] =>
  simulation === null
    ? []
    : [paragraph(`Simulation by ${simulation.method}. ${simulation.because} ${simulation.sentence}`)];
