/** Intervals that `compare` and `calibrate` print. */

import { fitUtilisation } from "../../../src/measurement/capacity.ts";
import { overlay } from "../../../src/measurement/comparison.ts";
import { type Evidence, quantityOf } from "../../../src/measurement/evidence.ts";
import { fitDistributions } from "../../../src/measurement/fitted-distribution.ts";
import { lifetimesOf } from "../../../src/measurement/lifetimes.ts";
import { Stream } from "../../../src/random/stream.ts";
import { predictionInterval } from "../../../src/statistics/prediction-interval.ts";
import { type IntervalCase, lognormal, type Printed, printed, times } from "./case.ts";

type Draw = (random: Stream) => number;

const normal: Draw = (random) => 1 + 0.3 * random.normal();
const exponential: Draw = (random) => random.exponential();

/** Each interval from values of its own. */
const repeated =
  (name: string, make: (random: Stream) => Printed) =>
  (count: number): Printed[] => {
    const random = new Stream(name, 1);
    return times(count, () => make(random));
  };

const evidence = (values: readonly number[], chances: string | null): Evidence => ({
  ...{ name: "values", kind: "measured", chances, warnings: [] },
  conditions: [{ at: new Map(), quantities: [quantityOf("processingTime", "s", values)!] }],
});

/** The first result's values have mean 2, the second's mean 1. */
function compared(
  circumstance: string,
  [n, a]: [number, Draw],
  [m, b]: [number, Draw],
  more: object = {},
): IntervalCase {
  return {
    kind: "difference, A − B (`compare`)",
    circumstance,
    because: "the means of what is drawn",
    truth: 1,
    isQuick: true,
    ...more,
    intervals: repeated(circumstance, (random) => {
      const isPaired = "isPaired" in more;
      const second = times(m, () => b(random));
      const first = times(n, (i) => 1 + a(random) + (isPaired ? second[i]! - 1 : 0));
      const chances = isPaired ? "seed 1" : null;
      const options = { confidence: 0.95, margin: () => ({ kind: "relative", share: 0.1 }) as const, metrics: null };
      return printed(overlay(evidence(first, chances), evidence(second, chances), options).comparisons[0]!);
    }),
  };
}

function foretold(n: number, law: string, draw: Draw): IntervalCase {
  return {
    kind: "a new run (`compare`)",
    circumstance: `after ${n}, ${law}`,
    because: "one more that is drawn",
    truth: 1,
    isQuick: true,
    intervals: repeated(`${law} ${n}`, (random) => {
      const found = predictionInterval(
        times(n, () => draw(random)),
        [0, Infinity],
      );
      return found === null ? null : [found.low, found.high, draw(random)];
    }),
  };
}

function fitted(family: string, parameter: number, n: number, truth: number, draw: Draw): IntervalCase {
  const name = parameter === 0 ? "mean" : "coefficient of variation";
  return {
    kind: `${name} of a fitted law (\`calibrate service\`)`,
    circumstance: `${n} values, ${family}`,
    because: "the law that is drawn from",
    truth,
    isQuick: false,
    intervals: repeated(`fit ${family} ${parameter}`, (random) => {
      const fits = fitDistributions(
        times(n, () => draw(random)),
        { bootstrap: 0, seed: 1 },
      );
      const found = fits.find((fit) => fit.family === family)?.intervals[parameter];
      return found === undefined ? null : printed(found);
    }),
  };
}

/** A component that is watched for so many mean times to failure; its repairs take a tenth of one. */
function watched(lives: number, of: "timeToFailure" | "timeToRepair" | "unavailability", truth: number): IntervalCase {
  return {
    kind: `\`${of}\` (\`calibrate lifetimes\`)`,
    circumstance: `${lives} failures expected, exponential times`,
    because: "the laws that are drawn from",
    truth,
    isQuick: true,
    intervals: repeated(`${of} ${lives}`, (random) => {
      const failures: number[] = [];
      for (let time = random.exponential(); time < lives; time += random.exponential()) failures.push(time);
      const repairs = failures.map(() => 0.1 * random.exponential());
      const found = lifetimesOf({ component: "server", up: lives, failures, repairs, unfinished: 0, open: 0 })[of];
      return found === null ? null : printed(found);
    }),
  };
}

const capacity: IntervalCase = {
  kind: "capacity (`calibrate capacity`)",
  circumstance: "8 rates, processors busy with normal errors of 3 %",
  because: "2 processors of 10 ms a call",
  truth: 200,
  isQuick: true,
  intervals: repeated("capacity", (random) => {
    const points = times(8, (i) => ({ rate: 20 * (i + 1), busy: 0.2 * (i + 1) + 0.03 * random.normal() }));
    return printed(fitUtilisation(points, 2).capacity);
  }),
};

export const MEASUREMENT_CASES: readonly IntervalCase[] = [
  compared("10 normal against 10 normal", [10, normal], [10, normal]),
  compared("20 exponential against 20 normal", [20, exponential], [20, normal]),
  compared("20 log-normal (cv 1) against 20 normal", [20, lognormal(1)], [20, normal]),
  compared("10 log-normal (cv 1) against 10 normal", [10, lognormal(1)], [10, normal], { fallsTo: 0.91 }),
  compared("8 log-normal (cv 1) against 8 normal", [8, lognormal(1)], [8, normal], { fallsTo: 0.9 }),
  compared("5 log-normal (cv 1) against 20 normal", [5, lognormal(1)], [20, normal], { fallsTo: 0.87 }),
  compared("10 log-normal (cv 1) against 40 of the same", [10, lognormal(1)], [40, lognormal(1)]),
  compared("6 exponential against 30 of the same", [6, exponential], [30, exponential], { fallsTo: 0.9 }),
  compared("5 normal against 20 exponential", [5, normal], [20, exponential]),
  compared("10 pairs that differ by exponential ones", [10, exponential], [10, normal], { isPaired: true }),
  compared("10 pairs that differ by log-normal ones (cv 1)", [10, lognormal(1)], [10, normal], {
    isPaired: true,
    fallsTo: 0.9,
  }),
  foretold(5, "exponential", exponential),
  foretold(20, "normal", normal),
  foretold(5, "log-normal, cv 2", lognormal(2)),
  foretold(20, "log-normal, cv 2", lognormal(2)),
  fitted("exponential", 0, 30, 1, exponential),
  fitted("lognormal", 0, 50, 1, lognormal(1)),
  fitted("lognormal", 1, 50, 1, lognormal(1)),
  watched(5, "timeToFailure", 1),
  watched(5, "timeToRepair", 0.1),
  watched(20, "unavailability", 0.1 / 1.1),
  capacity,
];
