import type { Engine } from "../kernel/engine.ts";
import type { TransactionKeeping } from "../tiers/description.ts";
import type { Carrier } from "./carrier.ts";
import type { Ways } from "./hops.ts";
import type { FlowMessages } from "./sipp/flow-messages.ts";
import type { TargetSet } from "./target-set.ts";
import type { BaseTimers } from "./timers.ts";

/** What a stateful proxy does with a request. */
export const Admitted = { NEW: 0, ABSORBED: 1, FULL: 2 } as const;
export type Admitted = (typeof Admitted)[keyof typeof Admitted];

/** A server process, as far as its transactions know it. */
export interface Process {
  /** Whether it does its work now: it neither is dead nor hangs. */
  readonly works: boolean;
  /** Does something now, or when it goes on if it hangs; never, if it dies before that. */
  whenItWorks(act: () => void): void;
}

/** Between whom transactions stand. */
export interface TransactionsParts {
  readonly engine: Engine;
  readonly network: Carrier;
  readonly ways: Ways;
  /** Whether a request of a call goes over a connection, where nothing is sent again; null: none does. */
  readonly isConnected: ((call: number, which: number) => boolean) | null;
  /** Whether responses do. */
  readonly answersByConnection: boolean;
  readonly timers: BaseTimers;
  readonly options: TransactionKeeping;
  /** Where requests go that have several targets; null: every request has one. */
  readonly targets: TargetSet | null;
  /** What callers and callees play, where SIPp scenarios say it; null: calls of user agents. */
  readonly flows: FlowMessages | null;
  /** The process of a host. */
  readonly processOf: (host: number) => Process;
  /** Hears of a message that dies with a transaction, or that matches none and is dropped. */
  readonly lost: (host: number, message: number) => void;
}
