import type { Stream } from "../random/stream.ts";

/** What a node of a group does. */
export type NodeState = "serving" | "to start in place" | "standing by" | "failed" | "in maintenance";

/** A place to serve in: what it is doing, and how far its failover has come. */
export interface Place {
  doing: "served" | "to be served in place" | "failing over" | "blocked" | "vacant" | "kept";
  /** Stage of the failover, counted over all phases. */
  stage: number;
  /** The node that has failed in it unheard, while it is kept. */
  keeper?: number;
}

/** A node in this state: any, where somebody draws which, else the first. */
export function oneOf(nodes: readonly NodeState[], state: NodeState, random: Stream | undefined): number {
  if (random === undefined) return nodes.indexOf(state);
  const alike = [...nodes.keys()].filter((node) => nodes[node] === state);
  return alike[alike.length === 1 ? 0 : random.integer(alike.length)]!;
}
