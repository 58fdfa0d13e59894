/** Lifetimes as a table, in sentences and as YAML. */
import { formatDistribution, rounded } from "../../distributions/description.ts";
import { type CensoredFit, chosenLaw, LAW_MIN, type LifetimeLaws } from "../../measurement/lifetime-laws.ts";
import { EVENTS_MIN, type LifetimeEstimate } from "../../measurement/lifetimes.ts";
import { type Column, type Table, tableOf } from "../../report/table/table.ts";
import type { ExponentialMean } from "../../statistics/exponential-mean.ts";
import type { Trend } from "../../statistics/laplace-trend.ts";
import { formatDuration } from "../../units/duration.ts";
import { formatAvailability, formatNines, nines } from "../../units/nines.ts";
import { counted, formatNumber } from "../../units/number.ts";
import { flow, intervalText } from "./laws-text.ts";

/** A point in time [s since 1970], to the second. */
export const dateText = (seconds: number): string =>
  new Date(Math.round(seconds) * 1000).toISOString().replace("T", " ").replace(".000Z", "").replace(/:00$/, "");

/** What was found, expected and known all the same, where there is no mean. */
export function tooFew({
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
      `${EVENTS_MIN} or more after its start`,
      atLeast === null ? "" : `The mean time to failure is above ${formatDuration(atLeast, 3)} with 97.5 % confidence.`,
    ];
  if (timeToRepair === null && repairs >= EVENTS_MIN)
    return ["repairs that took no time", "ends after their begins", "The clock of the list is too coarse."];
  return [`${repairs} repairs that have ended`, `${EVENTS_MIN} or more`, ""];
}

export const fewText = (one: LifetimeEstimate): string[] => {
  if (one.timeToFailure !== null && one.timeToRepair !== null) return [];
  const [found, expected, known] = tooFew(one);
  return [`${one.component}: ${found}; a mean takes ${expected}.${known === "" ? "" : ` ${known}`}`];
};

export function trendText({ score, p, variation }: Trend): string {
  const by = variation === 1 ? "Laplace" : `Lewis and Robinson, for lives of cv ${formatNumber(variation, 3)}`;
  const how = p < 0.05 ? `come ever ${score > 0 ? "faster" : "more slowly"}` : "show no trend";
  return `Failures ${how} (${by}, p = ${formatNumber(p, 2)}).`;
}

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

export function lifetimesTable(rows: readonly LifetimeEstimate[]): Table {
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

/** What the simulator can break. */
const KINDS: readonly string[] = ["process", "host", "link"];

const lawText = (what: string, fits: readonly CensoredFit[]): string[] => {
  const law = chosenLaw(fits);
  const plain = fits.find(({ family }) => family === "exponential");
  if (law === null || plain === undefined) return [];
  const [best] = fits;
  const why =
    law === plain
      ? best === plain
        ? "no other law fits better"
        : `${best!.family} is better by ${formatNumber(plain.aic - best!.aic, 2)} of AIC, which is not enough`
      : `AIC ${formatNumber(plain.aic - law.aic, 2)} below the exponential one`;
  return [`${what}: ${law.family}, ${law.intervals.map(intervalText).join(", ")}; ${why}.`];
};

/** Whether what lives long is more likely to fail: the shape of Weibull's law. */
const ageText = (fits: readonly CensoredFit[]): string[] => {
  const shape = fits
    .find(({ family }) => family === "weibull")
    ?.intervals.find(({ parameter }) => parameter === "shape");
  if (shape === undefined) return [];
  const isAgeing = shape.low !== null && shape.low > 1;
  const isInfant = shape.high !== null && shape.high < 1;
  const what = isAgeing ? "ageing" : isInfant ? "failures soon after repairs" : "no evidence of ageing";
  return [`Weibull's ${intervalText(shape)}: ${what}.`];
};

/** What is said of the laws of lives and repairs. */
export const lawsText = (laws: readonly LifetimeLaws[]): string[] => {
  const told = laws.flatMap(({ component, timeToFailure, timeToRepair, unavailability: lost }) => [
    ...lawText(`Lives, ${component}`, timeToFailure).map((text) => [text, ...ageText(timeToFailure)].join(" ")),
    ...lawText(`Repairs, ${component}`, timeToRepair),
    ...(lost === null
      ? []
      : [`By these laws, ${component}: ${ninesText(lost.estimate)} nines (${interval(swapped(lost), ninesText)}).`]),
  ]);
  return told.length === 0
    ? []
    : [
        `Laws take ${LAW_MIN} lives from repair to failure; those that had not ended are censored, and the first of each component, whose age nobody knows, is left out.`,
        ...told,
      ];
};

/** A duration of a scenario: the law where it is not exponential, else what the mean is written as. */
function written(
  laws: readonly LifetimeLaws[],
  of: string,
  which: "timeToFailure" | "timeToRepair",
  plain: string,
): string {
  const law = chosenLaw(laws.find(({ component }) => component === of)?.[which] ?? []);
  return law === null || law.family === "exponential" ? plain : flow(formatDistribution(rounded(law.distribution)));
}

/** Lifetimes as a scenario has them: of all tiers without their own, or of one; classes with a mean each as \`failures\`. */
export function yamlOf(
  pooled: LifetimeEstimate,
  classes: readonly LifetimeEstimate[],
  laws: readonly LifetimeLaws[],
  { about, tier }: { readonly about: string; readonly tier: string | undefined },
): string {
  const { timeToFailure, timeToRepair } = pooled;
  const life = written(laws, "pooled", "timeToFailure", time(timeToFailure!.estimate));
  const repair = written(laws, "pooled", "timeToRepair", time(timeToRepair!.estimate));
  const value = `lifetimes: { timeToFailure: ${life}, timeToRepair: ${repair} }`;
  const isWhole = (one: LifetimeEstimate) =>
    KINDS.includes(one.component) && one.timeToFailure !== null && one.timeToRepair !== null;
  return [
    `# ${about}.`,
    `# 95 % intervals: ${intervalsText(pooled)}.`,
    ...(classes.length > 0 && classes.every(isWhole)
      ? ["failures:", "  classes:", ...classes.flatMap((one) => classYaml(one, laws, tier ?? "proxies"))]
      : tier === undefined
        ? ["availability:", `  ${value}`]
        : ["architecture:", "  tiers:", `    ${tier}: { ${value} }`]),
    "",
  ].join("\n");
}

const intervalsText = ({ timeToFailure, timeToRepair }: LifetimeEstimate): string =>
  `timeToFailure ${interval(timeToFailure!, time)}, timeToRepair ${interval(timeToRepair!, time)}`;

const classYaml = (one: LifetimeEstimate, laws: readonly LifetimeLaws[], tier: string): string[] => {
  const exponential = (mean: ExponentialMean | null) => `{ exponential: ${time(mean!.estimate)} }`;
  const of = (which: "timeToFailure" | "timeToRepair") => written(laws, one.component, which, exponential(one[which]));
  return [
    `    ${one.component}: # ${intervalsText(one)}`,
    `      strikes: ${tier}`,
    `      kind: ${one.component}`,
    `      timeToFailure: ${of("timeToFailure")}`,
    "      recovery:",
    `        - { repair: ${of("timeToRepair")} }`,
  ];
};
