/** How much a service carries, as tables and in words. */
import type { Bounds, Criterion } from "../../capacity/criteria.ts";
import type { Estimate, KneePoint } from "../../capacity/knee.ts";
import type { ServiceCapacity } from "../../capacity/service-capacity.ts";
import { formatDuration } from "../../units/duration.ts";
import { formatNumber } from "../../units/number.ts";
import { formatProbability } from "../../units/probability.ts";
import { type Column, type Table, tableOf } from "../table/table.ts";

export const CRITERION_WORDS: Readonly<Record<Criterion, string>> = {
  loss: "calls lost",
  setup: "set-up time",
  utilisation: "utilisation",
  "growing queue": "a queue that grows without end",
};

/** The bounds, as one reads them. */
export const boundsText = ({ loss, setup, utilisation }: Bounds): string =>
  [
    `at most ${formatProbability(loss, 3)} of calls lost`,
    ...(setup
      ? [`p${formatNumber(100 * setup.quantile)} of the set-up time at most ${formatDuration(setup.limit, 3)}`]
      : []),
    ...(utilisation === undefined ? [] : [`no server busier than ${formatProbability(utilisation, 3)}`]),
  ].join(", ");

/** The answer in two sentences. */
export function capacityWords(
  { rate, interval: [low, high], criterion, limitedBy, loads }: ServiceCapacity,
  bounds: Bounds,
): string {
  const [first] = loads;
  const range =
    low === null || high === null ? "" : `, 95 % interval ${formatNumber(low, 4)} … ${formatNumber(high, 4)}`;
  return (
    `With ${boundsText(bounds)}: ${formatNumber(rate, 4)} calls/s${range}.\n` +
    `First to saturate: ${limitedBy} (${first!.names.slice(0, 4).join(", ")}${first!.names.length > 4 ? ", …" : ""}), ${formatNumber(100 * first!.utilisation)} % busy; what ends it: ${CRITERION_WORDS[criterion]}.`
  );
}

/** A row for each set of nodes that are down. */
export const capacityTable = (rows: readonly ServiceCapacity[], title: string): Table =>
  tableOf<ServiceCapacity>(
    `Calls that the service carries: ${title}`,
    [
      { field: "down", heading: "down", of: ({ down }) => (down.length === 0 ? "none" : down.join(" ")) },
      { field: "ratePerSecond", heading: "capacity", unit: "calls/s", digits: 4, of: ({ rate }) => rate },
      {
        ...{ field: "ci95", heading: "95 % interval", unit: "calls/s", as: "interval", digits: 4 },
        of: ({ interval }) => interval,
      },
      { field: "criterion", heading: "what ends it", shown: ({ criterion }) => CRITERION_WORDS[criterion] },
      { field: "limitedBy", heading: "limited by" },
      {
        ...{ field: "utilisation", heading: "busy", as: "share" },
        of: ({ loads }) => loads[0]?.utilisation ?? null,
      },
      { field: "replications" },
    ],
    rows,
  );

const estimated = (
  field: string,
  heading: string,
  of: (point: KneePoint) => Estimate | undefined,
): Column<KneePoint>[] => [
  { field, heading, as: "share", of: (point) => of(point)?.mean },
  {
    field: `${field}Ci95`,
    as: "interval",
    of: (point) => {
      const estimate = of(point);
      return estimate ? [estimate.low, estimate.high] : null;
    },
  },
];

/** What happens at each rate around the capacity. */
export const kneeTable = (points: readonly KneePoint[], title: string): Table =>
  tableOf<KneePoint>(
    `The knee: ${title}`,
    [
      { field: "ratePerSecond", heading: "rate", unit: "calls/s", digits: 4, of: ({ rate }) => rate },
      ...estimated("loss", "calls lost", ({ loss }) => loss),
      ...estimated("slow", "slower set-ups", ({ slow }) => slow),
      ...estimated("utilisation", "busiest server", ({ utilisation }) => utilisation),
      { field: "replications", heading: "replications", as: "count" },
    ],
    points,
  );
