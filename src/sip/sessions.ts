import type { Engine, EventCode } from "../kernel/engine.ts";
import { envelopeOf, messageOf } from "../network/message.ts";
import type { Network } from "../network/network.ts";
import { CallState, type Calls, causeIndex } from "./calls.ts";
import { grown } from "./growing.ts";
import { Kind } from "./message.ts";
import { type BaseTimers, sendingInstants, timerE, transactionTimeout } from "./timers.ts";

/** How users notice that a session is over although nobody has said so; times in seconds, Infinity: they do not. */
export interface SessionOptions {
  /** Session interval (RFC 4028): the caller refreshes at half of it. */
  readonly sessionTimer: number;
  /** How long nothing may be heard. */
  readonly mediaTimeout: number;
  readonly retransmission: boolean;
  readonly timers: BaseTimers;
}

/** Who talks to whom. */
export interface SessionsParts {
  readonly engine: Engine;
  readonly network: Network;
  readonly endpoints: { readonly callers: number; readonly callees: number };
  readonly calls: Calls;
  readonly options: SessionOptions;
}

/** How far a callee's dialog is. */
const Dialog = { NONE: 0, OPEN: 1, ENDED: 2 } as const;

/** Who does not refresh ends a session so long before it expires: the smaller of 32 s and a third of the interval (RFC 4028 §10). */
const GRACE = 32;

/** An event of timer E carries the number of the retransmission and, above it, that of the refresh. */
const COUNT_BITS = 8;
const COUNT_MASK = 0xff;

/**
 * What goes on in calls between their 200 and their BYE. The caller refreshes the session by UPDATE at half its interval; a refresh that
 * is refused or not answered ends the call. A callee who hears of no refresh ends his dialog some time before it would expire, and either
 * ends it where nothing is heard for the media time-out.
 */
export class Sessions {
  readonly #engine: Engine;
  readonly #network: Network;
  readonly #endpoints: SessionsParts["endpoints"];
  readonly #calls: Calls;
  readonly #options: SessionOptions;
  readonly #refreshes: number;
  readonly #lapse: number;
  readonly #refresh: EventCode;
  readonly #again: EventCode;
  readonly #unanswered: EventCode;
  readonly #expire: EventCode;
  readonly #deaf: EventCode;
  /** When the caller will hang up. */
  #until = new Float64Array(0);
  /** Since when nothing is heard; NaN while something is. */
  #silentSince = new Float64Array(0);
  /** Refreshes so far, odd while one is not answered yet. */
  #refreshed = new Int32Array(0);
  /** Of the callee: how far its dialog is, when it heard of the last refresh, and since when it lingers. */
  #callee = new Uint8Array(0);
  #heardAt = new Float64Array(0);
  #lingersSince = new Float64Array(0);
  /** Hears of each call that its caller has an answer to. */
  begun: (call: number) => void = () => {};
  /** Ends a call in progress. */
  drop: (call: number, cause: number) => void = () => {};
  lostTime = 0;
  silentCalls = 0;
  silentTime = 0;
  lingered = 0;
  /** Of lingering dialogs that have ended [s]. */
  #lingeredTime = 0;
  #lingeredEnds = 0;

