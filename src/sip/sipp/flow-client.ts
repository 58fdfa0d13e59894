import type { Engine, EventCode, Lane } from "../../kernel/engine.ts";
import { envelopeOf, extraOf, kindOf, messageOf, subjectOf } from "../../network/message.ts";
import type { CallingHost } from "../agent-host.ts";
import type { CallObserver } from "../call-observer.ts";
import { CallState, type Calls, causeIndex, causeOfRefusal, disarm } from "../calls.ts";
import type { Carrier } from "../carrier.ts";
import { grown } from "../growing.ts";
import { isOfFlow, Kind, PROVISIONAL, STATUS } from "../message.ts";
import { code, codeOf, type Flow, type FlowMessage, METHODS } from "./flow.ts";
import { FlowPlayer, type FlowPlayerOptions } from "./flow-player.ts";
import { codeOfKind, FlowWire, identityOf } from "./flow-wire.ts";

export interface FlowClientOptions extends FlowPlayerOptions {
  /** A call that has not ended so long after it began has failed [s]; Infinity: never. */
  readonly callTimeout: number;
}

const TIMEOUT = causeIndex("timeout");
const NOT_REFUSED = -1;
const OK_INVITE = code("INVITE", 200);
const ACK: FlowMessage = { method: "ACK", status: null };

/** Who plays which SIPp scenario as caller. */
export interface FlowClientParts extends CallingHost {
  readonly flow: Flow;
  /** What its callees play; null: they are SIPp's default ones. */
  readonly callee: Flow | null;
  readonly options: FlowClientOptions;
  readonly observer: CallObserver;
}

/**
 * All callers together, each playing the flow of a SIPp scenario; what `UserAgentClient` does for SIPp's default flow. As
 * SIPp does it, a refusal that the flow does not wait for is acknowledged and ends the call. A call that is given up sends
 * neither CANCEL nor BYE.
 */
export class FlowClient {
  readonly #engine: Engine;
  readonly #network: Carrier;
  readonly #host: number;
  readonly #calls: Calls;
  readonly #observer: CallObserver;
  readonly #player: FlowPlayer;
  readonly #wire: FlowWire;
  readonly #answers: FlowWire | null;
  readonly #patience: Lane | null;
  readonly #giveUp: EventCode;
  /** Per call: when its INVITE was sent first [s], and the status by which it was refused. */
  #invitedAt = new Float64Array(1024);
  #refusal = new Int32Array(1024);
  /** Per call: the method of what was sent last. */
  #asked = new Uint8Array(1024);

