import type { Engine } from "../kernel/engine.ts";
import type { TransactionKeeping } from "../tiers/description.ts";
import type { Carrier } from "./carrier.ts";
import type { Ways } from "./hops.ts";
import type { TargetSet } from "./target-set.ts";
import type { BaseTimers } from "./timers.ts";

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
  /** Does something for a process now, or when it goes on if it hangs. */
  readonly whenItWorks: (host: number, act: () => void) => void;
  /** Hears of a message that dies with a transaction, or that matches none and is dropped. */
  readonly lost: (host: number, message: number) => void;
}
