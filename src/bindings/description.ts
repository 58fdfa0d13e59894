import { choiceOf } from "../notation/object.ts";
import type { Read, Written } from "../notation/shape.ts";
import { database } from "./database/description.ts";
import type { BindingsAsked, BindingsKind } from "./kind.ts";
import { memory } from "./memory/description.ts";
import { usrloc } from "./usrloc/description.ts";

/** Every kind of place where bindings are kept, in the order in which they are listed. The other registries must name the same. */
export const BINDINGS = { memory, database, usrloc };

/** The kinds of places where bindings are kept. */
export type BindingsName = keyof typeof BINDINGS;
/** What is said of such a place, by kind. */
export type BindingsSettings = { readonly [K in BindingsName]: Read<(typeof BINDINGS)[K]["shape"]> };

/** Where bindings are kept: a kind and its settings, times in seconds. */
export type Bindings<K extends BindingsName = BindingsName> = {
  [P in K]: { readonly kind: P } & BindingsSettings[P];
}[K];
/** The same as a file says it. */
export type BindingsNotation = Written<typeof bindingsShape>;

type Notation<K extends BindingsName> = { readonly [P in K]: Written<(typeof BINDINGS)[P]["shape"]> };
const KINDS: { readonly [K in BindingsName]: BindingsKind<Bindings<K>, Notation<K>> } = BINDINGS;

/** What a kind of place is, by one of them. */
export const bindingsKind = <K extends BindingsName>(bindings: Bindings<K>): BindingsKind<Bindings<K>, Notation<K>> =>
  KINDS[bindings.kind];

/** Whom proxies ask for bindings and tell them. */
export const bindingsAsked = (bindings: Bindings): BindingsAsked => bindingsKind(bindings).asked(bindings);

export const bindingsShape = choiceOf("where bindings are kept", BINDINGS);
