import { expect, test } from "vitest";
import { best, differences, effects } from "../../src/experiment/comparison.ts";
import { Design } from "../../src/experiment/design/design.ts";
import { simulate } from "../../src/experiment/simulate.ts";
import { simulateToPrecision } from "../../src/experiment/simulate-to-precision.ts";
import { ResultStore } from "../../src/experiment/store/result-store.ts";
import { blockMeans } from "../../src/experiment/study-summary.ts";
import { Stream } from "../../src/random/stream.ts";
import { design, newDirectory, plan, QUEUE, run, studyOf } from "./plans.ts";

test("effects and interactions are those that were put in", () => {
  const made = new Design(design(["a=lo,hi", "b=lo,hi", "c=lo,hi"]), 1);
  const random = new Stream("noise", 1);
  const noise = Array.from({ length: 5 }, () => random.normal());
  const sample = Array.from({ length: 8 }, (_, point) => {
    const [a, b, c] = made.point(point).map(({ value }) => (value === "hi" ? 1 : 0)) as [number, number, number];
    return noise.map((shared) => 10 + 4 * a - 6 * b + 3 * a * b + 0 * c + shared); // shared by all points: it cancels
  });
  const found = new Map(
    effects(made, sample)!.map(({ factors, interval }) => [factors.toSorted().join(), interval.mean]),
  );
  expect(found.get("a")).toBeCloseTo(4 + 3 / 2, 12);
  expect(found.get("b")).toBeCloseTo(-6 + 3 / 2, 12);
  expect(found.get("c")).toBeCloseTo(0, 12);
  expect(found.get("a,b")).toBeCloseTo(3 / 2, 12);
  expect(found.get("a,c")).toBeCloseTo(0, 12);
  expect(
    effects(new Design(design(["a=1,2,3"]), 1), [
      [1, 2],
      [1, 2],
      [1, 2],
    ]),
  ).toBeNull();
});

test("differences pair what belongs together, constraints and missing values notwithstanding", () => {
  const made = new Design(design(["x=1,2", "who=a,b,c"], { where: ["who != c"] }), 1);
  const sample = [
    [1, 2, 3],
    [0, Number.NaN, 1],
    [10, 20],
    [1, 2, 3],
  ];
  const found = differences(made, sample, "who");
  expect(found.map(({ first, second }) => [first, second])).toEqual([
    [0, 1],
    [2, 3],
  ]);
  expect(found.map(({ interval }) => [interval.mean, interval.n])).toEqual([
    [1.5, 2],
    [13.5, 2],
  ]);
  expect(
    best(
      [
        [1, 2, 3, 4, 5],
        [11, 12.1, 12.9, 14.2, 14.8],
      ],
      "lower",
    )!.designs.map(({ verdict }) => verdict),
  ).toEqual(["best", "beaten"]);
  expect(
    best(
      [
        [1, 2, 3, 4, 5],
        [11, 12.1, 12.9, 14.2, 14.8],
      ],
      "higher",
    )!.designs.map(({ verdict }) => verdict),
  ).toEqual(["beaten", "best"]);
  expect(
    best(
      [
        [1, 2, 3],
        [11, Number.NaN, 13],
      ],
      "lower",
    ),
  ).toBeNull();
  const [equal, rare] = [new Array<number>(20).fill(0), [300, ...new Array<number>(19).fill(0)]];
  expect(best([equal, equal.map(() => 1)], "lower"), "equal differences are not certainty").toBeNull();
  expect(best([equal, rare], "lower"), "and one that deviates says little").toBeNull();
});

/** Five seconds after a death: PPDR, whose health checks take some ten, has not noticed it yet. */
const CALLS = `title: calls
architecture: { preset: iprs }
traffic:
  users: 20
  calls: { rate: 50/s, arrivals: poisson, duration: 6 s }
  clients: { retransmission: false }
faults: [{ at: 1 s, kill: proxy-1, kind: host }]
run: { seed: 3, replications: 100, drain: 1 s }
`;

test("common random numbers cut the variance of IPRS − PPDR at least fivefold", async () => {
  const directory = newDirectory();
  const study = studyOf(plan(["architecture=iprs,ppdr"], { files: [{ name: "calls.yaml", text: CALLS }] }));
  await run(study, directory);
  const store = ResultStore.read(directory);
  const [iprs, ppdr] = [0, 1].map((index) =>
    blockMeans(store.figures(study.point(index).key, 100), "successfulCalls", 1),
  );
  const variance = (x: readonly number[]) => {
    const mean = x.reduce((sum, value) => sum + value, 0) / x.length;
    return x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (x.length - 1);
  };
  const paired = variance(iprs!.map((value, i) => value - ppdr![i]!));
  // Pairs of different replications share no chances: the first of one with the second of the other, and so on.
  const unpaired = variance(iprs!.map((value, i) => value - ppdr![(i + 1) % ppdr!.length]!));
  expect(unpaired / paired).toBeGreaterThan(5);
  expect((variance(iprs!) + variance(ppdr!)) / paired).toBeGreaterThan(5);
});

test("a run to a precision is the beginning of a longer one, whatever the rounds", async () => {
  const study = studyOf(plan([], { files: [{ name: "queue.yaml", text: QUEUE }] }));
  const { scenario } = study.point(0);
  const goals = [{ metric: "sojournTime" as const, relative: 0.1 }];
  const options = { engine: "native", workers: 0 } as const;
  const progress: [number, number][] = [];
  const { figures, met, interrupted } = await simulateToPrecision(
    scenario,
    { goals, minimum: 5, maximum: 500 },
    {
      ...options,
      onProgress: (finished, total) => progress.push([finished, total]),
    },
  );
  expect([met, interrupted]).toEqual([true, false]);
  expect(progress.at(-1)).toEqual([figures.length, figures.length]);
  const [all] = await simulate([{ scenario, replications: 60 }], options);
  expect(figures).toEqual(all!.slice(0, figures.length));
  const hopeless = await simulateToPrecision(
    scenario,
    { goals: [{ metric: "sojournTime", absolute: 1e-9 }], minimum: 5, maximum: 12 },
    options,
  );
  expect([hopeless.met, hopeless.figures.length]).toEqual([false, 12]);
});
