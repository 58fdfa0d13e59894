import { SIGNALS } from "../../detectors/simulated.ts";
import { KINDS, kindOf } from "../../network/message.ts";
import type { Network } from "../../network/network.ts";
import type { Tap } from "../../network/tap.ts";
import { isResponse, isSip, Kind, ofRequest } from "../../sip/message.ts";

/** What a message is to somebody who watches: one colour and one shape. */
export const SORTS = ["request", "response", "failure", "registration", "detector", "bindings"] as const;
export type Sort = (typeof SORTS)[number];

/** A message between two hosts. */
export interface Flight {
  /** The messages of a run are numbered from 1 in the order in which they were sent. */
  readonly number: number;
  readonly from: number;
  /** The host that its sender believes to have the address it goes to; −1: nobody. */
  readonly towards: number;
  readonly sort: Sort;
  readonly sentAt: number;
  /** How long it takes on its way, on average where that is drawn [s]. */
  readonly delay: number;
  readonly message: number;
  readonly envelope: number;
}

/** A way from one host to another (−1: to nobody), and how many messages of each sort have been sent on it since the start, in the order of `SORTS`. */
export interface Flow {
  readonly from: number;
  readonly towards: number;
  readonly sent: readonly number[];
}

/** Keeps the messages that are under way, and counts those that were sent on each way. */
export class Flights {
  readonly #network: Network;
  readonly #now: () => number;
  /** By message, in the order in which they were sent: few are the same. */
  readonly #flying = new Map<number, Flight[]>();
  /** By pair of hosts. */
  readonly #flows = new Map<number, { from: number; towards: number; sent: number[] }>();
  #sent = 0;
  #inFlight = 0;

  constructor(network: Network, now: () => number) {
    this.#network = network;
    this.#now = now;
  }

  /** As at the start of a replication. */
  reset(): void {
    this.#flying.clear();
    this.#flows.clear();
    this.#sent = this.#inFlight = 0;
  }

  /** How many messages are under way. */
  get count(): number {
    return this.#inFlight;
  }

  get flows(): readonly Flow[] {
    return [...this.#flows.values()];
  }

  /** Messages under way in the order in which they were sent, at most so many. */
  first(count: number): Flight[] {
    return [...this.#flying.values()]
      .flat()
      .sort((a, b) => a.number - b.number)
      .slice(0, count);
  }

  readonly tap: Tap = {
    sent: (from, message, envelope) => {
      const towards = this.#network.hostFor(from, message, envelope);
      const delay = this.#network.meanDelayBetween(from, Math.max(0, towards));
      const sort = SORT_OF[kindOf(message)]!;
      const flight = { number: ++this.#sent, from, towards, sort, sentAt: this.#now(), delay, message, envelope };
      this.#inFlight++;
      const same = this.#flying.get(message);
      if (same) same.push(flight);
      else this.#flying.set(message, [flight]);
      const pair = from * (this.#network.hosts + 1) + towards + 1;
      const flow = this.#flows.get(pair) ?? { from, towards, sent: SORTS.map(() => 0) };
      this.#flows.set(pair, flow);
      flow.sent[SORTS.indexOf(sort)]!++;
    },
    arrived: (_, message, envelope) => this.#land(message, envelope),
    lost: (message, envelope) => this.#land(message, envelope),
    announced: () => {},
  };

  #land(message: number, envelope: number): void {
    const flying = this.#flying.get(message)!;
    this.#inFlight--;
    if (flying.length === 1) this.#flying.delete(message);
    else
      flying.splice(
        flying.findIndex((one) => one.envelope === envelope),
        1,
      );
  }
}

const REGISTRATIONS: readonly number[] = [Kind.REGISTER, Kind.OK_REGISTER, Kind.REFUSED_REGISTER];
const FAILURES: readonly number[] = [
  ...[Kind.FAIL_INVITE, Kind.FAIL_BYE, Kind.FAIL_REGISTER, Kind.FAIL_OPTIONS, Kind.FAIL_SUBSCRIBE, Kind.FAIL_UPDATE],
  Kind.FAIL_FLOW,
];
const OKS: readonly number[] = [Kind.OK_OPTIONS, Kind.OK_SUBSCRIBE];

function sortOf(kind: number): Sort {
  if (!isSip(kind)) return SIGNALS[kind] === undefined ? "bindings" : "detector";
  if (REGISTRATIONS.includes(kind)) return "registration";
  if (FAILURES.includes(kind)) return "failure";
  return OKS.includes(kind) || (!ofRequest(kind) && isResponse(kind)) ? "response" : "request";
}

const SORT_OF: readonly Sort[] = Array.from({ length: KINDS }, (_, kind) => sortOf(kind));
