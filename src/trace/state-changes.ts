import type { World } from "../architecture/world.ts";
import type { Failover } from "../ha/failover-log.ts";
import type { Node } from "../ha/node.ts";
import type { NodeState, TakeoverStage, TraceEvent } from "./event.ts";

const STAGES: readonly (readonly [TakeoverStage, keyof Failover & `${TakeoverStage}At`])[] = [
  ["detected", "detectedAt"],
  ["selected", "selectedAt"],
  ["claimed", "claimedAt"],
  ["announced", "announcedAt"],
  ["restored", "restoredAt"],
];

/** Failovers watched at once; an older one that never came to its end is watched no longer. */
const WATCHED = 64;

/**
 * Writes down what changes in a world, by looking again and again: nodes that die and return, addresses that move, failovers
 * that get on. It knows nothing of how these things come about, and so cannot miss one that comes about in a new way.
 */
export class StateChanges {
  readonly #world: World;
  readonly #tell: (event: TraceEvent) => void;
  readonly #states: NodeState[];
  readonly #owners: Int32Array;
  /** By node: who sends bindings to it, −1 if nobody does. */
  readonly #donors: Int32Array;
  readonly #open: { failover: Failover; told: number }[] = [];
  #failovers = 0;
  #broken = 0;

  /** The world must stand at the start of a replication. */
  constructor(world: World, tell: (event: TraceEvent) => void) {
    this.#world = world;
    this.#tell = tell;
    this.#states = world.nodes.map(() => "up");
    this.#donors = new Int32Array(world.nodes.length).fill(-1);
    this.#owners = world.network.resolve.slice(world.network.hosts);
  }

  /** Looks at what has changed since it last looked, which happened at `time`. */
  look(time: number): void {
    const { nodes, network, failovers } = this.#world;
    for (let i = 0; i < nodes.length; i++) {
      const node = nodes[i]!;
      const state = stateOf(node, network.attached[node.host] === 1);
      if (state === this.#states[i]) continue;
      this.#states[i] = state;
      this.#tell({ time, kind: "node", node: node.host, state });
    }
    this.#lookAtTransfers(time);
    for (let i = 0; i < this.#owners.length; i++) {
      const owner = network.resolve[network.hosts + i]!;
      const before = this.#owners[i]!;
      if (owner === before) continue;
      this.#owners[i] = owner;
      this.#tell({ time, kind: "address", address: network.hosts + i, owner, before });
    }
    const { impairments } = network;
    if (impairments.length !== this.#broken) {
      this.#broken = impairments.length;
      this.#tell({ time, kind: "links", broken: this.#broken, how: impairments.at(-1)?.kind ?? null });
    }
    for (; this.#failovers < failovers.failovers.length; this.#failovers++) {
      this.#open.push({ failover: failovers.failovers[this.#failovers]!, told: 0 });
      if (this.#open.length > WATCHED) this.#open.shift();
    }
    for (let i = 0; i < this.#open.length; i++) if (this.#follow(this.#open[i]!)) this.#open.splice(i--, 1);
  }

  #lookAtTransfers(time: number): void {
    const { transfers } = this.#world.bindings;
    if (transfers === null) return;
    for (const [i, { host: by }] of this.#world.nodes.entries()) {
      const of = transfers.donorOf(by);
      const before = this.#donors[i]!;
      if (of === before) continue;
      this.#donors[i] = of;
      const stage = of < 0 ? "ended" : "begun";
      this.#tell({ time, kind: "transfer", stage, by, of: of < 0 ? before : of, bindings: transfers.got(by) });
    }
  }

  /** Tells the stages that a failover has newly reached; true if there are no more to come. */
  #follow(one: { failover: Failover; told: number }): boolean {
    const { failover } = one;
    for (let i = 0; i < STAGES.length; i++) {
      const [stage, key] = STAGES[i]!;
      const time = failover[key];
      if (Number.isNaN(time) || (one.told & (1 << i)) !== 0) continue;
      one.told |= 1 << i;
      const { dead, by, failedAt } = failover;
      const after = Number.isNaN(failedAt) ? null : time - failedAt;
      this.#tell({ time, kind: "takeover", stage, by: by.host, of: dead.host, after });
    }
    return (one.told & 16) !== 0;
  }
}

/** What a fault has left of a node. */
export const stateOf = (node: Node, attached: boolean): NodeState =>
  node.running ? (attached ? (node.works ? "up" : "hangs") : "cut off") : attached ? "process dead" : "host dead";
