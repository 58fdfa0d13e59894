/** The levels of a factor: what they are worth as numbers, and in which order they go. */
import { parseDuration } from "../../units/duration.ts";
import { parseRate } from "../../units/rate.ts";
import { UnitError } from "../../units/unit-error.ts";

/** Levels as a scale sees them. */
export interface Levels {
  /** In ascending order of their numbers; without numbers in the order in which they came. */
  readonly names: readonly string[];
  /** Number of each level in `unit`; null for levels that are words. */
  readonly numbers: ReadonlyMap<string, number> | null;
  readonly unit: string;
}

const attempt = (parse: (text: string) => number, text: string): number | null => {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof UnitError) return null;
    throw error;
  }
};

/** Everything read by one reader, or null. */
function readAll(names: readonly string[], read: (text: string) => number | null): Map<string, number> | null {
  const numbers = new Map<string, number>();
  for (const name of names) {
    const number = read(name);
    if (number === null || !Number.isFinite(number)) return null;
    numbers.set(name, number);
  }
  return numbers;
}

/** @param all the levels of a factor, any number of times, in any order */
export function levelsOf(factor: string, all: Iterable<string>): Levels {
  const names = [...new Set(all)];
  const plain = readAll(names, (text) => (text.trim() === "" ? null : Number(text)));
  const found = plain
    ? { numbers: plain, unit: factor === "rate" ? "calls/s" : (/(?<=[a-z])(Hours|Ms)$/.exec(factor)?.[1] ?? "") }
    : null;
  if (found)
    return ascending(names, found.numbers, found.unit === "Hours" ? "h" : found.unit === "Ms" ? "ms" : found.unit);
  const rates = readAll(names, (text) => attempt(parseRate, text));
  if (rates) return ascending(names, rates, "1/s");
  const durations = readAll(names, (text) => attempt(parseDuration, text));
  if (durations) {
    const most = Math.max(...durations.values());
    const [unit, length] =
      most < 1 ? (["ms", 1e-3] as const) : most < 7200 ? (["s", 1] as const) : (["h", 3600] as const);
    return ascending(
      names,
      new Map([...durations].map(([name, seconds]) => [name, Number((seconds / length).toPrecision(12))])),
      unit,
    );
  }
  return { names, numbers: null, unit: "" };
}

const ascending = (names: readonly string[], numbers: ReadonlyMap<string, number>, unit: string): Levels => ({
  names: [...names].sort((a, b) => numbers.get(a)! - numbers.get(b)!),
  numbers,
  unit,
});
