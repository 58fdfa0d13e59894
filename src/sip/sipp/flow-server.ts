import type { Engine } from "../../kernel/engine.ts";
import type { Network } from "../../network/network.ts";
import type { Calls } from "../calls.ts";
import { grown } from "../growing.ts";
import {
  envelopeOf,
  Kind,
  kindOf,
  messageOf,
  PROVISIONAL,
  type Status,
  statusIndex,
  subjectOf,
  viaOf,
} from "../message.ts";
import { code, type Flow, type FlowMessage } from "./flow.ts";
import { FlowPlayer, type FlowPlayerOptions } from "./flow-player.ts";

/** What a callee has seen of a call: its INVITE, the ACK. */
const Callee = { IDLE: 0, INVITED: 1, CONFIRMED: 2 } as const;

const REQUEST = { INVITE: code("INVITE", 0), ACK: code("ACK", 0), BYE: code("BYE", 0) };

/**
 * All callees together, each playing the flow of a SIPp scenario; what `UserAgentServer` does for SIPp's default flow. As
 * SIPp does it, an INVITE that comes again is answered again, and a BYE that the flow does not wait for is answered and ends
 * the callee's part.
 */
export class FlowServer {
  readonly #network: Network;
  readonly #host: number;
  readonly #calls: Calls;
  readonly #player: FlowPlayer;
  /** Per call: the Via of the request that is being answered. */
  #via = new Int32Array(1024);

  constructor(engine: Engine, network: Network, host: number, calls: Calls, flow: Flow, options: FlowPlayerOptions) {
    this.#network = network;
    this.#host = host;
    this.#calls = calls;
    // Whether a callee's part ended well is not counted: a call is its caller's.
    this.#player = new FlowPlayer(engine, "callee", flow, options, {
      transmit: (call, message) => this.#respond(call, message),
      finished: () => {},
      gaveUp: () => {},
    });
  }

  /** A message for a callee has arrived. */
  receive(message: number, envelope: number): void {
    const call = subjectOf(message);
    const calls = this.#calls;
    const met = codeOfRequest(kindOf(message));
    if (calls.answered[call] === Callee.IDLE) {
      if (met !== REQUEST.INVITE) {
        // Its INVITE never came, or the callee's part is over: a BYE is answered all the same.
        if (met === REQUEST.BYE) this.#okBye(call, viaOf(envelope));
        return;
      }
      this.#via = grown(this.#via, call + 1);
      this.#via[call] = viaOf(envelope);
      calls.answered[call] = Callee.INVITED;
      this.#player.begin(call);
    }
    const reception = this.#player.meet(call, met);
    if (met === REQUEST.ACK && reception !== "lost") calls.answered[call] = Callee.CONFIRMED;
    if (met === REQUEST.BYE && reception !== "lost") this.#via[call] = viaOf(envelope);
    if (reception === "taken") this.#player.take(call, met);
    else if (met === REQUEST.BYE && reception !== "lost") {
      this.#player.end(call);
      this.#okBye(call, viaOf(envelope));
    } else if (met === REQUEST.INVITE && reception === "late" && this.#mayAnswerAgain(call))
      this.#player.repeat(call, this.#player.lastSent(call));
  }

  #mayAnswerAgain(call: number): boolean {
    const last = this.#player.lastSent(call);
    return this.#calls.answered[call] === Callee.INVITED && last >= 0 && last < REQUEST.ACK;
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

  #send(kind: Kind, call: number, via: number, extra: number): void {
    this.#network.send(this.#host, messageOf(kind, call), envelopeOf(via, 0, extra));
  }
}

/** Callers who play flows or SIPp's default one send nothing else to callees. */
const codeOfRequest = (kind: Kind): number =>
  kind === Kind.INVITE ? REQUEST.INVITE : kind === Kind.BYE ? REQUEST.BYE : REQUEST.ACK;
