/** Lifetimes by hand from short lists, and intervals that cover as often as they say on lists drawn from known laws. */
import { expect, test } from "vitest";
import { parseTable, TableProblem } from "../../src/measurement/delimited-text.ts";
import { lifetimesOf, pooled, seenIn, trendOf } from "../../src/measurement/lifetimes.ts";
import { readOutageFile } from "../../src/measurement/outage-files.ts";
import { type Outage, readOutages } from "../../src/measurement/outages.ts";
import { parsePointInTime } from "../../src/measurement/point-in-time.ts";
import { Stream } from "../../src/random/stream.ts";

const window = (from: number, until: number, endsWithList = false) => ({ from, until, endsWithList });
const outage = (component: string, start: number, end: number | null): Outage => ({ component, start, end, line: 0 });

test("times: zones, dates, fractions and epochs", () => {
  const seconds = (text: string) => parsePointInTime(text).seconds;
  expect(seconds("2026-03-01T12:30:00Z")).toBe(Date.UTC(2026, 2, 1, 12, 30) / 1000);
  expect(seconds("2026-03-01T13:30:00+01:00")).toBe(seconds("2026-03-01 12:30"));
  expect(seconds("2026-03-01T07:00:00-0530")).toBe(seconds("2026-03-01 12:30"));
  expect(seconds("2024-02-29")).toBe(Date.UTC(2024, 1, 29) / 1000);
  expect(seconds("1970-01-01T00:00:01,5Z")).toBe(1.5);
  expect(parsePointInTime("1500", 1e-3).seconds).toBe(1.5);
  for (const text of ["01.03.2026 12:30", "1.3.2026 12:30:00", "2026-03-01 12:30 UTC", "01.03.2026 13:30 +01:00"])
    expect(seconds(text), text).toBe(seconds("2026-03-01 12:30"));
  expect(seconds("2026-03-01 9:05")).toBe(seconds("2026-03-01 09:05"));
  for (const text of ["2025-02-29", "2026-13-01", "2026-03-01 24:00", "1.13.2026", "1772362800000", "1.3.26", ""])
    expect(() => parsePointInTime(text), text).toThrow();
  expect(() => parsePointInTime("4/3/2026 10:00")).toThrow("day or the month comes first");
  expect(() => parsePointInTime("2026-03-01 12:30 CET")).toThrow("by name alone");
});

test.each([
  ["from;to;node\n03.04.2025 10:00;03.04.2025 10:45;a\n", {}],
  ["start,end,node\n2025-04-03 10:00:00,2025-04-03 10:45:00,a\n", {}],
  ["\ufeffOutage start,Outage end,Hostname\r\n2025-04-03 10:00,2025-04-03 10:45,a\r\n", {}],
  ["host,down_at,duration_minutes\na,2025-04-03 10:00,45\n", {}],
  ["host,began,Downtime\na,2025-04-03 10:00,45 min\n", {}],
  [
    "Rechner\tAnfang\tEnde\na\t2025-04-03 10:00:00\t2025-04-03 10:45:00\n",
    { component: "Rechner", start: "Anfang", end: "Ende" },
  ],
])("a list as people have it: %j", (text, named) => {
  const start = Date.UTC(2025, 3, 3, 10) / 1000;
  const told = { host: "log", year: 2025, only: new Map(), named: new Map(Object.entries(named)) };
  expect(readOutageFile(text, told).outages).toEqual([{ component: "a", start, end: start + 45 * 60, line: 2 }]);
});

test("a list without an end, and a length without a unit, say how to mend them", () => {
  expect(() => readOutages(parseTable("node,start\na,2025-04-03\n"))).toThrow("--named end=COLUMN");
  expect(() => readOutages(parseTable("node,start,duration\na,2025-04-03,45\n"))).toThrow("duration_min");
});

test("a list is put in order, and says what it did", () => {
  const { outages, notes } = readOutages(
    parseTable("host\tcause\tbegin_ms\tend_ms\nb\tdisk\t9000\t\na\t\t1000\t2000\n"),
  );
  expect(outages).toEqual([
    { component: "a", start: 1, end: 2, line: 3 },
    { component: "b", start: 9, end: null, line: 2 },
  ]);
  expect(notes).toEqual([
    "line 1: not read: cause (column 2).",
    "line 3: begins before the outage of the row above; the rows were put in order.",
    "line 2: b is still down: a repair that has not ended.",
  ]);
  expect(() => readOutages(parseTable("node,start\na,1\n"))).toThrow(TableProblem);
});

