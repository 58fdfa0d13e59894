/** Marks to jump to, times that are typed and shown, speeds that are reached. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { burstsOf, marksOf, nearestMark } from "../../../src/play/page/time/marks.ts";
import { decimalsAt, otherSpeed, readTime, SPEEDS, speedText, timeText } from "../../../src/play/page/time/moments.ts";
import { Pace } from "../../../src/play/page/time/pace.ts";
import { STYLE } from "../../../src/report/html/style.ts";

test("calls that fail one after another are one mark, at the first of them", () => {
  const calls = [1, 1.5, 2.4, 5, 5.2].map((time) => ({ time }));
  expect(burstsOf(calls)).toEqual([
    { from: 1, to: 2.4, count: 3 },
    { from: 5, to: 5.2, count: 2 },
  ]);
  const incidents = [
    { time: 0.5, kind: "node", text: "a dies: its host" },
    { time: 0.6, kind: "suspicion", text: "b has waited in vain for a" },
    { time: 1.2, kind: "verdict", text: "b considers a down" },
  ] as const;
  const marks = marksOf(incidents, calls);
  expect(marks.map(({ time, kind }) => [time, kind])).toEqual([
    [0.5, "fault"],
    [1, "failed calls"],
    [1.2, "verdict"],
    [5, "failed calls"],
  ]);
  expect(nearestMark(marks, 1, 1)?.time).toBe(1.2);
  expect(nearestMark(marks, 1, -1)?.time).toBe(0.5);
  expect(nearestMark(marks, 5, 1)).toBeUndefined();
});

test("times are shown as exactly as the speed lets somebody follow, and where the run stands to the microsecond", () => {
  expect([1e-5, 1e-3, 0.1, 1, 20, Infinity].map((speed) => decimalsAt(speed, true))).toEqual([6, 5, 3, 2, 1, 1]);
  expect(timeText(12.345678, decimalsAt(1000, false))).toBe("12.345678 s");
});

test("a time is typed as a number of seconds or with its unit", () => {
  expect(["12.5", " 12,5 s", "300 ms", "2 min", "0"].map(readTime)).toEqual([12.5, 12.5, 0.3, 120, 0]);
  for (const wrong of ["", "soon", "-3", "1e3 x"]) expect(readTime(wrong)).toMatch(/such as 12\.5 s/);
});

test("speeds are tens of microseconds per second to as fast as it can, and end at both ends", () => {
  expect(SPEEDS.map(speedText).slice(0, 6)).toEqual([
    ...["10 µs per second", "100 µs per second", "1 ms per second", "10 ms per second"],
    ...["100 ms per second", "real time"],
  ]);
  expect(otherSpeed(1e-5, -1)).toBe(1e-5);
  expect(otherSpeed(1000, 1)).toBe(Infinity);
  expect(otherSpeed(Infinity, 1)).toBe(Infinity);
});

test("the pace of a run is measured over half a second, and what passes while the screen sleeps is not caught up", () => {
  const pace = new Pace();
  expect(pace.passed(1000)).toBeLessThan(1e-9);
  expect(pace.passed(1020)).toBeCloseTo(0.02, 12);
  expect(pace.passed(9000)).toBe(0.1);
  const told = [0, 250, 500, 750, 1000].map((clock) => pace.measure(clock, clock / 100));
  expect(told).toEqual([null, null, 10, null, 10]);
});

test("the colours of the page are those of the reports, in light and in dark", () => {
  const style = readFileSync(new URL("../../../src/play/page/style.css", import.meta.url), "utf8");
  const roots = (text: string) =>
    [...text.matchAll(/:root \{([^}]*)\}/g)]
      .map(([, inside]) =>
        Object.fromEntries([...inside!.matchAll(/(--[a-z-]+): (#[0-9a-f]+)/g)].map(([, name, value]) => [name, value])),
      )
      .filter((colours) => Object.keys(colours).length > 1); // without that of the paper of charts, which stands by itself
  const [light, dark] = roots(style);
  const [lightOfReports, darkOfReports] = roots(STYLE);
  expect(Object.keys(light!).length).toBeGreaterThan(12);
  expect(lightOfReports).toMatchObject(light!);
  expect(darkOfReports).toMatchObject(dark!);
});
