import type { PopulationObserver } from "./population.ts";

/** Who measures. */
export interface Witness extends PopulationObserver {
  inviteProcessed(delay: number): void;
  otherProcessed(delay: number): void;
  /** A SIP message was lost, for the reason given as an index into `CAUSES`. */
  lost(cause: number): void;
}
