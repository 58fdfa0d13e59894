import { database } from "./database/analysed.ts";
import type { Bindings, BindingsName } from "./description.ts";
import type { BindingsLaw, Loss } from "./law.ts";
import { memory } from "./memory/analysed.ts";
import { usrloc } from "./usrloc/analysed.ts";

const LAWS: { readonly [K in BindingsName]: BindingsLaw<Bindings<K>> } = { memory, database, usrloc };

/** Who loses bindings when nodes fail. */
export const bindingsLoss = <K extends BindingsName>(bindings: Bindings<K>): Loss => LAWS[bindings.kind](bindings);
