import { database } from "./database/simulated.ts";
import type { Bindings, BindingsName } from "./description.ts";
import type { BindingsMechanism } from "./mechanism.ts";
import { memory } from "./memory/simulated.ts";

const MECHANISMS: { readonly [K in BindingsName]: BindingsMechanism<Bindings<K>> } = { memory, database };

/** How described bindings are kept. */
export const keepingOf = <K extends BindingsName>(bindings: Bindings<K>): BindingsMechanism<Bindings<K>> =>
  MECHANISMS[bindings.kind];
