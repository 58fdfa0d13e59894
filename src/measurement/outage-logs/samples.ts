/** Samples of Prometheus's `up`: 1 while a target answers, 0 while it does not. Range queries as JSON, and tables. */

import { UnitError } from "../../units/unit-error.ts";
import { columnNamed } from "../column.ts";
import { TableProblem, type TextTable } from "../delimited-text.ts";
import type { Outage } from "../outages.ts";
import { type PointInTime, parsePointInTime } from "../point-in-time.ts";

/** The samples of one target. */
interface Series {
  readonly component: string;
  readonly samples: { readonly time: number; readonly isUp: boolean; readonly line: number }[];
}

/** Samples of several targets. */
export interface Sampled {
  readonly outages: readonly Outage[];
  readonly components: readonly string[];
  readonly watched: { readonly from: number; readonly until: number };
  readonly kind: PointInTime["kind"];
  readonly notes: readonly string[];
}

const TIME = ["time", "timestamp"];
const TARGET = ["instance", "node", "component", "server", "host", "job"];

/** Whether a table holds samples: a column of times, and none of ends. */
export const isSampleTable = ({ names }: TextTable): boolean => {
  const bare = names.map((name) => columnNamed(name).name.toLowerCase());
  return TIME.some((name) => bare.includes(name)) && !bare.includes("start") && !bare.includes("end");
};

/** @throws TableProblem for times and values that are none */
export function samplesOfTable(table: TextTable): Sampled {
  const bare = table.names.map((name) => columnNamed(name).name.toLowerCase());
  const at = bare.findIndex((name) => TIME.includes(name));
  const value = bare.findIndex((name) => name === "value" || name === "up");
  const target = TARGET.map((name) => bare.indexOf(name)).find((index) => index >= 0) ?? -1;
  const all = new Map<string, Series>();
  let kind: PointInTime["kind"] = "epoch seconds";
  const add = (component: string, time: number, cell: string, place: { line: number; cell: number }) => {
    if (cell === "") return;
    const series = all.get(component) ?? { component, samples: [] };
    all.set(component, series);
    series.samples.push({ time, isUp: isUp(cell, place.line, place.cell), line: place.line });
  };
  for (const [i, row] of table.rows.entries()) {
    const line = table.lines[i]!;
    const found = timeOf(row[at]!, line, at, columnNamed(table.names[at]!).factor);
    kind = found.kind;
    if (value >= 0) add(target < 0 ? "service" : row[target]!, found.seconds, row[value]!, { line, cell: value });
    else
      for (const [j, cell] of row.entries())
        if (j !== at) add(targetIn(table.names[j]!), found.seconds, cell, { line, cell: j });
  }
  return sampled([...all.values()], kind);
}

/** What Prometheus answers to `/api/v1/query_range`. @throws TableProblem for anything else */
export function samplesOfJson(text: string): Sampled {
  const wrong = (found: string) =>
    new TableProblem(1, found, "the answer of /api/v1/query_range: data.result with metric and values");
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    throw wrong("JSON that cannot be read");
  }
  const result: unknown = field(field(answer, "data"), "result");
  if (!Array.isArray(result) || result.length === 0) throw wrong("no data.result");
  const series = result.map((one: unknown, i): Series => {
    const metric = field(one, "metric");
    const labels = TARGET.map((name) => field(metric, name)).filter((label) => typeof label === "string");
    const values = field(one, "values");
    if (!Array.isArray(values) || values.length === 0) throw wrong(`series ${i + 1} without values`);
    const samples = values.map((pair: unknown) => {
      const [time, value]: readonly unknown[] = Array.isArray(pair) ? pair : [];
      if (typeof time !== "number" || !(time >= 0 && time <= 1e11) || typeof value !== "string")
        throw wrong(`series ${i + 1} with the sample ${JSON.stringify(pair)?.slice(0, 60)}`);
      return { time, isUp: isUp(value, 1, null), line: 1 };
    });
    return { component: labels[0] ?? `series ${i + 1}`, samples };
  });
  return sampled(series, "epoch seconds");
}

const field = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;

/** The target of a column that is named like a series: `up{instance="kam1:9100",job="sip"}`. */
const targetIn = (name: string): string => /(?:instance|node|host)="([^"]+)"/.exec(name)?.[1] ?? name;

function isUp(cell: string, line: number, at: number | null): boolean {
  if (cell === "1" || cell === "0") return cell === "1";
  throw new TableProblem(line, `the sample ${JSON.stringify(cell.slice(0, 60))}`, "0 or 1, as `up` has them", at);
}

function timeOf(cell: string, line: number, at: number, factor: number): PointInTime {
  try {
    return parsePointInTime(cell, factor);
  } catch (error) {
    if (error instanceof UnitError) throw new TableProblem(line, error.found, error.expected, at);
    throw error;
  }
}

/** A target is down from the first sample that says so to the next one that does not. */
function sampled(all: readonly Series[], kind: PointInTime["kind"]): Sampled {
  const merged = new Map<string, Series>();
  for (const { component, samples } of all) {
    const own = merged.get(component) ?? { component, samples: [] };
    for (const sample of samples) own.samples.push(sample);
    merged.set(component, own);
  }
  const series = [...merged.values()];
  for (const { samples } of series) samples.sort((a, b) => a.time - b.time);
  const times = series.map(({ samples }) => ({ first: samples[0]!.time, last: samples.at(-1)!.time }));
  const from = times.reduce((least, { first }) => Math.min(least, first), Infinity);
  const until = times.reduce((most, { last }) => Math.max(most, last), -Infinity);
  const step = stepOf(series);
  const part = series.filter((_, i) => times[i]!.first > from + 2 * step || times[i]!.last < until - 2 * step);
  return {
    outages: series.flatMap(outagesOfSeries).sort((a, b) => a.start - b.start),
    components: series.map(({ component }) => component),
    ...{ watched: { from, until }, kind },
    notes: [
      `Times are those of samples, every ${step} s: what fails and comes back between two of them is not seen.`,
      ...part.map(
        ({ component }) => `${component} has samples for a part of the time only, and is taken to stay as it was.`,
      ),
    ],
  };
}

/** The usual time between two samples [s]: the median. */
function stepOf(all: readonly Series[]): number {
  const gaps = all.flatMap(({ samples }) => samples.slice(1).map(({ time }, i) => time - samples[i]!.time));
  return gaps.sort((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? 0;
}

function outagesOfSeries({ component, samples }: Series): Outage[] {
  const outages: Outage[] = [];
  let down: Series["samples"][number] | null = null;
  for (const sample of samples) {
    if (!sample.isUp) down ??= sample;
    else if (down !== null) {
      outages.push({ component, start: down.time, end: sample.time, line: down.line });
      down = null;
    }
  }
  return down === null ? outages : [...outages, { component, start: down.time, end: null, line: down.line }];
}
