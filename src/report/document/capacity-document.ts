/** The report of a search for a capacity: how much the service carries, what ends it, and with servers down. */
import type { Bounds } from "../../capacity/criteria.ts";
import type { KneePoint } from "../../capacity/knee.ts";
import type { ServiceCapacity } from "../../capacity/service-capacity.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { paragraph } from "../html/markup.ts";
import { section } from "../html/page.ts";
import { kneePlot } from "../plot/capacity-plot.ts";
import { onPage } from "../table/on-page.ts";
import { boundsText, capacityTable, capacityWords, kneeTable } from "./capacity-tables.ts";
import { chartFigure } from "./chart-figure.ts";
import { type Manifest, manifestSection } from "./manifest.ts";
import { answerSection, architectureSection, type ReportDocument } from "./measured-document.ts";

export interface CapacityFindings {
  readonly title: string;
  readonly whole: ServiceCapacity;
  readonly survivors: readonly ServiceCapacity[];
  readonly bounds: Bounds;
  readonly points: readonly KneePoint[];
  /** Null where it does not stand beside the result. */
  readonly scenario: Scenario | null;
  readonly manifest: Manifest;
}

/** Rates without which there is no knee to be drawn. */
const POINTS_MIN = 2;

export async function capacityDocument(findings: CapacityFindings): Promise<ReportDocument> {
  const { title, whole, survivors, bounds, points, scenario, manifest } = findings;
  const { counted } = whole;
  const [answer, first] = capacityWords(whole, bounds).split("\n");
  return {
    title,
    lead: `How many ${counted} a second does the service carry?`,
    sections: [
      answerSection(
        answer!.replace(" … ", " to "),
        paragraph(first!),
        ...(whole.isPrecise
          ? []
          : [paragraph("The precision that was asked for was not reached: a larger --maximum would reach it.")]),
        onPage(capacityTable([whole, ...survivors], title)),
      ),
      ...(points.length < POINTS_MIN
        ? []
        : [
            section(
              "knee",
              "The knee",
              await chartFigure("knee-chart", kneePlot(title, whole, bounds, points)),
              onPage(kneeTable(points, title, counted)),
            ),
          ]),
      ...(scenario === null ? [] : [architectureSection(scenario)]),
      section(
        "methods",
        "Methods",
        paragraph(
          `The rate is sought at which these bounds are reached: ${boundsText(bounds, counted)}. It is a stochastic search: replications of steady traffic, message by message, each with its own random numbers, until the 95 % interval of the rate is as narrow as asked. With servers down it is done again.`,
        ),
      ),
      manifestSection(manifest),
    ],
  };
}
