import type { FaultKind } from "../tiers/fault-kind.ts";

/** What is known of a node. */
export interface KnownNodeState {
  readonly dead: ReadonlySet<FaultKind>;
  readonly hangs: boolean;
}

export const WELL: KnownNodeState = { dead: new Set(), hangs: false };

/** Whether the server process of a node runs. */
export const runs = ({ dead }: KnownNodeState): boolean => !dead.has("host") && !dead.has("process");

export const died = (state: KnownNodeState, kind: FaultKind): KnownNodeState => ({
  dead: new Set([...state.dead, kind]),
  hangs: kind === "link" ? state.hangs : false,
});

/** A host comes back with a new process on it; a process only where its host has power. */
export function cameBack({ dead, hangs }: KnownNodeState, kind: FaultKind): KnownNodeState {
  if (kind === "process" && dead.has("host")) return { dead, hangs };
  const left = [...dead].filter((one) => one !== kind && !(kind === "host" && one === "process"));
  return { dead: new Set(left), hangs };
}
