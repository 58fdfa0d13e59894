import { kindOf, subjectOf } from "../network/message.ts";
import { ofCall } from "./message.ts";

/** How long a balancer keeps the packets of one source and port with the target that the first of them went to. */
export interface FlowRules {
  /** A flow ends after so long without a packet [s]. */
  readonly idle: number;
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
  /** Whether a director believes a proxy alive. */
  readonly isAlive: (host: number, proxy: number) => boolean;
}

interface Flow {
  readonly proxy: number;
  usedAt: number;
}

/**
 * Flows of UDP through stateless directors: the proxy that a flow began with keeps it for as long as it is used, dead or not. A call's
 * messages are those of its source, and a user's REGISTERs those of his own.
 */
export class Flows {
  readonly #with: FlowsParts;
  readonly #byHost = new Map<number, Map<number, Flow>>();
  /** When proxies were taken out of service on purpose [s]. */
  readonly #drainedAt = new Map<number, number>();

  constructor(parts: FlowsParts) {
    this.#with = parts;
  }

  reset(): void {
    this.#byHost.clear();
    this.#drainedAt.clear();
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
    const { idle, endsWithTarget, draining } = this.#with.rules;
    const drainedAt = this.#drainedAt.get(flow.proxy) ?? Infinity;
    if (now - flow.usedAt >= idle || now - drainedAt >= draining) return -1;
    if (endsWithTarget && drainedAt === Infinity && !this.#with.isAlive(host, flow.proxy)) return -1;
    flow.usedAt = now;
    return flow.proxy;
  }

  /** A flow begins with a proxy, or goes over to it. */
  begins(host: number, message: number, proxy: number): void {
    const flows = this.#byHost.get(host) ?? new Map<number, Flow>();
    this.#byHost.set(host, flows.set(this.#keyOf(message), { proxy, usedAt: this.#with.now() }));
  }

  #keyOf(message: number): number {
    const subject = subjectOf(message);
    const { sources } = this.#with.rules;
    if (!ofCall(kindOf(message))) return -1 - subject;
    return sources === Infinity ? subject : subject % sources;
  }
}
