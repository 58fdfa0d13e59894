import { power } from "../special/power.ts";
import { splitQuantity } from "../units/decimal.ts";
import { formatNumber } from "../units/number.ts";
import { quoted, UnitError } from "../units/unit-error.ts";

/** What is varied in a study: a place of the scenario and the values it takes. */
export interface Parameter {
  /** As the user calls it, and as columns are headed. */
  readonly name: string;
  /** Place in the scenario, such as traffic.calls.rate. */
  readonly path: string;
}

/** A parameter with its values, one after the other, as a scenario file would write them. */
export interface Listed extends Parameter {
  readonly kind: "listed";
  readonly values: readonly string[];
}

/** A parameter that may take any value between two bounds; only a sampled design can use it. */
export interface Interval extends Parameter {
  readonly kind: "interval";
  readonly low: number;
  readonly high: number;
  /** What stands behind the number, such as " ms" or "/s". */
  readonly unit: string;
  /** Whether ratios count alike, not differences. */
  readonly logarithmic: boolean;
}

export type Axis = Listed | Interval;

/** No study needs more values of one parameter. */
export const VALUES_MAX = 1_000_000;

/** Short names of what is varied most often: where they stand, and the unit of a bare number. */
const SHORT: Readonly<Record<string, { readonly path: string; readonly unit?: string }>> = {
  rate: { path: "traffic.calls.rate", unit: "/s" },
  users: { path: "traffic.users" },
  active: { path: "architecture.active" },
  standby: { path: "architecture.standby" },
  delay: { path: "network.delay" },
  loss: { path: "network.loss" },
};

/** Whether a name is that of a parameter which is varied often. */
export const isShortName = (name: string): boolean => Object.hasOwn(SHORT, name);

const SHAPE = "values with commas between them, first:last:step, first:last:log5, or low:high for a sampled design";

/** The parameter that a name stands for. */
export const parameterNamed = (name: string): Parameter => ({ name, path: SHORT[name]?.path ?? name });

/** What a value says in a scenario: a bare rate gets its unit, the name of an architecture becomes its preset. */
export function writtenFor(name: string, value: string): string {
  const unit = SHORT[name]?.unit;
  if (unit !== undefined && splitQuantity(value)?.unit === "") return `${value.trim()}${unit}`;
  if (name === "architecture" && /^[\w-]+$/.test(value)) return `{ preset: ${value} }`;
  return value;
}

/**
 * Reads `path=values`: a list `a,b,c`; a range `first:last:step` with both ends, if the step leads there; `first:last:linN` or
 * `first:last:logN` for N values at equal distances or ratios; `low:high` or `low:high:log` for a sampled design. Numbers in a
 * range carry one unit, written once or everywhere.
 *
 * @throws UnitError for what cannot be read, a step of zero or the wrong sign, a value given twice, too many values
 */
export function parseAxis(text: string): Axis {
  const equals = text.indexOf("=");
  const name = text.slice(0, Math.max(0, equals)).trim();
  const said = text.slice(equals + 1).trim();
  if (equals <= 0 || name === "" || said === "")
    throw new UnitError(quoted(text), "path=values, such as rate=100:400:100 or architecture=iprs,ppdr");
  return axisOf(name, said);
}

/** The same with the parameter's name apart. */
function axisOf(name: string, said: string): Axis {
  const parameter = parameterNamed(name);
  const parts = said.split(":").map((part) => part.trim());
  if (parts.length > 1 && splitQuantity(parts[0]!) && splitQuantity(parts[1]!)) return rangeOf(parameter, said, parts);
  return listed(parameter, splitList(said));
}

function listed(parameter: Parameter, items: readonly string[]): Listed {
  if (items.includes("")) throw new UnitError("nothing between two commas", SHAPE);
  const seen = new Set<string>();
  for (const item of items) {
    if (seen.has(item)) throw new UnitError(`the value ${item} a second time`, "each value once");
    seen.add(item);
  }
  return { kind: "listed", ...parameter, values: items };
}

/** Splits at commas that stand outside of brackets, braces and quotes. */
export function splitList(text: string): string[] {
  const items: string[] = [];
  let depth = 0;
  let quote = "";
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const sign = text[i]!;
    if (quote !== "") quote = sign === quote ? "" : quote;
    else if (sign === '"' || sign === "'") quote = sign;
    else if (sign === "{" || sign === "[") depth++;
    else if (sign === "}" || sign === "]") depth--;
    else if (sign === "," && depth === 0) {
      items.push(text.slice(start, i).trim());
      start = i + 1;
    }
  }
  return [...items, text.slice(start).trim()];
}

