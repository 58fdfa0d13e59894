/** What call detail records have told, as a table, in sentences and as YAML. */
import {
  type Distribution,
  deterministic,
  exponential,
  formatDistribution,
  rounded,
} from "../../distributions/description.ts";
import type { CallFile, CallRecord } from "../../measurement/call-records/call-record.ts";
import type { CallTimes } from "../../measurement/call-times.ts";
import {
  type HourOfDay,
  type HoursOfDay,
  type Observed,
  peakHour,
  REDIAL_WITHIN,
  type Redials,
  seenHours,
} from "../../measurement/call-traffic.ts";
import { type Table, tableOf } from "../../report/table/table.ts";
import type { PoissonTest } from "../../statistics/poisson-arrivals.ts";
import type { ProportionInterval } from "../../statistics/proportion-interval.ts";
import { formatDuration, HOUR } from "../../units/duration.ts";
import { counted, formatNumber } from "../../units/number.ts";
import { flow, intervalText } from "./laws-text.ts";
import { dateText } from "./lifetimes-text.ts";

/** All that was found. */
export interface CallTraffic extends HoursOfDay {
  readonly window: Observed;
  readonly calls: readonly CallRecord[];
  readonly outcomes: Readonly<Record<string, { readonly calls: number; readonly share: ProportionInterval }>>;
  readonly open: number;
  readonly arrivals: PoissonTest | null;
  readonly hold: CallTimes | null;
  readonly ring: CallTimes | null;
  readonly patience: CallTimes | null;
  readonly redials: Redials | null;
  readonly delay: CallTimes | null;
  readonly knowsBegin: boolean;
  readonly endedOnly: boolean;
}

const LEVEL = 0.05;
/** Calls are counted by the hour, many of them by the second. */
const rate = (perSecond: number): string =>
  perSecond < 1 ? `${formatNumber(perSecond * HOUR, 3)}/h` : `${formatNumber(perSecond, 3)}/s`;
const time = (seconds: number): string => formatDuration(seconds, 3);
const percent = (share: number): string => `${formatNumber(100 * share, 3)} %`;
const shareText = ({ proportion, low, high }: ProportionInterval): string =>
  Number.isNaN(proportion) || low === null || high === null
    ? "–"
    : `${percent(proportion)} (${percent(low)} … ${percent(high)})`;
const hourText = (hour: number): string => `${String(hour).padStart(2, "0")}:00`;

export const hoursTable = ({ hours }: CallTraffic): Table =>
  tableOf<HourOfDay>(
    "Calls by hour of the day",
    [
      { heading: "hour", field: "hour", shown: ({ hour }) => hourText(hour) },
      { heading: "calls", field: "calls", as: "count" },
      { heading: "observed", field: "time", as: "duration" },
      { heading: "rate", field: "rate", shown: (one) => (one.rate === null ? "–" : rate(one.rate)) },
      {
        ...{ heading: "95 % interval", field: "rateInterval", as: "interval" },
        of: ({ low, high }) => [low, high],
        shown: ({ low, high }) => (low === null || high === null ? "–" : `${rate(low)} … ${rate(high)}`),
      },
    ],
    hours.filter((hour) => hour.time > 0),
  );

function arrivalsText(test: PoissonTest | null): string {
  if (test === null)
    return "Whether calls come as Poisson arrivals cannot be told: no minute, quarter or hour was seen as a whole with ten of them.";
  const { dispersion, gaps, block, cell, n } = test;
  const p = Math.min(1, 2 * Math.min(dispersion.p, gaps.pValue));
  const seen = `counts in ${time(cell)} vary ${formatNumber(dispersion.index, 3)} times as much as Poisson counts (p = ${formatNumber(dispersion.p, 2)}), gaps are exponential with p = ${formatNumber(gaps.pValue, 2)}; ${n} calls within blocks of ${time(block)}`;
  if (p >= LEVEL) return `Arrivals: Poisson, which the data do not contradict: ${seen}.`;
  const how =
    dispersion.p >= LEVEL
      ? "their gaps are not exponential"
      : dispersion.index > 1
        ? "they come in bursts"
        : "they come more evenly";
  return `Arrivals: not Poisson, ${how}: ${seen}.`;
}

