/** The report of an analysis: how many nines, where the downtime goes, and how far the engines agree. */
import type { Known } from "../../notation/json-shape.ts";
import type { Warning } from "../../notation/warning.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { formatDuration } from "../../units/duration.ts";
import { formatReached } from "../../units/nines.ts";
import { formatNumber } from "../../units/number.ts";
import { type Html, keyFigures, list, paragraph } from "../html/markup.ts";
import { section } from "../html/page.ts";
import type { AVAILABILITY } from "../json/availability.ts";
import { serviceBudgetPlot, tornadoPlot } from "../plot/availability-plots.ts";
import { onPage } from "../table/on-page.ts";
import { agreementTable, budgetTable, callTable, defectsTable, importanceTable } from "./availability-tables.ts";
import { availabilityAnswer, minutes, ninesText, uncertaintyWords } from "./availability-words.ts";
import { chartFigure } from "./chart-figure.ts";
import { type Manifest, manifestSection } from "./manifest.ts";
import { answerSection, architectureSection, type ReportDocument } from "./measured-document.ts";
import { warningList } from "./warning-list.ts";

/** What availability.json says, as far as it is read again. */
export type AvailabilityFile = Known<(typeof AVAILABILITY)["shape"]>;

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
      answerSection(
        availabilityAnswer(file),
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
        onPage(budgetTable(file.budget, unavailability)),
      ),
      ...(call == null && dpm === null
        ? []
        : [
            section(
              "calls",
              "What a caller sees",
              ...(call == null ? [] : [onPage(callTable(call))]),
              ...(dpm === null ? [] : [onPage(defectsTable(dpm))]),
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
              ...uncertaintyWords(sensitivity.uncertainty).map((sentence) => paragraph(sentence)),
            ),
          ]),
      section(
        "agreement",
        "How far the engines agree",
        onPage(agreementTable(file.agreement, true), true),
        ...agreementText(file),
      ),
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
      manifestSection(manifest),
    ],
  };
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
  const components = Object.entries(importance).map(([component, measures]) => ({ component, ...measures }));
  return [
    singlePointsOfFailure.length === 0
      ? paragraph("No single failure stops the service.")
      : list(singlePointsOfFailure.map(({ sentence }) => sentence)),
    paragraph(
      `${minimalCutSetCount} minimal cut set${minimalCutSetCount === 1 ? "" : "s"}: components whose joint failure stops the service, and no fewer of them do. ${minimalCutSetCount > shown.length ? `The ${shown.length} smallest:` : "They are:"}`,
    ),
    list(shown.map((set) => set.join(", "))),
    onPage(importanceTable(components, COMPONENTS_MAX)),
  ];
}

const agreementText = ({ simulation }: AvailabilityFile): Html[] =>
  simulation === null
    ? []
    : [paragraph(`Simulation by ${simulation.method}. ${simulation.because} ${simulation.sentence}`)];
