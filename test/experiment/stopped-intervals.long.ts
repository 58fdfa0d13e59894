import { expect, test } from "vitest";
import { ResultStore } from "../../src/experiment/store/result-store.ts";
import { metricIndex } from "../../src/metrics/catalogue.ts";
import { studentInterval } from "../../src/statistics/student-interval.ts";
import { newDirectory, plan, QUEUE, run, studyOf } from "./plans.ts";

test("of 400 intervals that were narrowed until they were narrow enough, at least 92 % cover the truth", async () => {
  const points = 400;
  const precision = {
    goals: [{ metric: "sojournTime" as const, relative: 0.1 }],
    minimum: 10,
    maximum: 200,
  };
  const study = studyOf(plan([`run.seed=1:${points}:1`], { files: [{ name: "queue.yaml", text: QUEUE }], precision }));
  const whole = newDirectory();
  await run(study, whole);
  const store = ResultStore.read(whole);
  let covering = 0;
  let narrow = 0;
  let replications = 0;
  for (let i = 0; i < points; i++) {
    const point = study.point(i);
    const { target, met } = study.progress(point, store);
    const values = store.figures(point.key, target).map((one) => one[metricIndex("sojournTime")]!);
    const { low, high, mean, halfWidth } = studentInterval(values);
    expect(met).toBe(true);
    if (low! <= 2e-3 && 2e-3 <= high!) covering++;
    if (halfWidth! <= 0.1 * mean) narrow++;
    replications += values.length;
  }
  expect(covering / points).toBeGreaterThanOrEqual(0.92);
  expect(narrow).toBe(points);
  expect(replications / points).toBeGreaterThan(5);
});