/** What is said of one kind of time; nothing where there is none. */
function timesText(what: string, times: CallTimes | null): string[] {
  if (times === null) return [];
  const { n, censored, mean, quantiles, fits, none } = times;
  const beside = censored > 0 ? ` beside ${censored} that ended otherwise first` : "";
  const known = `${what}: ${counted(n, "time")}${beside}, mean ${time(mean)}, ${quantiles.map(({ p, quantile }) => `p${100 * p} ${time(quantile)}`).join(", ")}`;
  const [best] = fits;
  if (best === undefined) return [`${known}; no law: ${none}.`];
  const test =
    best.p === null
      ? ""
      : best.p >= LEVEL
        ? ` (p = ${formatNumber(best.p, 2)})`
        : `, but no sample of it looks like this one (p = ${formatNumber(best.p, 2)})`;
  const off = best.distance === null ? "" : `; off by ${percent(best.distance)} at most`;
  const rivals = fits.slice(1).filter(({ aic }) => Math.abs(aic - best.aic) <= 2);
  const close =
    rivals.length > 0 ? `; ${rivals.map(({ family }) => family).join(", ")} can hardly be told from it` : "";
  return [`${known}. Law: ${best.family}${test}, ${best.intervals.map(intervalText).join(", ")}${off}${close}.`];
}

export function callsSaid(traffic: CallTraffic, files: readonly CallFile[]): string[] {
  const { outcomes, redials, delay, busiest, hours, spread, hold, ring, patience, calls, knowsBegin } = traffic;
  const peak = peakHour(hours);
  const zones = new Set(files.map(({ clock }) => clock));
  const parties = (who: "caller" | "callee") =>
    new Set(calls.map((call) => call[who]).filter((name) => name !== "")).size;
  return [
    ...files.flatMap(({ facts }) => facts),
    `Of all: ${Object.entries(outcomes)
      .map(([name, { share }]) => `${name} ${shareText(share)}`)
      .join(", ")}.`,
    ...(peak.rate === null
      ? []
      : [
          `Busiest hour of the day: ${hourText(peak.hour)}, ${rate(peak.rate)} (${rate(peak.low!)} … ${rate(peak.high!)}).${busiest === null ? "" : ` Busiest hour of all: ${dateText(busiest.start)}, ${busiest.calls} calls.`}`,
        ]),
    ...(spread > 1.2
      ? [
          `From day to day the counts of one hour vary ${formatNumber(spread, 3)} times as much as Poisson counts: the intervals are wider by the root of that. Weekdays are not told apart.`,
        ]
      : []),
    arrivalsText(traffic.arrivals),
    ...timesText("Hold", hold),
    ...timesText("Ring", ring),
    ...timesText("Patience", patience),
    ...(redials === null
      ? ["Redials cannot be told: caller or callee is missing."]
      : redials.unanswered === 0
        ? ["Redials cannot be told: no call was without an answer."]
        : [
            `Redials: ${shareText(redials.share)} of ${counted(redials.unanswered, "unanswered call")} are followed by another of the same caller to the same callee within ${time(REDIAL_WITHIN)}, of answered ones ${shareText(redials.afterAnswered)}; at most ${redials.most} in a row. They are left out of rates and arrivals.`,
            ...timesText("Delay of redials", delay),
            `${counted(parties("caller"), "caller")}, ${counted(parties("callee"), "callee")}.`,
          ]),
    ...(knowsBegin
      ? []
      : [
          "Assumed: a call came when its INVITE was answered, which is when acc writes it down; ring times are not in it.",
        ]),
    ...(zones.has("a time without a zone")
      ? [
          "Assumed: times without a zone are of one clock; hours of the day are its own, and where it is put forward or back for the summer an hour is missing or counted twice.",
        ]
      : []),
    ...(zones.has("epoch seconds") || zones.has("a time with a zone") ? ["Hours of the day are UTC."] : []),
    ...(ring === null || files.every(({ facts }) => facts.length > 0)
      ? []
      : ["Ring is from the start of a call to its answer: with the time until its callee rang."]),
  ];
}

