import type { Engine, EventCode } from "../kernel/engine.ts";
import { envelopeOf, extraOf, messageOf } from "../network/message.ts";
import type { Calls } from "./calls.ts";
import type { Carrier } from "./carrier.ts";
import { grown } from "./growing.ts";
import { isChallenge, isStaleChallenge, Kind, WITH_CREDENTIALS } from "./message.ts";
import type { Nonces } from "./nonces.ts";
import { type BaseTimers, sendingInstants, timerE, transactionTimeout } from "./timers.ts";

/** What a caller who has hung up still waits for an answer to; DONE: nothing, but copies of a final answer get their ACK. */
const Open = { NOTHING: 0, INVITE: 1, CANCEL: 2, BYE: 3, DONE: 4 } as const;

/** An event carries the number of the retransmission and, above it, what is retransmitted. */
const COUNT_BITS = 8;
const COUNT_MASK = 0xff;

/**
 * What remains to be said when a caller hangs up before the answer (RFC 3261 §9.1): CANCEL once a provisional response has come,
 * and not before; a 200 that crosses it is acknowledged and followed by BYE. In the ledger the call has already failed.
 */
export class Cancellation {
  readonly #engine: Engine;
  readonly #network: Carrier;
  readonly #host: number;
  readonly #calls: Calls;
  readonly #timers: BaseTimers;
  readonly #nonces: Nonces | null;
  readonly #retransmission: boolean;
  readonly #resend: EventCode;
  /** Timer F, in retransmissions: the first that would come too late. */
  readonly #resendMax: number;
  #open = new Uint8Array(0);

  constructor(
    engine: Engine,
    network: Carrier,
    host: number,
    calls: Calls,
    options: { readonly retransmission: boolean; readonly timers: BaseTimers; readonly nonces: Nonces | null },
  ) {
    this.#engine = engine;
    this.#network = network;
    this.#host = host;
    this.#calls = calls;
    this.#timers = options.timers;
    this.#nonces = options.nonces;
    this.#retransmission = options.retransmission;
    this.#resendMax = sendingInstants(options.timers, timerE).length;
    this.#resend = engine.register("timer E after hanging up", (call, b) => {
      const what = b >>> COUNT_BITS;
      if (what !== this.#open[call] || (b & COUNT_MASK) >= this.#resendMax) return;
      this.#send(what === Open.BYE ? Kind.BYE : Kind.CANCEL, call);
      this.#resendLater(call, (b & COUNT_MASK) + 1);
    });
  }

  /** A call begins: nothing is left of another that had its number. */
  begin(call: number): void {
    this.#open = grown(this.#open, call + 1);
    this.#open[call] = Open.NOTHING;
  }

  /** The caller hangs up; `ringing`: after a provisional response. */
  hangUp(call: number, ringing: boolean): void {
    if (ringing) this.#request(Open.CANCEL, call);
    else this.#open[call] = Open.INVITE;
  }

  /** Whether the INVITE of a caller who has hung up still has no response: it is sent again until timer B. */
  awaitsResponse(call: number): boolean {
    return (
      this.#open[call] === Open.INVITE &&
      this.#engine.now - this.#calls.startedAt[call]! < transactionTimeout(this.#timers)
    );
  }

  /** A response for a call that has ended; whether it was waited for. */
  receive(kind: number, call: number, envelope: number): boolean {
    const open = this.#open[call]!;
    if (open === Open.NOTHING) return false;
    if (kind === Kind.OK_INVITE) {
      this.#send(Kind.ACK, call);
      if (open !== Open.BYE) this.#request(Open.BYE, call);
    } else if (kind === Kind.FAIL_INVITE) {
      const ack = envelopeOf(this.#calls.target[call]!, 0, extraOf(envelope));
      this.#network.send(this.#host, messageOf(Kind.ACK_FAIL, call), ack);
      if (open === Open.INVITE) this.#open[call] = Open.DONE;
    } else if (kind === Kind.RINGING && open === Open.INVITE) this.#request(Open.CANCEL, call);
    else if (kind === Kind.FAIL_BYE && open === Open.BYE && isChallenge(extraOf(envelope))) {
      if (this.#nonces!.answer(call, isStaleChallenge(extraOf(envelope))) === "again") this.#send(Kind.BYE, call);
    } else if ((kind === Kind.OK_BYE && open === Open.BYE) || (kind === Kind.OK_CANCEL && open === Open.CANCEL))
      this.#open[call] = Open.DONE;
    return true;
  }

  #request(what: typeof Open.CANCEL | typeof Open.BYE, call: number): void {
    this.#open[call] = what;
    this.#send(what === Open.BYE ? Kind.BYE : Kind.CANCEL, call);
    if (this.#retransmission) this.#resendLater(call, 1);
  }

  #send(kind: number, call: number): void {
    const extra = this.#nonces?.isHeld(call) === true ? WITH_CREDENTIALS : 0;
    this.#network.send(this.#host, messageOf(kind, call), this.#calls.envelope(call, extra));
  }

  #resendLater(call: number, n: number): void {
    this.#engine.lane(timerE(this.#timers, n)).send(this.#resend, call, n | (this.#open[call]! << COUNT_BITS));
  }
}
