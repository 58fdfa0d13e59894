import { didYouMean, nearest, oneOf } from "./nearest.ts";
import type { Place } from "./place.ts";
import { described, type JsonSchema, type Shape, strict, type Written } from "./shape.ts";
import { isAbsent, type Located, type LocatedMap } from "./tree.ts";

/** One key of a map: what it means, what may stand there, and what holds when it is left out. */
export interface Field<T, W = unknown, R extends boolean = boolean> {
  readonly meaning: string;
  readonly shape: Shape<unknown, W>;
  readonly isRequired: R;
  /** What is read when the key is left out. */
  readonly otherwise: T;
  /** The same as a file would say it; undefined where nothing stands for it. */
  readonly otherwiseWritten: unknown;
}

export const required = <T, W = unknown>(meaning: string, shape: Shape<T, W>): Field<T, W, true> => ({
  meaning,
  shape,
  isRequired: true,
  otherwise: shape.sample,
  otherwiseWritten: undefined,
});

export const optional = <T, W = unknown>(meaning: string, shape: Shape<T, W>): Field<T | undefined, W, false> => ({
  meaning,
  shape,
  isRequired: false,
  otherwise: undefined,
  otherwiseWritten: undefined,
});

/** @param written the value as a file would say it; left out where it says itself */
export const defaulted = <T, W = unknown>(
  meaning: string,
  shape: Shape<T, W>,
  otherwise: T,
  written: unknown = otherwise,
): Field<T, W, false> => ({
  meaning,
  shape,
  isRequired: false,
  otherwise,
  otherwiseWritten: written,
});

/** A map that may be left out; then all its own defaults hold. */
export const section = <T, W = unknown>(meaning: string, shape: Shape<T, W>): Field<T, W, false> => ({
  ...defaulted(meaning, shape, shape.sample),
  otherwiseWritten: undefined,
});

export type Fields = Readonly<Record<string, Field<unknown>>>;
type ReadField<F> = F extends Field<infer T> ? T : never;
type OptionalKeys<F extends Fields> = { [Key in keyof F]: undefined extends ReadField<F[Key]> ? Key : never }[keyof F];
/** What is read of a map with these keys; what is optional may be missing. */
export type ReadFields<F extends Fields> = {
  readonly [Key in Exclude<keyof F, OptionalKeys<F>>]: ReadField<F[Key]>;
} & { readonly [Key in OptionalKeys<F>]?: ReadField<F[Key]> };
type WrittenField<F> = F extends Field<unknown, infer W> ? W : never;
type RequiredKeys<F extends Fields> = { [Key in keyof F]: F[Key]["isRequired"] extends true ? Key : never }[keyof F];
/** What a file says for a map with these keys. */
export type WrittenFields<F extends Fields> = {
  readonly [Key in RequiredKeys<F>]: WrittenField<F[Key]>;
} & { readonly [Key in Exclude<keyof F, RequiredKeys<F>>]?: WrittenField<F[Key]> };

/** A map with these keys and no others. */
export function object<F extends Fields>(name: string, fields: F): Shape<ReadFields<F>, WrittenFields<F>> {
  const keys = Object.keys(fields);
  const expected = `${name}: a map with ${oneOf(keys, 20)}`;
  const sample = Object.fromEntries(keys.map((key) => [key, fields[key]!.otherwise])) as ReadFields<F>;
  return {
    expected,
    sample,
    schema: objectSchema(fields),
    read(node, place) {
      if (node.kind !== "map") return place.refuse(described(node), expected, sample);
      refuseUnknownKeys(node, place, keys);
      return Object.fromEntries(keys.map((key) => [key, readField(place, key, fields[key]!, keys)])) as ReadFields<F>;
    },
  };
}

/** Reports the keys of a map that are not among the known. */
export function refuseUnknownKeys(node: LocatedMap, place: Place, known: readonly string[]): void {
  for (const [key, entry] of node.entries)
    if (!known.includes(key))
      place
        .at(key)
        .reportAt(entry.key, `the unknown key ${JSON.stringify(key)}`, oneOf(known, 20), didYouMean(key, known));
}

/**
 * Reads one field of a map. A map or list left empty counts as left out; a single value left empty is a mistake.
 *
 * @param known all keys that the map may have
 */
export function readField<T>(place: Place, key: string, field: Field<T>, known: readonly string[] = [key]): T {
  const { node } = place.at(key);
  const isEmptyBlock = isAbsent(node) && ["object", "array"].includes(String(field.shape.schema["type"]));
  if (node !== undefined && !(isEmptyBlock && !field.isRequired)) return field.shape.read(node, place.at(key)) as T;
  if (field.isRequired && !isMistyped(key, known, place))
    place.at(key).report(`no key ${JSON.stringify(key)}`, `${key}: ${field.shape.expected}`);
  return field.otherwise;
}

/** Whether an unknown key was probably meant to be this one: then one complaint is enough. */
const isMistyped = (key: string, known: readonly string[], { node }: Place): boolean =>
  node?.kind === "map" &&
  [...node.entries.keys()].some((other) => !known.includes(other) && nearest(other, known) === key);

