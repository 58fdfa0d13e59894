import {
  EVENTS_MIN,
  LAWLESS,
  type LifetimeEstimate,
  lifetimesOf,
  pooled,
  seenIn,
  trendOf,
  type Window,
} from "../../measurement/lifetimes.ts";
import { type OutageList, readOutages } from "../../measurement/outages.ts";
import { type Column, type Table, tableOf } from "../../report/table/table.ts";
import type { ExponentialMean } from "../../statistics/exponential-mean.ts";
import { formatDuration, YEAR } from "../../units/duration.ts";
import { formatAvailability, formatNines, nines } from "../../units/nines.ts";
import { counted, formatNumber } from "../../units/number.ts";
import { Refusal } from "../refusal.ts";
import type { Calibration, CalibrationInput } from "./calibration.ts";

/** Longest watch over components [s]. */
const WINDOW_MAX = 100 * YEAR;

/** Mean times to failure and repair of components from the list of their outages. */
export function calibrateLifetimes(input: CalibrationInput): Calibration {
  const { table, options, line, file } = input;
  const list = readOutages(table);
  const window = windowOf(list, input);
  const seen = seenIn(list.outages, window);
  const { components = seen.length } = options;
  if (components < seen.length)
    throw line.refusal(
      "--components",
      `${components} of ${seen.length} that failed`,
      `a whole number from ${seen.length} to 10000`,
    );
  const whole = components === 1 ? seen[0]! : pooled(seen, components - seen.length, window);
  const found = lifetimesOf(whole);
  const { timeToFailure, timeToRepair, unavailability } = found;
  if (timeToFailure === null || timeToRepair === null || unavailability === null)
    throw Refusal.at(line.word(file), "FILE", ...tooFew(found));
  const each = components === 1 ? [] : seen.map(lifetimesOf);
  const trend = trendOf(whole, window);
  const begun = seen.reduce((sum, { repairs, open }) => sum + repairs.length + open, 0);
  const about = `${counted(begun, "outage")} of ${counted(components, "component")} in ${formatDuration(window.until - window.from, 3)}, ${dateText(window.from)} … ${dateText(window.until)}`;
  const said = [
    ...assumptions(input, list, window),
    `MTTF: time in service over failures that ended it, exponential, censored at the ends of the window: 2T/χ² with 2r and 2r + 2 degrees of freedom (Epstein).`,
    found.repairsBy === "values"
      ? "MTTR: mean of the repairs; no distribution is assumed."
      : `MTTR: time of repair over repairs that have ended, exponential, 2T/χ²; without that assumption it takes ${LAWLESS} that have all ended.`,
    "Availability: MTTF/(MTTF + MTTR) of one component.",
    ...(timeToRepair.low === null ? ["All repairs are equal: nothing says how uncertain their mean is."] : []),
    ...(components > 1 ? ["Pooled: as if all components had the same distributions."] : []),
    ...(components > 1 && options.components === undefined
      ? ["Components that never failed are in no list of outages: --components says how many there were."]
      : []),
    ...each.flatMap(fewText),
    ...(trend === null ? [] : [trendText(trend)]),
  ];
  const outside = list.outages.length - begun;
  return {
    about,
    table: lifetimesTable([...each, found]),
    said,
    json: { what: "lifetimes", about, said, window, components: each, pooled: found, trend },
    yaml: yamlOf(found, about, options.tier),
    warnings: [
      ...list.notes,
      ...(outside > 0
        ? [`${outside} outages do not begin within the window: only what lies in it counts, as time out of service.`]
        : []),
      ...(trend !== null && trend.p < 0.05 ? [`${trendText(trend)} One mean does not describe both ends.`] : []),
    ],
  };
}

/** @throws Refusal for a window that ends before it begins, or that nobody has lived through */
function windowOf({ outages }: OutageList, { options, line }: CalibrationInput): Window {
  const { from, until } = options;
  const first = from ?? outages[0]!.start;
  const last = until ?? outages.reduce((latest, { start, end }) => Math.max(latest, end ?? start), first);
  if (first < last && last - first <= WINDOW_MAX)
    return { from: first, until: last, endsWithList: until === undefined };
  throw line.refusal(
    "--until",
    `a window from ${dateText(first)} until ${dateText(last)}`,
    "an end after its begin, by 100 years at most",
  );
}

const dateText = (seconds: number): string =>
  new Date(Math.round(seconds) * 1000).toISOString().replace("T", " ").replace(".000Z", "").replace(/:00$/, "");

