/** The report of a search for the cheapest design. */
import type { Scenario } from "../../scenario/scenario.ts";
import { formatReached } from "../../units/nines.ts";
import { keyFigures, list, paragraph } from "../html/markup.ts";
import { section } from "../html/page.ts";
import { frontierPlot, type PricedDesign } from "../plot/availability-plots.ts";
import { onPage } from "../table/on-page.ts";
import { chartFigure } from "./chart-figure.ts";
import { designsTable, goalText, searchAnswer } from "./designs-table.ts";
import { type Manifest, manifestSection } from "./manifest.ts";
import { answerSection, architectureSection, type ReportDocument } from "./measured-document.ts";

export interface SearchFindings {
  readonly title: string;
  readonly designs: readonly PricedDesign[];
  /** Unavailability to reach. */
  readonly target: number;
  /** Designs that were cheaper and would not do, each with the reason. */
  readonly rejected: readonly { readonly choice: string; readonly because: string }[];
  /** How the simulation confirms the winner; empty where there is none. */
  readonly confirmation: string;
  /** As the search found it in the file. */
  readonly scenario: Scenario | null;
  readonly manifest: Manifest;
}

const ROWS_MAX = 200;

export async function optimizeDocument(findings: SearchFindings): Promise<ReportDocument> {
  const { title, designs, target, rejected, confirmation, scenario, manifest } = findings;
  const winner = designs.find(({ isWinner }) => isWinner);
  const shown = designs.slice(0, ROWS_MAX);
  return {
    title,
    lead: `What is the cheapest design that reaches ${goalText(target)}?`,
    sections: [
      answerSection(
        searchAnswer(designs, target, rejected.length > 0),
        ...(winner === undefined
          ? []
          : [
              keyFigures([
                { value: winner.choice, meaning: "the design" },
                { value: String(winner.cost), meaning: "its cost" },
                {
                  value: formatReached(winner.unavailability, 3),
                  meaning: `its availability; asked were ${goalText(target)}`,
                },
              ]),
            ]),
        ...(confirmation === "" ? [] : [paragraph(confirmation)]),
      ),
      section(
        "designs",
        "What availability costs",
        ...(designs.length === 0 ? [] : [await chartFigure("frontier", frontierPlot(title, designs, target))]),
        onPage(
          designsTable(
            shown,
            `The designs${designs.length > shown.length ? `; the first ${shown.length} of ${designs.length}, all are in designs.csv` : ""}`,
          ),
        ),
        ...(rejected.length === 0
          ? []
          : [
              paragraph("Cheaper designs that reach the availability, and why they would not do:"),
              list(rejected.map(({ choice, because }) => `${choice}: ${because}`)),
            ]),
      ),
      ...(scenario === null ? [] : [architectureSection(scenario, "As the file has it, before the search")]),
      section(
        "methods",
        "Methods",
        paragraph(
          "Every combination of the values tried is solved exactly as a Markov chain; the cheapest that reaches all targets wins, and is confirmed by simulation. A design is on the frontier if no other is both cheaper and at least as available. Prices are those of the file.",
        ),
      ),
      manifestSection(manifest),
    ],
  };
}