/** What a scenario says of a time: the law, or the quantiles that were measured where no law fits; without either the mean. */
function lawOf(times: CallTimes): Distribution {
  const [best] = times.fits;
  if (best !== undefined) return rounded(best.distribution);
  const { n, mean, quantiles } = times;
  return n < 2 || quantiles[0]!.quantile === quantiles[1]!.quantile
    ? deterministic(Number(mean.toPrecision(4)))
    : exponential(Number(mean.toPrecision(4)));
}

const writtenLaw = (times: CallTimes): string => flow(formatDistribution(lawOf(times)));
const originOf = ({ n, mean, fits, none }: CallTimes): string =>
  fits[0] === undefined
    ? `${counted(n, "time")}, mean ${time(mean)}; assumed: ${none}`
    : `${counted(n, "time")}, 95 %: ${fits[0].intervals.map(intervalText).join(", ")}`;

/** Times whose mean nobody measures: a scenario takes none of 0. */
const isSome = (times: CallTimes | null): times is CallTimes => times !== null && times.mean > 0;
/** Hours of the day that a profile needs. */
const HOURS_MIN = 20;

/** `traffic` as a scenario has it. */
export function callsYaml(traffic: CallTraffic, about: string): string {
  const { hours, outcomes, hold, ring, patience, redials, delay, window } = traffic;
  const seen = seenHours(hours);
  const peak = peakHour(hours);
  const [busy, vain] = [outcomes["busy"]!, outcomes["no answer"]!];
  const isDay = seen.length >= HOURS_MIN && peak.rate! > 0;
  const all = hours.reduce((sum, { calls }) => sum + calls, 0);
  const peakText = `${rate(peak.rate!)} # ${hourText(peak.hour)}, the busiest hour of the day: ${rate(peak.low!)} … ${rate(peak.high!)}`;
  return [
    `# ${about}.`,
    ...(redials === null ? [] : ["# Rates are those of calls that are no redials: these are made by `redial`."]),
    "traffic:",
    "  calls:",
    ...(isDay
      ? [
          `    rate: ${peakText}`,
          "    duration: 24 h",
          "    profile:",
          "      period: 24 h",
          `      between: steps${seen.length < 24 ? " # an hour that was seen for less than half of it keeps the rate before it" : ""}`,
          "      points:",
          ...seen.map(
            ({ hour, calls, rate: one }) =>
              `        - { at: ${hour} h, share: ${formatNumber((100 * one!) / peak.rate!, 4)} % } # ${counted(calls, "call")}`,
          ),
        ]
      : [
          `    rate: ${rate(all / (window.until - window.from))} # ${counted(all, "call")}; in the busiest hour of the day ${rate(peak.rate!)}`,
          "    duration: 1 h # assumed",
        ]),
    ...(isSome(hold) ? [`    hold: ${writtenLaw(hold)} # ${originOf(hold)}`] : []),
    ...(isSome(ring) ? [`    ring: ${writtenLaw(ring)} # ${originOf(ring)}`] : []),
    ...(busy.calls > 0
      ? [`    busy: ${formatNumber(100 * busy.share.proportion, 3)} % # ${shareText(busy.share)}`]
      : []),
    ...(isSome(patience) && vain.calls > 0 ? [`    patience: ${writtenLaw(patience)} # ${originOf(patience)}`] : []),
    ...(redials !== null && redials.delays.length > 0 && isSome(delay) && redials.share.proportion > 0
      ? [
          `    redial: # ${shareText(redials.share)} of unanswered calls`,
          `      probability: ${formatNumber(100 * redials.share.proportion, 3)} %`,
          `      delay: ${writtenLaw(delay)} # ${originOf(delay)}`,
          `      tries: ${Math.min(100, redials.most)} # the most in a row`,
        ]
      : []),
    "",
  ].join("\n");
}
