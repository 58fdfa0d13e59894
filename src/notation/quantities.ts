import { parseDuration } from "../units/duration.ts";
import { parseProbability } from "../units/probability.ts";
import { parseRate } from "../units/rate.ts";
import { quoted, UnitError } from "../units/unit-error.ts";
import { didYouMean, oneOf } from "./nearest.ts";
import { described, type JsonSchema, type Shape, scalar } from "./shape.ts";

const texts = (value: string | number | boolean, expected: string): string | number => {
  if (typeof value === "boolean") throw new UnitError(quoted(value), expected);
  return value;
};

/** Longest duration of a simulation: a century. Analysis reads longer ones elsewhere. */
const DURATION_MAX = 100 * 365 * 86_400;
const NUMBER = "^[+]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?";
const DURATION: JsonSchema = { $ref: "#/$defs/duration" };

/** Definitions that the schemas of quantities refer to. */
export const QUANTITY_DEFINITIONS: Readonly<Record<string, JsonSchema>> = {
  duration: {
    description: "A duration with its unit: us, ms, s, min, h, d or y.",
    anyOf: [{ type: "string", pattern: `${NUMBER} ?(us|µs|μs|ms|s|min|h|d|y)$` }, { const: 0 }],
  },
  rate: {
    description: "A rate per s, min, h or d.",
    type: "string",
    pattern: `${NUMBER} ?/ ?(s|min|h|d)$`,
  },
  probability: {
    description: "A probability, as a number or in per cent.",
    anyOf: [
      { type: "number", minimum: 0, maximum: 1 },
      { type: "string", pattern: `${NUMBER} ?%?$` },
    ],
  },
  durations: {
    description: "A duration, or a distribution of durations.",
    anyOf: [DURATION, { $ref: "#/$defs/distribution" }],
  },
};

interface DurationOptions {
  /** Smallest value that is accepted [s]; 0 unless said otherwise. */
  readonly above?: number;
  /** Words that stand for a value, such as never for Infinity. */
  readonly words?: Readonly<Record<string, number | null>>;
}

/** A duration with its unit. */
export function duration(
  example: string,
  options?: DurationOptions & { readonly words?: Readonly<Record<string, number>> },
): Shape<number, string>;
export function duration(example: string, options: DurationOptions): Shape<number | null, string>;
export function duration(example: string, { above, words = {} }: DurationOptions = {}): Shape<number | null, string> {
  const said = Object.keys(words);
  const expected = `${above === undefined ? "a duration" : "a duration above 0"}${said.length > 0 ? ` or ${said.join(" or ")}` : ""}, such as "${example}"`;
  const schema = said.length === 0 ? DURATION : { anyOf: [DURATION, { enum: said }] };
  return scalar<number | null, string>(expected, parseDuration(example), schema, (value) => {
    if (typeof value === "string" && Object.hasOwn(words, value)) return words[value]!;
    if (typeof value === "boolean" || (said.length > 0 && typeof value === "string" && !/\d/.test(value)))
      throw new UnitError(quoted(value), expected);
    const seconds = parseDuration(value);
    if (above !== undefined && !(seconds > above)) throw new UnitError(quoted(value), expected);
    if (seconds > DURATION_MAX) throw new UnitError(`${quoted(value)}, which is too long`, "a duration up to 100 y");
    return seconds;
  });
}

/** A rate above 0. */
export const rate: Shape<number, string> = scalar(
  'a rate above 0 per s, min, h or d, such as "100/s"',
  100,
  { $ref: "#/$defs/rate" },
  (value) => {
    const expected = 'a rate above 0 per s, min, h or d, such as "100/s"';
    const perSecond = parseRate(texts(value, expected));
    if (perSecond > 0) return perSecond;
    throw new UnitError(quoted(value), expected);
  },
);

/** A rate, also of nothing. */
export const anyRate: Shape<number, string> = scalar(
  'a rate per s, min, h or d, such as "100/s" or "0/s"',
  100,
  { $ref: "#/$defs/rate" },
  (value) => parseRate(texts(value, 'a rate per s, min, h or d, such as "100/s" or "0/s"')),
);

/** A probability, as a number or in per cent. */
export const probability: Shape<number, number | string> = scalar(
  'a probability between 0 and 1, such as 0.05 or "5 %"',
  0,
  { $ref: "#/$defs/probability" },
  (value) => parseProbability(texts(value, 'a probability between 0 and 1, such as 0.05 or "5 %"')),
);

/** A whole number in a range. */
export function wholeNumber(low: number, high: number, example: number): Shape<number, number>;
export function wholeNumber<Words extends string>(
  low: number,
  high: number,
  example: number,
  words: Readonly<Record<Words, number>>,
): Shape<number, number | Words>;
export function wholeNumber(
  low: number,
  high: number,
  example: number,
  words: Readonly<Record<string, number>> = {},
): Shape<number, number | string> {
  const said = Object.keys(words);
  const expected = `a whole number from ${low} to ${high}${said.map((word) => ` or ${word}`).join("")}, such as ${example}`;
  const counts: JsonSchema = { type: "integer", minimum: low, maximum: high };
  return scalar(expected, example, said.length === 0 ? counts : { anyOf: [counts, { enum: said }] }, (value) => {
    if (typeof value === "string" && Object.hasOwn(words, value)) return words[value]!;
    if (typeof value === "number" && Number.isInteger(value) && value >= low && value <= high) return value + 0;
    throw new UnitError(quoted(value), expected);
  });
}

/** A number in a range, above its lower end. */
export function numberAbove(low: number, high: number, example: number): Shape<number, number> {
  const expected = `a number above ${low}, up to ${high}, such as ${example}`;
  return scalar(expected, example, { type: "number", exclusiveMinimum: low, maximum: high }, (value) => {
    if (typeof value === "number" && value > low && value <= high) return value;
    throw new UnitError(quoted(value), expected);
  });
}

/** One of a few words. */
export function word<const Words extends readonly string[]>(...words: Words): Shape<Words[number], Words[number]> {
  const expected = oneOf(words);
  return {
    expected,
    sample: words[0]!,
    schema: { enum: words },
    read(node, place) {
      if (node.kind !== "scalar" || node.value === null)
        return place.refuse(node.kind === "scalar" ? "nothing" : described(node), expected, words[0]!);
      const found = words.find((candidate) => candidate === node.value);
      return found ?? place.refuse(quoted(node.value), expected, words[0]!, didYouMean(String(node.value), words));
    },
  };
}

/** Yes or no. */
export const flag: Shape<boolean, boolean> = scalar("true or false", false, { type: "boolean" }, (value) => {
  if (typeof value === "boolean") return value;
  throw new UnitError(quoted(value), "true or false");
});

/** Free text. */
export function text(what: string, most: number, isOneLine = false): Shape<string, string> {
  const expected = `${what}, a text of at most ${most} characters`;
  return scalar(expected, "", { type: "string", maxLength: most }, (value) => {
    if (typeof value === "boolean") throw new UnitError(quoted(value), expected);
    const written = String(value).trim();
    if (written.length > most) throw new UnitError(`a text of ${written.length} characters`, expected);
    if (isOneLine && /[\n\t]/.test(written)) throw new UnitError("a text of several lines", `${what} on one line`);
    return written;
  });
}

/** What something is called. */
export const titleText: Shape<string, string> = text("a title", 200, true);
