import type { Cause } from "../../sip/calls.ts";
import { formOf } from "../../sip/wire-form.ts";
import type { Packet, TraceEvent } from "../../trace/event.ts";
import { isVirtual, type Part, type Participants } from "../../trace/participants.ts";
import { wordsFor } from "../../trace/words.ts";
import { type CallStory, explanation } from "./explanation.ts";
import { concerned, doers, type Incident, incidentText, isIncident } from "./words.ts";

/** One arrow or one remark of a ladder; lanes are counted from 0, times are seconds. */
export type LadderStep =
  | {
      readonly kind: "message";
      readonly at: number;
      readonly from: number;
      readonly to: number;
      /** "INVITE", "200 BYE"; with the virtual address that it was sent to, if any. */
      readonly text: string;
      readonly isResponse: boolean;
      /** Which transmission of the same message this is, from 1. */
      readonly copy: number;
      /** Why it did not arrive, in words; null if it did, or if the run ended first. */
      readonly lost: string | null;
    }
  | {
      readonly kind: "remark";
      readonly at: number;
      /** The lane of whoever did it, such as the watcher that judges; null for all, or for one that has no lane. */
      readonly lane: number | null;
      readonly text: string;
      /** Whether it is bad news. */
      readonly grave: boolean;
    };

/** The messages of one call between the hosts that took part in it, in the order of time. */
export interface Ladder {
  readonly call: number;
  readonly title: string;
  /** How it ended and why, in one or two sentences. */
  readonly explanation: string;
  readonly lanes: readonly { readonly name: string; readonly part: Part | "address" }[];
  readonly steps: readonly LadderStep[];
  readonly begunAt: number;
}

/** Messages and incidents of one call that are kept; what comes later is only counted. */
const KEPT = 2000;
/** Watchers that get a lane for their verdicts alone. */
const JUDGES_MAX = 3;

interface Hop {
  readonly packet: Packet;
  lost: { readonly cause: Cause; readonly at: number } | null;
}

/** Gathers what a ladder of one call needs, from the events of a whole run. */
export class LadderBuilder {
  readonly #call: number;
  readonly #story: CallStory;
  readonly #participants: Participants;
  readonly #hops = new Map<number, Hop>();
  readonly #incidents: Incident[] = [];
  readonly #crashes: { time: number; packet: Packet; at: number; cause: Cause }[] = [];
  #leftOut = 0;

