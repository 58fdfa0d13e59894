import type { Replicator } from "../experiment/replication.ts";
import { CallState } from "../sip/calls.ts";
import { Kind } from "../sip/message.ts";
import { type TraceOptions, trace } from "./trace.ts";

/** A call to look at: by number, or the one that stands out. */
export type CallChoice = number | "first-failed" | "first-successful" | "slowest";

/** How many calls there were, and the one that was chosen; undefined if there is none such. */
export interface CallSearch {
  readonly created: number;
  readonly successful: number;
  readonly failed: number;
  readonly call: number | undefined;
}

/** Runs a replication to its end and chooses a call; slowest is the call whose INVITE waited longest for its first 200. */
export function findCall(
  replicator: Replicator,
  replication: number,
  choice: CallChoice,
  onProgress?: TraceOptions["onProgress"],
): CallSearch {
  // What the ledger of calls says at the end needs no listening.
  const slowest = choice === "slowest" ? slowestCall(replicator, replication, onProgress) : undefined;
  if (choice !== "slowest") replicator.run(replication);
  const { created, successful, failed, state } = replicator.world.calls;
  const first = (wanted: number): number | undefined => {
    const call = state.subarray(0, created).indexOf(wanted);
    return call < 0 ? undefined : call;
  };
  const chosen = (): number | undefined => {
    if (choice === "slowest") return slowest;
    if (choice === "first-failed") return first(CallState.FAILED);
    if (choice === "first-successful") return first(CallState.SUCCESSFUL);
    return choice < created ? choice : undefined;
  };
  return { created, successful, failed, call: chosen() };
}

function slowestCall(
  replicator: Replicator,
  replication: number,
  onProgress: TraceOptions["onProgress"],
): number | undefined {
  const { calls } = replicator.world;
  let slowest: number | undefined;
  let longest = -1;
  /** Calls whose 200 has come; it may come again. */
  const answered = new Set<number>();
  const options: TraceOptions = { replication, until: Infinity, ...(onProgress && { onProgress }) };
  trace(replicator, options, (event, participants) => {
    if (event.kind === "call") answered.delete(event.call);
    if (event.kind !== "arrived" || event.packet.kind !== Kind.OK_INVITE || participants.parts[event.at] !== "callers")
      return;
    const { concern } = event.packet;
    if (concern.of !== "call" || answered.has(concern.number) || !calls.isOpen(concern.number)) return;
    answered.add(concern.number);
    const delay = event.time - calls.startedAt[concern.number]!;
    if (delay <= longest) return;
    longest = delay;
    slowest = concern.number;
  });
  return slowest;
}
