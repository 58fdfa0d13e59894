/** Intervals that `run` and `sweep` print. */
import { outcomeOf } from "../../../src/cli/run/outcome.ts";
import { best } from "../../../src/experiment/comparison.ts";
import { type LongRun, longRun } from "../../../src/experiment/long-run.ts";
import { engineNamed, Replicator } from "../../../src/experiment/replication.ts";
import { rowOf, type SummaryRow } from "../../../src/experiment/summary.ts";
import { metricIndex, metricNamed } from "../../../src/metrics/catalogue.ts";
import type { Figures } from "../../../src/metrics/collector.ts";
import { Stream } from "../../../src/random/stream.ts";
import { parseScenario } from "../../../src/scenario/parse.ts";
import type { Scenario } from "../../../src/scenario/scenario.ts";
import { poissonInterval } from "../../../src/statistics/poisson-interval.ts";
import { wilson } from "../../../src/statistics/proportion-interval.ts";
import { quantileInterval } from "../../../src/statistics/quantile-interval.ts";
import { areAlike, replicatedMean } from "../../../src/statistics/replicated-mean.ts";
import { StoppingRule } from "../../../src/statistics/stopping-rule.ts";
import { bounds, type IntervalCase, lognormal, printed, times, verdictsOn } from "./case.ts";

/** Intervals and verdicts of metrics with these truths over so many replications (or blocks of them), all of their own. */
function simulated(text: string, truths: Readonly<Record<string, number>>, n: number, stratify = 1) {
  const { scenario, problems } = parseScenario(text, "case.yaml");
  if (scenario === undefined) throw new Error(JSON.stringify(problems));
  const known = new Map<number, SummaryRow[][]>();
  const all = (count: number): SummaryRow[][] => {
    const before = known.get(count);
    if (before !== undefined) return before;
    const replicator = new Replicator(scenario, engineNamed("native"));
    const found = times(count, (group) => {
      const figures: Figures[] = times(n * stratify, (i) => replicator.run(group * n * stratify + i));
      return Object.keys(truths).flatMap(
        (metric) => rowOf(figures, metricIndex(metricNamed(metric)!.name), stratify) ?? [],
      );
    });
    known.set(count, found);
    return found;
  };
  return (name: string): Pick<IntervalCase, "truth" | "intervals" | "verdicts"> => ({
    truth: truths[name]!,
    intervals: (count) =>
      all(count).map((rows) => {
        const row = rows.find(({ metric }) => metric.name === name);
        return row === undefined ? null : printed(row.interval);
      }),
    verdicts: (count) => all(count).map((rows) => verdictsOn(scenario, rows, name, truths[name]!)),
  });
}

/** A node that fails and is repaired by chance, beside paced calls; runs of 100 s that begin with it well. */
const failing = (mttf: number) => `
architecture: { preset: single }
traffic: { users: 4, calls: { rate: 0.5/s, arrivals: paced, duration: 100 s }, clients: { retransmission: false } }
faults: [{ chance: proxies, timeToFailure: { exponential: ${mttf} s }, timeToRepair: { exponential: 10 s }, kind: link }]
run: { horizon: 100 s }`;

/** Mean unavailability over the first T seconds of a node that begins well: U(1 − (1 − e^−(λ+μ)T)/((λ+μ)T)). */
function downShare(mttf: number, mttr = 10, T = 100): number {
  const rate = (1 / mttf + 1 / mttr) * T;
  return (mttr / (mttf + mttr)) * (1 + Math.expm1(-rate) / rate);
}

const rare = (
  [
    [10_000, 10],
    [10_000, 40],
    [10_000, 100],
    [1000, 10],
    [1000, 40],
  ] as const
).flatMap(([mttf, n]): IntervalCase[] => {
  const circumstance = `${n} runs, ${mttf === 10_000 ? "one in a hundred" : "one in ten"} sees a failure`;
  const common = { circumstance, because: "alternating renewal process", isQuick: mttf === 10_000 && n === 40 };
  const truth = downShare(mttf);
  const of = simulated(failing(mttf), { nodeUnavailability: truth, ser: 1 - truth }, n);
  return [
    { ...common, kind: "`nodeUnavailability`", ...of("nodeUnavailability") },
    { ...common, kind: "`ser`", ...of("ser") },
  ];
});

const queue = (rate: number, seconds: number, seed = 1) => `
architecture: { preset: single, tiers: { proxies: { queue: unlimited, service: { each: { exponential: 5 ms } } } } }
traffic: { options: { rate: ${rate}/s, arrivals: poisson, duration: ${seconds} s } }
run: { horizon: ${seconds} s, warmUp: 10 s, seed: ${seed} }`;

