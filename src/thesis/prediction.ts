import { independentValues, metricIndex } from "../library/simulation.ts";
import type { MeanInterval } from "../library/statistics.ts";
import { FEWER, PUBLISHED, reductionPercent } from "./failed-calls.ts";
import { type Depth, job, type Shelf, type ThesisPart } from "./part.ts";

/** Rates that the two-point fit was made on [1/s]. */
export const FITTED_ON: readonly number[] = [100, 400];

export interface PredictionPoint {
  readonly rate: number;
  readonly fitted: boolean;
  readonly percent: MeanInterval;
  readonly publishedPercent: number;
}

const FAILED = metricIndex("failedCalls");

/** Fig. 9 with the times that fit the thesis at 100 and 400 calls/s: at 200 and 300 the model predicts. */
export function predictionPart(shelf: Shelf, depth: Depth): ThesisPart<PredictionPoint[]> {
  const rates = [...PUBLISHED.keys()];
  const runs = rates.flatMap((rate) =>
    (["iprs", "ppdr"] as const).map((architecture) =>
      shelf(`thesis/fig9-${architecture}-two-points.yaml`, [
        `traffic.calls.rate=${rate}/s`,
        ...(depth === "full" ? FEWER : ["run.replications=4", "run.stratify=1"]),
      ]),
    ),
  );
  return {
    jobs: runs.map(job),
    evaluate: (figures) =>
      rates.map((rate, i) => {
        const [iprs, ppdr] = [2 * i, 2 * i + 1].map((at) =>
          independentValues(figures[at]!, FAILED, runs[at]!.run.stratify),
        );
        return {
          rate,
          fitted: FITTED_ON.includes(rate),
          percent: reductionPercent(iprs!, ppdr!),
          publishedPercent: PUBLISHED.get(rate)!,
        };
      }),
  };
}
