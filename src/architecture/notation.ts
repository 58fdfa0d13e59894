import type { DetectorNotation } from "../detectors/description.ts";

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

/** A duration with its unit ("0.2 ms"), or a distribution of durations ({ exponential: "0.8 ms" }). */
export type DurationNotation = string | Readonly<Record<string, unknown>>;

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

export interface AddressNotation {
  readonly tier: string;
  readonly owner: string;
  readonly priority?: number;
  readonly weight?: number;
}

export interface WatchNotation {
  readonly tier: string;
  readonly by: string;
  readonly detector: DetectorNotation;
  /** A standby takes over … */
  readonly takeover?: {
    readonly select?: string;
    readonly claim?: string;
    readonly gratuitousArp?: boolean;
    readonly staleArp?: DurationNotation;
    readonly lowerPriorityArp?: boolean;
    readonly virtualMac?: boolean;
    readonly failback?: "none" | "preempt";
  };
  /** … or the watcher stops dispatching, so long after the verdict, … */
  readonly removal?: string;
  /** … or the watcher changes the record of the name, … */
  readonly record?: { readonly update?: string; readonly ttl?: string; readonly caches?: number };
  /** … or routers send traffic elsewhere. */
  readonly route?: { readonly convergence?: string };
}

export type BindingsNotation =
  | {
      readonly memory: {
        readonly checkpoint: "synchronous" | "none" | { readonly lag: string };
        readonly copiedTo?: "standbys" | "all proxies";
        readonly transfer?: { readonly start?: string; readonly each?: string };
      };
    }
  | { readonly database: { readonly tier: string; readonly timeout?: string; readonly cache?: boolean } };

export type NeedsNotation =
  | string
  | { readonly allOf: readonly NeedsNotation[] }
  | { readonly anyOf: readonly NeedsNotation[] }
  | { readonly atLeast: number; readonly of: readonly NeedsNotation[] };
