import { kindOf, subjectOf } from "../network/message.ts";
import { ofCall } from "./message.ts";

/** How long a balancer keeps the packets of one source and port with the target that the first of them went to. */
export interface FlowRules {
  /** A flow ends after so long without a packet [s]. */
  readonly idle: number;
  /** The same for a flow that has had no answer yet, or is younger than two seconds [s]. */
  readonly unanswered: number;
  /** Calls come from so many sources in turn, each a flow; Infinity: each call is a source of its own. */
  readonly sources: number;
  /** Whether a flow ends when its target is considered down. */
  readonly endsWithTarget: boolean;
  /** How long flows stay with a target that is taken out of service [s]. */
  readonly draining: number;
}

/** What flows find around them. */
export interface FlowsParts {
  readonly rules: FlowRules;
  readonly now: () => number;
  /** Whether a proxy answers what it gets now. */
  readonly answers: (proxy: number) => boolean;
  /** Whether a director believes a proxy alive. */
  readonly isAlive: (host: number, proxy: number) => boolean;
}

interface Flow {
  readonly proxy: number;
  readonly since: number;
  usedAt: number;
  /** Whether a packet has met a proxy that answers. */
  isAnswered: boolean;
  /** Since the last packet: after so long without another the flow is over [s]. */
  lasts: number;
}

/** A flow of UDP that goes on for so long, in both directions, is a stream (nf_conntrack_proto_udp) [s]. */
const STREAM_AFTER = 2;

/**
 * Flows of UDP through stateless directors: the proxy that a flow began with keeps it for as long as it is used, dead or not. A call's
 * messages are those of its source, and a user's REGISTERs those of his own.
 */
export class Flows {
  readonly #with: FlowsParts;
  readonly #byHost = new Map<number, Map<number, Flow>>();
  /** Calls that went to a proxy which their director considered down. */
  readonly #pinned = new Set<number>();
  /** When proxies were taken out of service on purpose [s]. */
  readonly #drainedAt = new Map<number, number>();

  constructor(parts: FlowsParts) {
    this.#with = parts;
  }

  reset(): void {
    this.#byHost.clear();
    this.#pinned.clear();
    this.#drainedAt.clear();
  }

  /** How many calls have gone to a proxy that their director considered down, because their flow stayed with it. */
  get pinned(): number {
    return this.#pinned.size;
  }

  /** A director's process dies, and the flows that it knew with it. */
  forget(host: number): void {
    this.#byHost.delete(host);
  }

  /** A proxy is taken out of service: its flows have some time left. */
  drain(proxy: number): void {
    this.#drainedAt.set(proxy, this.#with.now());
  }

  readmit(proxy: number): void {
    this.#drainedAt.delete(proxy);
  }

  /** The proxy that the flow of a message stays with; −1: it has none. */
  proxyOf(host: number, message: number): number {
    const flow = this.#byHost.get(host)?.get(this.#keyOf(message));
    if (flow === undefined) return -1;
    const now = this.#with.now();
    const { endsWithTarget, draining } = this.#with.rules;
    const drainedAt = this.#drainedAt.get(flow.proxy) ?? Infinity;
    if (now - flow.usedAt >= flow.lasts || now - drainedAt >= draining) return -1;
    if (drainedAt === Infinity && !this.#with.isAlive(host, flow.proxy)) {
      if (endsWithTarget) return -1;
      if (ofCall(kindOf(message))) this.#pinned.add(subjectOf(message));
    }
    this.#use(flow, now);
    return flow.proxy;
  }

  /** A flow begins with a proxy, or goes over to it. */
  begins(host: number, message: number, proxy: number): void {
    const flows = this.#byHost.get(host) ?? new Map<number, Flow>();
    const now = this.#with.now();
    const flow = { proxy, since: now, usedAt: now, isAnswered: false, lasts: 0 };
    this.#use(flow, now);
    this.#byHost.set(host, flows.set(this.#keyOf(message), flow));
  }

  /** A packet of a flow passes, and its answer behind it where the proxy answers. */
  #use(flow: Flow, now: number): void {
    const { idle, unanswered } = this.#with.rules;
    flow.isAnswered ||= this.#with.answers(flow.proxy);
    flow.lasts = flow.isAnswered && now - flow.since > STREAM_AFTER ? idle : unanswered;
    flow.usedAt = now;
  }

  #keyOf(message: number): number {
    const subject = subjectOf(message);
    const { sources } = this.#with.rules;
    if (!ofCall(kindOf(message))) return -1 - subject;
    return sources === Infinity ? subject : subject % sources;
  }
}
