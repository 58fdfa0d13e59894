/** As much of JSON Schema as the schema of scenarios is made of. */
export interface Schema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly description?: string;
  readonly default?: unknown;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
}

/** A key that may stand somewhere, or a value. */
export interface Entry {
  readonly name: string;
  readonly about: string;
}

/** Alternatives nest no deeper than this. */
const DEPTH = 12;

/** All that a schema may be, one by one. */
function alternatives(root: Schema, schema: Schema, depth = 0): Schema[] {
  if (depth > DEPTH) return [];
  const further = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  const found = schema.$ref === undefined ? undefined : root.$defs?.[schema.$ref.replace("#/$defs/", "")];
  return [
    schema,
    ...(found === undefined ? [] : alternatives(root, found, depth + 1)),
    ...further.flatMap((one) => alternatives(root, one, depth + 1)),
  ];
}

/** @param preset of the architecture, which says which changes may stand beside it */
function schemasAt(root: Schema, path: readonly string[], preset: string | undefined): Schema[] {
  const fits = ({ properties }: Schema): boolean => {
    const only = properties?.["preset"]?.const;
    return only === undefined || preset === undefined || only === preset;
  };
  let found = alternatives(root, root);
  for (const key of path)
    found = found.filter(fits).flatMap(({ properties, additionalProperties, items }) => {
      const own = properties !== undefined && Object.hasOwn(properties, key) ? properties[key] : undefined;
      const next =
        key === "*" ? items : (own ?? (typeof additionalProperties === "object" ? additionalProperties : undefined));
      return next === undefined ? [] : alternatives(root, next);
    });
  return found.filter(fits);
}

const aboutOf = (root: Schema, schema: Schema): string => {
  const about = alternatives(root, schema).find(({ description }) => description !== undefined)?.description ?? "";
  const usual = schema.default === undefined ? "" : ` Default: ${String(schema.default)}.`;
  return `${about}${typeof schema.default === "object" ? "" : usual}`;
};

/** Keys that may stand at a path. */
export function keysAt(root: Schema, path: readonly string[], preset?: string): Entry[] {
  const found = new Map<string, string>();
  for (const { properties } of schemasAt(root, path, preset))
    for (const [name, schema] of Object.entries(properties ?? {}))
      if (!found.get(name)) found.set(name, aboutOf(root, schema));
  return [...found].map(([name, about]) => ({ name, about }));
}

/** Words that may stand as the value at a path. */
export function valuesAt(root: Schema, path: readonly string[], preset?: string): Entry[] {
  const isPreset = path.at(-1) === "preset";
  const found = new Map<string, string>();
  for (const schema of schemasAt(root, path, isPreset ? undefined : preset))
    for (const value of [
      ...(schema.enum ?? []),
      ...(schema.const === undefined ? [] : [schema.const]),
      ...(schema.type === "boolean" ? [true, false] : []),
    ])
      if (value !== null) found.set(String(value), schema.description ?? "");
  return [...found].map(([name, about]) => ({ name, about }));
}

/** What the key at the end of a path means; "" where nothing is known of it. */
export function meaningOf(root: Schema, path: readonly string[], preset?: string): string {
  const key = path.at(-1);
  return keysAt(root, path.slice(0, -1), preset).find(({ name }) => name === key)?.about ?? "";
}

/** The preset that a text names. */
export const presetIn = (text: string): string | undefined => /\bpreset:\s*["']?([\w-]+)/.exec(text)?.[1];
