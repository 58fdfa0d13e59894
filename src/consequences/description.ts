import { oneOf } from "../notation/nearest.ts";
import { type Field, optional } from "../notation/object.ts";
import type { Place } from "../notation/place.ts";
import type { Read, Written } from "../notation/shape.ts";
import type { ConsequenceKind } from "./kind.ts";
import { type PromotionByWatchers, promotion, votesFor } from "./promotion/description.ts";
import { record } from "./record/description.ts";
import { removal } from "./removal/description.ts";
import { route } from "./route/description.ts";
import { takeover } from "./takeover/description.ts";

/** Every kind of consequence, in the order in which they are listed. The other registries must name the same. */
export const CONSEQUENCES = { takeover, removal, record, route, promotion };

/** The kinds of consequences. */
export type ConsequenceName = keyof typeof CONSEQUENCES;
/** What is said of a consequence, by kind. */
export type ConsequenceSettings = { readonly [K in ConsequenceName]: Read<(typeof CONSEQUENCES)[K]["shape"]> };

/** What follows from a verdict: a kind and its settings, times in seconds. */
export type Consequence<K extends ConsequenceName = ConsequenceName> = {
  [P in K]: { readonly kind: P } & ConsequenceSettings[P];
}[K];

type Notation<K extends ConsequenceName> = { readonly [P in K]: Written<(typeof CONSEQUENCES)[P]["shape"]> };
type Kinds = { readonly [K in ConsequenceName]: ConsequenceKind<Consequence<K>, Notation<K>> };
const KINDS: Kinds = CONSEQUENCES;

/** What a kind of consequence is, by one of them. */
export const consequenceKind = <K extends ConsequenceName>(
  consequence: Consequence<K>,
): ConsequenceKind<Consequence<K>, Notation<K>> => KINDS[consequence.kind];

const key = <C, N>({ meaning, shape }: ConsequenceKind<C, N>) => optional(meaning, shape);
/** The keys of a watch of which one has to stand there. */
export const consequenceFields = {
  takeover: key(takeover),
  removal: key(removal),
  record: key(record),
  route: key(route),
  promotion: key(promotion),
} satisfies { readonly [K in ConsequenceName]: Field<Consequence<K> | undefined> };

/** The one that is written at the place of a watch; a key with nothing behind it has all its defaults. */
export function consequenceAt(
  place: Place,
  read: { readonly [K in ConsequenceName]?: Consequence<K> | undefined },
): Consequence {
  const kinds = Object.values(CONSEQUENCES);
  const [given, other] = kinds.map(({ shape }) => shape.sample).filter(({ kind }) => place.at(kind).node !== undefined);
  if (other !== undefined) place.at(other.kind).report(`both a ${given!.kind} and a ${other.kind}`, "one of the two");
  if (given === undefined) place.report("no consequence", oneOf(kinds.map(({ example }) => example)));
  return given === undefined ? takeover.shape.sample : (read[given.kind] ?? given);
}

/** Whether another node serves at the addresses of the dead one; else it only gets no more requests. */
export const replaces = ({ consequence }: { readonly consequence: Consequence }): boolean =>
  consequenceKind(consequence).effect !== "dispatch stops";

/** Whether all active nodes of a tier have its addresses, and routers lead to one of them. */
export const isAnycast = ({ consequence }: { readonly consequence: Consequence }): boolean =>
  consequenceKind(consequence).effect === "routes change";

/** How a watch promotes a replica; undefined: it does something else. */
export const promotionBy = ({ consequence }: { readonly consequence: Consequence }): PromotionByWatchers | undefined =>
  consequence.kind === "promotion" ? consequence : undefined;

/** How many of so many watchers it takes to promote a replica; undefined: they do something else. */
export function votesToPromote(watch: { readonly consequence: Consequence }, watchers: number): number | undefined {
  const by = promotionBy(watch);
  if (by === undefined) return undefined;
  const { agree, elect } = votesFor(by, watchers);
  return Math.max(agree, elect);
}
export { deviceVotes, votesNeeded } from "./takeover/description/quorum.ts";
