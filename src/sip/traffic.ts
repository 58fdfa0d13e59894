import type { Distribution } from "../distributions/description.ts";
import type { BackOff } from "./back-off.ts";
import type { UserTransport } from "./connections/transport.ts";
import type { Flow } from "./sipp/flow.ts";
import type { BaseTimers } from "./timers.ts";

/** When calls (or OPTIONS requests) arrive. */
export type Arrivals =
  /** The i-th at start + (i + ½)/rate, as a call generator paces them; or with exponential intervals. */
  | {
      readonly kind: "paced" | "poisson";
      readonly rate: number;
      readonly start: number;
      /** At most so many, and none later than `duration` after the start; at least one of both is finite. */
      readonly count: number;
      readonly duration: number;
      /** Each is made at the next tick of a timer with this period [s]; left out: when it is due. */
      readonly tick?: number;
    }
  /** Poisson with a rate that follows a profile, over and over, such as that of a day; `rate` is its mean. */
  | {
      readonly kind: "profile";
      readonly rate: number;
      readonly period: number;
      /** In the order of their times, all below the period. Between two of them the rate goes along a line, or is the first's. */
      readonly points: readonly RatePoint[];
      readonly between: "lines" | "steps";
      readonly start: number;
      readonly count: number;
      readonly duration: number;
    }
  /** Markov-modulated Poisson process; `rate` is its mean. */
  | {
      readonly kind: "mmpp";
      readonly rate: number;
      readonly states: readonly BurstState[];
      readonly start: number;
      readonly count: number;
      readonly duration: number;
    }
  /** All ordered pairs of users call each other, one call every `spacing`, beginning at each of these times. */
  | { readonly kind: "rounds"; readonly at: readonly number[]; readonly spacing: number };

/** The rate at one time of a profile. */
export interface RatePoint {
  readonly at: number;
  readonly rate: number;
}

/** A state of an MMPP: the rate in it, how long it lasts on average, and the probabilities of the states that follow. */
export interface BurstState {
  readonly rate: number;
  readonly mean: number;
  readonly next: readonly number[];
}

/** How a request chooses its address: by SRV priority and weight, in turn, or always the same. */
export type Access = "weighted" | "round robin" | { readonly address: string };

/** Requests outside dialogs. */
export interface RequestTraffic {
  readonly arrivals: Arrivals;
  readonly access: Access;
}

/** A device of every user: a contact of the AOR (RFC 3261 §10). */
export interface Contact {
  readonly name: string;
  /** Contacts of the highest q are tried first, equals at once: 0 … 1 (§16.6). */
  readonly q: number;
  /** From 180 to 200 [s]; null: as the calls say. */
  readonly ring: Distribution | null;
  /** Probability that it declines; null: as the calls say. */
  readonly busy: number | null;
  /** Probability that it says nothing at all to a call, 0 … 1. */
  readonly unreachable: number;
}

/** What users do. Times in seconds, rates per second. */
export interface Traffic {
  /** Users (AORs) that can be called. */
  readonly users: number;
  readonly registration: {
    readonly expires: number;
    /** Infinity: registered once. */
    readonly refresh: number;
    /** First registrations spread over this time from the start; null: made before the run. */
    readonly within: number | null;
    /** A user registers with every address, or with one that it chooses by SRV priority and weight. */
    readonly with: "every address" | "one address";
    /** How a user agent waits after a registration has failed (RFC 5626 §4.5); null: until its next refresh. */
    readonly backOff: BackOff | null;
    /** All users register anew, as after a power cut (avalanche restart, RFC 5390); null: they do not. */
    readonly avalanche: { readonly at: number; readonly within: number } | null;
    /** Registrations are made anew by this law, one after the other, beside their refreshes; left out: they are not. */
    readonly arrivals?: Arrivals;
    /** Devices of every user, which proxies fork calls to; left out: one, of which nothing is said. */
    readonly contacts?: readonly Contact[];
  };
  readonly calls: {
    readonly arrivals: Arrivals;
    /** No call is created while so many are open (SIPp's `-l`); Infinity for no limit. */
    readonly openLimit: number;
    readonly access: Access;
    readonly ring: Distribution;
    readonly hold: Distribution;
    /** Probability that a callee declines. */
    readonly busy: number;
    /** Set-up times above this are counted as delayed [s]; left out: none is. */
    readonly delayedAfter?: number;
    /** Session interval (RFC 4028): callers refresh at half of it [s]; left out: there is no session timer. */
    readonly sessionTimer?: number;
    /** After so much silence users end a call [s]; left out: they wait. */
    readonly mediaTimeout?: number;
    readonly callTimeout: number;
    /** From the INVITE to the moment at which a caller without an answer hangs up; null: never. */
    readonly patience: Distribution | null;
    /** Users who dial again after a call that was not answered; null: nobody does. */
    readonly redial: {
      readonly probability: number;
      readonly delay: Distribution;
      /** Calls after the first at most. */
      readonly tries: number;
    } | null;
    /** What callers and callees do by SIPp scenarios; left out: SIPp's default flow, with `ring`, `hold` and `busy`. */
    readonly flows?: { readonly caller?: Flow; readonly callee?: Flow };
  } | null;
  /** OPTIONS requests that the proxies answer themselves: plain load for a queue, each sent once. */
  readonly options: RequestTraffic | null;
  /** SUBSCRIBE requests that the proxies answer themselves: keep-alive, sent again like any request. */
  readonly subscribe: RequestTraffic | null;
  /** What a message that arrives costs the callers, or the callees: each side one process with one worker; left out: no time. */
  readonly client?: {
    readonly service: Distribution;
    /** Messages that may wait beyond the one in service; Infinity: without limit. */
    readonly queue: number;
    /** How long callees sleep where they have nothing to read, before they answer what is due [s]; left out: they answer when it is due. */
    readonly sleep?: number;
  };
  readonly retransmission: boolean;
  readonly timers: BaseTimers;
  /** Whether a request that got no answer, or 503, is sent to the next target (RFC 3263 §4.3); null: it has failed. */
  readonly nextTarget: {
    /** How long each target is given [s], in place of timers B and F. */
    readonly timeout: number;
    /** How long a target that has failed is avoided [s]; 0: the next request begins with it again. */
    readonly avoid: number;
  } | null;
  /** Whether proxies stay in the dialog, so that ACK and BYE need no lookup. */
  readonly recordRoute: boolean;
  /** How users are connected; left out: all by UDP, no NAT before them. */
  readonly transport?: UserTransport;
}
