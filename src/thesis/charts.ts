import type { TopLevelSpec } from "vega-lite";
import { lineWithBands, ninesAxis, type Point, pointsWithIntervals } from "../library/charts.ts";
import type { MeanInterval } from "../library/statistics.ts";
import { point, type ThesisAvailability } from "./availability.ts";
import type { FailedCalls } from "./failed-calls.ts";
import type { SetUpTimes } from "./set-up.ts";

/** The charts of the reproduction, by the name of their files. */
export interface Chart {
  readonly name: string;
  /** The chart with a plot area of this width [px], or of the usual one. */
  readonly spec: (size?: { readonly width?: number }) => TopLevelSpec;
  /** What it shows, in words, for those who cannot see it. */
  readonly alt: string;
}

const NAMES = { iprs: "IPRS", ppdr: "PPDR" } as const;
const INK = { iprs: 0, ppdr: 1 } as const;
const PUBLISHED_INK = 2;
const RATE = { title: "Call rate", unit: "calls/s" };

const estimate = (x: number, { mean, low, high }: MeanInterval, scale = 1) => ({
  x,
  y: mean * scale,
  low: (low ?? mean) * scale,
  high: (high ?? mean) * scale,
});

/** Fig. 9: failed calls against the call rate. */
export function failedCallsChart({ points }: FailedCalls): Chart {
  const series = (["iprs", "ppdr"] as const).map((architecture) => ({
    name: NAMES[architecture],
    ink: INK[architecture],
    joined: true,
    points: points
      .filter((one) => one.architecture === architecture)
      .map(({ rate, failedCalls }) => estimate(rate, failedCalls)),
  }));
  const rates = [...new Set(points.map(({ rate }) => rate))];
  const last = (name: "iprs" | "ppdr") =>
    points
      .filter((one) => one.architecture === name)
      .at(-1)!
      .failedCalls.mean.toFixed(0);
  return {
    name: "fig9",
    alt: `Failed calls grow with the call rate for both; at the highest rate ${last("iprs")} with IPRS and ${last("ppdr")} with PPDR, which climbs steeply above 225 calls/s.`,
    spec: (size = {}) =>
      pointsWithIntervals(
        {
          ...size,
          title: "Fig. 9: failed calls when an active proxy dies",
          subtitle: "Calibrated: the two outages were fitted to the thesis's percentages; the rest is simulated",
          x: RATE,
          y: { title: "Failed calls", unit: "calls" },
          source:
            "Simulation of scenarios/thesis/fig9-iprs.yaml and fig9-ppdr.yaml, 10 000 paced calls per run; bars: 95 % intervals",
        },
        {
          series,
          curves: [
            {
              name: "SIPp's limit, 3 × rate",
              ink: "reference",
              dash: 1,
              points: rates.map((rate) => ({ x: rate, y: 3 * rate })),
            },
          ],
          interval: "95 % interval",
        },
      ),
  };
}

/** Fig. 9's percentages: how many fewer calls IPRS loses, with what one experimenter would find. */
export function reductionChart({ reductions }: FailedCalls): Chart {
  const published = reductions.flatMap(({ rate, publishedPercent }): Point[] =>
    publishedPercent === null ? [] : [{ x: rate, y: publishedPercent }],
  );
  // One run can find PPDR far better; the axis keeps to where the means are and says what it leaves out.
  const floor = -60;
  const lowest = Math.min(...reductions.map(({ oneRun }) => oneRun[0]));
  const band = (pick: "oneRun" | "tenRuns") =>
    reductions.map((one) => ({ x: one.rate, low: Math.max(one[pick][0], floor), high: one[pick][1] }));
  return {
    name: "fig9-reduction",
    alt: `The reduction of failed calls rises from ${reductions[0]!.percent.mean.toFixed(0)} to ${reductions.at(-1)!.percent.mean.toFixed(0)} per cent; the published percentages lie within 3 points of it.`,
    spec: (size = {}) =>
      lineWithBands(
        {
          ...size,
          title: "Fig. 9: how many fewer calls IPRS loses than PPDR",
          subtitle: "Calibrated: fitted to the four published percentages with two free times",
          x: RATE,
          y: { title: "Reduction of failed calls", unit: "%", domain: [floor, 80] },
          source: `Simulation as for Fig. 9; bands: the middle 90 % of what one run, or the mean of ten runs per point, would show; single runs reach down to ${lowest.toFixed(0)} %, beyond the axis`,
        },
        {
          bands: [
            { name: "90 % of single runs", points: band("oneRun"), ink: 0, opacity: 0.16 },
            { name: "90 % of means of ten", points: band("tenRuns"), ink: 0, opacity: 0.3 },
          ],
          lines: [
            {
              name: "simulated",
              points: reductions.map(({ rate, percent }) => ({ x: rate, y: percent.mean })),
              ink: 0,
            },
          ],
          points: [{ name: "thesis", points: published, ink: PUBLISHED_INK, shape: 3 }],
        },
      ),
  };
}

