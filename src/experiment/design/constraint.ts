import { parseDuration } from "../../units/duration.ts";
import { parseProbability } from "../../units/probability.ts";
import { parseRate } from "../../units/rate.ts";
import { quoted, UnitError } from "../../units/unit-error.ts";

/** A relation that the values of a point must satisfy. */
export type Constraint = (values: ReadonlyMap<string, string>) => boolean;

const EXPECTED = 'a comparison of parameters and values, such as "standby <= active" or "period < 0.5 * timeout"';
const OPERATORS: Readonly<Record<string, (x: number, y: number) => boolean>> = {
  "<=": (x, y) => x <= y,
  ">=": (x, y) => x >= y,
  "<": (x, y) => x < y,
  ">": (x, y) => x > y,
};

/** What a value amounts to in base units (s, 1/s, 1); undefined for a word. */
function magnitude(text: string): number | undefined {
  if (text.trim() !== "" && Number.isFinite(Number(text))) return Number(text);
  for (const parse of [parseDuration, parseRate, parseProbability]) {
    try {
      return parse(text);
    } catch (error) {
      if (!(error instanceof UnitError)) throw error;
    }
  }
  return undefined;
}

/**
 * Reads `left op right` with one of <, <=, >, >=, = and !=. A side is the name of a parameter, a value, or a factor times a
 * parameter.
 *
 * @param names of the parameters of the design
 * @throws UnitError for what is no comparison, or compares no parameter
 */
export function parseConstraint(text: string, names: readonly string[]): Constraint {
  const match = /^(.+?)\s*(<=|>=|!=|==?|<|>)\s*(.+)$/.exec(text.trim());
  if (!match) throw new UnitError(quoted(text), EXPECTED);
  const [left, operator, right] = [match[1]!, match[2]!, match[3]!];
  const sides = [sideOf(left, names), sideOf(right, names)];
  if (sides.every(({ name }) => name === undefined))
    throw new UnitError(`${quoted(text)}, without a parameter`, `a comparison that names one of ${names.join(", ")}`);
  const [x, y] = sides as [Side, Side];
  return (values) => {
    const [a, b] = [x.text(values), y.text(values)];
    const [m, n] = [magnitude(a), magnitude(b)];
    const isSame = m !== undefined && n !== undefined ? m * x.factor === n * y.factor : a === b;
    if (operator === "!=") return !isSame;
    if (operator === "=" || operator === "==") return isSame;
    if (m === undefined || n === undefined)
      throw new UnitError(`${quoted(m === undefined ? a : b)} compared by ${operator}`, "numbers on both sides");
    return OPERATORS[operator]!(m * x.factor, n * y.factor);
  };
}

interface Side {
  readonly name: string | undefined;
  readonly factor: number;
  text(values: ReadonlyMap<string, string>): string;
}

function sideOf(said: string, names: readonly string[]): Side {
  const product = /^([\d.e+-]+)\s*\*\s*(.+)$|^(.+?)\s*\*\s*([\d.e+-]+)$/i.exec(said);
  const name = product?.[2] ?? product?.[3] ?? said;
  const factor = product ? Number(product[1] ?? product[4]) : 1;
  if (names.includes(name) && Number.isFinite(factor))
    return { name, factor, text: (values) => values.get(name) as string };
  if (product) throw new UnitError(quoted(said), `a factor times one of ${names.join(", ")}`);
  return { name: undefined, factor: 1, text: () => said.replace(/^(["'])(.*)\1$/, "$2") };
}
