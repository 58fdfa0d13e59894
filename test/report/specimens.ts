/** One chart of each kind with plausible numbers, for the tests that look at all of them. */
import type { TopLevelSpec } from "vega-lite";
import { barsWithIntervals } from "../../src/report/charts/bars.ts";
import { lineWithBands, pointsWithIntervals } from "../../src/report/charts/curves.ts";
import { detectors } from "../../src/report/charts/detectors.ts";
import { ecdf } from "../../src/report/charts/ecdf.ts";
import { failoverTimeline } from "../../src/report/charts/failover-timeline.ts";
import { frontier } from "../../src/report/charts/frontier.ts";
import { heatMap } from "../../src/report/charts/heat-map.ts";
import { ninesAxis, ninesCurves } from "../../src/report/charts/nines.ts";
import { pareto } from "../../src/report/charts/pareto.ts";
import { tornadoChart } from "../../src/report/charts/tornado.ts";
import { waterfall } from "../../src/report/charts/waterfall.ts";

const rates = [100, 200, 300, 400];
const frame = {
  title: "Failed calls when an active server dies, a title long enough to need a second line",
  subtitle:
    "Calibrated: the share of calls that meet the dead server times the outage; all else follows from the mechanism",
  x: { title: "Offered calls", unit: "calls/s" },
  y: { title: "Failed calls per run" },
  source: "simulation, profile “thesis”, 200 replications per point, and some more words about the origin of the data",
};
const estimates = (of: (rate: number) => number) =>
  rates.map((x) => ({ x, y: of(x), low: of(x) * 0.95, high: of(x) * 1.05 }));

