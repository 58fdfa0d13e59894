import type { Consequence } from "../consequences/description.ts";
import type { Dice } from "../notation/dice.ts";
import type { Place } from "../notation/place.ts";
import type { Shape } from "../notation/shape.ts";
import type { Deployment } from "../tiers/description.ts";

/** The tier that a proxy asks for a callee's binding, and the one that it tells a new binding; null: it has them itself. */
export interface BindingsAsked {
  readonly lookUps: string | null;
  readonly registers: string | null;
}

/** The service whose bindings they are. */
export interface BoundService extends Deployment {
  readonly watches: readonly { readonly tier: string; readonly consequence: Consequence }[];
}

/** The same with those who use it, for so long after its first fault [s]; Infinity: nothing comes back. */
export interface BindingsInUse extends Deployment {
  readonly users: number;
  readonly left: number;
}

/**
 * Where bindings are kept, as it is described: B is the description with its times in seconds, N what a file says, such as
 * { memory: { … } }. What failures do to them and how they are kept stand beside it in the same folder.
 */
export interface BindingsKind<B, N> {
  /** In one sentence, for editors and the reference. */
  readonly meaning: string;
  readonly shape: Shape<B, N[keyof N]>;
  /** Whether they are gone with the processes of the proxies, whose memory they fill. */
  readonly areVolatile: boolean;
  asked(bindings: B): BindingsAsked;
  /** Whether every proxy finds every user, whatever address the user registered at. */
  areCommon(bindings: B): boolean;
  /** Reports what cannot be of a service; the place is that of the service. */
  check(bindings: B, service: BoundService, place: Place): void;
  /** Warns of what is legal and almost surely not meant; the place is that of its settings. */
  warn(bindings: B, use: BindingsInUse, place: Place): void;
  /** In a sentence of its own. */
  words(bindings: B): string;
  /** Beside those that keep them, in a drawing. */
  label(bindings: B): string;
  /** The same with parts by chance. */
  drawn(written: N[keyof N], dice: Dice): N;
}
