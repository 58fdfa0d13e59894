import { CallState } from "../../sip/calls.ts";
import { Kind } from "../../sip/message.ts";
import type { Replicator } from "../replication.ts";
import { trace } from "./trace.ts";

/** A call to look at: by number, or the one that stands out. */
export type CallChoice = number | "first-failed" | "first-successful" | "slowest";

/** How many calls there were, and the one that was chosen; undefined if there is none such. */
export interface CallSearch {
  readonly created: number;
  readonly successful: number;
  readonly failed: number;
  readonly call: number | undefined;
  readonly fingerprint: string;
  readonly end: number;
}

/** Runs a replication to its end and chooses a call; slowest is the call whose INVITE waited longest for its first 200. */
export function findCall(
  replicator: Replicator,
  replication: number,
  choice: CallChoice,
  onProgress?: (time: number) => void,
): CallSearch {
  const { calls } = replicator.world;
  let slowest: number | undefined;
  let longest = -1;
  let answered = new Uint8Array(1024);
  const search = trace(
    replicator,
    { replication, until: Infinity, ...(onProgress && { onProgress }) },
    (event, cast) => {
      if (choice !== "slowest" || event.kind !== "arrived" || event.packet.kind !== Kind.OK_INVITE) return;
      const { concern } = event.packet;
      if (concern.of !== "call" || cast.parts[event.at] !== "callers") return;
      const call = concern.number;
      if (call >= answered.length) {
        const wider = new Uint8Array(Math.max(call + 1, 2 * answered.length));
        wider.set(answered);
        answered = wider;
      }
      if (answered[call] === 1) return; // a 200 that came again
      answered[call] = 1;
      const delay = event.time - calls.startedAt[call]!;
      if (delay <= longest) return;
      longest = delay;
      slowest = call;
    },
  );
  const { created, successful, failed } = calls;
  const first = (state: number): number | undefined => {
    const call = calls.state.subarray(0, created).indexOf(state);
    return call < 0 ? undefined : call;
  };
  const call =
    choice === "slowest"
      ? slowest
      : choice === "first-failed"
        ? first(CallState.FAILED)
        : choice === "first-successful"
          ? first(CallState.SUCCESSFUL)
          : choice < created
            ? choice
            : undefined;
  return { created, successful, failed, call, fingerprint: search.fingerprint, end: search.end };
}
