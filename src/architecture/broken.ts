import type { Machine } from "../ha/machine.ts";
import type { Node } from "../ha/node.ts";
import type { FailureKind } from "../tiers/fault-kind.ts";

/** A node and the machine it is on. */
interface Struck {
  readonly node: Node;
  readonly machine: Machine;
}

/** A node fails: a part of it dies, its process hangs, or its machine freezes. */
export function fails(what: FailureKind, { node, machine }: Struck, now: number): void {
  if (what === "hang") node.hang(now);
  else if (what === "freeze") machine.freeze(now);
  else node.kill(what, now);
}

/** What has failed is there again: as it was, where what stood still goes on by itself, else with a new process. */
export function comesBack(what: FailureKind, goesOn: boolean, { node, machine }: Struck, now: number): void {
  if (what === "freeze") machine.goOn(now);
  else if (what === "hang" && goesOn) node.resume(now);
  if (what === "hang" || what === "freeze") {
    if (goesOn) return;
    const part = what === "hang" ? "process" : "host";
    node.kill(part, now);
    node.bringBack(part, now);
  } else node.bringBack(what, now);
}
