import type { FaultKind } from "./fields.ts";

/** What is known of a node. */
export interface NodeState {
  readonly dead: ReadonlySet<FaultKind>;
  readonly hangs: boolean;
}

export const WELL: NodeState = { dead: new Set(), hangs: false };

/** Whether the server process of a node runs. */
export const runs = ({ dead }: NodeState): boolean => !dead.has("host") && !dead.has("process");

export const died = (state: NodeState, kind: FaultKind): NodeState => ({
  dead: new Set([...state.dead, kind]),
  hangs: kind === "link" ? state.hangs : false,
});

/** A host comes back with a new process on it; a process only where its host has power. */
export function cameBack({ dead, hangs }: NodeState, kind: FaultKind): NodeState {
  if (kind === "process" && dead.has("host")) return { dead, hangs };
  const left = [...dead].filter((one) => one !== kind && !(kind === "host" && one === "process"));
  return { dead: new Set(left), hangs };
}
