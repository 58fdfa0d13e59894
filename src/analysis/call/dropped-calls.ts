import type { ServiceChain } from "../generator/generate.ts";
import { alive, type GroupLayout, served } from "../generator/layout.ts";

/** Calls that the death of one serving node drops: while others of its tier live, who may have copies of its dialogs, and while none does. */
export interface DroppedByDeath {
  readonly amongOthers: number;
  readonly alone: number;
}

/**
 * Calls in progress that are dropped because a node that serves dies, with the dialogs in its memory [1/s].
 *
 * @param probability long-run share of time in each state
 */
export function droppedRate(
  { chain, stateOf }: ServiceChain,
  probability: Float64Array,
  layout: GroupLayout,
  { amongOthers, alone }: DroppedByDeath,
): number {
  let dropped = 0;
  for (let from = 0; from < chain.states; from++) {
    const before = stateOf(from);
    for (let t = chain.rowStart[from]!; t < chain.rowStart[from + 1]!; t++) {
      const after = stateOf(chain.target[t]!);
      const deaths = Math.max(0, served(layout, before) - served(layout, after));
      if (deaths > 0 && alive(layout, after) < alive(layout, before))
        dropped += probability[from]! * chain.rate[t]! * deaths * (alive(layout, after) > 0 ? amongOthers : alone);
    }
  }
  return dropped;
}

/** How often the last living node of a group dies [1/s], and the share of time for which none lives. */
export function lastDeaths(
  { chain, stateOf }: ServiceChain,
  probability: Float64Array,
  layout: GroupLayout,
): { readonly frequency: number; readonly nobody: number } {
  let [frequency, nobody] = [0, 0];
  for (let from = 0; from < chain.states; from++) {
    if (alive(layout, stateOf(from)) === 0) nobody += probability[from]!;
    else
      for (let t = chain.rowStart[from]!; t < chain.rowStart[from + 1]!; t++)
        if (alive(layout, stateOf(chain.target[t]!)) === 0) frequency += probability[from]! * chain.rate[t]!;
  }
  return { frequency, nobody };
}
