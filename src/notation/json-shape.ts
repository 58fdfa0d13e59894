/**
 * Shapes of JSON documents, each said once: its TypeScript type, its JSON Schema, and how a document is looked over that this program wrote
 * once and that anybody may have touched since.
 */
import { isObject } from "./plain-parts.ts";
import type { JsonSchema } from "./shape.ts";

/** What does not fit, and where: as steps behind the root. */
export interface Misfit {
  readonly at: string;
  readonly found: string;
  readonly expected: string;
}

/** W is what is written, R what is known of a document that was looked over. */
export interface JsonShape<W, R = W> {
  readonly schema: JsonSchema;
  /** Null if the value fits. */
  readonly look: (value: unknown, at: string) => Misfit | null;
  /** In an object: "optional" keys may be missing; those "told" to other programs are never read again. */
  readonly presence?: "optional" | "told";
  /** Of the types only. */
  readonly written?: W;
  readonly known?: R;
}

type AnyShape = JsonShape<unknown, unknown>;
type Fields = Readonly<Record<string, AnyShape>>;
type Optional<W, R = W> = JsonShape<W, R> & { readonly presence: "optional" };
type Told<W> = JsonShape<W> & { readonly presence: "told" };
export type Written<S> = S extends JsonShape<infer W, infer _R> ? W : never;
export type Known<S> = S extends JsonShape<infer _W, infer R> ? R : never;
type OptionalKeys<F> = { [K in keyof F]: F[K] extends { readonly presence: "optional" } ? K : never }[keyof F];
type ToldKeys<F> = { [K in keyof F]: F[K] extends { readonly presence: "told" } ? K : never }[keyof F];
type WrittenFields<F> = { readonly [K in Exclude<keyof F, OptionalKeys<F>>]: Written<F[K]> } & {
  readonly [K in OptionalKeys<F>]?: Written<F[K]> | undefined;
};
type KnownFields<F> = { readonly [K in Exclude<keyof F, OptionalKeys<F> | ToldKeys<F>>]: Known<F[K]> } & {
  readonly [K in OptionalKeys<F>]?: Known<F[K]>;
};

const inWords = (value: unknown): string => {
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (isObject(value)) return "a map";
  const text = JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
};

const simple = <T>(schema: JsonSchema, fits: (value: unknown) => boolean, expected: string): JsonShape<T> => ({
  schema,
  look: (value, at) => (fits(value) ? null : { at, found: inWords(value), expected }),
});

export const text = simple<string>({ type: "string" }, (value) => typeof value === "string", "a text");
export const flag = simple<boolean>({ type: "boolean" }, (value) => typeof value === "boolean", "true or false");
/** JSON.parse reads 1e999 as an infinity. */
export const number = simple<number>({ type: "number" }, Number.isFinite, "a finite number");
export const positive = simple<number>(
  { type: "number", exclusiveMinimum: 0 },
  (value) => Number.isFinite(value) && (value as number) > 0,
  "a number above 0",
);
export const share = simple<number>(
  { type: "number", minimum: 0, maximum: 1 },
  (value) => typeof value === "number" && value >= 0 && value <= 1,
  "a number from 0 to 1",
);
export const whole = (low: number, high: number): JsonShape<number> =>
  simple(
    { type: "integer", minimum: low, maximum: high },
    (value) => Number.isInteger(value) && (value as number) >= low && (value as number) <= high,
    `a whole number from ${low} to ${high}`,
  );
export const count = whole(0, Number.MAX_SAFE_INTEGER);
export const word = <const T extends string>(...known: readonly T[]): JsonShape<T> =>
  simple({ enum: known }, (value) => known.some((one) => one === value), known.join(" or "));
export const nullable = <W, R>({ schema, look }: JsonShape<W, R>): JsonShape<W | null, R | null> => ({
  schema:
    typeof schema["type"] === "string"
      ? { ...schema, type: [schema["type"], "null"] }
      : { anyOf: [schema, { type: "null" }] },
  look: (value, at) => (value === null ? null : look(value, at)),
});
/** Numbers that are not finite are null in JSON. */
export const figure = nullable(number);

/** One of several, told apart by none of them fitting the others. */
export const either = <A, B>(one: JsonShape<A>, other: JsonShape<B>): JsonShape<A | B> => ({
  schema: { anyOf: [one.schema, other.schema] },
  look: (value, at) => one.look(value, at) && other.look(value, at),
});