  constructor({ engine, network, host, calls, flow, callee, options, observer }: FlowClientParts) {
    this.#engine = engine;
    this.#network = network;
    this.#host = host;
    this.#calls = calls;
    this.#observer = observer;
    this.#wire = new FlowWire("caller", flow);
    this.#answers = callee && new FlowWire("callee", callee);
    this.#player = new FlowPlayer(engine, "caller", flow, options, {
      transmit: (call, message, step) => this.#transmit(call, message, step),
      finished: (call) => {
        this.#forget(call);
        calls.succeed(call);
        observer.ended();
      },
      gaveUp: (call) => this.#fail(call),
    });
    this.#patience = options.callTimeout < Infinity ? engine.lane(options.callTimeout) : null;
    this.#giveUp = engine.register("caller gives up", (call) => {
      calls.timeout[call] = -1;
      this.#player.end(call);
      this.#fail(call);
    });
    network.connect(host, (message, envelope) => this.receive(message, envelope));
  }

  /** Begins a call to a callee by way of an address, and returns its number. */
  invite(target: number, callee: number): number {
    const call = this.#calls.begin(this.#engine.now, target, callee);
    this.#invitedAt = grown(this.#invitedAt, call + 1);
    this.#refusal = grown(this.#refusal, call + 1);
    this.#asked = grown(this.#asked, call + 1);
    this.#invitedAt[call] = Number.NaN;
    this.#refusal[call] = NOT_REFUSED;
    if (this.#patience !== null) this.#calls.timeout[call] = this.#patience.timer(this.#giveUp, call, 0);
    this.#player.begin(call);
    return call;
  }

  /** Whether an open call will go on by itself. */
  goesOn(call: number): boolean {
    return this.#player.goesOn(call);
  }

  /** A message for a caller has arrived. */
  receive(message: number, envelope: number): void {
    const call = subjectOf(message);
    if (!this.#calls.isOpen(call)) return;
    const kind = kindOf(message);
    const met = this.#codeOf(call, kind, extraOf(envelope));
    if (met < 0) return;
    const what = identityOf(kind, met, extraOf(envelope));
    const reception =
      kind === Kind.FLOW_REQUEST_BACK
        ? this.#player.meetRequest(call, met, what)
        : isOfFlow(kind)
          ? this.#player.meetResponse(call, met, what)
          : this.#player.meet(call, met);
    switch (reception) {
      case "taken":
        this.#note(call, kind, extraOf(envelope), met);
        this.#player.take(call, met, what);
        break;
      case "copy":
        this.#player.sendAgain(call);
        break;
      case "late":
        if (met === OK_INVITE) this.#player.repeat(call, codeOf(ACK)); // also behind the BYE
        break;
      case "unexpected":
        this.#player.end(call);
        this.#refused(call, kind, extraOf(envelope));
        break;
    }
  }

  /** Keeps the books for a message that the flow takes. */
  #note(call: number, kind: number, extra: number, met: number): void {
    const calls = this.#calls;
    const isFirst = calls.state[call] === CallState.CALLING;
    const isAccepted = met === OK_INVITE && calls.state[call]! < CallState.CONFIRMED && this.#invitedAt[call]! >= 0;
    if (isFirst && (isAccepted || (kind === Kind.RINGING && PROVISIONAL[extra] !== 100)))
      this.#observer.ringing(this.#engine.now - this.#invitedAt[call]!);
    if (kind === Kind.RINGING) calls.state[call] = CallState.PROCEEDING;
    else if (kind === Kind.FAIL_INVITE) this.#refusal[call] = extra;
    else if (isAccepted) {
      calls.answer(call);
      this.#observer.setUp(this.#engine.now - this.#invitedAt[call]!);
    }
  }

  /** What a message says; −1: it is none of this call. */
  #codeOf(call: number, kind: number, extra: number): number {
    if (kind === Kind.FAIL_FLOW) return code(METHODS[this.#asked[call]!]!, STATUS[extra]!);
    if (!isOfFlow(kind)) return codeOfKind(kind, extra);
    const said = this.#answers?.said(extra);
    return said === undefined ? -1 : codeOf(said);
  }

  /** A message came that no step waits for. If it refuses something, that is the cause, whatever was lost before. */
  #refused(call: number, kind: number, extra: number): void {
    if (kind === Kind.FAIL_INVITE) {
      this.#refusal[call] = extra;
      this.#acknowledge(call);
    }
    if (kind === Kind.FAIL_INVITE || kind === Kind.FAIL_BYE || kind === Kind.FAIL_FLOW)
      this.#calls.blame[call] = causeOfRefusal(extra);
    this.#fail(call);
  }

  #acknowledge(call: number): void {
    const refusal = this.#refusal[call]!;
    const envelope = envelopeOf(this.#calls.target[call]!, 0, refusal);
    this.#network.send(this.#host, messageOf(Kind.ACK_FAIL, call), envelope);
  }

  #transmit(call: number, { method, status }: FlowMessage, step: number): void {
    const calls = this.#calls;
    const target = calls.target[call]!;
    const { kind, extra } = this.#wire.travelling(step);
    if (status === null) this.#asked[call] = METHODS.indexOf(method);
    if (method === "INVITE" && status === null && Number.isNaN(this.#invitedAt[call]!))
      this.#invitedAt[call] = this.#engine.now;
    if (kind === Kind.BYE) calls.state[call] = CallState.CLOSING;
    if (kind === Kind.ACK && this.#refusal[call] !== NOT_REFUSED) this.#acknowledge(call);
    else this.#network.send(this.#host, messageOf(kind, call), envelopeOf(target, 0, extra));
  }

  #fail(call: number): void {
    this.#forget(call);
    const unanswered = this.#calls.state[call]! < CallState.CONFIRMED;
    this.#calls.fail(call, TIMEOUT);
    if (unanswered) this.#observer.unanswered(call);
    this.#observer.ended();
  }

  #forget(call: number): void {
    disarm(this.#patience, this.#calls.timeout, call);
  }
}
