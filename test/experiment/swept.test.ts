/** A sweep in memory says what a sweep with a store says. */
import { expect, test } from "vitest";
import { ResultStore } from "../../src/experiment/store/result-store.ts";
import { summaries } from "../../src/experiment/study-summary.ts";
import { sweep } from "../../src/experiment/sweep.ts";
import { type SweptPoint, sweepScenarios } from "../../src/experiment/swept.ts";
import type { MetricName } from "../../src/metrics/catalogue.ts";
import { newDirectory, plan, SMALL, studyOf } from "./plans.ts";

const FILES = [{ name: "small.yaml", text: SMALL }];
const OPTIONS = { engine: "native", workers: 0 } as const;
const VARY = ["rate=20,50", "run.seed=1,2"];

async function all(points: AsyncGenerator<SweptPoint>): Promise<SweptPoint[]> {
  const found: SweptPoint[] = [];
  for await (const point of points) found.push(point);
  return found;
}

test.each([
  ["so many replications", { replications: 7 }],
  [
    "replications to a precision",
    { precision: { goals: [{ metric: "failedCalls" as const, relative: 0.3 }], minimum: 5, maximum: 40 } },
  ],
])("%s of each point, with the figures of a sweep that is kept", async (_, asked) => {
  const study = studyOf(plan(VARY, asked));
  const store = ResultStore.open(newDirectory(), false);
  await sweep(study, store, { workers: 0 });
  const kept = [...summaries(study, store)];
  store.close();
  const swept = await all(sweepScenarios({ files: FILES, design: { vary: VARY }, ...asked }, OPTIONS));
  expect(swept.length).toBe(4);
  expect(swept.map(({ values }) => values)).toEqual(kept.map(({ point }) => point.values));
  expect(swept.map(({ figures }) => figures)).toEqual(kept.map(({ figures }) => figures));
  expect(swept.map(({ summary }) => summary)).toEqual(kept.map(({ rows }) => rows));
  expect(swept.map(({ met }) => met)).toEqual(kept.map(({ met }) => met));
  expect(new Set(swept.map(({ figures }) => figures.join())).size).toBe(4);
});

test("several files are the first parameter; a signal ends it between two points", async () => {
  const files = [...FILES, { name: "other.yaml", text: SMALL.replace("50/s", "10/s") }];
  const ended = new AbortController();
  const names: string[] = [];
  const points = sweepScenarios({ files, design: {}, replications: 1 }, { ...OPTIONS, signal: ended.signal });
  for await (const { values, complete } of points) {
    names.push(values[0]!.value);
    expect(complete).toBe(true);
    ended.abort();
  }
  expect(names).toEqual(["small.yaml"]);
});

test("what cannot be read is said with its place", async () => {
  const wrong = [{ name: "small.yaml", text: SMALL.replace("kill: proxy-1", "kill: proxy-9") }];
  await expect(all(sweepScenarios({ files: wrong, design: {} }, OPTIONS))).rejects.toThrow(
    /small\.yaml:8.*[\s\S]*proxy-9/,
  );
  const odd = { files: FILES, design: { vary: ["rate=20,-1/s"] } };
  await expect(all(sweepScenarios(odd, OPTIONS))).rejects.toThrow("point 2");
  const precision = { goals: [{ metric: "calls" as MetricName, relative: 0.1 }], minimum: 5, maximum: 9 };
  await expect(all(sweepScenarios({ files: FILES, design: {}, precision }, OPTIONS))).rejects.toThrow("metric calls");
});
