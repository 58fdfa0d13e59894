import { expect, test } from "vitest";
import { meanOf } from "../../src/distributions/law.ts";
import type { Job } from "../../src/experiment/simulate.ts";
import { type Figures, newFigures, setFigure } from "../../src/metrics/collector.ts";
import { calibrate } from "../../src/thesis/calibration.ts";
import { PUBLISHED } from "../../src/thesis/failed-calls.ts";
import { shelf } from "./lab.ts";

/** Stands in for the simulator: failed calls by a formula of the two times, so that the fit has a known answer. */
const world =
  (formula: (rate: number, name: string, time: number) => number) =>
  async (jobs: readonly Job[]): Promise<Figures[][]> =>
    jobs.map(({ scenario, replications }) => {
      const { tiers, watches } = scenario.architecture;
      const isPpdr = tiers.some(({ role }) => role === "director");
      const { detector, consequence } = watches.find(
        (one) => one.consequence.kind === (isPpdr ? "removal" : "takeover"),
      )!;
      const time =
        detector.kind === "poll" ? detector.timeout : "claim" in consequence ? meanOf(consequence.claim) : Number.NaN;
      const arrivals = scenario.traffic.calls!.arrivals;
      const rate = arrivals.kind === "rounds" ? 0 : arrivals.rate;
      const figures = newFigures();
      setFigure(figures, "failedCalls", formula(rate, isPpdr ? "ppdr" : "iprs", time));
      return new Array<Figures>(replications).fill(figures);
    });

test("finds the two times behind a mechanism whose answer is known", async () => {
  // F = min(3λ, λ·φ·D): reductions of the thesis follow from D_IPRS = 1.32 and φ·D_PPDR = 1.86 to a point.
  const simulate = world((rate, name, time) =>
    name === "iprs" ? rate * (1.25 + time) : Math.min(3 * rate, rate * (rate > 256 ? 9 : 0.5 * (3 + time))),
  );
  const fit = await calibrate(shelf, simulate, [100, 200, 300, 400], "quick");
  expect(fit.times.claim).toBeCloseTo(0.1, 1);
  expect(fit.times.check).toBeGreaterThan(0.4);
  for (const row of fit.rows) expect(Math.abs(row.percent - PUBLISHED.get(row.rate)!)).toBeLessThan(2.5);
});

test("says so when the percentages do not depend on the times", async () => {
  const deaf = world((rate, name) => (name === "iprs" ? rate : 2 * rate));
  await expect(calibrate(shelf, deaf, [100, 400], "quick")).rejects.toThrow(/do not identify/);
});

test("says so when it does not settle", async () => {
  // The reduction swings with the claim faster than any step of the search.
  const wild = world((rate, name, time) => (name === "iprs" ? rate * (1.3 + Math.sin(1e3 * time)) : rate * (2 + time)));
  await expect(calibrate(shelf, wild, [100, 400], "quick")).rejects.toThrow(/not settled|do not identify/);
});