  constructor({ engine, network, endpoints, calls, options }: SessionsParts) {
    this.#engine = engine;
    this.#network = network;
    this.#endpoints = endpoints;
    this.#calls = calls;
    this.#options = options;
    const { sessionTimer, timers } = options;
    this.#refreshes = sendingInstants(timers, timerE).length;
    this.#lapse = sessionTimer - Math.min(GRACE, sessionTimer / 3);
    this.#refresh = engine.register("session refresh", (call) => this.#begin(call));
    this.#again = engine.register("timer E of UPDATE", (call, b) => {
      const n = b & COUNT_MASK;
      if (!this.#isUnderWay(call, b >>> COUNT_BITS) || n >= this.#refreshes) return;
      this.#send(Kind.UPDATE, call);
      engine.lane(timerE(timers, n + 1)).send(this.#again, call, b + 1);
    });
    this.#unanswered = engine.register("refresh unanswered", (call, refresh) => {
      if (this.#isUnderWay(call, refresh)) this.#end(call, "refreshFailed");
    });
    this.#expire = engine.register("session expires", (call) => {
      const left = this.#heardAt[call]! + this.#lapse - engine.now;
      if (this.#callee[call] !== Dialog.OPEN) return;
      if (left > 0) engine.after(left, this.#expire, call, 0);
      else this.#calleeEnds(call);
    });
    this.#deaf = engine.register("media time-out", (call, sinceCallEnded) => {
      if (sinceCallEnded === 1) this.#calleeEnds(call);
      else if (this.#silentSince[call]! <= engine.now - options.mediaTimeout + 1e-9) {
        this.#calleeEnds(call);
        this.#end(call, "mediaLost");
      }
    });
  }

  reset(): void {
    this.lostTime = this.silentCalls = this.silentTime = this.lingered = this.#lingeredTime = this.#lingeredEnds = 0;
    this.#callee.fill(Dialog.NONE);
    this.#silentSince.fill(Number.NaN);
    this.#lingersSince.fill(Number.NaN);
  }

  /** Mean time that those which have ended lingered [s]; NaN where none has. */
  get meanLingering(): number {
    return this.#lingeredTime / this.#lingeredEnds;
  }

  /** Refreshes that the caller of a call has begun. */
  refreshes(call: number): number {
    return Math.ceil((this.#refreshed[call] ?? 0) / 2);
  }

  /** The caller has its 200 and talks for so long [s]. */
  begin(call: number, hold: number): void {
    this.#grow(call + 1);
    this.#until[call] = this.#engine.now + hold;
    this.#silentSince[call] = Number.NaN;
    this.#refreshed[call] = 0;
    if (this.#options.sessionTimer < Infinity)
      this.#engine.lane(this.#options.sessionTimer / 2).send(this.#refresh, call, 0);
    this.begun(call);
  }

  /** The callee has its ACK. */
  confirm(call: number): void {
    this.#grow(call + 1);
    if (this.#callee[call] !== Dialog.NONE) return;
    this.#callee[call] = Dialog.OPEN;
    this.#heardAt[call] = this.#engine.now;
    this.#lingersSince[call] = Number.NaN;
    if (this.#lapse < Infinity) this.#engine.lane(this.#lapse).send(this.#expire, call, 0);
  }

  /** A BYE has reached the callee. */
  bye(call: number): void {
    if (call < this.#callee.length) this.#callee[call] = Dialog.ENDED;
  }

  /** A refresh has reached the callee: @returns whether the dialog is there */
  hear(call: number): boolean {
    if (this.#callee[call] !== Dialog.OPEN) return false;
    this.#heardAt[call] = this.#engine.now;
    return true;
  }

  /** The caller's refresh is answered. */
  accepted(call: number): void {
    if (!this.#isUnderWay(call, this.#refreshed[call]!)) return;
    this.#refreshed[call]!++;
    this.#engine.lane(this.#options.sessionTimer / 2).send(this.#refresh, call, 0);
  }

  /** The caller's refresh is refused. */
  refused(call: number, cause: number): void {
    if (this.#isUnderWay(call, this.#refreshed[call]!))
      this.#end(call, cause === LOST ? "dialogLost" : "refreshFailed");
  }

  /** A call that was answered is over for its caller, in success or failure. */
  over(call: number): void {
    const { now } = this.#engine;
    this.sound(call);
    this.lostTime += Math.max(0, this.#until[call]! - now);
    if (this.#callee[call] !== Dialog.OPEN) return;
    this.#lingersSince[call] = now;
    const { mediaTimeout } = this.#options;
    if (mediaTimeout < Infinity) this.#engine.lane(mediaTimeout).send(this.#deaf, call, 1);
  }

  /** From now on nothing is heard in a call. */
  silence(call: number): void {
    if (this.#calls.state[call] !== CallState.CONFIRMED || this.#silentSince[call]! >= 0) return;
    this.#silentSince[call] = this.#engine.now;
    this.silentCalls++;
    const { mediaTimeout } = this.#options;
    if (mediaTimeout < Infinity) this.#engine.lane(mediaTimeout).send(this.#deaf, call, 0);
  }

  /** Something is heard again, or the call is over. */
  sound(call: number): void {
    const lasted = this.#engine.now - this.#silentSince[call]!;
    if (!(lasted >= 0)) return;
    this.#silentSince[call] = Number.NaN;
    this.silentTime += lasted;
    this.lostTime += lasted;
  }

  /** The run has ended: what is silent or lingers is counted as far as it has come. */
  close(): void {
    const { created, state } = this.#calls;
    for (let call = 0; call < Math.min(created, this.#callee.length); call++) {
      if (this.#callee[call] === Dialog.OPEN && state[call] === CallState.FAILED && this.#lingersSince[call]! >= 0)
        this.lingered++;
      this.sound(call);
    }
  }

  #begin(call: number): void {
    if (this.#calls.state[call] !== CallState.CONFIRMED) return;
    const refresh = ++this.#refreshed[call]!;
    this.#send(Kind.UPDATE, call);
    const { timers, retransmission } = this.#options;
    this.#engine.lane(transactionTimeout(timers)).send(this.#unanswered, call, refresh);
    if (retransmission) this.#engine.lane(timerE(timers, 1)).send(this.#again, call, 1 | (refresh << COUNT_BITS));
  }

  /** Whether a refresh waits for its answer, in a call in progress. */
  #isUnderWay(call: number, refresh: number): boolean {
    return this.#calls.state[call] === CallState.CONFIRMED && this.#refreshed[call] === refresh && refresh % 2 === 1;
  }

  /** A session ends before its time; who ends it says BYE unless it was told that there is no dialog (RFC 4028 §10). */
  #end(call: number, cause: "dialogLost" | "mediaLost" | "refreshFailed"): void {
    if (this.#calls.state[call] !== CallState.CONFIRMED) return;
    if (cause !== "dialogLost") this.#send(Kind.BYE, call);
    this.drop(call, causeIndex(cause));
  }

  #calleeEnds(call: number): void {
    if (this.#callee[call] !== Dialog.OPEN) return;
    this.#callee[call] = Dialog.ENDED;
    const since = this.#lingersSince[call]!;
    if (!(since >= 0)) return;
    this.lingered++;
    this.#lingeredEnds++;
    this.#lingeredTime += this.#engine.now - since;
  }

  #send(kind: number, call: number): void {
    this.#network.send(this.#endpoints.callers, messageOf(kind, call), envelopeOf(this.#calls.target[call]!, 0));
  }

  #grow(length: number): void {
    const before = this.#callee.length;
    if (length <= before) return;
    this.#until = grown(this.#until, length);
    this.#silentSince = grown(this.#silentSince, length);
    this.#refreshed = grown(this.#refreshed, length);
    this.#callee = grown(this.#callee, length);
    this.#heardAt = grown(this.#heardAt, length);
    this.#lingersSince = grown(this.#lingersSince, length);
    this.#silentSince.fill(Number.NaN, before);
    this.#lingersSince.fill(Number.NaN, before);
  }
}

const LOST = causeIndex("dialogLost");
