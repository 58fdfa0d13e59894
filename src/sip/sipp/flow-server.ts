import type { Engine } from "../../kernel/engine.ts";
import { envelopeOf, kindOf, messageOf, subjectOf, viaOf } from "../../network/message.ts";
import type { CallingHost } from "../agent-host.ts";
import type { Calls } from "../calls.ts";
import type { Carrier } from "../carrier.ts";
import { grown } from "../growing.ts";
import { Kind, PROVISIONAL, type Status, statusIndex } from "../message.ts";
import { code, type Flow, type FlowMessage } from "./flow.ts";
import { FlowPlayer, type FlowPlayerOptions } from "./flow-player.ts";

/** Where a callee stands with a call: it has not heard of it, plays its part, or has ended it and remembers that. */
const Callee = { UNKNOWN: 0, OPEN: 1, OVER: 2 } as const;
/** How long a callee remembers an ended call after its last message, SIPp's `-deadcall_wait` [s]. */
const REMEMBERED = 33;

const REQUEST = { INVITE: code("INVITE", 0), ACK: code("ACK", 0), BYE: code("BYE", 0) };

/** Who plays which SIPp scenario as callee. */
export interface FlowServerParts extends CallingHost {
  readonly flow: Flow;
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
  /** Per call: the Via of the request that is being answered, and when an ended call is forgotten [s]. */
  #via = new Int32Array(1024);
  #forgottenAt = new Float64Array(1024);

  constructor({ engine, network, host, calls, flow, options }: FlowServerParts) {
    this.#engine = engine;
    this.#network = network;
    this.#host = host;
    this.#calls = calls;
    // Whether a callee's part ended well is not counted: a call is its caller's.
    this.#player = new FlowPlayer(engine, "callee", flow, options, {
      transmit: (call, message) => this.#respond(call, message),
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
    const met = codeOfRequest(kindOf(message));
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
    const reception = this.#player.meetRequest(call, met);
    if (met === REQUEST.BYE && reception !== "lost") this.#via[call] = viaOf(envelope);
    if (reception === "taken") this.#player.take(call, met);
    else if (reception === "copy") this.#player.sendAgain(call);
    else if (reception === "unexpected") {
      this.#player.end(call);
      if (met === REQUEST.BYE) {
        this.#okBye(call, viaOf(envelope));
        answered[call] = Callee.UNKNOWN;
      } else this.#isOver(call);
    }
  }

  #isOver(call: number): void {
    this.#calls.answered[call] = Callee.OVER;
    this.#forgottenAt[call] = this.#engine.now + REMEMBERED;
  }

  #respond(call: number, { method, status }: FlowMessage): void {
    const via = this.#via[call]!;
    if (method === "BYE") this.#okBye(call, via);
    else if (status! < 200) this.#send(Kind.RINGING, call, via, PROVISIONAL.indexOf(status as 180));
    else if (status! < 300) this.#send(Kind.OK_INVITE, call, via, 0);
    else this.#send(Kind.FAIL_INVITE, call, via, statusIndex(status as Status));
  }

  #okBye(call: number, via: number): void {
    this.#send(Kind.OK_BYE, call, via, 0);
  }

  #send(kind: number, call: number, via: number, extra: number): void {
    this.#network.send(this.#host, messageOf(kind, call), envelopeOf(via, 0, extra));
  }
}

/** Callers who play flows or SIPp's default one send nothing else to callees. */
const codeOfRequest = (kind: number): number =>
  kind === Kind.INVITE ? REQUEST.INVITE : kind === Kind.BYE ? REQUEST.BYE : REQUEST.ACK;