  /** @param retransmission whether clients send unanswered requests again */
  constructor(participants: Participants, call: number, retransmission: boolean) {
    this.#participants = participants;
    this.#call = call;
    this.#story = {
      participants,
      retransmission,
      losses: [],
      states: new Map(),
      inviteCopies: 0,
      refusal: null,
      end: null,
    };
  }

  hear(event: TraceEvent): void {
    const story = this.#story;
    if (isIncident(event)) {
      if (event.kind === "node") story.states.set(event.node, event);
      // What happened before the call is known to the explanation; the ladder shows what happened during it.
      if (this.#hops.size > 0 && story.end === null) this.#keep(() => this.#incidents.push(event));
      return;
    }
    if (event.kind === "call") {
      if (event.call === this.#call) story.end = event;
      return;
    }
    if (event.kind === "connection") return;
    const { packet } = event;
    if (packet.concern.of !== "call" || packet.concern.number !== this.#call) return;
    if (event.kind === "sent") {
      this.#keep(() => this.#hops.set(packet.number, { packet, lost: null }));
      const form = formOf(packet.kind, packet.said);
      if (form?.as === "request" && form.method === "INVITE" && this.#participants.parts[packet.from] === "callers")
        story.inviteCopies++;
    } else if (event.kind === "lost") {
      const state = story.states.get(event.at >= 0 ? event.at : packet.towards);
      story.losses.push({ ...event, since: state?.state === "up" ? null : (state?.time ?? null) });
      const hop = this.#hops.get(packet.number);
      if (event.cause === "nodeCrash") this.#crashes.push({ ...event });
      else if (hop) hop.lost = { cause: event.cause, at: event.at };
    } else if (this.#participants.parts[event.at] === "callers") {
      const form = formOf(packet.kind, packet.said);
      if (form?.as === "response" && form.status === null) story.refusal = { packet, time: event.time };
    }
  }

  /** The ladder of what was heard; null if the call sent nothing. */
  ladder(): Ladder | null {
    const hops = [...this.#hops.values()];
    const first = hops[0];
    if (first === undefined) return null;
    const lanes = this.#lanes(hops);
    const laneOf = new Map(lanes.map((number, lane) => [number, lane]));
    const { names, parts } = this.#participants;
    const shown = (event: Incident): boolean =>
      event.kind !== "suspicion" &&
      !(event.kind === "takeover" && event.stage !== "restored") &&
      (event.kind === "links" ||
        concerned(event).some((number) => laneOf.has(number) || isVirtual(this.#participants, number)));
    const steps: LadderStep[] = [
      ...hops.map(({ packet, lost }): LadderStep => {
        const to = laneOf.get(laneOfTarget(packet))!;
        const target = isVirtual(this.#participants, packet.to) ? ` → ${names[packet.to]}` : "";
        const device = packet.contact === 0 ? "" : ` (${this.#participants.contacts[packet.contact - 1]})`;
        return {
          kind: "message",
          at: packet.sentAt,
          from: laneOf.get(packet.from)!,
          to,
          text: `${wordsFor(packet.message, packet.envelope, packet.said)}${device}${target}`,
          isResponse: formOf(packet.kind, packet.said)?.as === "response",
          copy: packet.copy,
          lost: lost && lossText(lost.cause, names[lost.at >= 0 ? lost.at : laneOfTarget(packet)]!),
        };
      }),
      ...this.#crashes.map(
        ({ time, packet, at, cause }): LadderStep => ({
          kind: "remark",
          at: time,
          lane: laneOf.get(at) ?? null,
          text: `${wordsFor(packet.message, packet.envelope, packet.said)} lost: ${lossText(cause, names[at]!)}`,
          grave: true,
        }),
      ),
      ...this.#incidents.filter(shown).map(
        (event): LadderStep => ({
          kind: "remark",
          at: event.time,
          lane:
            doers(event)
              .map((number) => laneOf.get(number))
              .find((lane) => lane !== undefined) ?? null,
          text: incidentText(event, this.#participants),
          grave: event.kind === "node" && event.state !== "up",
        }),
      ),
    ];
    if (this.#leftOut > 0)
      steps.push({ kind: "remark", at: steps.at(-1)!.at, lane: null, text: `and ${this.#leftOut} more`, grave: false });
    const { end } = this.#story;
    if (end !== null)
      steps.push({
        kind: "remark",
        at: end.time,
        lane: 0,
        text:
          end.state === "successful"
            ? `call ${this.#call} is successful`
            : `call ${this.#call} has failed: ${end.cause}`,
        grave: end.state === "failed",
      });
    steps.sort((a, b) => a.at - b.at);
    const outcome = end === null ? "in progress" : end.state === "failed" ? `failed (${end.cause})` : "successful";
    return {
      call: this.#call,
      title: `Call ${this.#call}: ${outcome}`,
      explanation: explanation(this.#call, first.packet.sentAt, this.#story),
      lanes: lanes.map((number) => ({
        name: names[number]!,
        part: isVirtual(this.#participants, number) ? "address" : parts[number]!,
      })),
      steps,
      begunAt: first.packet.sentAt,
    };
  }

  #keep(write: () => void): void {
    if (this.#hops.size + this.#incidents.length < KEPT) write();
    else this.#leftOut++;
  }

  /** Who took part: callers left, callees right, servers between them in the order of a call's way. */
  #lanes(hops: readonly Hop[]): number[] {
    const taken = new Set([0, 1]);
    for (const { packet } of hops) taken.add(packet.from).add(laneOfTarget(packet));
    for (const event of this.#incidents)
      if (event.kind === "address" && event.owner >= 0 && taken.has(event.before)) taken.add(event.owner);
    // Who judges one of them stands beside them, unless so many do that they would hide the call.
    const judges = this.#incidents.flatMap((event) =>
      event.kind === "verdict" && taken.has(event.of) && !taken.has(event.by) ? [event.by] : [],
    );
    if (new Set(judges).size <= JUDGES_MAX) for (const judge of judges) taken.add(judge);
    const order: readonly (Part | undefined)[] = ["callers", "director", "proxy", undefined, "database", "callees"];
    const rank = (number: number): number => order.indexOf(this.#participants.parts[number]);
    return [...taken].sort((a, b) => rank(a) - rank(b) || a - b);
  }
}

/** Where a packet's arrow ends: at the host that was to get it, at the address itself if nobody had it. */
const laneOfTarget = ({ to, towards }: Packet): number => (towards >= 0 ? towards : to);

/** Why a message was lost at or on its way to somebody. */
function lossText(cause: Cause, where: string): string {
  switch (cause) {
    case "nodeDown":
      return `${where} is down`;
    case "nodeCrash":
      return `${where} dies with it`;
    case "linkLoss":
      return "by the network";
    case "queueOverflow":
      return `${where} has a full queue`;
    case "partition":
      return "nothing passes between the two";
    case "noProxy":
      return `${where} knows no living proxy`;
    default:
      return cause;
  }
}
