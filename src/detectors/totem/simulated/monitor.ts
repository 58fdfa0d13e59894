import type { Node } from "../../../ha/node.ts";
import { signal } from "../../../ha/signal.ts";
import type { EventCode } from "../../../kernel/engine.ts";
import { BEAT, type DetectorSurroundings } from "../../mechanism.ts";
import type { Monitor as Described } from "../description/monitor.ts";

// What the cluster is told of a process.
const FAILED = 0;
const STARTED = 1;

/** How far the failure of a process has come: nobody knows; its agent asks and waits; its cluster manager sees to it; the group has been told. */
const Known = { UNKNOWN: 0, ASKED: 1, FOUND: 2, TOLD: 3 } as const;

/**
 * The recurring monitor of a Pacemaker resource: the program on each host looks at its process every so often, and finds it dead, or hanging
 * when an agent that asks has waited in vain. What follows is for the cluster to decide (`monitored`); where it gives the process up, all members
 * are told, and again when it has started.
 */
export class Monitor {
  readonly #with: DetectorSurroundings;
  readonly #options: Described;
  readonly #nodes: readonly Node[];
  readonly #known: Uint8Array;
  /** How often each has been asked and did not answer at once. */
  readonly #asked: Uint32Array;
  readonly #look: EventCode;
  readonly #unanswered: EventCode;

  /** @param heard a member is told that a process has failed for good, or that it runs again */
  constructor(
    surroundings: DetectorSurroundings,
    options: Described,
    nodes: readonly Node[],
    heard: (member: Node, node: Node, isGone: boolean) => void,
  ) {
    const { engine, channel } = surroundings;
    this.#with = surroundings;
    this.#options = options;
    this.#nodes = nodes;
    this.#known = new Uint8Array(nodes.length);
    this.#asked = new Uint32Array(nodes.length);
    this.#look = engine.register("resource monitor", (i) => this.#lookAt(i));
    this.#unanswered = engine.register("resource monitor gives up", (i, asked) => {
      if (this.#known[i] === Known.ASKED && this.#asked[i] === asked) this.#found(i);
    });
    for (const [i, node] of nodes.entries()) {
      node.onStart(() => this.#runs(i));
      node.onResume(() => {
        if (this.#known[i]! <= Known.ASKED) this.#known[i] = Known.UNKNOWN;
      });
      const says = (from: number, message: number) =>
        heard(node, nodes.find(({ host }) => host === from)!, message === FAILED);
      node.listen(BEAT, channel + 1, says, true);
    }
  }

  start(): void {
    const { interval } = this.#options;
    this.#known.fill(Known.UNKNOWN);
    this.#asked.fill(0);
    if (interval === Infinity) return;
    for (const i of this.#nodes.keys())
      this.#with.engine.after(this.#with.phase(1 + i, interval) * interval, this.#look, i, 0);
  }

  /** Whether the group has given up the process of a node. */
  hasToldOf(node: Node): boolean {
    return this.#known[this.#nodes.indexOf(node)] === Known.TOLD;
  }

  #lookAt(i: number): void {
    const { interval, timeout, asks } = this.#options;
    const { engine } = this.#with;
    engine.lane(interval).send(this.#look, i, 0);
    const node = this.#nodes[i]!;
    if (!node.hostRuns || node.isFrozen || node.prepares) return;
    if (!node.running && this.#known[i]! <= Known.ASKED) this.#found(i);
    else if (asks && node.running && !node.works && this.#known[i] === Known.UNKNOWN) {
      this.#known[i] = Known.ASKED;
      engine.lane(timeout).send(this.#unanswered, i, ++this.#asked[i]!);
    }
  }

  #found(i: number): void {
    const node = this.#nodes[i]!;
    if (!node.hostRuns) return;
    this.#known[i] = Known.FOUND;
    this.#with.monitored(node, () => {
      this.#known[i] = Known.TOLD;
      this.#tell(i, FAILED);
    });
  }

  #runs(i: number): void {
    const wasTold = this.#known[i] === Known.TOLD;
    this.#known[i] = Known.UNKNOWN;
    if (wasTold) this.#tell(i, STARTED);
  }

  #tell(i: number, what: number): void {
    const { network, channel } = this.#with;
    const { host } = this.#nodes[i]!;
    for (const [j, other] of this.#nodes.entries())
      if (j !== i) network.send(host, signal(BEAT, channel + 1, host, what), other.host);
  }
}
