import type { Engine } from "../kernel/engine.ts";
import { hold, type Process, type Processes } from "../kernel/process.ts";
import type { Sampler } from "../random/sampler.ts";
import type { Node } from "./node.ts";
import type { Manager } from "./node-parts.ts";

/** What a cluster manager does about a failed resource, in Pacemaker's words. */
export interface ResourceOptions {
  /** Stopping and starting the process where it is [s]. */
  readonly stop: Sampler;
  readonly start: Sampler;
  /** After how long a stop that does not end has failed [s]. */
  readonly stopTimeout: number;
  /** Whether a process that hangs can be stopped, and whether one starts. */
  readonly stops: () => boolean;
  readonly starts: () => boolean;
  /** Failures on a node after which it is given up there (migration-threshold); Infinity: never. */
  readonly migrationThreshold: number;
  /** How long after its last failure a node's failures are forgotten [s] (failure-timeout); Infinity: never. */
  readonly failureTimeout: number;
  /** Whether one start that fails is enough to give it up there (start-failure-is-fatal). */
  readonly startFailureIsFatal: boolean;
  /** Whether nodes whose process cannot be stopped are fenced; otherwise the resource is blocked where it is. */
  readonly isFenced: boolean;
}

/**
 * How Pacemaker sees to a server process that its monitor has found dead or hanging: it stops what is left of it and starts it on the same node, until it has
 * failed there as often as `migration-threshold`, or a start has failed; then the node is given up, and another takes its addresses. A stop that fails
 * has the node fenced, or leaves everything as it is.
 *
 * Source: Pacemaker Explained 2.1, "Failure Response", "Resource Meta-Attributes".
 */
export class Resource implements Manager {
  readonly #engine: Engine;
  readonly #processes: Processes;
  readonly #options: ResourceOptions;
  /** By node: its failures that count, and when the last was [s]. */
  readonly #failures = new Map<Node, { count: number; last: number }>();

  readonly #awaiting = new Map<number, (isBack: boolean) => void>();

  constructor(engine: Engine, processes: Processes, nodes: readonly Node[], options: ResourceOptions) {
    this.#engine = engine;
    this.#processes = processes;
    this.#options = options;
    for (const node of nodes) {
      node.manager = this;
      node.onStart(() => this.#sawTo(node, true));
    }
  }

  reset(): void {
    this.#failures.clear();
    this.#awaiting.clear();
  }

  awaits(host: number, seenTo: (isBack: boolean) => void): void {
    this.#awaiting.set(host, seenTo);
  }

  #sawTo(node: Node, isBack: boolean): void {
    const seenTo = this.#awaiting.get(node.host);
    this.#awaiting.delete(node.host);
    seenTo?.(isBack);
  }

  /** A monitor has found the process of a node dead or hanging. */
  failed(node: Node, giveUp: () => void): void {
    this.#processes.start(this.#recover(node, giveUp));
  }

  *#recover(node: Node, giveUp: () => void): Process {
    const engine = this.#engine;
    const options = this.#options;
    let count = this.#counted(node);
    if (node.running && !options.stops()) {
      yield hold(options.stopTimeout);
      if (options.isFenced && node.running) giveUp();
      return;
    }
    for (;;) {
      yield hold(options.stop.sample());
      if (!node.hostRuns) return; // for the group to notice
      node.kill("process", engine.now);
      if (count >= options.migrationThreshold) break;
      yield hold(options.start.sample());
      if (!node.hostRuns) return;
      if (options.starts()) return node.bringBack("process", engine.now);
      count = options.startFailureIsFatal ? Infinity : this.#counted(node);
    }
    giveUp();
    this.#failures.delete(node);
    if (count === Infinity || options.failureTimeout === Infinity) return this.#sawTo(node, false);
    yield hold(options.failureTimeout);
    if (node.hostRuns) node.bringBack("process", engine.now);
  }

  /** Its failures with this one. */
  #counted(node: Node): number {
    const { now } = this.#engine;
    const before = this.#failures.get(node);
    const isForgotten = before === undefined || now - before.last >= this.#options.failureTimeout;
    const count = (isForgotten ? 0 : before.count) + 1;
    this.#failures.set(node, { count, last: now });
    return count;
  }
}
