import type { ServiceChain } from "../generator/generate.ts";
import { alive, inFailover, served, vacant } from "../generator/layout.ts";
import type { CallLine } from "./call-defects.ts";
import type { Caller } from "./caller.ts";
import { aliveIn } from "./entrance.ts";
import type { CallRoute } from "./route.ts";

/**
 * How often somebody has to step in for a node that callers depend on [1/s]: a standby begins to take over one of the route's
 * places, or a pool is left with a dead node among living ones, by its layouts.
 *
 * @param probability long-run share of time in each state
 */
export function failoverFrequency(
  { chain, stateOf }: ServiceChain,
  probability: Float64Array,
  { entry, pool }: CallRoute,
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

/**
 * Calls that find a place still vacant although somebody is back: a node that has come back takes what was its own at once, and what
 * another has left only when it has noticed that nobody serves it. The chain of the service lets it serve at once, whoever it is.
 *
 * @param probability long-run share of time in each state
 */
export function vacantOnReturn(
  { chain, stateOf }: ServiceChain,
  probability: Float64Array,
  { entry, isElected, share, group }: CallRoute,
  { persistence, nextTarget }: Caller,
): CallLine[] {
  if (entry?.group.standby === undefined || isElected) return [];
  const notice = entry.group.standby.failover.reduce((sum, { time }) => sum + time.mean, 0);
  let places = 0;
  for (let from = 0; from < chain.states; from++) {
    const before = stateOf(from);
    const left = vacant(entry, before);
    if (left <= 0 || (nextTarget !== undefined && served(entry, before) > 0)) continue;
    const isOwn = Math.min(1, left / (entry.group.nodes.length - alive(entry, before)));
    for (let t = chain.rowStart[from]!; t < chain.rowStart[from + 1]!; t++) {
      const after = stateOf(chain.target[t]!);
      if (alive(entry, after) <= alive(entry, before)) continue;
      const filled = Math.max(0, after[entry.serving]! - before[entry.serving]!);
      places += probability[from]! * chain.rate[t]! * filled * (1 - isOwn);
    }
  }
  const waited = Math.max(0, notice - persistence);
  const ofCalls = nextTarget === undefined ? 1 / entry.group.active : 1;
  return [{ cause: "vacancy", group, probability: share * places * waited * ofCalls }];
}
