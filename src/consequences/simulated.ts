import type { Consequence, ConsequenceName } from "./description.ts";
import type { Concerned, ConsequenceMechanism, ConsequenceSurroundings, Reaction } from "./mechanism.ts";
import { promotion } from "./promotion/simulated.ts";
import { record } from "./record/simulated.ts";
import { removal } from "./removal/simulated.ts";
import { route } from "./route/simulated.ts";
import { takeover } from "./takeover/simulated.ts";

const MECHANISMS: { readonly [K in ConsequenceName]: ConsequenceMechanism<Consequence<K>> } = {
  takeover,
  removal,
  record,
  route,
  promotion,
};

/** What follows in a world from the verdicts of a detector. */
export const reactionTo = <K extends ConsequenceName>(
  consequence: Consequence<K>,
  surroundings: ConsequenceSurroundings,
  concerned: Concerned,
): Reaction => MECHANISMS[consequence.kind](consequence, surroundings, concerned);
