import { type Figures, independentValues, metricIndex, RandomStream } from "../library/simulation.ts";
import { type MeanInterval, ratioInterval, studentInterval } from "../library/statistics.ts";
import { type Depth, job, type Shelf, type ThesisPart } from "./part.ts";

/** What the thesis says of Fig. 9: by so many per cent IPRS loses fewer calls than PPDR, by call rate [1/s] (§4, abstract). */
export const PUBLISHED: ReadonlyMap<number, number> = new Map([
  [100, 29],
  [200, 31],
  [300, 54],
  [400, 56],
]);

/** Rates that the reproduction simulates: the thesis's four and the points between, 25 apart. */
const RATES = Array.from({ length: 13 }, (_, i) => 100 + 25 * i);

const FAILED = metricIndex("failedCalls");

export interface FailedCallsPoint {
  readonly architecture: "iprs" | "ppdr";
  readonly rate: number;
  readonly replications: number;
  readonly failedCalls: MeanInterval;
}

export interface ReductionPoint {
  readonly rate: number;
  /** Per cent fewer failed calls with IPRS. */
  readonly percent: MeanInterval;
  /** Where the percentage falls nine times in ten if each system is measured once, and if it is measured ten times. */
  readonly oneRun: readonly [low: number, high: number];
  readonly tenRuns: readonly [low: number, high: number];
  readonly publishedPercent: number | null;
}

export interface FailedCalls {
  readonly points: readonly FailedCallsPoint[];
  readonly reductions: readonly ReductionPoint[];
}

/** More replications where the thesis has a number to compare with; smaller blocks elsewhere, so that there are enough of them. */
function effortAt(rate: number, depth: Depth): readonly string[] {
  if (depth === "quick") return ["run.replications=16", "run.stratify=8"];
  return PUBLISHED.has(rate) ? ["run.replications=32", "run.stratify=8"] : FEWER;
}

/** What is enough for points between and around: four blocks of four replications. */
export const FEWER: readonly string[] = ["run.replications=16", "run.stratify=4"];

/** Fig. 9: failed calls of both architectures against the call rate, by simulation of the mechanism. */
export function failedCallsPart(shelf: Shelf, depth: Depth): ThesisPart<FailedCalls> {
  const rates = depth === "full" ? RATES : [...PUBLISHED.keys()];
  const runs = rates.flatMap((rate) =>
    (["iprs", "ppdr"] as const).map((architecture) => ({
      rate,
      architecture,
      scenario: shelf(`thesis/fig9-${architecture}.yaml`, [`traffic.calls.rate=${rate}/s`, ...effortAt(rate, depth)]),
    })),
  );
  return {
    jobs: runs.map(({ scenario }) => job(scenario)),
    evaluate: (figures) => {
      const of = (rate: number, architecture: string) => {
        const index = runs.findIndex((run) => run.rate === rate && run.architecture === architecture);
        return { figures: figures[index]!, stratify: runs[index]!.scenario.run.stratify };
      };
      return {
        points: runs.map(({ rate, architecture, scenario }, index) => ({
          architecture,
          rate,
          replications: figures[index]!.length,
          failedCalls: studentInterval(independentValues(figures[index]!, FAILED, scenario.run.stratify)),
        })),
        reductions: rates.map((rate) => reduction(rate, of(rate, "iprs"), of(rate, "ppdr"))),
      };
    },
  };
}

interface Measured {
  readonly figures: readonly Figures[];
  readonly stratify: number;
}

function reduction(rate: number, iprs: Measured, ppdr: Measured): ReductionPoint {
  const failed = ({ figures }: Measured) => figures.map((replication) => replication[FAILED]!);
  const [ours, theirs] = [failed(iprs), failed(ppdr)];
  return {
    rate,
    percent: reductionPercent(
      independentValues(iprs.figures, FAILED, iprs.stratify),
      independentValues(ppdr.figures, FAILED, ppdr.stratify),
    ),
    oneRun: band(ours, theirs, 1),
    tenRuns: band(ours, theirs, 10),
    publishedPercent: PUBLISHED.get(rate) ?? null,
  };
}

/** 100·(1 − failed/failed) with its interval, from paired values. */
export function reductionPercent(iprs: readonly number[], ppdr: readonly number[]): MeanInterval {
  const ratio = ratioInterval(iprs, ppdr);
  const percent = (value: number | null) => (value === null ? null : 100 * (1 - value));
  return {
    ...ratio,
    mean: 100 * (1 - ratio.mean),
    low: percent(ratio.high),
    high: percent(ratio.low),
    halfWidth: ratio.halfWidth === null ? null : 100 * ratio.halfWidth,
  };
}

const DRAWS = 4000;

/**
 * The middle 90 % of what an experimenter finds who measures each system `runs` times: drawn with replacement from the simulated
 * runs, which are a sample spread evenly over the phases of the health checks.
 */
function band(iprs: readonly number[], ppdr: readonly number[], runs: number): [number, number] {
  const random = new RandomStream(`band of ${runs}`, 0);
  const mean = (values: readonly number[]) => {
    let sum = 0;
    for (let i = 0; i < runs; i++) sum += values[random.integer(values.length)]!;
    return sum / runs;
  };
  const found = Float64Array.from({ length: DRAWS }, () => 100 * (1 - mean(iprs) / mean(ppdr))).sort();
  return [found[Math.floor(0.05 * DRAWS)]!, found[Math.ceil(0.95 * DRAWS) - 1]!];
}