const batched = (load: number, seconds: number): IntervalCase => {
  const truth = 1 / (200 * (1 - load));
  const known = new Map<number, LongRun & { scenario: Scenario }>();
  const ran = (seed: number) => {
    const before = known.get(seed);
    if (before !== undefined) return before;
    const { scenario } = parseScenario(queue(200 * load, seconds, seed + 1), "queue.yaml");
    const found = { ...longRun(scenario!, "native"), scenario: scenario! };
    known.set(seed, found);
    return found;
  };
  return {
    kind: "mean time, one run in batches",
    circumstance: `M/M/1 at ${load}, ${200 * load * (seconds - 10)} values`,
    because: "1 / (μ − λ)",
    truth,
    isQuick: false,
    intervals: (count) =>
      times(count, (seed) => {
        const found = ran(seed).batches.get("sojournTime");
        return found === undefined || found.longer > 1 ? null : printed(found.interval);
      }),
    verdicts: (count) =>
      times(count, (seed) => {
        const { scenario, figures, batches } = ran(seed);
        const { judgements } = outcomeOf(
          { ...scenario, expect: bounds("sojournTime", truth) },
          "native",
          [figures],
          batches,
        );
        return judgements.map(({ verdict }) => verdict);
      }),
  };
};

const phased = (at: number): IntervalCase => ({
  kind: "mean over blocks (`run.stratify`)",
  circumstance: `5 blocks of 8, heartbeats of 100 ms, a fault at ${at} s`,
  because: "three beats, the last U(0, 100 ms) ago, and a hop",
  isQuick: true,
  ...simulated(
    `
architecture: { preset: iprs, watches: { membership: { detector: { heartbeat: { interval: 100 ms, misses: 3 } } } } }
traffic: { users: 2, calls: { rate: 1/s, arrivals: paced, count: 1 } }
faults: [{ at: ${at} s, kill: proxy-1 }]
run: { stratify: 8, horizon: 3 s }`,
    { detectionTime: 0.2502 },
    5,
    8,
  )("detectionTime"),
});

/** OPTIONS that cross a network which loses messages by chance, to a server and back. */
const lossy = (n: number, isQuick: boolean): IntervalCase => ({
  kind: "`optionsSuccessRatio`",
  circumstance: `${n} runs of 60 requests, each message lost with 5 %`,
  because: "0.95² of them are answered",
  isQuick,
  ...simulated(
    `
architecture: { preset: single }
network: { loss: 5 % }
traffic: { options: { rate: 3/s, arrivals: paced, duration: 20 s }, clients: { retransmission: false } }`,
    { optionsSuccessRatio: 0.95 ** 2 },
    n,
  )("optionsSuccessRatio"),
});

/** Intervals of means of drawn values, as `summary.csv` and `differences.csv` have them. */
const drawn = (
  kind: string,
  circumstance: string,
  truth: number,
  n: number,
  draw: (random: Stream) => number,
  least = 0,
  fallsTo?: number,
): IntervalCase => ({
  ...(fallsTo === undefined ? {} : { fallsTo }),
  kind,
  circumstance: `${n} runs, ${circumstance}`,
  because: "the mean of what is drawn",
  truth,
  isQuick: true,
  intervals: (count) => {
    const random = new Stream(`${kind} ${circumstance}`, n);
    return times(count, () =>
      printed(
        replicatedMean(
          times(n, () => draw(random)),
          { least },
        ),
      ),
    );
  },
});

/** Mean 1; a share of the values is five times the others, which vary by a tenth. */
const slow = (share: number) => (random: Stream) =>
  (1 + 0.1 * random.normal() + (random.uniform() < share ? 4 : 0)) / (1 + 4 * share);

const poisson = (mean: number) => (random: Stream) => {
  let count = 0;
  for (let time = random.exponential(); time < mean; time += random.exponential()) count++;
  return count;
};

const losses = (share: number) => (random: Stream) => (random.uniform() < share ? random.exponential() : 0);

const precise = (share: number, relative: number): IntervalCase => ({
  kind: "mean, stopped by `--precision`",
  circumstance: `to ${100 * relative} %, losses of exponential size in ${100 * share} % of the runs`,
  because: "the mean of what is drawn",
  truth: share,
  isQuick: false,
  intervals: (count) => {
    const random = new Stream("precision", Math.round(1e6 * share));
    const rule = new StoppingRule({ relative, confidence: 0.95, minimum: 10, maximum: 2000 });
    return times(count, () => {
      const values: number[] = [];
      for (;;) {
        const decision = rule.decision(replicatedMean(values, { least: 0 }), areAlike(values));
        if (decision.stop) return printed(decision.interval);
        while (values.length < decision.next) values.push(losses(share)(random));
      }
    });
  },
});

