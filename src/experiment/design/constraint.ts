import { readQuantity } from "../../units/quantity.ts";
import { quoted, UnitError } from "../../units/unit-error.ts";

/** A relation that the values of a point must satisfy. */
export type Constraint = (values: ReadonlyMap<string, string>) => boolean;

const EXPECTED = 'a comparison of parameters and values, such as "standby <= active - 1" or "period < 0.5 * timeout"';
const OPERATORS: Readonly<Record<string, (x: number, y: number) => boolean>> = {
  "<=": (x, y) => x <= y,
  ">=": (x, y) => x >= y,
  "<": (x, y) => x < y,
  ">": (x, y) => x > y,
};

/** What a value amounts to in base units (s, 1/s, 1); undefined for a word. */
const magnitude = (text: string): number | undefined => readQuantity(text)?.value;

/**
 * Reads `left op right` with one of <, <=, >, >=, = and !=. A side is a value, or sums and differences of parameters, of
 * parameters times a factor, and of values; with = and != it may be a word.
 *
 * @param names of the parameters of the design
 * @param formulas whose values are known before a simulation
 * @throws UnitError for what is no comparison, or compares no parameter
 */
export function parseConstraint(text: string, names: readonly string[], formulas: readonly string[] = []): Constraint {
  const match = /^(.+?)\s*(<=|>=|!=|==?|<|>)\s*(.+)$/.exec(text.trim());
  if (!match) throw new UnitError(quoted(text), EXPECTED);
  const [left, operator, right] = [match[1]!, match[2]!, match[3]!];
  const isOrder = Object.hasOwn(OPERATORS, operator);
  const known = [...names, ...formulas];
  const [x, y] = [left, right].map((said) => sideOf(said, known, isOrder)) as [Side, Side];
  if (![x, y].some(({ terms }) => terms?.some(({ name }) => name !== null)))
    throw new UnitError(`${quoted(text)}, without a parameter`, `a comparison that names one of ${known.join(", ")}`);
  return (values) => {
    const [m, n] = [amountOf(x, values), amountOf(y, values)];
    const isSame = m !== undefined && n !== undefined ? m === n : textOf(x, values) === textOf(y, values);
    if (operator === "!=") return !isSame;
    if (!isOrder) return isSame;
    if (m === undefined || n === undefined)
      throw new UnitError(
        `${quoted(textOf(m === undefined ? x : y, values))} compared by ${operator}`,
        "numbers on both sides",
      );
    return OPERATORS[operator]!(m, n);
  };
}

/** A parameter or a value, times a factor. */
interface Term {
  readonly factor: number;
  /** null: a value of its own, 1. */
  readonly name: string | null;
}

interface Side {
  readonly said: string;
  /** null: a word. */
  readonly terms: readonly Term[] | null;
}

/** What a side amounts to at a point; undefined for a word, be it said or the value of a parameter. */
function amountOf({ terms }: Side, values: ReadonlyMap<string, string>): number | undefined {
  let sum = 0;
  for (const { factor, name } of terms ?? [{ factor: Number.NaN, name: null }]) {
    const value = name === null ? 1 : magnitude(values.get(name) as string);
    if (value === undefined || Number.isNaN(factor)) return undefined;
    sum += factor * value;
  }
  return sum;
}

/** A side as text: of a parameter alone its value, else what was said. */
function textOf({ said, terms }: Side, values: ReadonlyMap<string, string>): string {
  const [only, ...others] = terms ?? [];
  if (only !== undefined && others.length === 0 && only.name !== null) return values.get(only.name) as string;
  return said.replace(/^(["'])(.*)\1$/, "$2");
}

function sideOf(said: string, names: readonly string[], isOrder: boolean): Side {
  const terms = termsOf(said, names);
  if (terms === null && (isOrder || said.includes("*")))
    throw new UnitError(
      quoted(said),
      names.length === 0
        ? "a parameter that is varied (--vary), and none is"
        : `a value, or a sum or difference of parameters (${names.join(", ")}), each with a factor if need be`,
    );
  return { said, terms };
}

/** Longest side that is read [characters]. */
const SIDE_MAX = 1000;

/**
 * The terms of a sum; null for what is none. Names and values may hold signs themselves ("1e-3", "proxy-1"): of the pieces between
 * signs as many are taken together as make a term.
 */
function termsOf(said: string, names: readonly string[]): Term[] | null {
  if (said.length > SIDE_MAX) return null;
  const signs = [...said.matchAll(/[+-]/g)].map(({ index }) => index);
  const ends = [...signs, said.length];
  const terms: Term[] = [];
  for (let from = 0, sign = 1; from < said.length; ) {
    const read = ends
      .filter((end) => end > from)
      .toReversed()
      .map((end) => ({ end, term: termOf(said.slice(from, end).trim(), names) }))
      .find(({ term }) => term !== null);
    if (read?.term == null || read.end === said.length - 1) return null;
    terms.push({ ...read.term, factor: sign * read.term.factor });
    sign = said[read.end] === "-" ? -1 : 1;
    from = read.end + 1;
  }
  return terms.length === 0 ? null : terms;
}

function termOf(said: string, names: readonly string[]): Term | null {
  if (names.includes(said)) return { factor: 1, name: said };
  const product = /^([\d.e+-]+)\s*\*\s*(.+)$|^(.+?)\s*\*\s*([\d.e+-]+)$/i.exec(said);
  const name = product?.[2] ?? product?.[3];
  const factor = Number(product?.[1] ?? product?.[4]);
  if (name !== undefined && names.includes(name) && Number.isFinite(factor)) return { factor, name };
  const value = magnitude(said);
  return value === undefined ? null : { factor: value, name: null };
}
