/** What a sweep shows while it goes on. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { SweepProgress } from "../../src/cli/study/sweep-progress.ts";
import { survey } from "../../src/cli/study/sweep-survey.ts";
import { ResultStore } from "../../src/experiment/store/result-store.ts";
import type { StudyPlan } from "../../src/experiment/study-plan.ts";
import { summaries } from "../../src/experiment/study-summary.ts";
import { rowOf } from "../../src/experiment/summary.ts";
import { sweep } from "../../src/experiment/sweep.ts";
import { metricIndex } from "../../src/metrics/catalogue.ts";
import { formatEstimate } from "../../src/units/number.ts";
import { newDirectory, plan, studyOf } from "../experiment/plans.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["performance", "Date"] }));
afterEach(() => void vi.useRealTimers());

/** Sweeps a study in this thread, each finished unit at the end of a second; looks at what it shows after each, and once more at the end. */
async function swept(described: StudyPlan, look: (progress: SweepProgress) => void) {
  const study = studyOf(described);
  const store = ResultStore.open(newDirectory());
  const before = survey(study, store);
  const progress = new SweepProgress(
    { study, store, before, share: 1, metrics: ["failedCalls"], workers: () => "1 worker" },
    false,
  );
  await sweep(study, store, {
    workers: 0,
    onBegun: (point) => progress.begun(point),
    onFinished: (finished) => {
      vi.advanceTimersByTime(1000);
      vi.setSystemTime(0); // the clock of the day is set back
      progress.at(finished);
      look(progress);
    },
    onPlanned: (point, replications) => progress.planned(point, replications),
    onComplete: (point) => progress.complete(point),
  });
  look(progress);
  const found = [...summaries(study, store)];
  store.close();
  return { progress, found };
}

test("points, replications and the time left are counted down; estimates are those of the results", async () => {
  const seen: { points: SweepProgress["points"]; finished: number; line: string; picture: readonly string[] }[] = [];
  const { progress, found } = await swept(plan(["rate=20,40"], { replications: 10 }), (one) =>
    seen.push({ points: one.points, ...one.replications, line: one.line(), picture: one.picture(100, 20) }),
  );
  for (const { points } of seen) expect(points.complete + points.inWork + points.left!).toBe(2);
  expect(seen.map(({ finished }) => finished)).toEqual([...seen.map(({ finished }) => finished)].sort((a, b) => a - b));
  expect(progress.replications).toEqual({ finished: 20, total: 20 });
  expect(progress.points).toEqual({ complete: 2, inWork: 0, left: 0 });
  const last = seen.at(-1)!;
  for (const { figures, point } of found) {
    const { interval } = rowOf(figures, metricIndex("failedCalls"), 1)!;
    const row = last.picture.find((line) => line.trim().startsWith(`${point.values[0]!.value} `))!;
    expect(row).toContain(formatEstimate(interval.mean, interval.halfWidth, 4));
    expect(row).toContain(" 10 ");
  }
  expect(last.line).toMatch(/^20 of 20 replications · /);
  expect(last.line).toMatch(/2 of 2 points complete · failedCalls \d.* at rate=40$/);
});

test("the time left follows from the work that is left, not from the number of points", () => {
  const study = studyOf(plan(["rate=1000,2000"], { replications: 100 }));
  const store = ResultStore.read(newDirectory());
  const before = survey(study, store);
  const progress = new SweepProgress({ study, store, before, share: 1, metrics: [], workers: () => "1 worker" }, false);
  expect(progress.line()).not.toContain("left");
  for (let first = 0; first < 100; first += 10) {
    vi.advanceTimersByTime(1000);
    progress.at({ point: study.point(0), first, count: 10 });
  }
  // Twice the rate is twice the calls, which are nearly all of the work: what is left takes 20 s.
  const [, left] = /about ([\d.]+) s left/.exec(progress.line())!;
  expect(Number(left)).toBeGreaterThan(18);
  expect(Number(left)).toBeLessThanOrEqual(20);
  vi.advanceTimersByTime(120_000);
  progress.at({ point: study.point(1), first: 0, count: 10 });
  expect(progress.line()).toMatch(/about \d+(?:\.\d+)? min left/); // nothing was done in the last minutes, and the pace is theirs
});

test("with a precision asked for it shows how narrow intervals are to be, and promises no total", async () => {
  const goals = [{ metric: "failedCalls", relative: 0.3 }];
  const pictures: string[] = [];
  const { found } = await swept(
    plan(["rate=20,40"], { precision: { goals, minimum: 5, maximum: 60 } }),
    (one) => void pictures.push(one.picture(100, 20).join("\n")),
  );
  expect(pictures[0]).toMatch(/ of at least \d+ replications/);
  for (const { rows } of found) {
    const { mean } = rows.find(({ metric }) => metric.name === "failedCalls")!.interval;
    expect(pictures.at(-1)).toContain(`± ${(0.3 * mean).toPrecision(2)}`);
  }
});

test("a picture takes no more lines than there are, and those in work are among them", async () => {
  await swept(plan(["rate=10:80:10"], { replications: 4 }), (one) => {
    for (const rows of [3, 8, 10, 40]) expect(one.picture(60, rows).length).toBeLessThanOrEqual(Math.max(rows, 7));
  });
});