const rivals: IntervalCase = {
  kind: "distance from the best (`--best`)",
  circumstance: "4 points, 20 runs, normal",
  because: "means 1, 1.2, 1.4, 1.6",
  truth: 0.2,
  isQuick: true,
  intervals: (count) => {
    const random = new Stream("rivals", 1);
    return times(count, () => {
      const found = best(
        times(4, (point) => times(20, () => 1 + 0.2 * point + random.normal())),
        "lower",
      )!;
      return printed(found.designs[1]!);
    });
  },
};

const counts: IntervalCase[] = [
  {
    kind: "rate of false fail-overs (`laboratory`)",
    circumstance: "3 expected",
    because: "Poisson",
    truth: 3,
    isQuick: true,
    intervals: (count) => {
      const random = new Stream("poisson", 1);
      return times(count, () => printed(poissonInterval(poisson(3)(random), 1)));
    },
  },
  {
    kind: "P(target) (`availability`)",
    circumstance: "3 % of 400 samples",
    because: "binomial",
    truth: 0.03,
    isQuick: true,
    intervals: (count) => {
      const random = new Stream("wilson", 1);
      return times(count, () => printed(wilson(times(400, () => random.bernoulli(0.03)).filter(Boolean).length, 400)));
    },
  },
  {
    kind: "95th percentile between runs",
    circumstance: "100 runs, exponential",
    because: "−ln 0.05",
    truth: -Math.log(0.05),
    isQuick: true,
    intervals: (count) => {
      const random = new Stream("quantile", 1);
      return times(count, () =>
        printed(
          quantileInterval(
            times(100, () => random.exponential()),
            0.95,
          ),
        ),
      );
    },
  },
];

export const RUN_CASES: readonly IntervalCase[] = [
  ...rare,
  drawn("count, such as `failedCalls`", "one in a hundred loses calls, exponentially many", 0.01, 100, losses(0.01)),
  drawn("count, such as `failedCalls`", "one in five loses calls, exponentially many", 0.2, 40, losses(0.2)),
  drawn("mean time", "normal, cv 0.3", 1, 10, (random) => 1 + 0.3 * random.normal()),
  drawn("mean time", "normal, cv 0.3", 1, 5, (random) => 1 + 0.3 * random.normal()),
  drawn("mean time", "exponential", 1, 5, (random) => random.exponential()),
  drawn("mean time", "exponential", 1, 20, (random) => random.exponential()),
  drawn("mean time", "uniform from 0", 1, 8, (random) => 2 * random.uniform()),
  drawn("mean time", "log-normal, cv 1", 1, 5, lognormal(1)),
  drawn("mean time", "log-normal, cv 1", 1, 8, lognormal(1)),
  drawn("mean time", "log-normal, cv 1", 1, 20, lognormal(1)),
  drawn("mean time", "log-normal, cv 1", 1, 40, lognormal(1)),
  drawn("mean time", "1 + log-normal, cv 1", 2, 8, (random) => 1 + lognormal(1)(random), 0, 0.89),
  drawn("mean time", "1 + log-normal, cv 1", 2, 20, (random) => 1 + lognormal(1)(random)),
  drawn("mean time", "log-normal, cv 2", 1, 10, lognormal(2), 0, 0.85),
  drawn("mean time", "log-normal, cv 2", 1, 40, lognormal(2), 0, 0.89),
  drawn("mean time", "one in four takes five times as long", 1, 20, (random) => slow(0.25)(random)),
  drawn("count, such as `failedCalls`", "Poisson, 2 expected", 2, 5, poisson(2)),
  drawn("count, such as `failedCalls`", "Poisson, 2 expected", 2, 20, poisson(2)),
  drawn(
    "difference of two points",
    "losses in 20 and 30 % of them",
    -0.1,
    40,
    (random) => losses(0.2)(random) - losses(0.3)(random),
    -Infinity,
  ),
  rivals,
  {
    kind: "mean time, several runs",
    circumstance: "10 runs of M/M/1 at 0.5, 20 s",
    because: "1 / (μ − λ)",
    isQuick: false,
    ...simulated(queue(100, 20), { sojournTime: 0.01 }, 10)("sojournTime"),
  },
  lossy(20, true),
  lossy(5, false),
  phased(2),
  phased(2.0382),
  precise(0.05, 0.5),
  precise(0.2, 0.3),
  batched(0.5, 60),
  batched(0.8, 30),
  batched(0.8, 120),
  ...counts,
];
