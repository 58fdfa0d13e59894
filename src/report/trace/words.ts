import type { FencingStage } from "../../ha/fencing.ts";
import type { NodeState, TraceEvent } from "../../trace/event.ts";
import type { Participants } from "../../trace/participants.ts";

/** An event that is no message: what happens to nodes, detectors, takeovers and addresses. */
export type Incident = Exclude<TraceEvent, { readonly kind: "sent" | "arrived" | "lost" | "call" | "connection" }>;

export const isIncident = (event: TraceEvent): event is Incident =>
  !["sent", "arrived", "lost", "call", "connection"].includes(event.kind);

/** A moment of simulated time: "10.0254 s". A tenth of a millisecond is half a hop on a LAN. */
export const momentText = (time: number): string => `${time.toFixed(4)} s`;

/** Time that has passed: in ms below a second, in s above. */
export const spanText = (span: number): string =>
  Math.abs(span) < 0.99995 ? `${(span * 1000).toFixed(1)} ms` : `${span.toFixed(3)} s`;

const STATES: Record<NodeState, string> = {
  up: "is up again",
  hangs: "hangs: its process",
  "process dead": "dies: its process",
  "host dead": "dies: its host",
  "cut off": "is cut off: its link",
};

const LINKS = {
  cut: "nothing passes",
  block: "only what watches say does not pass",
  degrade: "slower, or lossy",
  partition: "divided into groups",
} as const;

const FENCING: Record<FencingStage, (by: string, of: string) => string> = {
  begun: (by, of) => `${by} has ${of} fenced`,
  done: (by, of) => `${of} is off, as ${by} wanted`,
  failed: (by, of) => `${by} could not have ${of} fenced`,
  recovered: (_, of) => `people have switched off ${of}`,
};

/** One sentence about an incident, without its time. */
export function incidentText(event: Incident, { names, parts }: Participants): string {
  const name = (number: number): string => names[number] ?? "nobody";
  switch (event.kind) {
    case "node":
      return `${name(event.node)} ${STATES[event.state]}`;
    case "links":
      return event.how === null ? "all links are whole again" : `links are impaired: ${LINKS[event.how]}`;
    case "suspicion":
      return event.of < 0
        ? `${name(event.by)} has waited in vain for the token`
        : `${name(event.by)} has waited in vain for ${name(event.of)}`;
    case "verdict":
      return `${name(event.by)} considers ${name(event.of)} down`;
    case "recovery":
      return `${name(event.by)} hears from ${name(event.of)} again`;
    case "priority":
      return `${name(event.by)} has a VRRP priority of ${event.priority} from now on`;
    case "transfer":
      return event.stage === "begun"
        ? `${name(event.by)} gets bindings from ${name(event.of)}`
        : `${name(event.by)} gets no more bindings from ${name(event.of)}, and has got ${event.bindings}`;
    case "fencing":
      return FENCING[event.stage](name(event.by), name(event.of));
    case "quorum":
      return `${name(event.by)} ${event.has ? "has quorum" : "has lost quorum, and stops"}`;
    case "arp":
      return `${name(event.by)} announces ${name(event.address)} by gratuitous ARP`;
    case "address":
      return `${name(event.address)} leads to ${name(event.owner)}, no longer to ${name(event.before)}`;
    case "takeover": {
      const director = parts[event.by] === "director" && parts[event.of] !== "director";
      switch (event.stage) {
        case "detected":
          return `${name(event.by)} acts on ${event.after === null ? "a death that never happened: that" : "the death"} of ${name(event.of)}`;
        case "selected":
          return `${name(event.by)} is selected to step in for ${name(event.of)}`;
        case "claimed":
          return `${name(event.by)} claims what ${name(event.of)} had`;
        case "announced":
          return `${name(event.by)} tells its neighbours`;
        case "restored":
          return director
            ? `${name(event.by)} no longer dispatches to ${name(event.of)}`
            : `${name(event.by)} serves in place of ${name(event.of)}`;
      }
    }
  }
}

/** At whose line an incident stands: the node that dies, the watcher that has judged, the address that is moved, or else its new owner; nobody's for links. */
export function doers(event: Incident): readonly number[] {
  switch (event.kind) {
    case "node":
      return [event.node];
    case "links":
      return [];
    case "address":
      return [event.address, event.owner];
    default:
      return [event.by];
  }
}

/** The hosts and addresses that an incident is about. */
export function concerned(event: Incident): readonly number[] {
  switch (event.kind) {
    case "node":
      return [event.node];
    case "priority":
    case "quorum":
      return [event.by];
    case "links":
      return [];
    case "arp":
      return [event.by, event.address];
    case "address":
      return [event.address, event.owner, event.before];
    default:
      return [event.by, event.of];
  }
}
