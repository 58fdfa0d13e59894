import type { Seat } from "./seat.ts";

/** What is told of one call beside the state of the service. */
export interface Tag {
  readonly state: number;
  readonly place: number;
  /** Which other nodes have copies of its bindings. */
  readonly copies: number;
  /** The node that its messages fall on, and the one that the callee's REGISTERs fall on. */
  readonly member: number;
  readonly home: number;
  readonly shared: number;
  /** Who serves its address, where standbys are elected. */
  readonly seat: Seat;
}
