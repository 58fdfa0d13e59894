import { consequenceKind } from "../consequences/description.ts";
import type { Node } from "../ha/node.ts";
import type { Architecture } from "../service/description.ts";
import { isReplicated } from "../tiers/description.ts";

/**
 * Which nodes serve and which stand by, now: in a tier whose addresses move, who holds one; in another, its first sound nodes up to
 * the number of places.
 */
export class ServingNodes {
  readonly #tiers = new Map<string, { readonly nodes: readonly Node[]; readonly places: number }>();
  readonly #moving: ReadonlySet<string>;
  readonly #replicated: ReadonlySet<string>;
  readonly #holders: ReadonlyMap<number, Node>;

  /** @param holders virtual address → the node that holds it */
  constructor(architecture: Architecture, nodes: readonly Node[], holders: ReadonlyMap<number, Node>) {
    this.#holders = holders;
    for (const { name, active } of architecture.tiers)
      this.#tiers.set(name, { nodes: nodes.filter(({ tier }) => tier === name), places: active });
    const replicated = architecture.tiers.filter(isReplicated);
    this.#replicated = new Set(replicated.map(({ name }) => name));
    const moves = architecture.watches.filter(
      ({ consequence }) => consequenceKind(consequence).effect === "addresses move",
    );
    this.#moving = new Set(moves.map(({ tier }) => tier));
  }

  /** All nodes of a node's tier. */
  tierOf({ tier }: Node): readonly Node[] {
    return this.#tiers.get(tier)!.nodes;
  }

  /** Whether a node is one of a database's servers, which all work, and step in for each other by rules of their own. */
  isReplica({ tier }: Node): boolean {
    return this.#replicated.has(tier);
  }

  serves(node: Node): boolean {
    const { nodes, places } = this.#tiers.get(node.tier)!;
    if (nodes.length === places) return true;
    if (this.#moving.has(node.tier)) return [...this.#holders.values()].includes(node);
    return nodes.slice(0, nodes.indexOf(node)).filter(({ isSound }) => isSound).length < places;
  }

  /** Sound standbys of a tier that no vacant place waits for; a place that is blocked does not. */
  spare(tier: string): number {
    const { nodes, places } = this.#tiers.get(tier)!;
    const sound = nodes.filter(({ isSound }) => isSound);
    const blocked = nodes.filter((node) => node.uncovered && this.serves(node)).length;
    const serving = sound.filter((node) => !node.uncovered && this.serves(node)).length;
    const standing = sound.filter((node) => !this.serves(node)).length;
    return standing - (places - serving - blocked);
  }
}
