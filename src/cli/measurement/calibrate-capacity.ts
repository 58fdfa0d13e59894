import { demandsOf, type Estimated, fitSaturation, fitUtilisation } from "../../measurement/capacity.ts";
import { columnValues } from "../../measurement/column-values.ts";
import { Moments } from "../../statistics/moments.ts";
import { formatDuration } from "../../units/duration.ts";
import { formatNumber } from "../../units/number.ts";
import { refusing } from "../option-values.ts";
import { Refusal } from "../refusal.ts";
import type { Calibration, CalibrationInput } from "./calibration.ts";

/** Calls per second that a server carries: by how busy it was, or by what came through. */
export function calibrateCapacity(input: CalibrationInput): Calibration {
  const { options, line } = input;
  if (options.busy.length > 0) return byUtilisation(input, options.busy);
  if (options.carried !== undefined) return bySaturation(input, options.carried);
  throw Refusal.at(line.end, "calibrate capacity", "nothing", "--busy COLUMN or --carried COLUMN");
}

/** Values of two columns row by row. @throws Refusal if one of them has an empty cell more */
function pairs({ table, line }: CalibrationInput, first: string, second: string, option: string): [number, number][] {
  const [a, b] = [columnValues(table, first), columnValues(table, second)];
  if (a.length === b.length) return a.map((value, i) => [value, b[i]!]);
  const found = `${a.length} numbers under ${first} and ${b.length} under ${second}`;
  throw line.refusal(option, found, "both in every row");
}

/** Beyond it a bound of the time of a call says nothing [s]. */
const LONGEST = 1e12;

const perSecond = (value: number): string => `${formatNumber(value, 3)} calls/s`;
const span = ({ low, high }: Estimated, text: (value: number) => string): string =>
  low === null && high === null
    ? "no interval"
    : `${low === null ? "0" : text(low)} … ${high === null ? "∞" : text(high)}`;

function byUtilisation(input: CalibrationInput, columns: readonly string[]): Calibration {
  const { options, line } = input;
  const { servers } = options;
  const read = columns.map((column) => pairs(input, options.rate, column, "--busy"));
  const points = read[0]!.map(([rate], i) => ({ rate, busy: read.reduce((sum, column) => sum + column[i]![1], 0) }));
  const rates = Moments.of(points.map(({ rate }) => rate));
  const busiest = Moments.of(points.map(({ busy }) => busy)).max;
  const fit = refusing(line.option("--busy"), "--busy", () => fitUtilisation(points, servers));
  const { demand, base, capacity } = fit;
  if (!(capacity.estimate > 0))
    throw line.refusal(
      "--servers",
      `${servers} processors, of which ${formatNumber(base.estimate, 2)} are busy without any call`,
      "more than that",
    );
  const time = (value: number): string => (value > LONGEST ? "?" : formatDuration(Math.max(value, 0), 3));
  const about = `${points.length} points, rates ${rates.min} … ${rates.max}/s, ${servers} processors`;
  const demands = demandsOf(
    points.map(({ rate }) => rate),
    read.map((column) => column.map(([, busy]) => busy)),
  );
  const parts = columns.map((name, i) => `${name} ${demands[i]! < 0 ? "less than nothing" : time(demands[i]!)}`);
  const said = [
    `A call costs ${time(demand.estimate)} of a processor (${span(demand, time)}); idle it is ${formatNumber(base.estimate, 2)} processors busy.`,
    ...(columns.length > 1 ? [`Of a call's time: ${parts.join(", ")}.`] : []),
    `All processors are busy at ${perSecond(capacity.estimate)} (${span(capacity, perSecond)}).`,
    ...(demand.low === null ? ["Two rates give a line but no interval: a third would say how sure this is."] : []),
    ...(busiest < 0.7 * servers
      ? [`The busiest point is at ${formatNumber((busiest / servers) * 100, 2)} %: the capacity is an extrapolation.`]
      : []),
  ];
  const workers = Math.max(1, Math.floor(servers));
  const yaml = [
    `# ${about}: ${formatNumber(demand.estimate * 1e3, 3)} ms of processor time a call, capacity ${perSecond(capacity.estimate)}.`,
    `# Idle it is ${formatNumber(base.estimate, 2)} processors busy; that is spread over the calls, so that the workers below are all busy at the capacity.`,
    ...eachOfSix(options.tier, workers, capacity.estimate),
  ].join("\n");
  return { about, said, json: { what: "capacity", about, said, ...fit }, yaml, warnings: [] };
}

/** Workers that are all busy at a rate of calls of six messages each. */
const eachOfSix = (tier: string | undefined, workers: number, capacity: number): string[] => [
  "# A call has 6 messages at the node, as in SIPp's default call flow; a lookup is counted in.",
  "architecture:",
  "  tiers:",
  `    ${tier ?? "proxies"}: { workers: ${workers}, service: { each: ${formatDuration(Number((workers / capacity / 6).toPrecision(3)))}, lookup: 0 s } }`,
  "",
];

function bySaturation(input: CalibrationInput, column: string): Calibration {
  const { options, line } = input;
  const points = pairs(input, options.rate, column, "--carried").map(([offered, carried]) => ({
    offered,
    carried,
  }));
  const rates = Moments.of(points.map(({ offered }) => offered));
  const capacity = refusing(line.option("--carried"), "--carried", () => fitSaturation(points));
  const about = `${points.length} points, ${rates.min} … ${rates.max} calls/s offered`;
  const isOpen = capacity.high === null;
  const said = isOpen
    ? `All that was offered came through: the capacity cannot be told from these data, except that it is above ${perSecond(capacity.low!)}. Rates above it are needed.`
    : `Carried is min(offered, ${perSecond(capacity.estimate)}), 95 % interval ${span(capacity, perSecond)}.`;
  const yaml = isOpen
    ? `# ${said}\n`
    : [`# ${about}. ${said}`, ...eachOfSix(options.tier, 1, capacity.estimate)].join("\n");
  return { about, said: [said], json: { what: "capacity", about, said: [said], capacity }, yaml, warnings: [] };
}