export const specimens: Readonly<Record<string, TopLevelSpec>> = {
  points: pointsWithIntervals(frame, {
    interval: "95 % interval of the mean",
    series: [
      { name: "IPRS 2+1", ink: 0, joined: true, points: estimates((rate) => 1.3 * rate) },
      { name: "PPDR 2+0", ink: 1, joined: false, points: estimates((rate) => 2.9 * rate) },
    ],
    curves: [{ name: "limit 3 × rate", ink: "reference", dash: 1, points: rates.map((x) => ({ x, y: 3 * x })) }],
  }),
  bands: lineWithBands(
    { ...frame, y: { title: "Reduction", unit: "%" } },
    {
      bands: [{ name: "90 % of runs", ink: 0, opacity: 0.2, points: rates.map((x) => ({ x, low: -9, high: 60 })) }],
      lines: [{ name: "simulated", ink: 0, points: rates.map((x) => ({ x, y: 30 + x / 20 })) }],
      points: [{ name: "published", ink: 2, shape: 3, points: rates.map((x) => ({ x, y: 29 + x / 20 })) }],
    },
  ),
  detectors: detectors({ ...frame, x: { title: "95 of 100 deaths are noticed within", unit: "s" } }, [
    {
      detection: 0.2,
      wrong: 85,
      measured: { rate: 90, low: 60, high: 130 },
      isBest: true,
      text: "heartbeat 100 ms × 2",
    },
    { detection: 0.36, wrong: 5, measured: null, isBest: false, text: "heartbeat 100 ms × 3 of 5" },
    { detection: 14.7, wrong: 1e-9, measured: null, isBest: true, text: "Totem 3 s + 3.6 s" },
    {
      detection: 11.5,
      wrong: 169,
      measured: { rate: 170, low: 160, high: 180 },
      isBest: false,
      text: "OPTIONS 10 s × 1",
    },
  ]),
  bars: barsWithIntervals(
    { ...frame, x: { title: "Failed calls per run" }, y: { title: "Cause" } },
    {
      decimals: 1,
      interval: "95 % interval of the mean",
      series: [
        {
          name: "IPRS",
          ink: 0,
          bars: [
            { category: "sent to a dead server", value: 380, interval: [370, 390] },
            { category: "dropped by a full queue", value: 0 },
          ],
        },
        { name: "PPDR", ink: 1, bars: [{ category: "dropped by a full queue", value: 12345.6 }] },
      ],
    },
  ),
  nines: ninesAxis(
    { ...frame, x: { title: "MTTF of one server", unit: "h" }, y: { title: "Availability" } },
    {
      most: 8,
      target: { nines: 5, text: "five nines" },
      curves: [1, 2, 3, 4, 5].map((servers) => ({
        servers,
        points: [500, 1500, 3000, 6000, 10_000].map((mttfHours) => ({
          mttfHours,
          unavailability: (72 / (72 + mttfHours)) ** servers,
        })),
      })),
      marks: [
        { mttfHours: 1500, unavailability: (72 / 1572) ** 4, text: "1500 h", side: "right" },
        { mttfHours: 6000, unavailability: (72 / 6072) ** 3, text: "6000 h", side: "below right" },
        { mttfHours: 3270, unavailability: 1e-5, text: "3270 h", side: "above left" },
      ],
    },
  ),
  waterfall: waterfall({ ...frame, x: { title: "Downtime", unit: "min/year" }, y: { title: "Cause" } }, [
    {
      name: "IPRS 2+1",
      causes: [
        { cause: "several failures: proxies", amount: 50.5 },
        { cause: "coverage", amount: 3.4 },
        { cause: "all else", amount: 4.2e-8 },
      ],
    },
    {
      name: "PPDR 2+0",
      causes: [
        { cause: "single failure: database", amount: 120 },
        { cause: "several failures: proxies", amount: 44 },
      ],
    },
  ]),
  frontier: frontier(
    { ...frame, x: { title: "Cost" }, y: { title: "Availability" } },
    {
      points: [
        { cost: 11_000, nines: 1.3, isOnFrontier: true },
        { cost: 14_000, nines: 2.4, isOnFrontier: true },
        { cost: 19_000, nines: 1.4, isOnFrontier: false },
        { cost: 23_000, nines: 4.5, isOnFrontier: true, text: "active 2, standby 3" },
      ],
      target: { nines: 4, text: "target" },
    },
  ),
  tornado: tornadoChart(
    { ...frame, x: { title: "Nines of availability" }, y: { title: "Parameter" } },
    {
      rows: [
        { parameter: "proxies: MTTF", ninesAtLow: 2.4, ninesAtHigh: 4.1 },
        { parameter: "proxies: detection", ninesAtLow: 3.26, ninesAtHigh: 3.2 },
      ],
      base: 3.24,
      words: ["halved", "doubled"],
    },
  ),
  ecdf: ecdf({ ...frame, x: { title: "Failed calls" }, y: { title: "Share of replications" } }, [
    { name: "IPRS 2+1", values: [58, 60, 60, 61, 64, 71] },
    { name: "PPDR 2+0", values: [90, 120, 155, 181, 181.5, 220] },
  ]),
  heatMap: heatMap(
    { ...frame, x: { title: "Heartbeat" }, y: { title: "Standbys" } },
    {
      columns: ["50 ms", "100 ms", "200 ms"],
      rows: ["0", "1"],
      cells: ["50 ms", "100 ms", "200 ms"].flatMap((column, i) =>
        ["0", "1"].map((row, j) => ({ column, row, value: 10 * i + j, text: `${10 * i + j}` })),
      ),
      ends: ["0 calls", "21 calls"],
    },
  ),
  pareto: pareto(
    { ...frame, x: { title: "Failed calls" }, y: { title: "Messages" } },
    {
      better: { x: "lower", y: "lower" },
      points: [
        { x: 10, y: 900, text: "50 ms, standby 1" },
        { x: 30, y: 400, text: "200 ms, standby 1" },
        { x: 240, y: 390, text: "200 ms, standby 0" },
        { x: 200, y: 950, text: "50 ms, standby 0" },
      ],
    },
  ),
  failoverTimeline: failoverTimeline(
    { ...frame, x: { title: "Time since the fault", unit: "s" }, y: { title: "Step" } },
    {
      interval: "95 % interval of the mean",
      steps: [
        { name: "detected", end: 1.25, interval: [1.2, 1.3], text: "1.25 s" },
        { name: "standby chosen", end: 1.25, text: "1.25 s" },
        { name: "first request served", end: 1.32, interval: [1.31, 1.33], text: "1.32 s" },
      ],
    },
  ),
  ninesCurves: ninesCurves(
    { ...frame, x: { title: "MTTF", unit: "h" }, y: { title: "Availability" } },
    {
      most: 7,
      curves: [1, 2, 3].map((servers) => ({
        name: `any of ${servers}`,
        short: `${servers}`,
        points: [500, 1500, 3000, 10_000].map((x) => ({ x, unavailability: (72 / (72 + x)) ** (servers * 1.5) })),
      })),
    },
  ),
  words: barsWithIntervals(
    { ...frame, title: "", subtitle: "", source: "", x: { title: "Failed calls" }, y: { title: "Cause" } },
    { decimals: 0, interval: "", series: [{ name: "IPRS", ink: 0, bars: [{ category: "node down", value: 3 }] }] },
  ),
};
