/** The nines of the service and of a call, and where the downtime comes from. */
import { formatNines, formatReached } from "../../../units/nines.ts";
import { formatNumber } from "../../../units/number.ts";
import { type Html, paragraph } from "../../html/markup.ts";
import { type Section, section } from "../../html/page.ts";
import { onPage } from "../../table/on-page.ts";
import { tableOf } from "../../table/table.ts";
import { goalText } from "../designs-table.ts";
import type { Analysis, Evidence } from "./evidence.ts";
import { amount, intervalWords, minutesDown, money, type Prices } from "./money.ts";
import { trustedDefects, trustedDown } from "./trust.ts";
import { yearContent } from "./year.ts";

const CAUSES_MAX = 5;

/** Nines as one reads them who has not heard of them. */
const NINES =
  "Nines count how rarely something fails: three nines are 99.9 %, 526 minutes down a year of 365 days; each one more is a tenth of that. The service is down while it as a whole carries no calls as it should; a call may fail while the service is up, because its own server has died.";

interface Row {
  readonly of: string;
  readonly nines: string;
  readonly availability: string;
  readonly means: string;
}

function ninesRows({ file }: Analysis): Row[] {
  const down = trustedDown(file);
  const defects = trustedDefects(file);
  return [
    ...("needed" in down
      ? []
      : [
          {
            of: "the service",
            nines: formatNines(down.figure.unavailability),
            availability: formatReached(down.figure.unavailability, 3),
            means: `${amount(minutesDown(down.figure.unavailability))} min down a year${
              down.figure.simulated === null
                ? ""
                : ` (${down.figure.engine === "simulation" ? "95 %" : "by simulation, 95 %"}: ${down.figure.simulated.map((bound) => amount(minutesDown(bound))).join(" to ")})`
            }`,
          },
        ]),
    ...("needed" in defects
      ? []
      : [
          {
            of: "a call",
            nines: formatNines(defects.figure.mean / 1e6),
            availability: formatReached(defects.figure.mean / 1e6, 3),
            means: `${formatNumber(defects.figure.mean)} of a million fail${intervalWords(defects.figure, (bound) => formatNumber(bound))}`,
          },
        ]),
  ];
}

function causesTable({ file }: Analysis, prices: Prices): Html {
  const rows = [...file.budget].sort((x, y) => y.unavailability - x.unavailability).slice(0, CAUSES_MAX);
  const { minuteDown } = prices;
  return onPage(
    tableOf<(typeof rows)[number]>(
      "Where the downtime comes from",
      [
        { heading: "cause", of: ({ cause }) => cause },
        { heading: "in", of: ({ group }) => group },
        {
          ...{ heading: "downtime", unit: "min/year", digits: 3, least: 1e-3 },
          of: ({ unavailability }) => minutesDown(unavailability),
        },
        { heading: "outages", unit: "per year", least: 1e-3, of: ({ outagesPerYear }) => outagesPerYear },
        ...(minuteDown === undefined
          ? []
          : [
              {
                heading: "cost in a year",
                of: ({ unavailability }: (typeof rows)[number]) => minutesDown(unavailability) * minuteDown,
                shown: ({ unavailability }: (typeof rows)[number]) =>
                  money(minutesDown(unavailability) * minuteDown, prices),
              },
            ]),
      ],
      rows,
      { notes: file.budget.length > rows.length ? [`${file.budget.length - rows.length} more causes have less.`] : [] },
    ),
  );
}

type Uncertainty = NonNullable<Analysis["file"]["sensitivity"]>["uncertainty"];

/** How sure the minutes of a year are, by what is known of lifetimes and repairs. */
function uncertaintyText({
  probabilityMet,
  probabilityMetInterval: [low, high],
  target,
  p05,
  p95,
  isAssumed,
  sentence,
}: Uncertainty): string {
  const share = (value: number): string => `${formatNumber(100 * value)} %`;
  const known = isAssumed
    ? "were each mean time known within a factor of two, which is assumed"
    : "with what the scenario says is known of mean times";
  return `How sure that is: ${known}, ${goalText(target)} are reached with a probability of ${share(probabilityMet)} (95 %: ${share(low)} to ${share(high)}), and the service is down ${amount(minutesDown(p05))} to ${amount(minutesDown(p95))} minutes a year with one of 90 %. ${sentence}`;
}

export function ninesSection(evidence: Evidence): Section | null {
  const { analysis, prices } = evidence;
  if (analysis === null) return null;
  const { file } = analysis;
  const rows = ninesRows(analysis);
  const down = trustedDown(file);
  const isKnown = !("needed" in down);
  return section(
    "nines",
    "A year of the service, and its nines",
    ...(rows.length === 0
      ? []
      : [
          onPage(
            tableOf<Row>(
              "Nines",
              [
                { field: "of", heading: "of" },
                { field: "nines", heading: "nines" },
                { field: "availability", heading: "availability" },
                { field: "means", heading: "that is" },
              ],
              rows,
            ),
            true,
          ),
          paragraph(NINES),
        ]),
    yearContent(evidence),
    // The budget is that of the chain: it goes with its figure, and is left out with it.
    ...(isKnown && down.figure.engine !== "simulation" && file.budget.length > 0
      ? [causesTable(analysis, prices)]
      : []),
    ...(file.sensitivity === undefined || !isKnown ? [] : [paragraph(uncertaintyText(file.sensitivity.uncertainty))]),
  );
}
