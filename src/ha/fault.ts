import type { FaultKind } from "./node.ts";

/** One line of a fault script: at a time [s], something dies. */
export interface Fault {
  readonly at: number;
  /** Name of the node that is killed. */
  readonly kill: string;
  readonly kind: FaultKind;
}
