import type { ServiceChain } from "../generator/generate.ts";
import { inFailover } from "../generator/layout.ts";
import type { Route } from "./route.ts";
import { aliveIn } from "./tagged-chain.ts";

/**
 * How often somebody has to step in for a node that callers depend on [1/s]: a standby begins to take over one of the route's
 * places, or a pool is left with a dead node among living ones.
 *
 * @param probability long-run share of time in each state
 */
export function failoverFrequency(
  { chain, stateOf }: ServiceChain,
  probability: Float64Array,
  { entry, pool }: Route,
): { readonly takeovers: number; readonly removals: number } {
  let takeovers = 0;
  let removals = 0;
  for (let from = 0; from < chain.states; from += 1) {
    const before = stateOf(from);
    for (let t = chain.rowStart[from]!; t < chain.rowStart[from + 1]!; t += 1) {
      const after = stateOf(chain.target[t]!);
      const flow = probability[from]! * chain.rate[t]!;
      if (entry !== undefined) takeovers += flow * Math.max(0, inFailover(entry, after) - inFailover(entry, before));
      const left = aliveIn(pool, after);
      if (left > 0) removals += flow * Math.max(0, aliveIn(pool, before) - left);
    }
  }
  return { takeovers, removals };
}
