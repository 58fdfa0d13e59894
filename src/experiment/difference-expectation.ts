import { metricNamed } from "../metrics/catalogue.ts";
import type { DifferenceExpectation } from "../scenario/expectation.ts";
import { type Difference, differences, type Sample } from "./comparison.ts";
import type { Design } from "./design/design.ts";
import { type JudgedExpectation, judge } from "./expectation.ts";

/** An expected difference and what became of it between two points. */
export interface JudgedDifference extends JudgedExpectation {
  readonly expectation: DifferenceExpectation;
  /** Which difference it is, such as "rate=100 architecture=ppdr less iprs". */
  readonly point: string;
}

/**
 * Judges expected differences by the paired replications of the points that differ in the parameter alone. One that no two points
 * are about fails: the sweep did not measure it.
 *
 * @param samples of every metric that is named, by point
 * @param stratify replications behind each independent value
 */
export function judgedDifferences(
  expectations: readonly DifferenceExpectation[],
  design: Design,
  samples: ReadonlyMap<string, Sample>,
  stratify: number,
): JudgedDifference[] {
  return expectations.flatMap((expectation) => {
    const { metric, parameter, first, second } = expectation;
    const unit = metricNamed(metric)?.unit ?? "";
    const pair = `${parameter}=${first} less ${second}`;
    const isVaried = design.parameters.some(({ name }) => name === parameter);
    const found = isVaried ? differences(design, samples.get(metric)!, parameter) : [];
    const judged = found.flatMap((difference): JudgedDifference[] => {
      const sign = direction(difference, expectation, design);
      if (sign === 0) return [];
      const interval = sign === 1 ? difference.interval : opposite(difference.interval);
      const evidence = { interval, unanimous: difference.unanimous, replicationsPerValue: stratify };
      const others = design.point(difference.first).filter(({ name }) => name !== parameter);
      const point = [...others.map(({ name, value }) => `${name}=${value}`), pair].join(" ");
      const { mean, low, high } = interval;
      return [{ expectation, point, mean, low, high, unit, ...judge(expectation, evidence) }];
    });
    const nothing = { mean: null, low: null, high: null, unit };
    return judged.length > 0 ? judged : [{ expectation, point: pair, ...nothing, ...judge(expectation, undefined) }];
  });
}

/** 1 if the pair is the expected one in its order, −1 if it is in the other order, 0 if it is another pair. */
function direction({ first, second }: Difference, expectation: DifferenceExpectation, design: Design): 1 | -1 | 0 {
  const value = (point: number) => design.point(point).find(({ name }) => name === expectation.parameter)!.value;
  const pair = [value(first), value(second)];
  if (pair[0] === expectation.first && pair[1] === expectation.second) return 1;
  return pair[1] === expectation.first && pair[0] === expectation.second ? -1 : 0;
}

const negated = (value: number | null): number | null => (value === null ? null : -value);

const opposite = (interval: Difference["interval"]): Difference["interval"] => ({
  ...interval,
  mean: -interval.mean,
  low: negated(interval.high),
  high: negated(interval.low),
});
