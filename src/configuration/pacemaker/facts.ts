import type { Place, Said } from "../place.ts";

/** What a CIB says, in pacemaker's own words (Pacemaker Explained of 2.1.5). Times in seconds. */
export interface PacemakerFacts {
  readonly nodes: readonly { readonly name: string; readonly place: Place }[];
  /** `stonith-enabled` */
  readonly fences: Said<boolean>;
  /** `stop`, `freeze`, `ignore`, `demote`, `suicide`. */
  readonly noQuorumPolicy: Said<string>;
  readonly clusterRecheckInterval: Said<number>;
  readonly dcDeadtime: Said<number>;
  readonly stonithTimeout: Said<number>;
  /** 0: off. */
  readonly stonithWatchdogTimeout: Said<number>;
  readonly priorityFencingDelay: Said<number>;
  readonly startFailureIsFatal: Said<boolean>;
  readonly maintenanceMode: Said<boolean>;
  readonly resources: readonly PacemakerResource[];
  readonly constraints: readonly PacemakerConstraint[];
}

/** A `primitive`, with what its groups, clones and `rsc_defaults` say of it. */
export interface PacemakerResource {
  readonly id: string;
  readonly place: Place;
  /** `ocf:heartbeat:IPaddr2`, `systemd:kamailio`, `stonith:fence_ipmilan`. */
  readonly agent: string;
  /** Outermost first. */
  readonly inside: readonly { readonly kind: "group" | "clone" | "promotable" | "bundle"; readonly id: string }[];
  /** Instance attributes, such as `ip`. */
  readonly parameters: Readonly<Record<string, Said<string>>>;
  readonly monitors: readonly PacemakerMonitor[];
  /** `start` and `stop`: how long they may take. */
  readonly startTimeout: Said<number>;
  readonly stopTimeout: Said<number>;
  /** Infinity: INFINITY. */
  readonly stickiness: Said<number>;
  readonly migrationThreshold: Said<number>;
  /** 0: failures never expire. */
  readonly failureTimeout: Said<number>;
}

/** A recurring `monitor`. */
export interface PacemakerMonitor {
  readonly place: Place;
  readonly interval: Said<number>;
  readonly timeout: Said<number>;
  /** `restart`, `fence`, `block`, `ignore`, `standby`, `stop`. */
  readonly onFail: Said<string>;
  /** "" or `Promoted` (`Master`), `Unpromoted` (`Slave`). */
  readonly role: string;
}

/** `rsc_location`, `rsc_colocation`, `rsc_order`. */
export interface PacemakerConstraint {
  readonly kind: "location" | "colocation" | "order";
  readonly id: string;
  readonly place: Place;
  /** The resources in the order in which they are named; sets are opened. */
  readonly resources: readonly string[];
  readonly node: string | null;
  /** Infinity: INFINITY; null: none is written. */
  readonly score: number | null;
}
