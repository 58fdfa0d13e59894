import type { Signal } from "@preact/signals";
import type { Line } from "./line.ts";
import type { Player } from "./player.ts";
import type { Teller } from "./story/teller.ts";

/** What every part of the page has at hand. */
export interface AtHand {
  readonly player: Player;
  /** Tells the stories that the page holds. */
  readonly teller: Teller;
  /** A line to one more worker, for what is asked beside the run. */
  readonly newLine: () => Line;
  /** The name of the panel beside the stage that is shown. */
  readonly shown: Signal<string>;
  /** The call whose ladder is wanted, and when it has ended [s], as far as that is known. */
  readonly picked: Signal<{ readonly call: number; readonly until: number } | null>;
}
