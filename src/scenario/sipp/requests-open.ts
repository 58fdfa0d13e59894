import type { FlowMessage, Method } from "../../sip/sipp/flow.ts";

/** Ways by which a command is reached that are told apart. */
const WAYS_MAX = 64;

/** Requests that wait for their final response, the newest last, and the newest of all. */
interface Pending {
  readonly waiting: readonly Method[];
  readonly newest: Method | null;
}

/** What each side has asked, on one way to a command: `said` by whoever plays the flow, `heard` by him. */
interface Way {
  readonly said: Pending;
  readonly heard: Pending;
}

const NOTHING: Pending = { waiting: [], newest: null };

/** Which requests may be open at a command, over all ways that lead there: that says which of them a response answers. */
export class RequestsOpen {
  readonly #ways = new Map<string, Way>();

  /** As before the first command. */
  static atStart(): RequestsOpen {
    const open = new RequestsOpen();
    open.#add({ said: NOTHING, heard: NOTHING });
    return open;
  }

  /** Takes the ways by which another command is reached as ways to this one. */
  join(other: RequestsOpen): void {
    for (const way of other.#ways.values()) this.#add(way);
  }

  /** What is open once a message has gone by. @param isSaid whether who plays the flow sends it */
  after({ method, status }: FlowMessage, isSaid: boolean): RequestsOpen {
    const after = new RequestsOpen();
    const isOfSaid = isSaid === (status === null);
    for (const { said, heard } of this.#ways.values()) {
      const change =
        status === null ? asked(isOfSaid ? said : heard, method) : answered(isOfSaid ? said : heard, method, status);
      after.#add(isOfSaid ? { said: change, heard } : { said, heard: change });
    }
    return after;
  }

  /** The request that a response answers; null: there is none. @param isSaid whether who plays the flow sends the response */
  answeredBy(status: number, isSaid: boolean): Method | null {
    const found = new Set<Method>();
    for (const { said, heard } of this.#ways.values()) {
      const method = candidate(isSaid ? heard : said, status);
      if (method !== null) found.add(method);
    }
    const [first = null] = found;
    if (found.size < 2) return first;
    if (status === 200) return found.has("BYE") ? "BYE" : [...found].find((method) => method !== "INVITE")!;
    return found.has("INVITE") ? "INVITE" : first;
  }

  #add(way: Way): void {
    if (this.#ways.size < WAYS_MAX) this.#ways.set(JSON.stringify(way), way);
  }
}

/** An ACK or a BYE says that the INVITE has its answer. */
function asked({ waiting, newest }: Pending, method: Method): Pending {
  const left = method === "ACK" || method === "BYE" ? waiting.filter((one) => one !== "INVITE") : waiting;
  return method === "ACK" ? { waiting: left, newest } : { waiting: [...left, method].slice(-8), newest: method };
}

function answered({ waiting, newest }: Pending, method: Method, status: number): Pending {
  const at = status < 200 ? -1 : waiting.lastIndexOf(method);
  return { waiting: at < 0 ? waiting : waiting.filter((_, index) => index !== at), newest };
}

/** 200 answers what was asked last, a provisional response or a refusal the INVITE if it waits. */
function candidate({ waiting, newest }: Pending, status: number): Method | null {
  if ((status < 200 || status >= 300) && waiting.includes("INVITE")) return "INVITE";
  return waiting.at(-1) ?? newest;
}
