import type { Engine, EventCode, Lane } from "../../kernel/engine.ts";
import { envelopeOf, extraOf, kindOf, messageOf, subjectOf } from "../../network/message.ts";
import type { CallingHost } from "../agent-host.ts";
import type { CallObserver } from "../call-observer.ts";
import { CallState, type Calls, causeIndex, causeOfRefusal, disarm } from "../calls.ts";
import type { Carrier } from "../carrier.ts";
import { grown } from "../growing.ts";
import { Kind, PROVISIONAL, STATUS } from "../message.ts";
import { code, codeOf, type Flow, type FlowMessage } from "./flow.ts";
import { FlowPlayer, type FlowPlayerOptions } from "./flow-player.ts";

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
  readonly #patience: Lane | null;
  readonly #giveUp: EventCode;
  /** Per call: when its INVITE was sent first [s], and the status by which it was refused. */
  #invitedAt = new Float64Array(1024);
  #refusal = new Int32Array(1024);

  constructor({ engine, network, host, calls, flow, options, observer }: FlowClientParts) {
    this.#engine = engine;
    this.#network = network;
    this.#host = host;
    this.#calls = calls;
    this.#observer = observer;
    this.#player = new FlowPlayer(engine, "caller", flow, options, {
      transmit: (call, message) => this.#transmit(call, message),
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
    const met = codeOfResponse(kind, extraOf(envelope));
    switch (this.#player.meet(call, met)) {
      case "taken":
        this.#note(call, kind, extraOf(envelope));
        this.#player.take(call, met);
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
  #note(call: number, kind: number, extra: number): void {
    const calls = this.#calls;
    const isFirst = calls.state[call] === CallState.CALLING;
    if (isFirst && (kind === Kind.OK_INVITE || (kind === Kind.RINGING && PROVISIONAL[extra] !== 100)))
      this.#observer.ringing(this.#engine.now - this.#invitedAt[call]!);
    if (kind === Kind.RINGING) calls.state[call] = CallState.PROCEEDING;
    else if (kind === Kind.FAIL_INVITE) this.#refusal[call] = extra;
    else if (kind === Kind.OK_INVITE) {
      calls.answer(call);
      this.#observer.setUp(this.#engine.now - this.#invitedAt[call]!);
    }
  }

  /** A message came that no step waits for. If it refuses something, that is the cause, whatever was lost before. */
  #refused(call: number, kind: number, extra: number): void {
    if (kind === Kind.FAIL_INVITE) {
      this.#refusal[call] = extra;
      this.#transmit(call, ACK);
    }
    if (kind === Kind.FAIL_INVITE || kind === Kind.FAIL_BYE) this.#calls.blame[call] = causeOfRefusal(extra);
    this.#fail(call);
  }

  #transmit(call: number, { method }: FlowMessage): void {
    const calls = this.#calls;
    const target = calls.target[call]!;
    const refusal = this.#refusal[call]!;
    if (method === "INVITE" && Number.isNaN(this.#invitedAt[call]!)) this.#invitedAt[call] = this.#engine.now;
    if (method === "BYE") calls.state[call] = CallState.CLOSING;
    if (method === "ACK" && refusal !== NOT_REFUSED)
      this.#network.send(this.#host, messageOf(Kind.ACK_FAIL, call), envelopeOf(target, 0, refusal));
    else this.#network.send(this.#host, messageOf(Kind[method], call), target);
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

function codeOfResponse(kind: number, extra: number): number {
  if (kind === Kind.RINGING) return code("INVITE", PROVISIONAL[extra]!);
  if (kind === Kind.OK_INVITE) return OK_INVITE;
  if (kind === Kind.FAIL_INVITE) return code("INVITE", STATUS[extra]!);
  return code("BYE", kind === Kind.OK_BYE ? 200 : STATUS[extra]!);
}