test("by hand: an outage that straddles the begin is no failure, one that has not ended is a repair in part", () => {
  const [seen] = seenIn(
    [outage("a", -5, 10), outage("a", 30, 34), outage("a", 60, 62), outage("a", 90, null)],
    window(0, 100),
  );
  expect(seen).toEqual({
    ...{ component: "a", up: 100 - 10 - 4 - 2 - 10, failures: [30, 60, 90] },
    ...{ repairs: [4, 2], unfinished: 10, open: 1 },
  });
  const { timeToFailure, timeToRepair, unavailability } = lifetimesOf(seen!);
  expect(timeToFailure!.estimate).toBeCloseTo(74 / 3, 12);
  expect(timeToRepair!.estimate).toBeCloseTo(16 / 2, 12);
  expect(unavailability!.estimate).toBeCloseTo(8 / (8 + 74 / 3), 12);
});

test("a list alone is watched from its first failure, which ends no life, to its last time", () => {
  const list = [outage("a", 0, 1), outage("a", 11, 12), outage("a", 32, 33), outage("a", 63, 64)];
  const [seen] = seenIn(list, window(0, 64, true));
  expect(lifetimesOf(seen!).timeToFailure!.estimate).toBeCloseTo((10 + 20 + 30) / 3, 12);
});

test("components that never failed lengthen the time in service", () => {
  const seen = seenIn([outage("a", 10, 12), outage("b", 50, 53)], window(0, 100));
  expect(pooled(seen, 2, window(0, 100)).up).toBe(98 + 97 + 200);
});

test("too few events have no mean, but a bound", () => {
  const [seen] = seenIn([outage("a", 50, 51)], window(0, 101));
  const { timeToFailure, timeToRepair, unavailability, atLeast } = lifetimesOf(seen!);
  expect([timeToFailure, timeToRepair, unavailability]).toEqual([null, null, null]);
  expect(atLeast).toBeCloseTo(200 / 11.143, 3); // χ² with 4 degrees of freedom at 0.975
});

/** Components that break exponentially, mean 100, and are repaired by a law of mean 1. */
function drawn(replication: number, components: number, repair: (stream: Stream) => number): Outage[] {
  const stream = new Stream("outages", 3, replication);
  return Array.from({ length: components }, (_, i) => {
    const own: Outage[] = [];
    for (let now = 100 * stream.exponential(); now < 400; now += 100 * stream.exponential()) {
      const end = now + repair(stream);
      own.push(outage(`node-${i}`, now, end < 400 ? end : null));
      now = end;
    }
    return own;
  }).flat();
}

const LAWS: readonly (readonly [string, (stream: Stream) => number])[] = [
  ["exponential", (stream) => stream.exponential()],
  ["uniform", (stream) => 2 * stream.uniform()],
  ["lognormal with variation 1", (stream) => Math.exp(Math.sqrt(Math.LN2) * stream.normal() - Math.LN2 / 2)],
];

test.each(LAWS)("intervals cover what they say, repairs %s", (_law, repair) => {
  for (const components of [2, 12, 40]) {
    const [lists, covered] = [300, { life: 0, repair: 0, lost: 0 }];
    let told = 0;
    for (let i = 0; i < lists; i++) {
      const whole = pooled(seenIn(drawn(i, components, repair), window(0, 400)), 0, window(0, 400));
      const { timeToFailure, timeToRepair, unavailability } = lifetimesOf(whole);
      if (timeToFailure === null || timeToRepair === null || unavailability === null) continue;
      told++;
      if (timeToFailure.low! <= 100 && 100 <= timeToFailure.high!) covered.life++;
      if (timeToRepair.low! <= 1 && 1 <= timeToRepair.high!) covered.repair++;
      if (unavailability.low! <= 1 / 101 && 1 / 101 <= unavailability.high!) covered.lost++;
    }
    expect(told).toBeGreaterThan(0.95 * lists);
    for (const [what, count] of Object.entries(covered))
      expect(count / told, `${what}, ${components}`).toBeGreaterThan(0.91);
  }
});

test("Laplace's test is not misled by where a list ends", () => {
  let found = 0;
  for (let i = 0; i < 400; i++) {
    const list = drawn(i, 1, () => 1).filter(({ end }) => end !== null);
    const last = list.at(-1);
    if (last === undefined || list.length < 6) continue;
    const own = window(list[0]!.start, last.end!, true);
    const trend = trendOf(seenIn(list, own)[0]!, own)!;
    if (trend.p < 0.05) found++;
  }
  expect(found).toBeLessThan(20);
});
