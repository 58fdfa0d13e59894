/** From a table of results to a chart: what is read, what is averaged, what is chosen, and what is said when it is not there. */
import { inflateSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { paretoFront } from "../../src/report/charts/pareto.ts";
import { renderPdf } from "../../src/report/pdf.ts";
import { type Plottable, plotFor } from "../../src/report/plot/choice.ts";
import { levelsOf } from "../../src/report/plot/levels.ts";
import { onLogAxes } from "../../src/report/plot/log-axes.ts";
import { factorTitle, measurementsOf, titleOf } from "../../src/report/plot/measurements.ts";
import { sheetOf, THEMES, WIDTHS, type Width } from "../../src/report/plot/paper.ts";
import { select } from "../../src/report/plot/selection.ts";
import { latexTable, latexText } from "../../src/report/table/latex.ts";

const MEANS = `point,rate,standby,replications,complete,metric,unit,mean,ci95Low,ci95High,values
1,100,0,5,true,failedCalls,calls,200,190,210,5
2,200,0,5,true,failedCalls,calls,400,380,420,5
3,100,1,5,true,failedCalls,calls,10,8,12,5
4,200,1,5,true,failedCalls,calls,30,26,34,5
3,100,1,5,true,outageTime,s,0.25,0.2,0.3,5
`;
const SINGLE = `point,rate,replication,failedCalls,outageTime
1,100,0,4,1
1,100,1,6,
1,100,2,8,3
`;
const PLAIN =
  "architecture,rate,failedCalls,ci95Low,ci95High\niprs,100,130,120,140\nppdr,100,190,180,200\niprs,200,260,250,270\n";

const nothing = { measurements: null, replications: null, service: null, search: null };
const origin = { title: "Two & two", source: "a test", status: "Simulated" };
const means: Plottable = { ...nothing, origin, measurements: measurementsOf(MEANS) };
const asked = { metrics: [], where: [] };

test("three kinds of table are told apart by their heads", () => {
  const long = measurementsOf(MEANS);
  expect([long.factors, long.metrics.map(({ name }) => name)]).toEqual([
    ["rate", "standby"],
    ["failedCalls", "outageTime"],
  ]);
  expect(long.rowsOf("outageTime")).toEqual([{ levels: ["100", "1"], value: 0.25, low: 0.2, high: 0.3 }]);
  const single = measurementsOf(SINGLE);
  expect([single.factors, single.areSingle, single.rowsOf("outageTime").map(({ value }) => value)]).toEqual([
    ["rate"],
    true,
    [1, 3],
  ]);
  const plain = measurementsOf(PLAIN);
  expect(plain.rowsOf("failedCalls")[1]).toEqual({ levels: ["ppdr", "100", "190"], value: 190, low: 180, high: 200 });
  expect(plain.rowsOf("rate")[0]).toMatchObject({ value: 100, low: null, high: null }); // 120 … 140 cannot be its interval
});

test("means at other levels are averaged, with their range; five observations get the interval that summaries have", () => {
  const pooled = select(measurementsOf(MEANS), { metric: "failedCalls", by: "rate", series: "", where: [] });
  expect(pooled.shown.map(({ value, low, high }) => [value, low, high])).toEqual([
    [105, 10, 200],
    [215, 30, 400],
  ]);
  expect([pooled.averaged, pooled.interval]).toEqual([["standby"], "range over standby"]);
  const sample = (text: string) =>
    select(measurementsOf(text), { metric: "failedCalls", by: "rate", series: "", where: [] }).shown[0]!;
  expect(sample(SINGLE)).toMatchObject({ value: 6, low: null, high: null });
  const five = [102, 104, 106, 108, 110].map((value, i) => `1,100,${i},${value},`).join("\n");
  const { value, high } = sample(`point,rate,replication,failedCalls,outageTime\n${five}\n`);
  expect(value).toBe(106);
  // t(0.975; 4), longer by the root of Hall's cubic for a skewness of 8/5 times the coefficient of variation.
  expect(high).toBeCloseTo(106 + (2.776445 * 1.0204333 * Math.sqrt(10)) / Math.sqrt(5), 5);
  const where = select(measurementsOf(MEANS), {
    metric: "failedCalls",
    by: "rate",
    series: "",
    where: [["standby", "1"]],
  });
  expect(where.shown.map(({ value }) => value)).toEqual([10, 30]);
});

test("levels go by what they are worth, whatever their unit", () => {
  expect(levelsOf("interval", ["1 s", "50 ms", "200 ms"])).toMatchObject({
    names: ["50 ms", "200 ms", "1 s"],
    unit: "s",
  });
  expect([...levelsOf("interval", ["50 ms", "200 ms"]).numbers!.values()]).toEqual([50, 200]);
  expect(levelsOf("rate", ["400", "1000", "50"])).toMatchObject({ names: ["50", "400", "1000"], unit: "calls/s" });
  expect(levelsOf("architecture", ["ppdr", "iprs", "ppdr"])).toEqual({
    names: ["ppdr", "iprs"],
    numbers: null,
    unit: "",
  });
  expect([titleOf("callSetupTime.p95"), titleOf("mttfHours"), titleOf("failedCalls.nodeDown")]).toEqual([
    "Call setup time, p95",
    "MTTF",
    "Failed calls, node down",
  ]);
  expect(factorTitle("architecture.watches.membership.detector.heartbeat.interval")).toBe("Heartbeat interval");
});

test("numbers that no axis can bear are refused: from −1e308 to 1e308 it is infinitely long", () => {
  expect(() => measurementsOf("x,v\n1,1e308\n2,-1e308\n").rowsOf("v")).toThrow("the value 1e308");
  expect(measurementsOf("x,v\n1,1e150\n2,-1e150\n").rowsOf("v")).toHaveLength(2);
});

test("the type follows from the data", () => {
  const typeOf = (text: string, request = {}) =>
    plotFor({ ...means, measurements: measurementsOf(text) }, { ...asked, ...request }).type;
  expect(typeOf(MEANS)).toBe("points");
  expect(typeOf(PLAIN, { metrics: ["failedCalls"], by: "architecture" })).toBe("bar");
  const many = Array.from({ length: 20 }, (_, i) => `${i},${i * i}`).join("\n");
  expect(typeOf(`mttfHours,failedCalls\n${many}\n`, { metrics: ["failedCalls"], by: "mttfHours" })).toBe("line");
  expect(typeOf("mttfHours,unavailability\n1,0.1\n2,0.01\n", { metrics: ["unavailability"], by: "mttfHours" })).toBe(
    "availability",
  );
  expect(typeOf(SINGLE, { type: "ecdf", metrics: ["failedCalls"] })).toBe("ecdf");
});

/** Four rates, five intervals, two standbys: failed calls tell each point by its digits. */
const CUBE = `point,rate,interval,standby,replications,complete,metric,unit,mean,ci95Low,ci95High,values
${[100, 200, 300, 400].flatMap((rate) => [1, 2, 3, 4, 5].flatMap((s) => [0, 1].map((standby) => `1,${rate},${s} s,${standby},5,true,failedCalls,calls,${rate + 10 * s + standby},,,5`))).join("\n")}
`;

test("nothing is averaged over unless that is asked for: other factors are curves, held, or asked for", () => {
  const plot = (request: object, text = CUBE) =>
    plotFor({ ...means, measurements: measurementsOf(text) }, { ...asked, ...request });
  const refusal = (request: object): string => {
    try {
      plot(request);
    } catch (error) {
      const { option, found, hint } = error as { option: string; found: string; hint: string };
      return `${option}: ${found}. ${hint}`;
    }
    return "";
  };
  expect(refusal({})).toBe(
    "where: standby (2 levels), for which the chart has no axis. --where standby=1 holds it; --average standby takes means.",
  );
  const curves = plot({ where: [["standby", "1"]] });
  expect(curves.frame.title).toBe("Failed calls by interval and call rate");
  expect(curves.table.slice(1, 3)).toEqual([
    ["1 s", "100", "111", "–"],
    ["2 s", "100", "121", "–"],
  ]);
  const held = plot({ isHeld: true });
  expect(held.frame.title).toBe("Failed calls by interval and call rate, at standby 1");
  expect(held.table[1]).toEqual(["1 s", "100", "111", "–"]);
  const mean = plot({ average: ["standby"] });
  expect(mean.table[1]).toEqual(["1 s", "100", "110.50", "110.00 to 111.00"]);
  expect([mean.frame.subtitle, mean.frame.source]).toEqual([
    "Simulated: Two & two; mean over standby",
    "a test; bars: range over standby",
  ]);
  // Two factors with four combinations beside the one on the axis are four curves.
  const few = CUBE.split("\n")
    .filter((line) => !/^1,[34]00/.test(line) && !/,[345] s,/.test(line))
    .join("\n");
  const together = plot({ by: "rate" }, few);
  expect(together.table.slice(1).map(([rate, series, value]) => `${rate} ${series}: ${value}`)).toEqual(
    ["1 s, standby 0", "1 s, standby 1", "2 s, standby 0", "2 s, standby 1"].flatMap((series, i) =>
      [100, 200].map((rate) => `${rate} ${series}: ${rate + [10, 11, 20, 21][i]!}`),
    ),
  );
  expect(refusal({ average: ["stanby"] })).toContain("Did you mean standby?");
});

test("an axis becomes logarithmic where it is measured and something on it is positive; what is left out is said", () => {
  const points = plotFor(means, { ...asked, metrics: ["failedCalls"] });
  expect(onLogAxes(points, ["x", "y"]).frame).toMatchObject({ x: { scale: "log" }, y: { scale: "log" } });
  const bars = plotFor(means, { ...asked, type: "bar" });
  expect(() => onLogAxes(bars, ["x"])).toThrow("log: found x, along which bars begin at 0");
  const zero = measurementsOf(MEANS.replace("calls,10,8,12", "calls,0,0,0"));
  const { frame } = onLogAxes(plotFor({ ...means, measurements: zero }, { ...asked, metrics: ["failedCalls"] }), ["y"]);
  expect(frame.source).toBe("a test; 95 % intervals; 1 value of 0 or less left out by the logarithmic axis");
});

test("what is not there is named, with what is and the nearest to it", () => {
  const failing = (request: object, text = MEANS) => {
    try {
      plotFor({ ...means, measurements: measurementsOf(text) }, { ...asked, ...request });
    } catch (error) {
      const { option, found, hint } = error as { option: string; found: string; hint: string };
      return [option, found, hint];
    }
    return null;
  };
  expect(failing({ metrics: ["failedCals"] })).toEqual(["metric", '"failedCals"', "Did you mean failedCalls?"]);
  expect(failing({ by: "stanby" })).toEqual(["by", '"stanby"', "Did you mean standby?"]);
  expect(failing({ where: [["standby", "7"]] })?.[1]).toBe("standby=7");
  expect(failing({ type: "line", by: "architecture", metrics: ["failedCalls"] }, PLAIN)?.[1]).toContain(
    "levels are words",
  );
  expect(failing({ type: "ecdf" })?.[1]).toBe("no replications.csv");
  expect(failing({ type: "timeline", where: [["standby", "0"]] })?.[1]).toBe("no detection or outage time");
});

test("a front is what no other point beats", () => {
  const points = fc.array(fc.record({ x: fc.integer({ min: 0, max: 9 }), y: fc.integer({ min: 0, max: 9 }) }), {
    minLength: 1,
    maxLength: 30,
  });
  const way = fc.constantFrom("lower" as const, "higher" as const);
  fc.assert(
    fc.property(points, way, way, (all, x, y) => {
      const sign = (which: string) => (which === "lower" ? 1 : -1);
      const beats = (a: { x: number; y: number }, b: { x: number; y: number }) =>
        sign(x) * a.x <= sign(x) * b.x && sign(y) * a.y <= sign(y) * b.y && (a.x !== b.x || a.y !== b.y);
      const expected = new Set(
        all.filter((one) => !all.some((other) => beats(other, one))).map((one) => `${one.x} ${one.y}`),
      );
      const front = paretoFront(all, { x, y }).map((one) => `${one.x} ${one.y}`);
      expect(new Set(front)).toEqual(expected);
      expect(front.length).toBe(expected.size);
    }),
    { seed: 6 },
  );
});

test("every theme and width is as wide as it says", async () => {
  const plot = plotFor(means, { ...asked, type: "bar", by: "rate" });
  for (const theme of THEMES)
    for (const [name, mm] of Object.entries(WIDTHS)) {
      const sheet = await sheetOf(plot, theme, name as Width);
      expect(Math.abs(sheet.width - mm)).toBeLessThan(0.6);
      expect(sheet.svg).toContain(`width="${sheet.width}mm"`);
      expect(sheet.svg.includes("Two &amp; two")).toBe(theme !== "paper");
    }
});

test("a PDF embeds its letters and is the same bytes again", async () => {
  const sheet = await sheetOf(plotFor(means, asked), "screen");
  const [first, second] = [
    await renderPdf(sheet.svg, "x", sheet.width, sheet.height),
    await renderPdf(sheet.svg, "x", sheet.width, sheet.height),
  ];
  expect(Buffer.compare(first, second)).toBe(0);
  const text = Buffer.from(first).toString("latin1");
  expect(text).toMatch(/\/FontFile2 /);
  expect(text).toMatch(/\+DejaVuSans-Bold/);
  expect(text).not.toMatch(/Helvetica|\/Subtype \/Image/);
  const stream = /\/Length (\d+)[^>]*\/Filter \/FlateDecode[^>]*>>\s*stream\n/.exec(text)!;
  const content = inflateSync(Buffer.from(text.slice(stream.index + stream[0].length), "latin1"), {
    finishFlush: 2,
  }).toString("latin1");
  expect(content).toMatch(/ Tj/);
});

test("a LaTeX table means what it says", () => {
  const table = latexTable("Two & two.", "fig-1", plotFor(means, { ...asked, by: "rate", series: "standby" }).table);
  expect(table).toContain(
    "\\begin{tabular}{S[table-format = 3]S[table-format = 1]S[table-format = 3.1]S[table-format = 3.1]S[table-format = 3.1]}",
  );
  expect(table).toContain("% Needs \\usepackage{booktabs} and \\usepackage{siunitx}.");
  expect(table).toContain("& \\multicolumn{2}{c}{95 \\% interval} \\\\");
  expect(table).toContain("  100 & 0 & 200 & 190 & 210 \\\\");
  expect(table).toContain("  100 & 1 & 10.0 & 8.0 & 12.0 \\\\");
  expect(table).toContain("Two \\& two");
  expect(latexText("50 % of $x_1$ {a}\\")).toBe("50 \\% of \\$x\\_1\\$ \\{a\\}\\textbackslash{}");
});
