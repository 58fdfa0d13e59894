import { formOf, statusOf } from "../../sip/wire-form.ts";
import type { Packet, TraceEvent } from "../../trace/event.ts";
import type { Participants } from "../../trace/participants.ts";
import { wordsFor } from "../../trace/words.ts";

/** A value of the event log. */
export type LogValue = string | number | boolean | null;

/**
 * An event as a flat object, one per line of the event log. Every line has `time` [s] and `kind`; the other members belong to the
 * kind and stand in docs/how-to-trace.md. Hosts and addresses are given by name.
 */
export function logLine(event: TraceEvent, { names, contacts }: Participants): Record<string, LogValue> {
  const name = (number: number): string | null => names[number] ?? null;
  // A tenth of a nanosecond is beyond any timer; more digits are the rounding of sums.
  const time = Number(event.time.toFixed(10));
  const { kind } = event;
  switch (event.kind) {
    case "sent": {
      const { packet } = event;
      return {
        time,
        kind,
        ...about(packet, name, contacts),
        towards: name(packet.towards),
        onWire: packet.onWire,
        copy: packet.copy,
      };
    }
    case "arrived":
      return { time, kind, ...about(event.packet, name, contacts), at: name(event.at) };
    case "lost":
      return { time, kind, ...about(event.packet, name, contacts), at: name(event.at), cause: event.cause };
    case "call":
      return { time, kind, call: event.call, begunAt: event.begunAt, state: event.state, cause: event.cause };
    case "node":
      return { time, kind, node: name(event.node), state: event.state };
    case "priority":
      return { time, kind, by: name(event.by), priority: event.priority };
    case "fencing":
      return { time, kind, stage: event.stage, by: name(event.by), of: name(event.of) };
    case "quorum":
      return { time, kind, by: name(event.by), has: event.has };
    case "links":
      return { time, kind, broken: event.broken, how: event.how };
    case "suspicion":
    case "verdict":
    case "recovery":
      return { time, kind, by: name(event.by), of: name(event.of) };
    case "takeover":
      return { time, kind, stage: event.stage, by: name(event.by), of: name(event.of), after: event.after };
    case "transfer": {
      const { stage, bindings } = event;
      return { time, kind, stage, by: name(event.by), of: name(event.of), bindings };
    }
    case "arp":
      return { time, kind, by: name(event.by), address: name(event.address) };
    case "connection": {
      const { what } = event;
      const user = event.user < 0 ? null : event.user;
      return { time, kind, what, from: name(event.from), to: name(event.to), address: name(event.address), user };
    }
    case "address":
      return { time, kind, address: name(event.address), owner: name(event.owner), before: name(event.before) };
  }
}

function about(
  packet: Packet,
  name: (number: number) => string | null,
  contacts: readonly string[],
): Record<string, LogValue> {
  const { number, from, to, message, envelope, said, concern, cseq, contact } = packet;
  const form = formOf(packet.kind, said);
  return {
    packet: number,
    from: name(from),
    to: name(to),
    ...(form === undefined
      ? { signal: wordsFor(message, envelope) }
      : { method: form.method, status: statusOf(message, envelope, said), cseq }),
    ...(concern.of === "nothing" ? {} : { [concern.of]: concern.number }),
    ...(contact === 0 ? {} : { contact: contacts[contact - 1]! }),
  };
}
