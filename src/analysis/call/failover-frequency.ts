import type { ServiceChain } from "../generator/generate.ts";
import { inFailover } from "../generator/layout.ts";
import { alive, aliveIn } from "./entrance.ts";
import type { Route } from "./route.ts";

/**
 * How often somebody has to step in for a node that callers depend on [1/s]: a standby begins to take over one of the route's
 * places, or a pool is left with a dead node among living ones, by its layouts.
 *
 * @param probability long-run share of time in each state
 */
export function failoverFrequency(
  { chain, stateOf }: ServiceChain,
  probability: Float64Array,
  { entry, pool }: Route,
): { readonly takeovers: number; readonly removals: readonly number[] } {
  let takeovers = 0;
  const layouts = pool?.layouts ?? [];
  const removals = layouts.map(() => 0);
  for (let from = 0; from < chain.states; from++) {
    const before = stateOf(from);
    for (let t = chain.rowStart[from]!; t < chain.rowStart[from + 1]!; t++) {
      const after = stateOf(chain.target[t]!);
      const flow = probability[from]! * chain.rate[t]!;
      if (entry !== undefined) takeovers += flow * Math.max(0, inFailover(entry, after) - inFailover(entry, before));
      if (aliveIn(pool, after) > 0)
        for (const [i, layout] of layouts.entries())
          removals[i]! += flow * Math.max(0, alive(layout, before) - alive(layout, after));
    }
  }
  return { takeovers, removals };
}
