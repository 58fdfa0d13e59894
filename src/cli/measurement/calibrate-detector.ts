import { DETECTION_LAWS, type LawName } from "../../detectors/estimated.ts";
import { columnValues } from "../../measurement/column-values.ts";
import { type FittedDetection, fitDetection } from "../../measurement/detection-law.ts";
import { constancyOf, samenessOf } from "../../measurement/doubts.ts";
import { tableOf } from "../../report/table/table.ts";
import type { ProfileInterval } from "../../statistics/fit/profile-likelihood.ts";
import { checkDurations } from "../../statistics/fit/sample.ts";
import { Moments } from "../../statistics/moments.ts";
import { formatDuration } from "../../units/duration.ts";
import { formatNumber } from "../../units/number.ts";
import { refusing } from "../option-values.ts";
import { Progress } from "../progress.ts";
import { Refusal } from "../refusal.ts";
import type { Calibration, CalibrationInput } from "./calibration.ts";

const NAMES = Object.keys(DETECTION_LAWS);

/** Times that vary by less, as a share of their mean, tell of no wait. */
const ALIKE = 1e-5;

/** Timers of a detector from the times in which it saw deaths. */
export function calibrateDetector(input: CalibrationInput): Calibration {
  const { table, options, line } = input;
  const { law, column = "detectionTime", free, bootstrap, seed } = options;
  if (law === undefined) throw Refusal.at(line.end, "--law", "nothing", `the law of the detector: ${NAMES.join(", ")}`);
  const known = Object.fromEntries(options.know);
  const numbers = [...DETECTION_LAWS[law].timers, ...Object.keys(DETECTION_LAWS[law].assumed), "delay"];
  for (const [option, names] of [
    ["--know", Object.keys(known)],
    ["--free", free],
  ] as const)
    for (const name of names)
      if (!numbers.includes(name) || (option === "--free" && name === "version"))
        throw Refusal.at(
          line.word(option),
          option,
          numbers.includes(name) ? "version, which is 2 or 3" : `${JSON.stringify(name)}, which ${law} does not have`,
          numbers.filter((one) => option === "--know" || one !== "version").join(", "),
        );
  const values = columnValues(table, column);
  const span = options.column === undefined ? line.word(input.file) : line.option("--column");
  refusing(span, "FILE", () => checkDurations(values));
  const alike = (values.length >= 3 ? constancyOf(values, ALIKE) : null) ?? samenessOf(values);
  if (alike !== null)
    throw Refusal.at(
      span,
      "FILE",
      alike,
      "detection times of failures that came at random phases of the detector's clock",
      "Its timers cannot be told from these data.",
    );
  const progress = new Progress("fits", options.quiet);
  const fit = refusing(span, "FILE", () =>
    fitDetection(law, values, { known, free, bootstrap, seed, onProgress: progress.at }),
  );
  progress.done();
  const { mean, min, max } = Moments.of(values);
  const about = `${fit.n} detection times of ${column}, ${formatDuration(min, 4)} … ${formatDuration(max, 4)}, mean ${formatDuration(mean, 4)}`;
  const assumed = Object.entries(fit.known).map(([name, value]) => `${name} = ${amount(name, value)}`);
  const said = [
    `${law}: ${DETECTION_LAWS[law].meaning}${assumed.length > 0 ? `; taken as known: ${assumed.join(", ")}` : ""}.`,
    fit.p < 0.05
      ? `The law does not fit: p = ${formatNumber(fit.p, 2)}.`
      : `The data do not contradict the law (p = ${formatNumber(fit.p, 2)}, ${fit.n} values).`,
    ...fit.intervals.flatMap((interval) => identifiability(law, interval, fit)),
  ];
  return {
    about,
    table: tableOf(
      `Timers of ${law}`,
      [
        { heading: "timer", field: "parameter" },
        { heading: "estimate", field: "estimate", shown: (one) => amount(one.parameter, one.estimate) },
        {
          ...{ heading: "95 % interval", field: "estimate", as: "interval" },
          of: ({ low, high }) => [low, high],
          shown: (one) => `${bound(one, "low")} … ${bound(one, "high")}`,
        },
      ],
      fit.intervals,
    ),
    said,
    json: { what: "detector", about, law, said, fit },
    yaml: yamlOf(law, fit, about, options.watch),
    warnings: fit.n < 10 ? [`${fit.n} failures say little about the ends of a law: ten or more narrow them.`] : [],
  };
}

const COUNTS = Object.values(DETECTION_LAWS).flatMap(({ counts }) => counts);
const isNumber = (name: string): boolean => COUNTS.includes(name);
const amount = (name: string, value: number): string =>
  isNumber(name) ? formatNumber(value, 3) : value < 1e-6 ? "under 1 µs" : formatDuration(value, 3);
const bound = (interval: ProfileInterval, side: "low" | "high"): string => {
  const value = interval[side];
  return value === null ? (side === "low" ? "0" : "∞") : amount(interval.parameter, value);
};

/** What these data cannot tell, and what would. */
function identifiability(
  law: LawName,
  { parameter, low, high }: ProfileInterval,
  { intervals }: FittedDetection,
): string[] {
  if (low !== null && high !== null) return [];
  if (parameter === "delay" && high !== null)
    return [
      `What follows the verdict takes at most ${formatDuration(high, 2)} on average; these data do not tell it from 0.`,
    ];
  const together = law === "totem" && intervals.some((one) => one.parameter === "ratio");
  const needed = together
    ? "only token·(1 + ratio) shows in the death of a host; the ratio must be known (--know ratio=1.2), or a death measured in which no consensus is needed"
    : "more failures are needed, at random times, or one of the other timers must be known (--know)";
  return [`${parameter} cannot be told from these data: ${needed}.`];
}

/** The detector as a scenario has it. */
function yamlOf(law: LawName, fit: FittedDetection, about: string, watch: string): string {
  const found = (name: string): number =>
    fit.intervals.find(({ parameter }) => parameter === name)?.estimate ?? fit.known[name] ?? 0;
  const timer = (name: string): string => formatDuration(Number(found(name).toPrecision(3)));
  const intervals = fit.intervals.map(
    (one) => `${one.parameter} ${amount(one.parameter, one.estimate)} (${bound(one, "low")} … ${bound(one, "high")})`,
  );
  return [
    `# ${about}. 95 % intervals: ${intervals.join(", ")}.`,
    "architecture:",
    "  watches:",
    `    ${watch}:`,
    "      detector:",
    `        ${DETECTION_LAWS[law].written(timer, found)}`,
    "",
  ].join("\n");
}
