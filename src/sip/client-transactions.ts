import type { Engine, EventCode, Lane } from "../kernel/engine.ts";
import { CallState, type Calls, disarm } from "./calls.ts";
import { Kind } from "./message.ts";
import { type BaseTimers, timerA, timerE, transactionTimeout } from "./timers.ts";

/** An event of timer A or E carries the number of the retransmission and, above it, which transaction of the call it belongs to. */
const COUNT_BITS = 8;
const COUNT_MASK = 0xff;

/** Whose requests are repeated and given up. */
export interface ClientTransactionsParts {
  readonly engine: Engine;
  readonly calls: Calls;
  readonly timers: BaseTimers;
  /** Whether requests are sent again; and whether the caller of a call has a connection, over which none is; null: nobody has. */
  readonly retransmission: boolean;
  readonly isConnected: ((call: number) => boolean) | null;
  /** How long a request may remain without a final response [s]; null: for ever. */
  readonly timeout: number | null;
  /** Transactions that a call has ended before: the target had failed, or had challenged it. */
  readonly endedBefore: (call: number) => number;
  /** Whether the INVITE of a caller who has hung up is repeated. */
  readonly awaitsResponse: (call: number) => boolean;
  readonly send: (kind: typeof Kind.INVITE | typeof Kind.BYE, call: number) => void;
  /** There was no answer in time. */
  readonly timedOut: (call: number) => void;
}

/** The client transactions of callers, one at a time for each call: INVITE by timers A and B, BYE by E and F (RFC 3261 §17.1). */
export class ClientTransactions {
  readonly #engine: Engine;
  readonly #calls: Calls;
  readonly #timers: BaseTimers;
  readonly #retransmission: boolean;
  readonly #isConnected: ClientTransactionsParts["isConnected"];
  readonly #endedBefore: (call: number) => number;
  readonly #timeout: Lane | null;
  readonly #timedOut: EventCode;
  readonly #resendInvite: EventCode;
  readonly #resendBye: EventCode;

  constructor(parts: ClientTransactionsParts) {
    const { engine, calls, timers, timeout, endedBefore, awaitsResponse, send, timedOut } = parts;
    this.#engine = engine;
    this.#calls = calls;
    this.#timers = timers;
    this.#retransmission = parts.retransmission;
    this.#isConnected = parts.isConnected;
    this.#endedBefore = endedBefore;
    this.#timeout = timeout === null ? null : engine.lane(timeout);
    this.#timedOut = engine.register("timer B or F", (call) => {
      calls.transaction[call] = -1;
      timedOut(call);
    });
    this.#resendInvite = engine.register("timer A", (call, b) => {
      if (calls.state[call] !== CallState.CALLING && !awaitsResponse(call)) return;
      if (b >>> COUNT_BITS !== endedBefore(call)) return;
      send(Kind.INVITE, call);
      this.#later(this.#resendInvite, call, b + 1, timerA(timers, (b & COUNT_MASK) + 1));
    });
    this.#resendBye = engine.register("timer E", (call, b) => {
      if (calls.state[call] !== CallState.CLOSING || b >>> COUNT_BITS !== endedBefore(call)) return;
      send(Kind.BYE, call);
      this.#later(this.#resendBye, call, b + 1, timerE(timers, (b & COUNT_MASK) + 1));
    });
  }

  /** An INVITE or BYE has just been sent: it is repeated, and given up in the end. */
  begin(call: number): void {
    if (this.#timeout === null) return;
    this.#calls.transaction[call] = this.#timeout.timer(this.#timedOut, call, 0);
    if (!this.#retransmission || this.#isConnected?.(call)) return;
    const first = 1 | (this.#endedBefore(call) << COUNT_BITS);
    if (this.#calls.state[call] === CallState.CLOSING)
      this.#later(this.#resendBye, call, first, timerE(this.#timers, 1));
    else this.#later(this.#resendInvite, call, first, timerA(this.#timers, 1));
  }

  /** There is an answer. */
  end(call: number): void {
    if (this.#timeout !== null) disarm(this.#timeout, this.#calls.transaction, call);
  }

  #later(code: EventCode, call: number, n: number, delay: number): void {
    this.#engine.lane(delay).send(code, call, n);
  }
}

/** How long a request may remain unanswered: timers B and F, or what is given to each target; null: for ever. */
export const timeoutOf = ({
  nextTarget,
  retransmission,
  timers,
}: {
  readonly nextTarget: { readonly timeout: number } | null;
  readonly retransmission: boolean;
  readonly timers: BaseTimers;
}): number | null => nextTarget?.timeout ?? (retransmission ? transactionTimeout(timers) : null);
