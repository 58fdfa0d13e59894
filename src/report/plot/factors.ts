/** What becomes of the factors of a study that a chart has no axis for: they are drawn as series, held at a level, averaged over, or asked for; never passed over. */
import { levelsOf } from "./levels.ts";
import { factorTitle, type Measured, type Measurements } from "./measurements.ts";
import { NothingToPlot } from "./plot.ts";
import { type Asked, levelIn, levelName, rowsWhere, varying } from "./selection.ts";

/** More series than this are better drawn as a field. */
export const LINES_MAX = 6;

/** What somebody wants to see, where they said so. */
export interface Wanted {
  readonly by: string | undefined;
  readonly series: string | undefined;
  readonly where: Asked["where"];
  /** Factors over whose levels means are taken. */
  readonly average: readonly string[];
  /** Whether factors without a place are held at their middle level; otherwise it is asked what to do with them. */
  readonly isHeld: boolean;
}

/** Factors and their levels on the axes of a chart, and the measurements that it shows. */
export interface Placed {
  readonly measurements: Measurements;
  readonly by: string;
  readonly series: string;
  /** Factors of which one level is shown, without those that the user has picked. */
  readonly held: Asked["where"];
}

const withRows = (measurements: Measurements, rowsOf: Measurements["rowsOf"]): Measurements => ({
  ...measurements,
  rowsOf,
});

/** Only what was measured at these levels. */
const at = (measurements: Measurements, where: Asked["where"]): Measurements =>
  where.length === 0 ? measurements : withRows(measurements, (metric) => rowsWhere(measurements, metric, where));

/** Several factors as one, whose levels are those that occur together. */
function together(measurements: Measurements, names: readonly string[]): { all: Measurements; name: string } {
  const titles = names.map((name, i) => (i === 0 ? factorTitle(name) : factorTitle(name).toLowerCase()));
  const name = titles.join(" and ");
  const places = names.map((one) => measurements.factors.indexOf(one));
  const others = measurements.factors.flatMap((one, place) => (names.includes(one) ? [] : [place]));
  const joined = (row: Measured): Measured => ({
    ...row,
    levels: [
      ...others.map((place) => row.levels[place]!),
      places.map((place, i) => levelName(names[i]!, row.levels[place]!)).join(", "),
    ],
  });
  return {
    name,
    all: {
      ...withRows(measurements, (metric) => measurements.rowsOf(metric).map(joined)),
      factors: [...others.map((place) => measurements.factors[place]!), name],
    },
  };
}

/** @param isField whether a level of the series is a row of cells, of which there may be many */
export function placed(all: Measurements, metric: string, wanted: Wanted, isField: boolean): Placed {
  const measurements = at(all, wanted.where);
  const rows = measurements.rowsOf(metric);
  const levels = (name: string) => levelsOf(name, rows.map(levelIn(measurements, name))).names;
  const free = varying(measurements, rows)
    .filter((name) => ![wanted.by, wanted.series, ...wanted.average].includes(name))
    .sort((a, b) => levels(b).length - levels(a).length);
  const by = wanted.by ?? free.shift() ?? "";
  const chosen = wanted.series === undefined ? [] : [wanted.series];
  const asSeries = [...chosen, ...free];
  const count = asSeries.reduce((product, name) => product * levels(name).length, 1);
  if (asSeries.length < 2) return { measurements, by, series: asSeries[0] ?? "", held: [] };
  if (count <= LINES_MAX && !isField) {
    const { all: joined, name } = together(measurements, asSeries);
    return { measurements: joined, by, series: name, held: [] };
  }
  const [series, ...rest] = asSeries as [string, ...string[]];
  const middle = (name: string) => levels(name)[Math.floor(levels(name).length / 2)]!;
  const held = rest.map((name) => [name, middle(name)] as const);
  if (!wanted.isHeld) throw askedFor(held, levels);
  return { measurements: at(measurements, held), by, series, held };
}

/** All factors that vary as one, for charts whose only other axis is an amount. */
export function placedTogether(all: Measurements, metric: string, wanted: Wanted, most: number): Placed {
  const measurements = at(all, wanted.where);
  const rows = measurements.rowsOf(metric);
  const said = [wanted.by, wanted.series].filter((name) => name !== undefined);
  const free = varying(measurements, rows).filter((name) => !said.includes(name) && !wanted.average.includes(name));
  const names = [...said, ...free];
  if (names.length < 2) return { measurements, by: names[0] ?? "", series: "", held: [] };
  const levels = (name: string) => levelsOf(name, rows.map(levelIn(measurements, name))).names;
  const count = names.reduce((product, name) => product * levels(name).length, 1);
  if (count > most) {
    const held = names.slice(1).map((name) => [name, levels(name)[0]!] as const);
    if (!wanted.isHeld) throw askedFor(held, levels);
    return { measurements: at(measurements, held), by: names[0]!, series: "", held };
  }
  const { all: joined, name } = together(measurements, names);
  return { measurements: joined, by: name, series: "", held: [] };
}

function askedFor(held: Asked["where"], levels: (name: string) => readonly string[]): NothingToPlot {
  const told = held.map(([name]) => `${name} (${levels(name).length} levels)`).join(" and ");
  return new NothingToPlot(
    "where",
    `${told}, for which the chart has no axis`,
    "one level of it, or the mean over all",
    `${held.map(([name, level]) => `--where ${/\s/.test(level) ? `"${name}=${level}"` : `${name}=${level}`}`).join(" ")} holds it; ${held.map(([name]) => `--average ${name}`).join(" ")} takes means.`,
  );
}

/** What is held, as words of a title: ", at call rate 200". */
export const heldText = (held: Asked["where"]): string =>
  held.length === 0
    ? ""
    : `, at ${held
        .map(([name, level]) => {
          const said = levelName(name, level);
          return said === level ? `${factorTitle(name).toLowerCase()} ${level}` : said;
        })
        .join(" and ")}`;
