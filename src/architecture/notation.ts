import type { BindingsNotation } from "../bindings/description.ts";
import { CONSEQUENCES, consequenceAt, consequenceFields } from "../consequences/description.ts";
import { detectorShape } from "../detectors/description.ts";
import type { DurationNotation } from "../distributions/description.ts";
import { defaulted, name, object, required } from "../notation/object.ts";
import { wholeNumber } from "../notation/quantities.ts";
import { converted, type Written } from "../notation/shape.ts";

/**
 * An architecture as it is written in a scenario file: the same content as `Architecture`, with units, defaults left out and
 * maps where files want maps. Presets expand to it, so that what a preset does can be printed, copied and edited.
 */
export interface ArchitectureNotation {
  readonly title: string;
  readonly tiers: Readonly<Record<string, TierNotation>>;
  readonly addresses: Readonly<Record<string, AddressNotation>>;
  readonly watches: Readonly<Record<string, WatchNotation>>;
  readonly directors?: "call-id hash" | "round robin" | "consistent hash";
  readonly bindings: BindingsNotation;
  readonly needs: NeedsNotation;
}

export interface TierNotation {
  readonly role: "proxy" | "director" | "database" | "monitor";
  readonly active: readonly string[];
  readonly standby?: readonly string[];
  /** Relative speed of nodes that differ from the reference. */
  readonly speed?: Readonly<Record<string, number>>;
  readonly workers?: number;
  readonly queue?: number | "unlimited";
  /** `each` is the default; other keys are kinds of message ("INVITE", "200 BYE", "query", …); `lookup` is the time in memory. */
  readonly service?: Readonly<Record<string, DurationNotation>>;
  readonly overload?: {
    readonly queue?: number | "unlimited";
    readonly delay?: string | "unlimited";
    readonly refusal?: string;
    readonly retryAfter?: string;
    readonly control?: {
      readonly algorithm?: "loss" | "rate";
      readonly target?: number | string;
      readonly interval?: string;
    };
  };
  readonly promotion?: {
    readonly time?: string;
    readonly probability?: number | string;
    readonly manualRecovery?: string;
  };
  readonly lifetimes?: { readonly timeToFailure: DurationNotation; readonly timeToRepair: DurationNotation };
}

export const addressShape = object("an address", {
  tier: required("Tier whose nodes can hold it.", name),
  owner: required("Active node that holds it at the start.", name),
  priority: defaulted("DNS SRV priority: the lower is tried first.", wholeNumber(0, 65_535, 0), 0),
  weight: defaulted("DNS SRV weight: share of the load among equals.", wholeNumber(0, 65_535, 1), 1),
});
export type AddressNotation = Written<typeof addressShape>;

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
