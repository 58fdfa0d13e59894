import type { Sampler } from "../random/sampler.ts";
import type { CallingHost } from "./agent-host.ts";
import type { CallObserver } from "./call-observer.ts";
import type { Nonces } from "./nonces.ts";
import type { Sessions } from "./sessions.ts";
import type { Targets } from "./targets.ts";
import type { Throttle } from "./throttle.ts";
import type { BaseTimers } from "./timers.ts";
import type { Traffic } from "./traffic.ts";

/** What callers do of themselves, and when nothing comes back. */
export interface UserAgentClientOptions {
  /** Whether lost messages are sent again and transactions time out (RFC 3261 timers A, B, E, F); SIPp's `-nr` switches it off. */
  readonly retransmission: boolean;
  readonly timers: BaseTimers;
  /** A call that has not ended this long after its INVITE has failed [s]; Infinity: never, as SIPp without time-outs. */
  readonly callTimeout: number;
  /** From ACK to BYE [s]; SIPp's default scenario does not pause. */
  readonly hold: Sampler;
  /** From the INVITE to the moment at which a caller without an answer hangs up [s]; null: never. */
  readonly patience: Sampler | null;
  /** What follows when a target does not answer, or answers 503. */
  readonly nextTarget: Traffic["nextTarget"];
  readonly targets: Targets;
  /** What is kept back because a server asked for it; null where none does. */
  readonly throttle: Throttle | null;
  /** Whether the dialog has a route set, so that its requests have no other target. */
  readonly recordRoute: boolean;
  /** Whether calls are forked to several contacts, so that answers name the one that they come from. */
  readonly forks: boolean;
  /** Whether the caller of a call has a connection, over which nothing is sent again; null: nobody has. */
  readonly isConnected: ((call: number) => boolean) | null;
  /** What callers know of servers that challenge them; null where none does. */
  readonly nonces: Nonces | null;
}

/** Who calls, and how. */
export interface UserAgentClientParts extends CallingHost {
  readonly options: UserAgentClientOptions;
  readonly observer: CallObserver;
  /** What goes on between answer and BYE; null where nothing can. */
  readonly sessions: Sessions | null;
}
