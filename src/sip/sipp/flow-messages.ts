import { isOfFlow, Kind, STATUS } from "../message.ts";
import type { Flow, FlowMessage, Method } from "./flow.ts";
import { FlowWire } from "./flow-wire.ts";

/** What callers and callees play, where SIPp scenarios say it. */
export interface PlayedFlows {
  readonly caller?: Flow;
  readonly callee?: Flow;
}

/** Reads what travels by the numbers of flows: for whoever listens in and plays no part. */
export class FlowMessages {
  readonly #flows: PlayedFlows;
  readonly #caller: FlowWire | null;
  readonly #callee: FlowWire | null;

  constructor(flows: PlayedFlows = {}) {
    this.#flows = flows;
    this.#caller = flows.caller ? new FlowWire("caller", flows.caller) : null;
    this.#callee = flows.callee ? new FlowWire("callee", flows.callee) : null;
  }

  /** What a message says that has no kind of its own; null for any other. */
  said(kind: number, extra: number): FlowMessage | null {
    if (kind === Kind.FAIL_FLOW) return { method: this.#opening, status: STATUS[extra]! };
    if (!isOfFlow(kind)) return null;
    return (isOfCallee(kind) ? this.#callee : this.#caller)?.said(extra) ?? null;
  }

  /**
   * As which kind a stateful proxy takes a message: what of a flow answers the INVITE, BYE or CANCEL of a call for good counts as such an answer.
   * @returns null for all else of a flow, which belongs to no transaction of a call
   */
  answersAs(kind: number, extra: number): number | null {
    if (!isOfFlow(kind)) return kind;
    const { method, status } = (kind === Kind.FLOW_RESPONSE_BACK ? this.said(kind, extra) : null) ?? UNHEARD;
    if (status === null || status < 200) return null;
    if (method === "CANCEL") return Kind.OK_CANCEL;
    if (method === "INVITE") return status < 300 ? Kind.OK_INVITE : Kind.FAIL_INVITE;
    return method === "BYE" ? Kind.OK_BYE : null;
  }

  /** The CSeq of a message of a call that plays flows; null where they say nothing. */
  cseq(kind: number, extra: number): number | null {
    const { caller, callee } = this.#flows;
    if (caller === undefined && callee === undefined) return null;
    const said = this.said(kind, extra);
    if (said === null) return kind === Kind.BYE || kind === Kind.OK_BYE ? numberOf(caller, "BYE", 0, 2) : null;
    if (kind === Kind.FAIL_FLOW) return 1;
    const [own, other] = isOfCallee(kind) ? [callee!, caller] : [caller!, callee];
    const wire = isOfCallee(kind) ? this.#callee! : this.#caller!;
    const at = own.steps.findIndex((step, index) => step.kind === "send" && isThe(wire.travelling(index), kind, extra));
    const asker = said.status === null ? own : other;
    const asked = said.method === "ACK" || said.method === "CANCEL" ? "INVITE" : said.method;
    const before = requests(own, said.status === null ? "send" : "receive", asked, at);
    const isAsked = said.status === null && asked === said.method;
    return numberOf(asker, asked, isAsked ? before : Math.max(0, before - 1), 1);
  }

  get #opening(): Method {
    const first = this.#flows.caller?.steps.find((step) => step.kind === "send");
    return first?.kind === "send" ? first.message.method : "INVITE";
  }
}

const UNHEARD: FlowMessage = { method: "INVITE", status: null };
const isOfCallee = (kind: number): boolean => kind === Kind.FLOW_REQUEST_BACK || kind === Kind.FLOW_RESPONSE_BACK;
const isThe = (one: { kind: number; extra: number }, kind: number, extra: number): boolean =>
  one.kind === kind && one.extra === extra;

/** Requests of a method that a flow sends or waits for before a step. */
const requests = ({ steps }: Flow, kind: "send" | "receive", method: Method, before: number): number =>
  steps
    .slice(0, before)
    .filter((step) => step.kind === kind && step.message.method === method && step.message.status === null).length;

/** The number of the nth request of a method among all of a side, but for ACK and CANCEL, which have that of their INVITE. */
function numberOf(flow: Flow | undefined, method: Method, nth: number, otherwise: number): number {
  let number = 0;
  let met = 0;
  for (const step of flow?.steps ?? []) {
    if (step.kind !== "send" || step.message.status !== null) continue;
    if (step.message.method === "ACK" || step.message.method === "CANCEL") continue;
    number++;
    if (step.message.method === method && met++ === nth) return number;
  }
  return otherwise;
}
