import { quoted, UnitError } from "../units/unit-error.ts";
import type { Place } from "./place.ts";
import type { Located } from "./tree.ts";

/** A fragment of JSON Schema (draft 2020-12), for the completion of editors. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** The schema of a list. */
export const items = (of: JsonSchema, minItems: number): JsonSchema => ({ type: "array", items: of, minItems });

/** The schema of a map with all of these keys and no others. */
export const strict = (properties: Readonly<Record<string, JsonSchema>>): JsonSchema => ({
  type: "object",
  additionalProperties: false,
  required: Object.keys(properties),
  properties,
});

/**
 * What may stand at a place of a scenario file, said once: how it is read, what a reader is told when it is something else,
 * and the fragment of JSON Schema that an editor completes from. T is what is read, W what is written: both types of a
 * description come from here.
 */
export interface Shape<T, W = unknown> {
  /** As in "expected …", with an example. */
  readonly expected: string;
  readonly schema: JsonSchema;
  /** Stands in for a value that could not be read, so that the rest of the file can still be checked. */
  readonly sample: T;
  /** Reads a value; what is wrong is reported to the place, and then the sample is returned. */
  read(node: Located, place: Place): T;
  /** Of the type only: what a file says. */
  readonly written?: W;
}

/** What is read by a shape, and what a file says for it. */
export type Read<S> = S extends Shape<infer T, infer _W> ? T : never;
export type Written<S> = S extends Shape<infer _T, infer W> ? W : never;

/** A shape of single values, read by a function that throws `UnitError` for what it cannot read. */
export function scalar<T, W = unknown>(
  expected: string,
  sample: T,
  schema: JsonSchema,
  parse: (value: string | number | boolean) => T,
): Shape<T, W> {
  return {
    expected,
    sample,
    schema,
    read(node, place) {
      if (node.kind !== "scalar") return place.refuse(described(node), expected, sample);
      if (node.value === null) return place.refuse("nothing", expected, sample);
      try {
        return parse(node.value);
      } catch (error) {
        if (!(error instanceof UnitError)) throw error;
        return place.refuse(error.found, error.expected, sample);
      }
    },
  };
}

/** A found list or map in a few words. */
export function described(node: Located): string {
  if (node.kind === "scalar") return quoted(node.value);
  if (node.kind === "list") return node.items.length === 0 ? "an empty list" : `a list of ${node.items.length}`;
  const keys = [...node.entries.keys()];
  return keys.length === 0
    ? "an empty map"
    : `a map with ${keys.slice(0, 4).join(", ")}${keys.length > 4 ? ", …" : ""}`;
}

/** The same with the kind of which it is one, for a choice of several. */
export const ofKind = <K extends string, T extends object, W>(
  kind: K,
  shape: Shape<T, W>,
): Shape<{ readonly kind: K } & T, W> => converted(shape, { kind, ...shape.sample }, (value) => ({ kind, ...value }));

/** Reads by one shape, then turns the result into something else; `convert` may report what is wrong as well. */
export function converted<A, B, W = unknown>(
  shape: Shape<A, W>,
  sample: B,
  convert: (value: A, place: Place) => B,
  schema: JsonSchema = shape.schema,
): Shape<B, W> {
  return {
    expected: shape.expected,
    schema,
    sample,
    read(node, place) {
      const value = shape.read(node, place);
      return convert(value, place);
    },
  };
}