function assumptions({ options }: CalibrationInput, { kind }: OutageList, { from, until }: Window): string[] {
  const assumed = [
    ...(options.from === undefined ? [`from the first time of the list, ${dateText(from)} (--from)`] : []),
    ...(options.until === undefined ? [`until the last, ${dateText(until)} (--until)`] : []),
  ];
  return [
    ...(assumed.length > 0 ? [`Assumed: watched ${assumed.join(", ")}.`] : []),
    ...(kind === "ISO 8601 without a zone" ? ["Assumed: times without a zone are UTC."] : []),
  ];
}

/** What was found, expected and known all the same, where there is no mean. */
function tooFew({
  failures,
  repairs,
  up,
  timeToFailure,
  atLeast,
  timeToRepair,
}: LifetimeEstimate): [string, string, string] {
  const inTime = `in ${formatDuration(up, 3)} of service`;
  if (timeToFailure === null)
    return [
      `${counted(failures, "failure")} within the window, ${inTime}`,
      `${EVENTS_MIN} or more after its begin`,
      atLeast === null ? "" : `The mean time to failure is above ${formatDuration(atLeast, 3)} with 97.5 % confidence.`,
    ];
  if (timeToRepair === null && repairs >= EVENTS_MIN)
    return ["repairs that took no time", "ends after their begins", "The clock of the list is too coarse."];
  return [`${repairs} repairs that have ended`, `${EVENTS_MIN} or more`, ""];
}

const fewText = (one: LifetimeEstimate): string[] => {
  if (one.timeToFailure !== null && one.timeToRepair !== null) return [];
  const [found, expected, known] = tooFew(one);
  return [`${one.component}: ${found}; a mean takes ${expected}.${known === "" ? "" : ` ${known}`}`];
};

const trendText = ({ score, p }: { readonly score: number; readonly p: number }): string =>
  p < 0.05
    ? `Failures come ever ${score > 0 ? "faster" : "more slowly"} (Laplace, p = ${formatNumber(p, 2)}).`
    : `Failures show no trend (Laplace, p = ${formatNumber(p, 2)}).`;

const time = (seconds: number): string => formatDuration(seconds, 3);
const interval = ({ low, high }: ExponentialMean, text: (value: number) => string): string =>
  low === null || high === null ? "no interval" : `${text(low)} … ${text(high)}`;
const ninesText = (unavailability: number): string =>
  Number.isFinite(nines(unavailability)) ? formatNines(unavailability, 2) : "∞";
const swapped = ({ estimate, low, high }: ExponentialMean): ExponentialMean => ({ estimate, low: high, high: low });

/** A mean and its interval; "–" where there is none. */
const meanColumns = (heading: string, field: "timeToFailure" | "timeToRepair"): readonly Column<LifetimeEstimate>[] => [
  { heading, field, of: (row) => row[field]?.estimate, as: "duration" },
  {
    ...{ heading: "95 % interval", field, as: "interval" },
    of: (row) => row[field] && [row[field].low, row[field].high],
    shown: (row) => (row[field] === null ? "–" : interval(row[field], time)),
  },
];

function lifetimesTable(rows: readonly LifetimeEstimate[]): Table {
  const ofLost =
    (text: (lost: ExponentialMean) => string) =>
    ({ unavailability: lost }: LifetimeEstimate) =>
      lost === null ? "–" : text(lost);
  return tableOf<LifetimeEstimate>(
    "Lifetimes and repairs",
    [
      { heading: "component", field: "component" },
      { heading: "failures", field: "failures", as: "count" },
      ...meanColumns("MTTF", "timeToFailure"),
      ...meanColumns("MTTR", "timeToRepair"),
      {
        ...{ heading: "availability", field: "unavailability" },
        of: ({ unavailability }) => unavailability?.estimate,
        shown: ofLost(({ estimate }) => formatAvailability(estimate)),
      },
      { heading: "nines", of: ofLost(({ estimate }) => ninesText(estimate)) },
      {
        ...{ heading: "95 % interval", field: "unavailability", as: "interval" },
        of: ({ unavailability: lost }) => lost && [lost.low, lost.high],
        shown: ofLost((lost) => interval(swapped(lost), ninesText)),
      },
    ],
    rows,
  );
}

/** Lifetimes as a scenario has them: of all tiers without their own, or of one. */
function yamlOf({ timeToFailure, timeToRepair }: LifetimeEstimate, about: string, tier: string | undefined): string {
  const value = `lifetimes: { timeToFailure: ${time(timeToFailure!.estimate)}, timeToRepair: ${time(timeToRepair!.estimate)} }`;
  return [
    `# ${about}.`,
    `# 95 % intervals: timeToFailure ${interval(timeToFailure!, time)}, timeToRepair ${interval(timeToRepair!, time)}.`,
    ...(tier === undefined
      ? ["availability:", `  ${value}`]
      : ["architecture:", "  tiers:", `    ${tier}: { ${value} }`]),
    "",
  ].join("\n");
}