function rangeOf(parameter: Parameter, said: string, parts: readonly string[]): Axis {
  const [first, last, third, ...more] = parts;
  if (more.length > 0) throw new UnitError(quoted(said), SHAPE);
  const spread = third === undefined ? null : /^(lin|log)(\d*)$/.exec(third);
  const step = third === undefined || spread ? null : splitQuantity(third);
  if (third !== undefined && !spread && !step)
    throw new UnitError(quoted(third), "a step such as 100, or lin5 or log5 for so many values");
  const quantities = [splitQuantity(first!)!, splitQuantity(last!)!, ...(step ? [step] : [])];
  const units = [...new Set(quantities.map(({ unit }) => unit).filter((unit) => unit !== ""))];
  if (units.length > 1)
    throw new UnitError(`the units ${units.join(" and ")} in ${quoted(said)}`, "one unit in a range");
  const unit = units[0] === undefined ? "" : /^[/%]/.test(units[0]) ? units[0] : ` ${units[0]}`;
  if (step) return stepped(parameter, quantities.map(({ number }) => number) as [string, string, string], unit);
  const [low, high] = [Number(quantities[0]!.number), Number(quantities[1]!.number)];
  const logarithmic = spread?.[1] === "log";
  if (logarithmic && !(low > 0 && high > 0)) throw new UnitError(quoted(said), "bounds above 0 for equal ratios");
  if (spread && spread[2] !== "") return spreadOut({ ...parameter, low, high, unit, logarithmic }, Number(spread[2]));
  if (!(low < high)) throw new UnitError(`the bounds ${low} and ${high}`, "a lower bound below the upper");
  return { kind: "interval", ...parameter, low, high, unit, logarithmic };
}

/** Digits behind the point of a decimal number without exponent. */
const places = (number: string): number => /\.(\d*)$/.exec(number)?.[1]?.length ?? 0;

/** Whole multiples of the step, exactly in decimal: 0.1:0.5:0.1 has 0.3 in it, not 0.30000000000000004. */
function stepped(parameter: Parameter, numbers: readonly [string, string, string], unit: string): Listed {
  if (numbers.some((number) => /e/i.test(number) || number.length > 15))
    throw new UnitError(quoted(numbers.join(":")), "plain decimal numbers of at most 15 characters");
  const digits = Math.max(...numbers.map(places));
  const scaled = (number: string): bigint => {
    const [whole = "", fraction = ""] = number.replace(/^[+-]/, "").split(".");
    const size = BigInt(`0${whole}${fraction.padEnd(digits, "0")}`);
    return number.startsWith("-") ? -size : size;
  };
  const [first, last, step] = numbers.map(scaled) as [bigint, bigint, bigint];
  if (step === 0n) throw new UnitError("a step of zero", "a step that leads from the first value to the last");
  if (first !== last && step > 0n !== last > first)
    throw new UnitError(`a step of ${numbers[2]} from ${numbers[0]} to ${numbers[1]}`, "a step in that direction");
  const count = (last - first) / step + 1n;
  if (count > BigInt(VALUES_MAX)) throw new UnitError(`a range of ${count} values`, `at most ${VALUES_MAX}`);
  const written = (value: bigint): string => {
    const text = (value < 0n ? -value : value).toString().padStart(digits + 1, "0");
    const fraction = text.slice(text.length - digits).replace(/0+$/, "");
    const whole = text.slice(0, text.length - digits);
    return `${value < 0n ? "-" : ""}${whole}${digits > 0 && fraction !== "" ? `.${fraction}` : ""}${unit}`;
  };
  return {
    kind: "listed",
    ...parameter,
    values: Array.from({ length: Number(count) }, (_, i) => written(first + BigInt(i) * step)),
  };
}

/** The significant digits of values that are computed, not written. */
const DIGITS = 6;

/** A number with its unit, as a scenario file would write it. */
export const withUnit = (value: number, unit: string): string => `${Number(value.toPrecision(DIGITS))}${unit}`;

function spreadOut({ low, high, unit, logarithmic, ...parameter }: Omit<Interval, "kind">, count: number): Listed {
  if (!(count >= 2 && count <= VALUES_MAX)) throw new UnitError(`${count} values`, `from 2 to ${VALUES_MAX} values`);
  if (low === high) throw new UnitError(`a range from ${formatNumber(low)} to itself`, "two different ends");
  const values = Array.from({ length: count }, (_, i) => {
    if (i === 0) return low;
    if (i === count - 1) return high;
    return logarithmic ? low * power(high / low, i / (count - 1)) : low + ((high - low) * i) / (count - 1);
  });
  return listed(
    parameter,
    values.map((value, i) => (i === 0 || i === count - 1 ? `${value}${unit}` : withUnit(value, unit))),
  );
}
