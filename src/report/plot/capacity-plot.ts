/** The knee: what a service does at rates around its capacity. */
import type { Bounds } from "../../capacity/criteria.ts";
import type { Estimate, KneePoint } from "../../capacity/knee.ts";
import type { ServiceCapacity } from "../../capacity/service-capacity.ts";
import { formatDuration } from "../../units/duration.ts";
import { formatNumber } from "../../units/number.ts";
import type { Series } from "../charts/curves.ts";
import { boundsText, COUNTED_WORDS } from "../document/capacity-tables.ts";
import type { Plot } from "./plot.ts";

const seriesOf = (
  name: string,
  ink: number,
  points: readonly KneePoint[],
  of: (point: KneePoint) => Estimate | undefined,
): Series => ({
  ...{ name, ink, joined: true },
  points: points.flatMap((point) => {
    const estimate = of(point);
    if (estimate === undefined) return [];
    const { mean, low, high } = estimate;
    return [{ x: point.rate, y: 100 * mean, low: 100 * low, high: 100 * high }];
  }),
});

/** Losses, slow set-ups and utilisation by rate, with the capacity as an upright line. */
export function kneePlot(title: string, capacity: ServiceCapacity, bounds: Bounds, points: readonly KneePoint[]): Plot {
  const { rate, counted } = capacity;
  const { unit, slow: answers } = COUNTED_WORDS[counted];
  const times = bounds.setup ?? bounds.response;
  const series = [
    seriesOf("busiest server", 0, points, ({ utilisation }) => utilisation),
    seriesOf(`${counted} lost`, 1, points, ({ loss }) => loss),
    ...(times ? [seriesOf(`slower than ${formatDuration(times.limit, 3)}`, 2, points, ({ slow }) => slow)] : []),
  ];
  const top = Math.max(...series.flatMap((one) => one.points.map(({ high }) => high)));
  const frame = {
    title: `${title}: ${formatNumber(rate, 4)} ${unit}`,
    subtitle: `Simulated: ${boundsText(bounds, counted)}; the dashed line is the capacity`,
    x: { title: `Offered ${counted}`, unit },
    y: { title: `Share of time, ${counted}, ${answers}`, unit: "%" },
    source: `simulation message by message, ${points[0]!.replications} replications per point`,
  };
  return {
    ...{ type: "points", frame },
    alt: `${title}: ${points.map((point) => `at ${formatNumber(point.rate, 4)} ${unit} ${formatNumber(100 * point.loss.mean)} % of ${counted} lost`).join(", ")}.`,
    table: [],
    drawing: {
      kind: "points",
      shown: {
        series,
        curves: [
          {
            ...{ name: "", ink: "reference", dash: 1 },
            points: [
              { x: rate, y: 0 },
              { x: rate, y: top },
            ],
          },
        ],
        interval: "95 % interval",
      },
    },
  };
}
