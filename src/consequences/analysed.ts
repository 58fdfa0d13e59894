import type { Consequence, ConsequenceName } from "./description.ts";
import type { ConsequenceLaw } from "./law.ts";
import { promotion } from "./promotion/analysed.ts";
import { record } from "./record/analysed.ts";
import { removal } from "./removal/analysed.ts";
import { route } from "./route/analysed.ts";
import { fencingMean, takeover } from "./takeover/analysed.ts";

const LAWS: { readonly [K in ConsequenceName]: ConsequenceLaw<Consequence<K>> } = {
  takeover,
  removal,
  record,
  route,
  promotion,
};

const lawOf = <K extends ConsequenceName>(consequence: Consequence<K>): ConsequenceLaw<Consequence<K>> =>
  LAWS[consequence.kind];

/** Mean time from the verdict until requests reach another node [s]. */
export const consequenceMean = <K extends ConsequenceName>(consequence: Consequence<K>): number =>
  lawOf(consequence).mean(consequence);

/** The longest from the verdict until callers are served elsewhere [s]; random times at their 99.9 % quantile. */
export const slowestConsequence = <K extends ConsequenceName>(consequence: Consequence<K>): number =>
  lawOf(consequence).longest(consequence);

/** Of that, what fencing takes on average where any of so many nodes is as likely to be fenced, delays included [s]. */
export const fencingMeanOf = (consequence: Consequence, nodes: number): number =>
  consequence.kind === "takeover" ? fencingMean(consequence, nodes) : 0;
