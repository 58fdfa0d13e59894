import { distribution } from "../distributions/description.ts";
import { isKnown } from "../notation/known.ts";
import { defaulted, type Fields, name, object, optional, required } from "../notation/object.ts";
import type { Place } from "../notation/place.ts";
import { duration } from "../notation/quantities.ts";
import { converted } from "../notation/shape.ts";
import type { Names, Scene } from "./scene.ts";

export const momentShape = distribution("10 s");
const moment = {
  at: optional(
    "When it strikes; a distribution: drawn anew in each replication, such as { uniform: [10 s, 11 s] }.",
    momentShape,
  ),
  after: optional(
    "Instead of at: how long after the previous line it strikes; may be a distribution.",
    distribution("1 s"),
  ),
};

/** A line with this verb and these keys. */
export const lineWith = <const V extends string, F extends Fields>(verb: V, fields: F) => {
  const line = object(`a fault with ${verb}`, fields);
  const sample = { verb, ...line.sample };
  return { shape: converted(line, sample, (read) => ({ verb, ...read })), keys: Object.keys(fields) };
};

/** The same for what strikes at one time. */
export const lineAt = <const V extends string, F extends Fields>(verb: V, fields: F) =>
  lineWith(verb, { ...moment, ...fields });

export const lasting = optional("Ends by itself after this time.", duration("30 s", { above: 0 }));
export const within = defaulted("Longest wait for work that is under way.", duration("30 s"), 30, "30 s");
export const node = (meaning: string) => required(meaning, name);

/** What lines have in common that name one node behind their verb: it must exist. */
export const ofNode = <const V extends string>(verb: V) => ({
  names: (fault: Readonly<Record<V, string>>): Names => [fault[verb]],
  check: (
    fault: Readonly<Record<V, string>>,
    { architecture: { tiers } }: Scene,
    _line: number,
    place: Place,
  ): void => {
    const known = tiers.flatMap(({ nodes }) => nodes.map((one) => one.name));
    isKnown(fault[verb], known, "a node", place.at(verb));
  },
});
