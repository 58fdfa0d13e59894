import { metricNamed } from "../../metrics/catalogue.ts";
import type { Cause } from "../../sip/calls.ts";
import { statusOf } from "../../sip/wire-form.ts";
import type { Packet, TraceEvent } from "../../trace/event.ts";
import type { Participants } from "../../trace/participants.ts";
import { wordsFor } from "../../trace/words.ts";
import { momentText, spanText } from "./words.ts";

type NodeEvent = Extract<TraceEvent, { readonly kind: "node" }>;

/** What happened to one call, as far as its end needs to be explained. */
export interface CallStory {
  readonly participants: Participants;
  readonly retransmission: boolean;
  readonly losses: {
    readonly time: number;
    readonly packet: Packet;
    readonly at: number;
    readonly cause: Cause;
    /** Since when the node that should have got it had been dead; null if it was not. */
    readonly since: number | null;
  }[];
  /** What each node that ever changed its state is in now. */
  readonly states: Map<number, NodeEvent>;
  /** How often its INVITE was sent by the caller. */
  inviteCopies: number;
  refusal: { readonly packet: Packet; readonly time: number } | null;
  end: Extract<TraceEvent, { readonly kind: "call" }> | null;
}

/** Why a call ended as it did, in one or two sentences. */
export function explanation(call: number, begunAt: number, story: CallStory): string {
  const { end, losses, inviteCopies } = story;
  const tries = inviteCopies > 1 ? ` Its INVITE was sent ${inviteCopies} times.` : "";
  if (end === null) return `Call ${call}, begun at ${momentText(begunAt)}, had not ended when the trace did.${tries}`;
  if (end.state === "successful") {
    const lost =
      losses.length === 0 ? "" : `, although ${losses.length === 1 ? "a message was" : "messages were"} lost`;
    return `Call ${call} was successful: ${spanText(end.time - begunAt)} from its INVITE to the end${lost}.${tries}`;
  }
  return `${reason(call, begunAt, story, end.cause)}${tries}`;
}

function reason(call: number, begunAt: number, story: CallStory, cause: Cause): string {
  const { participants, losses, refusal, retransmission } = story;
  const end = story.end!;
  const name = (number: number): string => participants.names[number] ?? "nobody";
  const last = losses.findLast((loss) => loss.cause === cause);
  const what = last && wordsFor(last.packet.message, last.packet.envelope);
  const waited = retransmission
    ? `The caller gave up after ${spanText(end.time - begunAt)}.`
    : `Nothing is sent again in this scenario, and the call stood still until ${momentText(end.time)}.`;
  if (last !== undefined && losses.length > 0) {
    const { packet, at, since, time } = last;
    switch (cause) {
      case "nodeDown": {
        const host = at >= 0 ? at : packet.towards;
        const way = packet.to === host ? name(host) : `${name(packet.to)}, which led to ${name(host)}`;
        if (!packet.onWire)
          return `Call ${call} failed: ${name(packet.from)} was cut off when it sent ${what}. ${waited}`;
        const dead = since === null ? "could not be reached" : `had been down for ${spanText(time - since)}`;
        return `Call ${call} failed: its ${what} of ${momentText(packet.sentAt)} went to ${way}; that ${dead}. ${waited}`;
      }
      case "nodeCrash":
        return `Call ${call} failed: its ${what} was waiting or in service at ${name(at)} when that died at ${momentText(time)}. ${waited}`;
      case "linkLoss":
        return `Call ${call} failed: the network lost its ${what} from ${name(packet.from)} to ${name(packet.to)} at ${momentText(time)}. ${waited}`;
      case "partition":
        return `Call ${call} failed: nothing passed from ${name(packet.from)} to ${name(packet.to)} when it sent ${what} at ${momentText(packet.sentAt)}. ${waited}`;
      case "queueOverflow":
        return `Call ${call} failed: the queue of ${name(at)} was full when its ${what} came at ${momentText(time)}. ${waited}`;
    }
  }
  if (refusal !== null) {
    const status = statusOf(refusal.packet.message, refusal.packet.envelope, refusal.packet.said);
    const dead = [...story.states.values()].filter(({ state }) => state !== "up");
    const database = dead.find(({ node }) => participants.parts[node] === "database");
    const because: Partial<Record<Cause, string>> = {
      bindingMissing: "it had no binding for the callee",
      databaseFailure: database
        ? `${name(database.node)} had died at ${momentText(database.time)}`
        : "the database did not answer",
      noProxy: "it knew no living proxy, or the connection to it failed",
      busy: "the callee declined",
    };
    const by = cause === "busy" ? "" : ` by ${name(refusal.packet.from)}`;
    return `Call ${call} failed: it was refused${by} with ${status}, received at ${momentText(refusal.time)}; ${because[cause] ?? cause}.`;
  }
  const meaning = metricNamed(`failedCalls.${cause}`)?.meaning.replace(/^failed calls /, "") ?? cause;
  return `Call ${call} failed at ${momentText(end.time)}; it is one of the calls ${meaning}.`;
}