/** A key that may be missing. */
export const optional = <W, R>({ schema, look }: JsonShape<W, R>): Optional<W, R> => ({
  schema,
  look: (value, at) => (value === undefined ? null : look(value, at)),
  presence: "optional",
});
/** A key that is written always, for other programs; a document without it, such as an earlier version wrote, is read as well. */
export const told = <W>({ schema }: JsonShape<W, unknown>): Told<W> => ({
  schema,
  look: () => null,
  presence: "told",
});

/** A shape with a remark for the reader of its schema: unit, and what null stands for. */
export const meaning = <S extends AnyShape>(description: string, shape: S): S => ({
  ...shape,
  schema: { ...shape.schema, description },
});

/** What must hold beyond a shape. */
export const checked = <W, R>(
  shape: JsonShape<W, R>,
  check: (value: R, at: string) => Misfit | null,
): JsonShape<W, R> => ({
  ...shape,
  look: (value, at) => shape.look(value, at) ?? check(value as R, at),
});

const size = (least: number, most: number): JsonSchema => ({
  ...(least > 0 ? { minItems: least } : {}),
  ...(most < Infinity ? { maxItems: most } : {}),
});

export const list = <W, R>(
  shape: JsonShape<W, R>,
  least = 0,
  most = Infinity,
): JsonShape<readonly W[], readonly R[]> => ({
  schema: { type: "array", items: shape.schema, ...size(least, most) },
  look(value, at) {
    if (!Array.isArray(value) || value.length < least || value.length > most)
      return { at, found: inWords(value), expected: least === 0 ? "a list" : "a list that is not empty" };
    return firstOf(value.map((item, i) => () => shape.look(item, `${at}.${i}`)));
  },
});

export const pair = <W, R>(shape: JsonShape<W, R>): JsonShape<readonly [W, W], readonly [R, R]> => {
  const two = list(shape);
  return {
    schema: { ...two.schema, ...size(2, 2) },
    look: (value, at) =>
      Array.isArray(value) && value.length !== 2
        ? { at, found: inWords(value), expected: "two values" }
        : two.look(value, at),
  };
};

/** Names of any kind, each with a value of one shape. */
export const record = <W, R>(
  shape: JsonShape<W, R>,
): JsonShape<Readonly<Record<string, W>>, Readonly<Record<string, R>>> => ({
  schema: { type: "object", additionalProperties: shape.schema },
  look: (value, at) =>
    isObject(value)
      ? firstOf(
          Object.entries(value).map(
            ([name, item]) =>
              () =>
                shape.look(item, `${at}.${name}`),
          ),
        )
      : { at, found: inWords(value), expected: "a map" },
});

/** A map with these keys: those that are written. Of what is read, others may stand beside them. */
export const object = <F extends Fields>(fields: F): JsonShape<WrittenFields<F>, KnownFields<F>> => ({
  schema: {
    type: "object",
    additionalProperties: false,
    required: Object.keys(fields).filter((name) => fields[name]!.presence !== "optional"),
    properties: Object.fromEntries(Object.entries(fields).map(([name, { schema }]) => [name, schema])),
  },
  look: (value, at) =>
    isObject(value)
      ? firstOf(
          Object.entries(fields).map(
            ([name, shape]) =>
              () =>
                shape.look(Object.hasOwn(value, name) ? value[name] : undefined, at === "" ? name : `${at}.${name}`),
          ),
        )
      : { at, found: inWords(value), expected: "a map" },
});

/** A map that is made of the columns of a table: of what is written nothing more is known to the compiler. */
export const table = <F extends Fields>(fields: F): JsonShape<object, KnownFields<F>> => object(fields);

/** A map whose form is no part of what is promised, but for these keys. */
export function internal<F extends Fields>(description: string, fields: F): JsonShape<object, KnownFields<F>> {
  const { schema, look } = object(fields);
  return { schema: { ...schema, additionalProperties: true, description }, look };
}

function firstOf(looks: readonly (() => Misfit | null)[]): Misfit | null {
  for (const look of looks) {
    const misfit = look();
    if (misfit !== null) return misfit;
  }
  return null;
}
