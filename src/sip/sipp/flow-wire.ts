import { isOfCallee, isOfFlow, Kind, PROVISIONAL, STATUS } from "../message.ts";
import { code, codeOf, type Flow, type FlowMessage, type Method } from "./flow.ts";

/** How a message travels: what it is, and what its envelope says besides. */
export interface Travelling {
  readonly kind: Kind;
  readonly extra: number;
}

/** Numbers that an envelope has room for. */
const NUMBERS = 128;
/** Numbers of messages without a kind of their own begin here, above all codes, where what came is compared with what had come. */
const IDENTITY = 1_000_000;
const FINALS: readonly number[] = STATUS.filter((_, index) => isOfCallee(index));

/**
 * How the messages of one side of a call travel. The first INVITE, its ACK, CANCEL and BYE, and what answers them, are the kinds that calls of
 * user agents know, so that servers treat them alike. All else travels by the number that the flow gives it: two messages with the same
 * first line have different numbers as long as there are numbers left, as they differ in their CSeq.
 */
export class FlowWire {
  readonly #travelling: readonly (Travelling | null)[];
  readonly #said: FlowMessage[] = [];

  constructor(side: "caller" | "callee", flow: Flow) {
    const own = (side === "caller" ? callerKinds : calleeKinds)(flow);
    const numbers = numbered(flow, own);
    const keys: string[] = [];
    this.#travelling = flow.steps.map((step, at) => {
      if (step.kind !== "send") return null;
      const known = own[at];
      if (known !== null && known !== undefined) return known;
      const key = numbers[at]!;
      if (!keys.includes(key)) {
        keys.push(key);
        this.#said.push(step.message);
      }
      return { kind: kindOfFlow(side, flow, at, step.message), extra: keys.indexOf(key) };
    });
  }

  /** How the message of a step travels. */
  travelling(step: number): Travelling {
    return this.#travelling[step]!;
  }

  /** The message that travels by a number; undefined: none does. */
  said(number: number): FlowMessage | undefined {
    return this.#said[number];
  }

  /** Whether there is anything that has no kind of its own. */
  get isPlain(): boolean {
    return this.#said.length === 0;
  }
}

/** What tells two messages of one side apart that have the same first line. */
export const identityOf = (kind: number, code: number, extra: number): number =>
  isOfFlow(kind) ? IDENTITY + extra : code;

/** What a caller says, by its kind; that of the callee likewise. −1: it has none of its own. */
export function codeOfKind(kind: number, extra: number): number {
  switch (kind) {
    case Kind.INVITE:
      return code("INVITE", 0);
    case Kind.BYE:
      return code("BYE", 0);
    case Kind.CANCEL:
      return code("CANCEL", 0);
    case Kind.RINGING:
      return code("INVITE", PROVISIONAL[extra]!);
    case Kind.OK_INVITE:
      return code("INVITE", 200);
    case Kind.FAIL_INVITE:
      return code("INVITE", STATUS[extra]!);
    case Kind.OK_CANCEL:
      return code("CANCEL", 200);
    case Kind.OK_BYE:
      return code("BYE", 200);
    case Kind.FAIL_BYE:
      return code("BYE", STATUS[extra]!);
    default:
      return code("ACK", 0);
  }
}

function kindOfFlow(side: "caller" | "callee", { steps }: Flow, at: number, { status }: FlowMessage): Kind {
  if (side === "callee") return status === null ? Kind.FLOW_REQUEST_BACK : Kind.FLOW_RESPONSE_BACK;
  if (status !== null) return Kind.FLOW_RESPONSE;
  return steps.findIndex(({ kind }) => kind === "send") === at ? Kind.FLOW_OPENING : Kind.FLOW_REQUEST;
}

/** A key for each step that sends: messages with the same one travel by the same number. As few share one as there is room for. */
function numbered({ steps }: Flow, own: readonly (Travelling | null)[]): readonly (string | null)[] {
  for (const apart of [Infinity, 8, 4, 2, 1]) {
    const seen = new Map<number, number>();
    const keys = steps.map((step, at) => {
      if (step.kind !== "send" || own[at] !== null) return null;
      const code = codeOf(step.message);
      const before = seen.get(code) ?? 0;
      seen.set(code, before + 1);
      return `${code}.${apart === Infinity ? before : before % apart}`;
    });
    if (new Set(keys).size <= NUMBERS) return keys;
  }
  throw new RangeError("a flow of more than 127 different messages");
}

const sentBy = ({ steps }: Flow, method: Method): number =>
  steps.filter((step) => step.kind === "send" && step.message.method === method && step.message.status === null).length;

/**
 * Of a caller: the first INVITE, what belongs to it, and the first BYE; all BYEs of a call with one INVITE, whatever branch they are on, but for one that
 * comes after a refused one.
 */
function callerKinds(flow: Flow): (Travelling | null)[] {
  const once = sentBy(flow, "INVITE") === 1;
  const seen = { INVITE: 0, ACK: 0, BYE: 0, CANCEL: 0 };
  let isRefused = false;
  return flow.steps.map((step) => {
    if (step.kind === "receive") isRefused ||= step.message.method === "BYE" && (step.message.status ?? 0) >= 300;
    if (step.kind !== "send" || step.message.status !== null) return null;
    const { method } = step.message;
    if (method !== "INVITE" && method !== "ACK" && method !== "BYE" && method !== "CANCEL") return null;
    const isFirst = seen[method]++ === 0;
    const isOfFirst = seen.INVITE === 1;
    const isKnown = {
      INVITE: isFirst,
      ACK: isOfFirst,
      CANCEL: isOfFirst && isFirst,
      BYE: seen.INVITE > 0 && (once || isFirst) && !isRefused,
    };
    return isKnown[method] ? { kind: Kind[method], extra: 0 } : null;
  });
}

/** Of a callee: what answers those. */
function calleeKinds({ steps }: Flow): (Travelling | null)[] {
  const heard = (method: Method) =>
    steps.filter((step) => step.kind === "receive" && step.message.method === method && step.message.status === null)
      .length;
  const once = heard("INVITE") === 1;
  let invites = 0;
  let byes = 0;
  let cancels = 0;
  return steps.map((step) => {
    const { kind } = step;
    if (kind === "receive" && step.message.method === "INVITE" && step.message.status === null) invites++;
    if (kind !== "send" || step.message.status === null) return null;
    const { method, status } = step.message;
    if (method === "INVITE" && invites === 1) {
      const provisional = PROVISIONAL.indexOf(status as 180);
      if (provisional >= 0) return { kind: Kind.RINGING, extra: provisional };
      if (status === 200) return { kind: Kind.OK_INVITE, extra: 0 };
      if (FINALS.includes(status)) return { kind: Kind.FAIL_INVITE, extra: STATUS.indexOf(status as 486) };
    }
    if (method === "BYE" && status === 200 && invites > 0 && (once || byes++ === 0))
      return { kind: Kind.OK_BYE, extra: 0 };
    if (method === "CANCEL" && status === 200 && invites === 1 && cancels++ === 0)
      return { kind: Kind.OK_CANCEL, extra: 0 };
    return null;
  });
}
