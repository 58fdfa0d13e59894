/** The tables of an analysis, for whoever prints them; each is made of what availability.json says. */
import type { Importance } from "../../analysis/importance.ts";
import type { TornadoBar } from "../../analysis/tornado.ts";
import type { AgreementRow } from "../../availability/agreement.ts";
import type { CallAvailability } from "../../availability/call-availability.ts";
import type { Defects } from "../../availability/defects.ts";
import { formatDuration } from "../../units/duration.ts";
import { downtimePerYear } from "../../units/nines.ts";
import { formatNumber } from "../../units/number.ts";
import { type Column, type Table, tableOf } from "../table/table.ts";
import { ninesText } from "./availability-words.ts";

export interface BudgetRow {
  readonly cause: string;
  readonly group: string;
  readonly unavailability: number;
  readonly outagesPerYear: number;
}

const WHERE = [
  { field: "cause", heading: "cause" },
  { field: "group", heading: "in" },
] as const;

/** A cause of less than a millionth of the whole is at the limits of what arithmetic and models can say. */
const DUST = 1e-6;

/** Causes from the largest down, without those that are dust beside the whole; these are for programs alone. */
const withoutDust = <Row>(amount: (row: Row) => number, whole: number, told: string) => ({
  rows: (all: readonly Row[]) => all.findLastIndex((row) => amount(row) >= DUST * whole) + 1,
  note: (left: readonly Row[]) =>
    `${left.length === 1 ? "One more cause comes" : `${left.length} more causes come`} to less than a millionth of the whole${left.length === 1 ? "" : " each"}: ${told}.`,
});
const REST = "the files of --out and --json have them";

export const budgetTable = (lines: readonly BudgetRow[], unavailability: number): Table =>
  tableOf<BudgetRow>(
    "Downtime by cause",
    [
      ...WHERE,
      { field: "unavailability" },
      {
        field: "minutesPerYear",
        heading: "downtime",
        unit: "min/year",
        ...{ digits: 4, least: 1e-4 },
        of: (line) => downtimePerYear(line.unavailability) / 60,
      },
      { heading: "share", as: "share", least: 1e-6, of: (line) => line.unavailability / unavailability },
      { field: "outagesPerYear", heading: "outages", unit: "per year" },
    ],
    lines,
    { most: withoutDust<BudgetRow>((line) => line.unavailability, unavailability, REST) },
  );

type Call = Pick<CallAvailability, "defectsPerMillion" | "ci95" | "bounds" | "assumed" | "unavailability"> & {
  readonly causes: readonly { readonly cause: string; readonly group: string; readonly perMillion: number }[];
};

export function callTable({ causes, defectsPerMillion, ci95, bounds, assumed, unavailability }: Call): Table {
  const [low, high] = ci95.map((value) => formatNumber(value, 4));
  const interval = ci95[1] > ci95[0] ? ` (95 % interval ${low} to ${high})` : "";
  return tableOf<Pick<Call["causes"][number], "group" | "perMillion"> & { readonly cause: string }>(
    "Why calls fail",
    [
      ...WHERE,
      { field: "perMillion", heading: "DPM", digits: 4, least: 1e-3 },
      { heading: "share", as: "share", least: 1e-6, of: ({ perMillion }) => perMillion / defectsPerMillion },
    ],
    causes,
    {
      most: withoutDust(({ perMillion }) => perMillion, defectsPerMillion, REST),
      total: { cause: "all", group: "", perMillion: defectsPerMillion },
      notes: [
        `A call: ${formatNumber(defectsPerMillion, 4)} defects per million${interval}, ${ninesText(unavailability)}.`,
        ...bounds,
        ...assumed,
      ],
    },
  );
}

export const defectsTable = (defects: Omit<Defects, "userPerceivedUnavailability">): Table =>
  tableOf<Omit<Defects["lines"][number], "unavailability">>(
    "Outages of the service, as callers meet them",
    [
      ...WHERE,
      { field: "perMillion", heading: "per million calls", digits: 4, least: 1e-3 },
      { field: "withRetransmission", heading: "retransmitting", digits: 4, least: 1e-3 },
      { field: "withRedial", heading: "redialling", digits: 4, least: 1e-3 },
    ],
    defects.lines,
    {
      most: withoutDust(({ perMillion }) => perMillion, defects.perMillion, REST),
      total: { cause: "all", group: "", ...defects },
      notes: [defects.sentence],
    },
  );

const SHARES: readonly TornadoBar["kind"][] = ["lack of coverage", "common cause"];

/** What the unavailability becomes with each parameter halved and doubled. */
export const tornadoTable = (bars: readonly TornadoBar[]): Table =>
  tableOf<TornadoBar>(
    "What matters most",
    [
      { field: "parameter", heading: "parameter" },
      { field: "kind" },
      {
        ...{ field: "value", heading: "value" },
        shown: ({ kind, value }) =>
          SHARES.includes(kind) ? `${formatNumber(100 * value)} %` : formatDuration(value, 4),
      },
      { field: "atLow", heading: "U if halved", digits: 4 },
      { field: "atHigh", heading: "U if doubled", digits: 4 },
      { field: "elasticity", heading: "elasticity", shown: ({ elasticity }) => elasticity.toFixed(2) },
    ],
    bars,
  );

/** Null where a measure has no finite value. */
type Weighed = { readonly [K in keyof Importance]: K extends "component" ? string : number | null };

/** @param most components that people see, those that matter most */
export const importanceTable = (importance: readonly Weighed[], most: number): Table =>
  tableOf<Weighed>(
    "How much each component matters",
    [
      { field: "component", heading: "component" },
      { field: "birnbaum", heading: "Birnbaum", digits: 4 },
      { field: "criticality", heading: "criticality", digits: 4 },
      { field: "fussellVesely", heading: "Fussell–Vesely", digits: 4 },
      { field: "diagnostic" },
      { field: "riskAchievementWorth", heading: "RAW", digits: 4 },
      { field: "riskReductionWorth", heading: "RRW", digits: 4 },
    ],
    [...importance].sort((a, b) => (b.criticality ?? 0) - (a.criticality ?? 0)),
    {
      most: {
        rows: () => most,
        note: (left, { length }) =>
          `Without ${left.length} of ${length} components that matter less: importance.csv of --out has all.`,
      },
    },
  );

type AgreementLine = Pick<AgreementRow, "method" | "unavailability" | "sentence"> & {
  readonly against?: AgreementRow["against"];
  readonly interval?: AgreementRow["interval"];
  readonly relativeDifference?: number | null | undefined;
  readonly isIntended?: boolean;
  readonly deviation?: number | null | undefined;
};

/** Standard errors between messages and the chain from which on the answer says what they differ in. */
const APART = 2;

export function agreementTable(rows: readonly AgreementLine[], inFull: boolean): Table {
  const why: Column<AgreementLine> = { field: "sentence", ...(inFull && { heading: "what to expect" }) };
  return tableOf<AgreementLine>(
    "The same description by every engine",
    [
      { field: "method", heading: "engine" },
      { field: "unavailability", heading: "unavailability", digits: 8 },
      { field: "interval", heading: "95 % interval", as: "interval", digits: 4 },
      { field: "against", heading: "against" },
      { field: "relativeDifference", heading: "difference", as: "share" },
      why,
    ],
    rows,
    inFull
      ? {}
      : {
          notes: rows
            .filter(({ isIntended, deviation }) => isIntended || Math.abs(deviation ?? 0) >= APART)
            .map(({ method, sentence }) => `${method}: ${sentence}`),
        },
  );
}
