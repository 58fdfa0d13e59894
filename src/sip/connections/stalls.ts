import type { Engine, EventCode } from "../../kernel/engine.ts";
import { PROBE_TIMEOUT, retransmissionTimeout } from "../../network/tcp-timers.ts";

/** What is done about a connection that waits for an acknowledgement. */
export interface StallHandlers {
  /** Its first segment without one is sent again. */
  readonly retransmitted: (connection: number) => void;
  /** Nobody waits any longer. */
  readonly givenUp: (connection: number) => void;
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
  readonly #retransmissions: (connection: number) => number;
  readonly #handlers: StallHandlers;
  readonly #stalls = new Map<number, Stall>();
  readonly #again: EventCode;
  readonly #over: EventCode;
  #begun = 0;
  #scheduled = 0;

  /** @param retransmissions so many, and the connection is given up */
  constructor(engine: Engine, retransmissions: (connection: number) => number, handlers: StallHandlers) {
    this.#engine = engine;
    this.#retransmissions = retransmissions;
    this.#handlers = handlers;
    this.#again = engine.register("TCP retransmission of a user agent", (connection, number) => {
      const stall = this.#stalls.get(connection);
      if (stall?.next === number) this.#due(connection, stall);
    });
    this.#over = engine.register("connection given up", (connection, number) => {
      if (this.#stalls.get(connection)?.number === number) handlers.givenUp(connection);
    });
  }

  reset(): void {
    this.#stalls.clear();
    this.#begun = this.#scheduled = 0;
  }

  has(connection: number): boolean {
    return this.#stalls.has(connection);
  }

  /** A segment has been sent that gets no acknowledgement. */
  begin(connection: number): void {
    const stall: Stall = { number: this.#begun++, next: 0, count: 0, probe: "none", waiting: [] };
    this.#stalls.set(connection, stall);
    this.#schedule(connection, stall, retransmissionTimeout(0));
  }

  /** Takes a message that has to wait; false if none has. */
  takes(connection: number, from: number, message: number, envelope: number): boolean {
    const stall = this.#stalls.get(connection);
    if (stall === undefined) return false;
    stall.waiting.push([from, message, envelope]);
    if (stall.waiting.length === 2 && stall.count === 0 && stall.probe === "none") {
      stall.probe = "due";
      this.#schedule(connection, stall, PROBE_TIMEOUT);
    }
    return true;
  }

  /** Somebody gives the connection up if it waits so long from now on [s]. */
  endAfter(connection: number, delay: number): void {
    this.#engine.after(delay, this.#over, connection, this.#stalls.get(connection)!.number);
  }

  /** A connection waits no more; what has waited with it. */
  end(connection: number): readonly [from: number, message: number, envelope: number][] {
    const stall = this.#stalls.get(connection);
    if (stall === undefined) return [];
    this.#stalls.delete(connection);
    return stall.waiting;
  }

  #schedule(connection: number, stall: Stall, delay: number): void {
    stall.next = this.#scheduled++;
    this.#engine.after(delay, this.#again, connection, stall.next);
  }

  #due(connection: number, stall: Stall): void {
    if (stall.count === this.#retransmissions(connection)) {
      this.#handlers.givenUp(connection);
      return;
    }
    if (stall.probe === "due") stall.probe = "sent";
    else stall.count++;
    this.#handlers.retransmitted(connection);
    if (this.#stalls.get(connection) === stall) this.#schedule(connection, stall, retransmissionTimeout(stall.count));
  }
}
