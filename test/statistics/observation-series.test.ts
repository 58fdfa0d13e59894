import fc from "fast-check";
import { expect, test } from "vitest";
import { ObservationSeries } from "../../src/statistics/observation-series.ts";

test("means of equal groups, whatever has been joined", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { maxLength: 300 }), (values) => {
      const series = new ObservationSeries(8);
      for (const value of values) series.add(value);
      const { groupSize } = series;
      const groups = Math.floor(values.length / groupSize);
      const expected = Array.from(
        { length: groups },
        (_, i) => values.slice(i * groupSize, (i + 1) * groupSize).reduce((sum, value) => sum + value, 0) / groupSize,
      );
      expect(groupSize).toBeLessThanOrEqual(Math.max(1, values.length / 4));
      expect([...series.means()]).toEqual(expected);
    }),
  );
});

test("a series that is begun again knows nothing of the last", () => {
  const series = new ObservationSeries(2);
  for (let i = 0; i < 9; i++) series.add(i);
  expect(series.groupSize).toBe(8);
  series.reset();
  series.add(5);
  expect([series.groupSize, ...series.means()]).toEqual([1, 5]);
});
