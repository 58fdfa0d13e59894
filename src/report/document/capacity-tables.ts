/** How much a service carries, as tables and in words. */
import type { Bounds, Counted, Criterion, QuantileBound } from "../../capacity/criteria.ts";
import type { Estimate, KneePoint } from "../../capacity/knee.ts";
import type { ServiceCapacity } from "../../capacity/service-capacity.ts";
import { formatDuration } from "../../units/duration.ts";
import { formatNumber } from "../../units/number.ts";
import { formatProbability } from "../../units/probability.ts";
import { type Column, type Table, tableOf } from "../table/table.ts";

/** What is counted, and what is said of it. */
export const COUNTED_WORDS: Readonly<Record<Counted, { readonly unit: string; readonly slow: string }>> = {
  calls: { unit: "calls/s", slow: "set-ups" },
  registrations: { unit: "registrations/s", slow: "answers" },
};

const CRITERION_WORDS: Readonly<Record<Exclude<Criterion, "loss">, string>> = {
  setup: "set-up time",
  response: "response time",
  utilisation: "utilisation",
  "growing queue": "a queue that grows without end",
};

const criterionWords = ({ criterion, counted }: Pick<ServiceCapacity, "criterion" | "counted">): string =>
  criterion === "loss" ? `${counted} lost` : CRITERION_WORDS[criterion];

const quantileText = (of: string, bound: QuantileBound | undefined): string[] =>
  bound ? [`p${formatNumber(100 * bound.quantile)} of the ${of} at most ${formatDuration(bound.limit, 3)}`] : [];

/** The bounds, as one reads them. */
export const boundsText = ({ loss, setup, response, utilisation }: Bounds, counted: Counted): string =>
  [
    `at most ${formatProbability(loss, 3)} of ${counted} lost`,
    ...quantileText("set-up time", setup),
    ...quantileText("response time", response),
    ...(utilisation === undefined ? [] : [`no server busier than ${formatProbability(utilisation, 3)}`]),
  ].join(", ");

/** The answer in two sentences. */
export function capacityWords(capacity: ServiceCapacity, bounds: Bounds): string {
  const {
    rate,
    interval: [low, high],
    counted,
    limitedBy,
    loads,
  } = capacity;
  const [first] = loads;
  const range =
    low === null || high === null ? "" : `, 95 % interval ${formatNumber(low, 4)} … ${formatNumber(high, 4)}`;
  return (
    `With ${boundsText(bounds, counted)}: ${formatNumber(rate, 4)} ${COUNTED_WORDS[counted].unit}${range}.\n` +
    `First to saturate: ${limitedBy} (${first!.names.slice(0, 4).join(", ")}${first!.names.length > 4 ? ", …" : ""}), ${formatNumber(100 * first!.utilisation)} % busy; what ends it: ${criterionWords(capacity)}.`
  );
}

/** A row for each set of nodes that are down. */
export function capacityTable(rows: readonly ServiceCapacity[], title: string): Table {
  const { counted } = rows[0]!;
  const { unit } = COUNTED_WORDS[counted];
  return tableOf<ServiceCapacity>(
    `${counted === "calls" ? "Calls" : "Registrations"} that the service carries: ${title}`,
    [
      { field: "down", heading: "down", of: ({ down }) => (down.length === 0 ? "none" : down.join(" ")) },
      { field: "ratePerSecond", heading: "capacity", unit, digits: 4, of: ({ rate }) => rate },
      {
        ...{ field: "ci95", heading: "95 % interval", unit, as: "interval", digits: 4 },
        of: ({ interval }) => interval,
      },
      { field: "criterion", heading: "what ends it", shown: criterionWords },
      { field: "limitedBy", heading: "limited by" },
      {
        ...{ field: "utilisation", heading: "busy", as: "share" },
        of: ({ loads }) => loads[0]?.utilisation ?? null,
      },
      { field: "replications" },
    ],
    rows,
  );
}

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
export const kneeTable = (points: readonly KneePoint[], title: string, counted: Counted): Table =>
  tableOf<KneePoint>(
    `The knee: ${title}`,
    [
      { field: "ratePerSecond", heading: "rate", unit: COUNTED_WORDS[counted].unit, digits: 4, of: ({ rate }) => rate },
      ...estimated("loss", `${counted} lost`, ({ loss }) => loss),
      ...estimated("slow", `slower ${COUNTED_WORDS[counted].slow}`, ({ slow }) => slow),
      ...estimated("utilisation", "busiest server", ({ utilisation }) => utilisation),
      { field: "replications", heading: "replications", as: "count" },
    ],
    points,
  );