function objectSchema(fields: Fields): JsonSchema {
  const properties = Object.entries(fields).map(([key, { meaning, shape, otherwiseWritten }]) => [
    key,
    { ...shape.schema, description: meaning, ...(otherwiseWritten === undefined ? {} : { default: otherwiseWritten }) },
  ]);
  const needed = Object.keys(fields).filter((key) => fields[key]!.isRequired);
  return {
    type: "object",
    additionalProperties: false,
    properties: Object.fromEntries(properties),
    ...(needed.length > 0 ? { required: needed } : {}),
  };
}

/** Names that users give: letters first, then letters, digits, "-" and "_". A dot would be taken for a step of a path. */
const NAME = /^\p{L}[\p{L}\p{N}_-]{0,39}$/u;
const NAME_EXPECTED = 'a name of letters, digits, "-" and "_", letters first, at most 40 characters, such as proxy-1';

/** A name that the user gives. */
export const name: Shape<string, string> = {
  expected: NAME_EXPECTED,
  schema: { type: "string", pattern: NAME.source },
  sample: "",
  read(node, place) {
    if (node.kind === "scalar" && typeof node.value === "string" && NAME.test(node.value)) return node.value;
    return place.refuse(described(node), NAME_EXPECTED, "");
  },
};

/** A map whose keys are names that the user gives; in the order of the file. */
export function named<T, W>(
  what: string,
  shape: Shape<T, W>,
  least: number,
  most: number,
): Shape<readonly (readonly [string, T])[], Readonly<Record<string, W>>> {
  const expected = `a map by the names of ${what}, ${least} to ${most} of them`;
  return {
    expected,
    schema: {
      type: "object",
      propertyNames: { pattern: NAME.source },
      additionalProperties: shape.schema,
      minProperties: least,
      maxProperties: most,
    },
    sample: [],
    read(node, place) {
      if (node.kind !== "map") return place.refuse(described(node), expected, []);
      if (node.entries.size < least || node.entries.size > most)
        return place.refuse(described(node).replace(/^a map.*/, `${node.entries.size} ${what}`), expected, []);
      for (const [key, entry] of node.entries)
        if (!NAME.test(key)) place.at(key).reportAt(entry.key, `the name ${JSON.stringify(key)}`, NAME_EXPECTED);
      return [...node.entries].map(([key, { value }]) => [key, readItem(shape, value, place.at(key))] as const);
    },
  };
}

/** A list of things of one shape. */
export function listOf<T, W>(
  what: string,
  shape: Shape<T, W>,
  least: number,
  most: number,
): Shape<readonly T[], readonly W[]> {
  const expected = `a list of ${what}${least > 0 ? `, at least ${least}` : ""}, at most ${most}`;
  return {
    expected,
    schema: { type: "array", items: shape.schema, ...(least > 0 ? { minItems: least } : {}), maxItems: most },
    sample: [],
    read(node, place) {
      if (node.kind !== "list") return place.refuse(described(node), expected, []);
      if (node.items.length < least || node.items.length > most) return place.refuse(described(node), expected, []);
      return node.items.map((item, i) => readItem(shape, item, place.at(i)));
    },
  };
}

function readItem<T>(shape: Shape<T>, node: Located, place: Place): T {
  if (!isAbsent(node)) return shape.read(node, place);
  return place.refuse("nothing", shape.expected, shape.sample);
}

/** One of several one-key maps: `{ heartbeat: … }` or `{ totem: … }`. */
export function choiceOf<
  F extends Readonly<Record<string, { readonly meaning: string; readonly shape: Shape<unknown> }>>,
>(
  what: string,
  alternatives: F,
): Shape<F[keyof F]["shape"]["sample"], { [K in keyof F]: { readonly [P in K]: Written<F[K]["shape"]> } }[keyof F]> {
  const keys = Object.keys(alternatives);
  const expected = `${what}: one of ${oneOf(keys)}`;
  const sample = Object.values(alternatives)[0]!.shape.sample;
  return {
    expected,
    sample,
    schema: {
      oneOf: Object.entries(alternatives).map(([key, { meaning, shape }]) =>
        strict({ [key]: { ...shape.schema, description: meaning } }),
      ),
    },
    read(node, place) {
      if (node.kind === "scalar" && typeof node.value === "string" && keys.includes(node.value))
        return place.refuse(described(node), `${expected}, as a map: { ${node.value}: { … } }`, sample);
      if (node.kind !== "map") return place.refuse(described(node), expected, sample);
      const given = [...node.entries.keys()].filter((key) => keys.includes(key));
      refuseUnknownKeys(node, place, keys);
      if (given.length !== 1) {
        if (given.length > 1 || node.entries.size === 0)
          place.report(given.length > 1 ? `${given.join(" and ")} together` : "an empty map", expected);
        return sample;
      }
      const { shape } = alternatives[given[0]!]!;
      const value = node.entries.get(given[0]!)!.value;
      // `totem:` with nothing behind it: all its defaults.
      const empty: Located = { kind: "map", span: value.span, entries: new Map() };
      return shape.read(isAbsent(value) && shape.schema["type"] === "object" ? empty : value, place.at(given[0]!));
    },
  };
}