/** Fig. 10 and 11: a time against the call rate, beside the M/G/1 prediction. */
export function timeChart(name: "fig10" | "fig11", { processing, setUp, theory }: SetUpTimes): Chart {
  const points = name === "fig10" ? processing : setUp;
  const what = name === "fig10" ? "Processing time of INVITE" : "Call set-up time";
  const of = (architecture: "iprs" | "ppdr") => points.filter((one) => one.architecture === architecture);
  const label = { iprs: "bindings in memory", ppdr: "bindings in a database" } as const;
  const both = ["iprs", "ppdr"] as const;
  const ms = (architecture: "iprs" | "ppdr", i: number) => (of(architecture).at(i)!.mean.mean * 1e3).toFixed(2);
  return {
    name,
    alt: `${what} from 50 to 200 calls per second: in memory ${ms("iprs", 0)} to ${ms("iprs", -1)} ms, with a database ${ms("ppdr", 0)} to ${ms("ppdr", -1)} ms.`,
    spec: (size = {}) =>
      pointsWithIntervals(
        {
          ...size,
          title: `Fig. ${name.slice(3)}: ${what.toLowerCase().replace("invite", "INVITE")}`,
          subtitle: "Illustrative: the trends are derived, the milliseconds rest on assumed service times",
          x: RATE,
          y: { title: what, unit: "ms" },
          source:
            "Simulation of scenarios/thesis/fig10-iprs.yaml and fig10-ppdr.yaml; dashed: M/G/1 with batches; bars: 95 % intervals",
        },
        {
          series: both.map((architecture) => ({
            name: label[architecture],
            ink: INK[architecture],
            joined: false,
            points: of(architecture).map(({ rate, mean }) => estimate(rate, mean, 1e3)),
          })),
          curves: both.map((architecture) => ({
            name: "M/G/1",
            ink: INK[architecture],
            dash: 1,
            points: theory
              .filter((one) => one.architecture === architecture)
              .map((one) => ({ x: one.rate, y: (name === "fig10" ? one.processing : one.setUp) * 1e3 })),
          })),
          interval: "95 % interval",
        },
      ),
  };
}

const FINE_GRID = Array.from({ length: 191 }, (_, i) => 500 + 50 * i);

/** Fig. 12: availability against MTTF on a scale of nines. */
export function availabilityChart({ grid, tolerableMttfHours }: ThesisAvailability): Chart {
  const servers = [...new Set(grid.map((one) => one.servers))];
  return {
    name: "fig12",
    alt: `Availability in nines against MTTF for 1 to ${servers.length} servers; four servers pass five nines below 1500 hours, three at ${tolerableMttfHours.toFixed(0)} hours.`,
    spec: (size = {}) =>
      ninesAxis(
        {
          ...size,
          title: "Fig. 12: service availability by the thesis's equations",
          subtitle: "Exact: eq. (1) to (3), any one of N servers up, MTTR 72 h",
          x: { title: "MTTF of a server", unit: "h" },
          y: { title: "Availability" },
          source:
            "Closed form; marks: the thesis's two sentences, four servers at 1500 h and three at 6000 h, and the exact threshold of three",
        },
        {
          curves: servers.map((n) => ({ servers: n, points: FINE_GRID.map((hours) => point(n, hours)) })),
          most: 9,
          target: { nines: 5, text: "five nines" },
          marks: [
            { ...point(4, 1500), text: "1500 h", side: "above left" },
            { ...point(3, tolerableMttfHours), text: `${tolerableMttfHours.toFixed(0)} h`, side: "below right" },
            { ...point(3, 6000), text: "6000 h", side: "above left" },
          ],
        },
      ),
  };
}
