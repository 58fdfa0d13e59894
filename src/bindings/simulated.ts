import { database } from "./database/simulated.ts";
import type { Bindings, BindingsName } from "./description.ts";
import type { BindingsMechanism, BindingsMessage } from "./mechanism.ts";
import { memory } from "./memory/simulated.ts";
import { usrloc } from "./usrloc/simulated.ts";

const MECHANISMS: { readonly [K in BindingsName]: BindingsMechanism<Bindings<K>> } = { memory, database, usrloc };

/** What bindings of any kind say over the network, by kind of message. */
export const SAID_FOR_BINDINGS: Readonly<Record<number, BindingsMessage>> = Object.assign(
  {},
  ...Object.values(MECHANISMS).map(({ says }) => says),
);

/** How described bindings are kept. */
export const keepingOf = <K extends BindingsName>(bindings: Bindings<K>): BindingsMechanism<Bindings<K>> =>
  MECHANISMS[bindings.kind];
