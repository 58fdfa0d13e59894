import type { Engine, EventCode } from "../../kernel/engine.ts";
import { PROBE_TIMEOUT, retransmissionTimeout } from "../../network/tcp-timers.ts";

/** What is done about a connection that waits for an acknowledgement. */
export interface StallHandlers {
  /** Its first segment without one is sent again. */
  readonly retransmitted: (registration: number) => void;
  /** Nobody waits any longer. */
  readonly givenUp: (registration: number) => void;
}

interface Stall {
  readonly number: number;
  /** Number of the retransmission that is due next. */
  next: number;
  /** Retransmissions so far, and whether a probe is still to come, has come, or is not called for. */
  count: number;
  probe: "none" | "due" | "sent";
  readonly waiting: [from: number, message: number, envelope: number][];
}

/**
 * Connections over which something was sent that nobody has acknowledged: TCP sends the first segment again and again (RFC 6298 §5.5),
 * and all that follows waits behind it. A second segment brings a probe forward, from which the time-outs count anew (RFC 8985 §7).
 */
export class Stalls {
  readonly #engine: Engine;
  readonly #retransmissions: number;
  readonly #handlers: StallHandlers;
  readonly #stalls = new Map<number, Stall>();
  readonly #again: EventCode;
  readonly #over: EventCode;
  #begun = 0;
  #scheduled = 0;

  /** @param retransmissions so many, and the connection is given up */
  constructor(engine: Engine, retransmissions: number, handlers: StallHandlers) {
    this.#engine = engine;
    this.#retransmissions = retransmissions;
    this.#handlers = handlers;
    this.#again = engine.register("TCP retransmission of a user agent", (registration, number) => {
      const stall = this.#stalls.get(registration);
      if (stall?.next === number) this.#due(registration, stall);
    });
    this.#over = engine.register("connection given up", (registration, number) => {
      if (this.#stalls.get(registration)?.number === number) handlers.givenUp(registration);
    });
  }

  reset(): void {
    this.#stalls.clear();
    this.#begun = this.#scheduled = 0;
  }

  has(registration: number): boolean {
    return this.#stalls.has(registration);
  }

  /** A segment has been sent that gets no acknowledgement. */
  begin(registration: number): void {
    const stall: Stall = { number: this.#begun++, next: 0, count: 0, probe: "none", waiting: [] };
    this.#stalls.set(registration, stall);
    this.#schedule(registration, stall, retransmissionTimeout(0));
  }

  /** Takes a message that has to wait; false if none has. */
  takes(registration: number, from: number, message: number, envelope: number): boolean {
    const stall = this.#stalls.get(registration);
    if (stall === undefined) return false;
    stall.waiting.push([from, message, envelope]);
    if (stall.waiting.length === 2 && stall.count === 0 && stall.probe === "none") {
      stall.probe = "due";
      this.#schedule(registration, stall, PROBE_TIMEOUT);
    }
    return true;
  }

  /** Somebody gives the connection up if it waits so long from now on [s]. */
  endAfter(registration: number, delay: number): void {
    this.#engine.after(delay, this.#over, registration, this.#stalls.get(registration)!.number);
  }

  /** A connection waits no more; what has waited with it. */
  end(registration: number): readonly [from: number, message: number, envelope: number][] {
    const stall = this.#stalls.get(registration);
    if (stall === undefined) return [];
    this.#stalls.delete(registration);
    return stall.waiting;
  }

  #schedule(registration: number, stall: Stall, delay: number): void {
    stall.next = this.#scheduled++;
    this.#engine.after(delay, this.#again, registration, stall.next);
  }

  #due(registration: number, stall: Stall): void {
    if (stall.count === this.#retransmissions) {
      this.#handlers.givenUp(registration);
      return;
    }
    if (stall.probe === "due") stall.probe = "sent";
    else stall.count++;
    this.#handlers.retransmitted(registration);
    if (this.#stalls.get(registration) === stall)
      this.#schedule(registration, stall, retransmissionTimeout(stall.count));
  }
}
