import type { BindingsNotation } from "../bindings/description.ts";
import { CONSEQUENCES, consequenceAt, consequenceFields } from "../consequences/description.ts";
import { detectorShape } from "../detectors/description.ts";
import { name, object, required } from "../notation/object.ts";
import { converted, type Written } from "../notation/shape.ts";
import type { AddressNotation, HostNotation, TierNotation } from "../tiers/notation.ts";
import type { directorsShape } from "./directors.ts";

/**
 * An architecture as it is written in a scenario file: the same content as `Architecture`, with units, defaults left out and
 * maps where files want maps. Presets expand to it, so that what a preset does can be printed, copied and edited.
 */
export interface ArchitectureNotation {
  readonly title: string;
  readonly tiers: Readonly<Record<string, TierNotation>>;
  readonly addresses: Readonly<Record<string, AddressNotation>>;
  readonly hosts?: Readonly<Record<string, HostNotation>>;
  readonly watches: Readonly<Record<string, WatchNotation>>;
  readonly directors?: Written<typeof directorsShape>;
  readonly bindings: BindingsNotation;
  readonly needs: NeedsNotation;
}

const watchFields = object("a watch", {
  tier: required("Tier whose nodes are watched.", name),
  by: required("Tier whose nodes watch; the same for peers.", name),
  detector: required("How a death is noticed.", detectorShape),
  ...consequenceFields,
});
export type WatchNotation = Written<typeof watchFields>;

export const watchShape = converted(
  watchFields,
  { tier: "", by: "", detector: detectorShape.sample, consequence: CONSEQUENCES.takeover.shape.sample },
  ({ tier, by, detector, ...read }, place) => ({ tier, by, detector, consequence: consequenceAt(place, read) }),
);

export type NeedsNotation =
  | string
  | { readonly allOf: readonly NeedsNotation[] }
  | { readonly anyOf: readonly NeedsNotation[] }
  | { readonly atLeast: number; readonly of: readonly NeedsNotation[] };
