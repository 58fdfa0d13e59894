import type { Stream } from "../random/stream.ts";
import type { AgentHost } from "./agent-host.ts";
import type { Nonces } from "./nonces.ts";
import type { Targets } from "./targets.ts";
import type { BaseTimers } from "./timers.ts";
import type { Traffic } from "./traffic.ts";

/** How users register. */
export interface RegistrationOptions {
  /** Lifetime of a binding [s]. */
  readonly expires: number;
  /** From a registration to its refresh [s]; less than `expires`. */
  readonly refresh: number;
  /** First registrations are spread evenly over this time from the start [s]; null: they were made before the run. */
  readonly within: number | null;
  readonly with: Traffic["registration"]["with"];
  readonly retransmission: boolean;
  readonly timers: BaseTimers;
  readonly nextTarget: Traffic["nextTarget"];
  readonly backOff: Traffic["registration"]["backOff"];
  readonly avalanche: Traffic["registration"]["avalanche"];
  readonly arrivals?: Traffic["registration"]["arrivals"];
  /** What registrants know of servers that challenge them; null where none does. */
  readonly nonces: Nonces | null;
}

/** What registrants with connections have beside them; see `Connections`. */
export interface KeptConnections {
  /** Whether a registration is made over a connection, and whether its user agent believes to have that. */
  has(registration: number): boolean;
  isUp(registration: number): boolean;
  acknowledged(registration: number): void;
  refused(registration: number): void;
  restarted(registration: number): void;
}

/** Who registers, where and how. */
export interface RegistrationsParts extends AgentHost {
  /** How many users register. */
  readonly users: number;
  /** The addresses users register with; registration numbers follow their order. */
  readonly addresses: readonly number[];
  readonly options: RegistrationOptions;
  /** How users choose among them, where they register with one. */
  readonly targets: Targets;
  /** Chooses how long they wait after a failure. */
  readonly random: Stream;
  /** The stream that decides when they come by `options.arrivals`. */
  readonly arrivals: () => Stream;
  /** Hears how long the 200 to each REGISTER took [s]. */
  readonly observer: (delay: number) => void;
}
