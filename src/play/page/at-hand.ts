import type { Line } from "./line.ts";
import type { Player } from "./player.ts";

/** What every part of the page has at hand. */
export interface AtHand {
  readonly player: Player;
  /** A line to one more worker, for what is asked beside the run. */
  readonly newLine: () => Line;
}
