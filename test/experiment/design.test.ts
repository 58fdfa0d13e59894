import { expect, test } from "vitest";
import { Design, type DesignPlan } from "../../src/experiment/design/design.ts";
import { parsePointTable } from "../../src/experiment/design/point-table.ts";
import { sobolPoints } from "../../src/experiment/design/sobol.ts";
import { parseAxis, splitList } from "../../src/scenario/axis.ts";
import { design } from "./plans.ts";

const values = (text: string): readonly string[] => {
  const axis = parseAxis(text);
  return axis.kind === "listed" ? axis.values : [];
};
const points = (plan: DesignPlan): string[] => {
  const made = new Design(plan, 1);
  return Array.from({ length: made.size }, (_, i) =>
    made
      .point(i)
      .map(({ value }) => value)
      .join(" "),
  );
};

test("ranges are exact in decimal and carry their unit", () => {
  expect(values("x=0.1:0.5:0.1")).toEqual(["0.1", "0.2", "0.3", "0.4", "0.5"]);
  expect(values("x=100:400:100/s")).toEqual(["100/s", "200/s", "300/s", "400/s"]);
  expect(values("x=1 s:2 s:0.25 s")).toEqual(["1 s", "1.25 s", "1.5 s", "1.75 s", "2 s"]);
  expect(values("x=10:0:-4")).toEqual(["10", "6", "2"]);
  expect(values("x=-1:1:1")).toEqual(["-1", "0", "1"]);
  expect(values("x=5:5:1")).toEqual(["5"]);
  expect(values("x=10 %:30 %:10 %")).toEqual(["10%", "20%", "30%"]);
  expect(values("x=1 ms:1000:log4")).toEqual(["1 ms", "10 ms", "100 ms", "1000 ms"]);
  expect(values("x=0:1:lin5")).toEqual(["0", "0.25", "0.5", "0.75", "1"]);
  expect(splitList("{ a: 1, b: [2, 3] }, 'x,y', z")).toEqual(["{ a: 1, b: [2, 3] }", "'x,y'", "z"]);
});

test("short names know their place and their unit", () => {
  const [point] = [new Design(design(["rate=100:200:100", "architecture=iprs,ppdr"]), 1).point(1)];
  expect(point).toEqual([
    { name: "rate", path: "traffic.calls.rate", value: "100", written: "100/s" },
    { name: "architecture", path: "architecture", value: "ppdr", written: "{ preset: ppdr }" },
  ]);
});

test("all combinations, the last parameter changing fastest; zips go together; constraints leave out", () => {
  expect(points(design(["a=1,2", "b=x,y,z"]))).toEqual(["1 x", "1 y", "1 z", "2 x", "2 y", "2 z"]);
  expect(points(design(["a=1,2", "b=x,y", "c=p,q"], { zip: [["a", "c"]] }))).toEqual([
    "1 p x",
    "1 p y",
    "2 q x",
    "2 q y",
  ]);
  expect(points(design(["a=1:3:1", "b=1:3:1"], { where: ["b < a"] }))).toEqual(["2 1", "3 1", "3 2"]);
  expect(points(design(["a=500 ms,2 s", "b=1 s,3 s"], { where: ["2 * a <= b", "b != 3 s"] }))).toEqual(["500 ms 1 s"]);
  expect(points(design(["b=7,8"], { table: 'a,"c"\r\n1,"x, y"\n2,"say ""z"""\n' }))).toEqual([
    "1 x, y 7",
    "1 x, y 8",
    '2 say "z" 7',
    '2 say "z" 8',
  ]);
  expect(points(design([]))).toEqual([""]);
});

test("a Latin hypercube has one point in each stratum of each axis, the same for the same seed", () => {
  const plan = design(["a=0:1", "b=1:100:log", "c=u,v,w,x"], { sampling: { method: "latin-hypercube", size: 40 } });
  const rows = points(plan).map((row) => row.split(" "));
  const strata = (column: number, share: (value: number) => number) =>
    new Set(rows.map((row) => Math.floor(40 * share(Number(row[column]))))).size;
  expect(strata(0, (value) => value)).toBe(40);
  expect(strata(1, (value) => Math.log10(value) / 2)).toBe(40);
  for (const level of "uvwx") expect(rows.filter((row) => row[2] === level).length).toBe(10);
  expect(points(plan)).toEqual(points(plan));
  const other = new Design(plan, 2);
  expect(other.point(0).map(({ value }) => value)).not.toEqual(rows[0]);
  const [alone] = points(design(["a=0:1"], { sampling: { method: "latin-hypercube", size: 40 } }));
  expect(alone, "another axis does not move the values of this one").toBe(rows[0]![0]);
});

