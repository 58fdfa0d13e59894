import type { Span } from "./source.ts";

/** A value of a file that knows where it stands. Map keys are held in a Map, so that no key can touch a prototype. */
export type Located = LocatedMap | LocatedList | LocatedScalar;

export interface LocatedMap {
  readonly kind: "map";
  readonly span: Span;
  readonly entries: ReadonlyMap<string, Entry>;
}

export interface Entry {
  readonly key: Span;
  readonly value: Located;
}

export interface LocatedList {
  readonly kind: "list";
  readonly span: Span;
  readonly items: readonly Located[];
}

export interface LocatedScalar {
  readonly kind: "scalar";
  readonly span: Span;
  readonly value: string | number | boolean | null;
}

/** Whether a value was left out: nothing, or a key with nothing behind it. */
export const isAbsent = (node: Located | undefined): boolean =>
  node === undefined || (node.kind === "scalar" && node.value === null);

/** The value below a key or list position; undefined if there is none. */
export function step(node: Located | undefined, key: string | number): Located | undefined {
  if (node?.kind === "map") return node.entries.get(String(key))?.value;
  if (node?.kind === "list") return node.items[Number(key)];
  return undefined;
}

/** Plain JavaScript data; maps have no prototype. */
export function plain(node: Located): unknown {
  if (node.kind === "scalar") return node.value;
  if (node.kind === "list") return node.items.map(plain);
  const object = Object.create(null) as Record<string, unknown>;
  for (const [key, { value }] of node.entries) object[key] = plain(value);
  return object;
}

/** The located form of plain data that stands nowhere itself, such as what a preset expands to; all of it points at `span`. */
export function located(data: unknown, span: Span): Located {
  if (Array.isArray(data)) return { kind: "list", span, items: data.map((item) => located(item, span)) };
  if (typeof data === "object" && data !== null) {
    const entries = Object.entries(data).filter(([, value]) => value !== undefined);
    return {
      kind: "map",
      span,
      entries: new Map(entries.map(([key, value]) => [key, { key: span, value: located(value, span) }])),
    };
  }
  return { kind: "scalar", span, value: data as LocatedScalar["value"] };
}

/** Where a value is pointed at: at itself if it fits on a line, else at its key. */
export function placeOf(value: Located, key: Span | undefined): Span {
  const { source, start, end } = value.span;
  return key === undefined || source.position(start).line === source.position(Math.max(start, end - 1)).line
    ? value.span
    : key;
}
