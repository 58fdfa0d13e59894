import type { Cause } from "../../sip/calls.ts";
import type { NodeState, TraceEvent } from "../../trace/event.ts";
import type { Participants } from "../../trace/participants.ts";
import { type Incident, incidentText, isIncident } from "./words.ts";

/** A stretch of a row: a node in a state, or an address with an owner. */
export interface Stretch {
  readonly from: number;
  readonly until: number;
  readonly text: string;
  /** Whether it serves: a node that is up, an address that leads to a node that is up. */
  readonly sound: boolean;
}

/** An incident on a timeline, at its time [s]. */
export interface TimelineMark {
  readonly at: number;
  readonly kind: Incident["kind"];
  readonly text: string;
}

/** One node, one address, or the calls that failed. */
export interface TimelineRow {
  readonly name: string;
  readonly kind: "node" | "address";
  readonly stretches: readonly Stretch[];
  readonly marks: readonly TimelineMark[];
}

/** What happened to nodes, addresses and calls between two times; all times are seconds. */
export interface Timeline {
  readonly from: number;
  readonly until: number;
  /** The first fault of the run; null if nothing died and no link broke. */
  readonly fault: number | null;
  readonly rows: readonly TimelineRow[];
  /** Failed calls that were begun in this time, in the order of their beginning. */
  readonly failedCalls: readonly { readonly call: number; readonly begunAt: number; readonly cause: Cause }[];
  /** All that happened, in the order of time. */
  readonly entries: readonly TimelineMark[];
  /** Incidents and failed calls that did not fit into memory. */
  readonly leftOut: number;
}

/** Incidents and failed calls that are kept of one run. */
const KEPT = 20_000;
/** How long a fault is followed if nothing ends it [s]. */
const FOLLOWED = 60;

/** Gathers a timeline from the events of a run. */
export class TimelineBuilder {
  readonly #participants: Participants;
  readonly #incidents: Incident[] = [];
  readonly #failed: { call: number; begunAt: number; cause: Cause }[] = [];
  #leftOut = 0;

  constructor(participants: Participants) {
    this.#participants = participants;
  }

  hear(event: TraceEvent): void {
    // Telling the neighbours is told as what it is, a gratuitous ARP for each address.
    if (event.kind === "takeover" && event.stage === "announced") return;
    if (isIncident(event)) this.#keep(this.#incidents, event);
    else if (event.kind === "call" && event.state === "failed")
      this.#keep(this.#failed, { call: event.call, begunAt: event.begunAt, cause: event.cause });
  }

  /**
   * The timeline between two times; what is left out is chosen: around the first fault (or, if there was none, around the first
   * doubt), from shortly before it until what followed from it was over.
   */
  timeline(end: number, from?: number, until?: number): Timeline {
    const struck = this.#incidents.find(({ kind }) => kind === "node" || kind === "links");
    const first = struck ?? this.#incidents[0];
    const start = first?.time ?? 0;
    const over = this.#endOf(start, end);
    const span = Math.max(over - start, 0.01);
    const begin = from ?? (first === undefined ? 0 : Math.max(0, start - 0.2 * span));
    const finish = until ?? (first === undefined ? end : Math.max(begin, Math.min(end, over + 0.1 * span)));
    const within = (time: number): boolean => time >= begin && time <= finish;
    return {
      from: begin,
      until: finish,
      fault: struck?.time ?? null,
      rows: this.#rows(begin, finish),
      failedCalls: this.#failed.filter(({ begunAt }) => within(begunAt)).sort((a, b) => a.begunAt - b.begunAt),
      entries: this.#incidents
        .filter(({ time }) => within(time))
        .map((event) => ({ at: event.time, kind: event.kind, text: incidentText(event, this.#participants) })),
      leftOut: this.#leftOut,
    };
  }

  /** When what began at `start` was over: service restored, the node back, or nothing more to come for a minute. */
  #endOf(start: number, end: number): number {
    const followed = this.#incidents.filter(({ time }) => time >= start && time <= start + FOLLOWED);
    const restored = followed.find((event) => event.kind === "takeover" && event.stage === "restored");
    const last = restored ?? followed.at(-1);
    return last === undefined || last.time === start ? Math.min(end, start + 10) : last.time;
  }

  #rows(from: number, until: number): TimelineRow[] {
    const { names, parts, hosts, owners } = this.#participants;
    const nodes = names.flatMap((name, host) => {
      if (host >= hosts || parts[host] === "callers" || parts[host] === "callees") return [];
      const changes = this.#incidents.flatMap((event) =>
        event.kind === "node" && event.node === host ? [{ time: event.time, value: event.state }] : [],
      );
      const stretches = stretch<NodeState>("up", changes, from, until).map((one) => ({
        ...one,
        text: one.value,
        sound: one.value === "up",
      }));
      return [
        { name, kind: "node" as const, stretches, marks: this.#marks((event) => actor(event) === host, from, until) },
      ];
    });
    const addresses = names.slice(hosts).map((name, i) => {
      const changes = this.#incidents.flatMap((event) =>
        event.kind === "address" && event.address === hosts + i ? [{ time: event.time, value: event.owner }] : [],
      );
      const deaths = this.#incidents.filter((event) => event.kind === "node");
      const stretches = stretch(owners[hosts + i]!, changes, from, until).flatMap((one) => {
        // An address is as good as the node it leads to.
        const states = deaths.flatMap((event) =>
          event.kind === "node" && event.node === one.value ? [{ time: event.time, value: event.state }] : [],
        );
        return stretch<NodeState>("up", states, one.from, one.until).map((part) => ({
          from: part.from,
          until: part.until,
          text: names[one.value] ?? "nobody",
          sound: one.value >= 0 && part.value === "up",
        }));
      });
      const marks = this.#marks((event) => event.kind === "arp" && event.address === hosts + i, from, until);
      return { name, kind: "address" as const, stretches, marks };
    });
    return [...nodes, ...addresses];
  }

  #marks(isOf: (event: Incident) => boolean, from: number, until: number): TimelineMark[] {
    return this.#incidents
      .filter((event) => event.time >= from && event.time <= until && isOf(event))
      .map((event) => ({ at: event.time, kind: event.kind, text: incidentText(event, this.#participants) }));
  }

  #keep<T>(list: T[], item: T): void {
    if (list.length < KEPT) list.push(item);
    else this.#leftOut++;
  }
}

/** Who does it: in whose row an incident is marked. */
function actor(event: Incident): number {
  if (event.kind === "node") return event.node;
  return event.kind === "address" || event.kind === "arp" || event.kind === "links" ? -1 : event.by;
}

/** Cuts a history of changes into stretches between two times. */
function stretch<T>(
  initial: T,
  changes: readonly { readonly time: number; readonly value: T }[],
  from: number,
  until: number,
): { from: number; until: number; value: T }[] {
  const stretches: { from: number; until: number; value: T }[] = [];
  let value = initial;
  let since = from;
  for (const change of changes) {
    if (change.time >= until) break;
    if (change.time > since) {
      stretches.push({ from: since, until: change.time, value });
      since = change.time;
    }
    value = change.value;
  }
  stretches.push({ from: since, until, value });
  return stretches;
}