test("2ᵏ Sobol' points have one in each interval 2⁻ᵏ of every axis, and in each elementary rectangle of the first two", () => {
  const k = 7;
  const n = 2 ** k;
  const shifts = Array.from({ length: 16 }, (_, i) => (i * 2_654_435_761) >>> 0);
  const sample = sobolPoints(n, shifts);
  for (let axis = 0; axis < shifts.length; axis++)
    expect(new Set(sample.map((point) => Math.floor(point[axis]! * n))).size, `axis ${axis}`).toBe(n);
  for (let i = 0; i <= k; i++) {
    const boxes = sample.map(([x, y]) => `${Math.floor(x! * 2 ** i)} ${Math.floor(y! * 2 ** (k - i))}`);
    expect(new Set(boxes).size).toBe(n);
  }
  // The first points without a shift, as published: 0, 1/2, then 3/4 and 1/4 on the first axis.
  expect(sobolPoints(4, [0, 0]).map((point) => [...point].map((x) => Math.round(x * 4) / 4))).toEqual([
    [0, 0],
    [0.5, 0.5],
    [0.75, 0.25],
    [0.25, 0.75],
  ]);
});

test.each([
  ["rate=1:10:0", /step of zero/],
  ["rate=1:10:-1", /step of -1 from 1 to 10.*in that direction/],
  ["rate=1:1e9:1", /plain decimal/],
  ["rate=0:99999999:1", /range of 100000000 values.*at most 1000000/],
  ["rate=1:2:3:4", /expected values with commas/],
  ["rate=1 s:2 ms:1 s", /units s and ms/],
  ["rate=1,,2", /nothing between/],
  ["rate=1,2,1", /value 1 a second time/],
  ["rate=", /path=values/],
  ["=1", /path=values/],
  ["rate=0:10:log5", /bounds above 0/],
  ["rate=1:10:log1", /1 values/],
  ["rate=1:10:x", /"x".*a step such as/],
  ["rate=10:1", /lower bound below/],
])("%s is refused", (text, message) => {
  expect(() => parseAxis(text)).toThrow(message);
});

test.each([
  ["standby <= active - 1", ["2 1", "3 1", "3 2"]],
  ["standby + 1 <= active", ["2 1", "3 1", "3 2"]],
  ["active+standby=4", ["1 3", "2 2", "3 1"]],
  ["active + 2*standby - 1 > 7", ["3 3"]],
  ["active - 1e-3 > standby * 1", ["2 1", "3 1", "3 2"]],
  ["active - standby != 0", ["1 2", "1 3", "2 1", "2 3", "3 1", "3 2"]],
])("sums and differences: %s", (where, expected) => {
  expect(points(design(["active=1:3:1", "standby=1:3:1"], { where: [where] }))).toEqual(expected);
});

test("a name may hold a sign, and so may a value", () => {
  expect(points(design(["a-b=1,5", "a=5", "b=2"], { where: ["a-b = 1"] }))).toEqual(["1 5 2"]);
  expect(points(design(["a=x-1,x-2"], { where: ["a != x-1"] }))).toEqual(["x-2"]);
});

test.each<[string, DesignPlan, RegExp]>([
  ["size", design(["a=1:2000:1", "b=1:2000:1"]), /4000000 points/],
  ["an interval", design(["a=1:2"]), /without a step/],
  ["a zip of unequal lists", design(["a=1,2", "b=1,2,3"], { zip: [["a", "b"]] }), /2 and 3 values/],
  ["a zip of a stranger", design(["a=1,2"], { zip: [["a", "c"]] }), /"c" in a zip/],
  ["one place twice", design(["rate=1,2", "traffic.calls.rate=3,4"]), /rate and traffic\.calls\.rate for one place/],
  ["no point left", design(["a=1,2"], { where: ["a > 5"] }), /no point with a > 5/],
  ["no comparison", design(["a=1,2"], { where: ["a"] }), /expected a comparison/],
  ["no parameter", design(["a=1,2"], { where: ["1 < 2"] }), /without a parameter/],
  ["words compared", design(["a=x,y"], { where: ["a < 3"] }), /"x" compared by </],
  ["a stranger in a sum", design(["a=1,2"], { where: ["a <= b - 1"] }), /"b - 1"; expected a value, or a sum/],
  ["a sum without an end", design(["a=1,2"], { where: ["a + < 3"] }), /"a \+"; expected a value, or a sum/],
  ["words in a sum", design(["a=x,y"], { where: ["a + 1 < 3"] }), /"a \+ 1" compared by </],
  ["nothing to sample", design([], { sampling: { method: "sobol", size: 4 } }), /nothing to sample/],
  ["a sample of none", design(["a=0:1"], { sampling: { method: "sobol", size: 0 } }), /0 points/],
])("%s is refused", (_, plan, message) => {
  expect(() => new Design(plan, 1)).toThrow(message);
});

test("semicolons and tabs separate where the head has them", () => {
  const expected = { names: ["a", "b"], rows: [["1", "x, y"]] };
  expect(parsePointTable("a;b\n1;x, y\n")).toEqual(expected);
  expect(parsePointTable("a\tb\n1\tx, y\n")).toEqual(expected);
});

test.each([
  ["", /without points/],
  ["a,b\n", /without points/],
  ["a,b\n1\n", /1 cells in line 2/],
  ["a,a\n1,2\n", /column "a" twice/],
  ["a,b\n1,\n", /empty cell in line 2/],
  ['a\n"1\n', /quote in line 2/],
])("the table %j is refused", (text, message) => {
  expect(() => parsePointTable(text)).toThrow(message);
});
