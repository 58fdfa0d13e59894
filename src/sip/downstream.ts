import type { Engine, EventCode } from "../kernel/engine.ts";
import { envelopeOf } from "../network/message.ts";
import type { Carrier } from "./carrier.ts";
import type { Ways } from "./hops.ts";
import type { TargetSet } from "./target-set.ts";
import { type BaseTimers, sendingInstants, timerA, timerE, transactionTimeout } from "./timers.ts";
import {
  NONE,
  OF_CANCEL,
  OF_INVITE,
  State,
  type TransactionEvents,
  type TransactionTable,
} from "./transaction-table.ts";

/** Where the client transactions of a tier send to, and who hears what becomes of them. */
export interface DownstreamParts {
  readonly engine: Engine;
  readonly network: Carrier;
  readonly table: TransactionTable;
  readonly events: TransactionEvents;
  readonly ways: Ways;
  readonly timers: BaseTimers;
  readonly targets: TargetSet | null;
  /** Whether a request of a call goes over a connection, where nothing is sent again; null: none does. */
  readonly isConnected: ((call: number, which: number) => boolean) | null;
  /** Hears that there is no response: timers B and F, or silence that is not waited for any longer. */
  readonly failed: (slot: number) => void;
  /** Hears that a round of a fork has rung for long enough. */
  readonly rungOut: (server: number, round: number) => void;
}

/** The client side of stateful proxies (RFC 3261 §17.1): requests repeated until they are answered, given up, cancelled. */
export class Downstream {
  readonly #engine: Engine;
  readonly #network: Carrier;
  readonly #table: TransactionTable;
  readonly #events: TransactionEvents;
  readonly #ways: Ways;
  readonly #timers: BaseTimers;
  readonly #targets: TargetSet | null;
  readonly #isConnected: DownstreamParts["isConnected"];
  readonly #invites: number;
  readonly #others: number;
  readonly #repeat: EventCode;
  readonly #silent: EventCode = -1;
  readonly #rungOut: EventCode = -1;

  constructor(parts: DownstreamParts) {
    const { engine, network, table, events, ways, timers, targets, failed, rungOut } = parts;
    this.#isConnected = parts.isConnected;
    this.#engine = engine;
    this.#network = network;
    this.#table = table;
    this.#events = events;
    this.#ways = ways;
    this.#timers = timers;
    this.#targets = targets;
    this.#invites = sendingInstants(timers, timerA).length;
    this.#others = sendingInstants(timers, timerE).length;
    this.#repeat = events.register("timer A or E of a proxy", (slot, n) => {
      if (this.#repeats(slot, n)) return;
      if (table.which[slot] === OF_CANCEL) table.end(slot);
      else failed(slot);
    });
    if (targets?.silence)
      this.#silent = events.register("a branch says nothing", (slot) => {
        if (table.state[slot] === State.TRYING) failed(slot);
      });
    if (targets !== null && targets.ringing < Infinity) this.#rungOut = events.register("contacts have rung", rungOut);
  }

  /** The requests of a round of a fork have gone out. */
  round(server: number, round: number): void {
    if (this.#rungOut >= 0) this.#events.later(this.#rungOut, server, round, this.#targets!.ringing);
  }

  /** A request goes out on a branch of a fork. */
  branch(server: number, branch: number): void {
    const table = this.#table; // whose columns may be others after a new slot
    const slot = table.branchOff(server, branch);
    table.heardAt[slot] = this.#engine.now;
    table.isCancelled[slot] = table.isCancelled[server]!;
    table.credentials[slot] = table.credentials[server]!;
    this.#send(slot);
    this.begin(slot);
    if (this.#silent >= 0) this.#events.after(this.#targets!.silence!.sample(), this.#silent, slot);
  }

  /** A request has been sent: it is repeated until there is a response. */
  begin(slot: number): void {
    this.#events.later(this.#repeat, slot, 1, this.#timers.t1);
  }

  /** The first provisional response has come. */
  proceeds(slot: number): void {
    this.#table.state[slot] = State.PROCEEDING;
    if (this.#table.isCancelled[slot] === 1) this.cancel(slot);
  }

  /** What rings is cancelled, once. */
  cancel(slot: number): void {
    const { host, call, address, branch } = this.#table;
    if (this.#table.find(host[slot]!, call[slot]!, OF_CANCEL, address[slot]!, branch[slot]!) !== NONE) return;
    const own = this.#table.begin(host[slot]!, call[slot]!, OF_CANCEL, address[slot]!, branch[slot]!);
    this.#table.heardAt[own] = this.#engine.now;
    this.#send(own);
    this.begin(own);
  }

  /** Sends a request of a transaction to its target. @param extra what an ACK acknowledges, or credentials, by their number in the envelope */
  sendOn(slot: number, request: number, extra: number): void {
    const { host, address, branch } = this.#table;
    const own = branch[slot]!;
    const targets = this.#targets;
    const envelope =
      own === 0
        ? this.#ways.downstream(host[slot]!, request, address[slot]!, extra)
        : envelopeOf(targets!.destination(own), address[slot]!, targets!.mark(own, extra));
    this.#network.send(host[slot]!, request, envelope);
  }

  #send(slot: number): void {
    this.sendOn(slot, this.#table.requestOf(slot), this.#table.credentials[slot]!);
  }

  /** Timers A and E send a request for the n-th time again; timers B and F give it up: @returns whether it goes on */
  #repeats(slot: number, n: number): boolean {
    const isInvite = this.#table.which[slot] === OF_INVITE;
    if (this.#table.state[slot]! > (isInvite ? State.TRYING : State.PROCEEDING)) return true;
    if (n >= (isInvite ? this.#invites : this.#others)) return false;
    if (!this.#isConnected?.(this.#table.call[slot]!, this.#table.which[slot]!)) this.#send(slot);
    const next = (isInvite ? timerA : timerE)(this.#timers, n + 1);
    const left = this.#table.heardAt[slot]! + transactionTimeout(this.#timers) - this.#engine.now;
    this.#events.later(this.#repeat, slot, n + 1, Math.min(next, Math.max(0, left)));
    return true;
  }
}
