import type { Engine } from "../../kernel/engine.ts";
import { envelopeOf, extraOf, kindOf, messageOf, subjectOf, viaOf } from "../../network/message.ts";
import type { CallingHost } from "../agent-host.ts";
import type { Calls } from "../calls.ts";
import type { Carrier } from "../carrier.ts";
import { grown } from "../growing.ts";
import { isOfFlow, Kind } from "../message.ts";
import { code, codeOf, type Flow } from "./flow.ts";
import { FlowPlayer, type FlowPlayerOptions } from "./flow-player.ts";
import { codeOfKind, FlowWire, identityOf } from "./flow-wire.ts";

/** Where a callee stands with a call: it has not heard of it, plays its part, or has ended it and remembers that. */
const Callee = { UNKNOWN: 0, OPEN: 1, OVER: 2 } as const;
/** How long a callee remembers an ended call after its last message, SIPp's `-deadcall_wait` [s]. */
const REMEMBERED = 33;

const BYE = code("BYE", 0);
const CANCEL = code("CANCEL", 0);

/** Who plays which SIPp scenario as callee. */
export interface FlowServerParts extends CallingHost {
  readonly flow: Flow;
  /** What its callers play; null: they are SIPp's default ones. */
  readonly caller: Flow | null;
  readonly options: FlowPlayerOptions;
}

/**
 * All callees together, each playing the flow of a SIPp scenario; what `UserAgentServer` does for SIPp's default flow. By SIPp
 * 3.6.1's rules (`call.cpp`, `deadcall.cpp`): a BYE that the flow does not wait for is answered and ends the callee's part,
 * anything else unexpected ends it in silence. Whatever reaches a callee whose part is over is answered by nothing, until 33 s
 * have passed without a message; then the call is forgotten, and a BYE is one that nobody waits for.
 */
export class FlowServer {
  readonly #engine: Engine;
  readonly #network: Carrier;
  readonly #host: number;
  readonly #calls: Calls;
  readonly #player: FlowPlayer;
  readonly #wire: FlowWire;
  readonly #asks: FlowWire | null;
  /** Per call: the Via of the request that is being answered, and when an ended call is forgotten [s]. */
  #via = new Int32Array(1024);
  #forgottenAt = new Float64Array(1024);

  constructor({ engine, network, host, calls, flow, caller, options }: FlowServerParts) {
    this.#engine = engine;
    this.#network = network;
    this.#host = host;
    this.#calls = calls;
    this.#wire = new FlowWire("callee", flow);
    this.#asks = caller && new FlowWire("caller", caller);
    // Whether a callee's part ended well is not counted: a call is its caller's.
    this.#player = new FlowPlayer(engine, "callee", flow, options, {
      transmit: (call, _message, step) => {
        const { kind, extra } = this.#wire.travelling(step);
        this.#send(kind, call, this.#via[call]!, extra);
      },
      finished: (call) => this.#isOver(call),
      gaveUp: (call) => this.#isOver(call),
    });
  }

  /** Whether the callee of a call will do something by itself. */
  goesOn(call: number): boolean {
    return this.#calls.answered[call] === Callee.OPEN && this.#player.goesOn(call);
  }

  /** A message for a callee has arrived. */
  receive(message: number, envelope: number): void {
    const call = subjectOf(message);
    const { answered } = this.#calls;
    const kind = kindOf(message);
    const met = this.#codeOf(kind, extraOf(envelope));
    if (met < 0) return;
    const what = identityOf(kind, met, extraOf(envelope));
    if (answered[call] === Callee.OVER) {
      if (this.#engine.now <= this.#forgottenAt[call]!) {
        this.#isOver(call);
        return;
      }
      answered[call] = Callee.UNKNOWN;
    }
    if (answered[call] === Callee.UNKNOWN) {
      this.#via = grown(this.#via, call + 1);
      this.#forgottenAt = grown(this.#forgottenAt, call + 1);
      this.#via[call] = viaOf(envelope);
      answered[call] = Callee.OPEN;
      this.#player.begin(call);
    }
    const reception =
      kind === Kind.FLOW_RESPONSE
        ? this.#player.meetResponse(call, met, what)
        : this.#player.meetRequest(call, met, what);
    if ((met === BYE || isOfFlow(kind)) && reception !== "lost") this.#via[call] = viaOf(envelope);
    if (reception === "taken") this.#player.take(call, met, what);
    else if (reception === "copy") this.#player.sendAgain(call);
    else if (reception === "unexpected") {
      this.#player.end(call);
      if (met === BYE) {
        this.#send(Kind.OK_BYE, call, viaOf(envelope), 0);
        answered[call] = Callee.UNKNOWN;
      } else {
        if (met === CANCEL) this.#send(Kind.OK_CANCEL, call, viaOf(envelope), 0);
        this.#isOver(call);
      }
    }
  }

  #isOver(call: number): void {
    this.#calls.answered[call] = Callee.OVER;
    this.#forgottenAt[call] = this.#engine.now + REMEMBERED;
  }

  /** What a message says; −1: it is none of this call. */
  #codeOf(kind: number, extra: number): number {
    if (!isOfFlow(kind)) return codeOfKind(kind, extra);
    const said = this.#asks?.said(extra);
    return said === undefined ? -1 : codeOf(said);
  }

  #send(kind: number, call: number, via: number, extra: number): void {
    this.#network.send(this.#host, messageOf(kind, call), envelopeOf(via, 0, extra));
  }
}
