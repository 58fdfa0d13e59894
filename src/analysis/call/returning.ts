import { power } from "../../special/power.ts";
import type { ServiceChain } from "../generator/generate.ts";
import { alive, type StateVector, served } from "../generator/layout.ts";
import { keepersOf } from "./call-cause.ts";
import type { CallLine } from "./call-defects.ts";
import type { Caller } from "./caller.ts";
import { aliveIn } from "./entrance.ts";
import type { CallRoute } from "./route.ts";

/** Parts in which times are told: when calls reach a node that has come back, and what is missing there. */
const POINTS = 50;

/** Calls that meet one that has come back: the share of the route's, from so long after its start [s]. */
interface Met {
  readonly share: number;
  /** Whether another serves there for as long as it is out of service. */
  readonly isSpared: boolean;
  readonly reached: Reached;
}
/** Some time between two [s], equally likely or by `tilt` likelier towards the longest, as e^(tilt·t) is [1/s]. */
type Reached = readonly [least: number, most: number, tilt?: number];

/**
 * Calls that meet a node which has come back before all its bindings have: refused by it, or unanswered where it serves nobody until then. The
 * chain of the service lets it serve at once. With N bindings of which the first come s after its start, and one every c seconds, a share of 1
 * is missing until s, falling to none at s + N·c, or sooner by a pause behind the last; meanwhile users register again, which all nodes hear.
 *
 * @param probability long-run share of time in each state
 * @param users how many bindings there are
 */
export function missingOnReturn(
  { chain, stateOf }: ServiceChain,
  probability: Float64Array,
  route: CallRoute,
  caller: Caller,
  users: number,
): CallLine[] {
  const { bindings, group } = route;
  const { persistence, nextTarget } = caller;
  if (bindings.kept === "by address" || bindings.returning === undefined) return [];
  const having = bindings.kept === "by all" ? bindings.layouts : undefined;
  const { start, lasts, ahead, meanwhile } = bindings.returning;
  if (meanwhile === "ask a peer") return [];
  const isAway = meanwhile === "out of service";
  let seconds = 0;
  for (let from = 0; from < chain.states; from++) {
    const before = stateOf(from);
    const peers = having?.reduce((sum, layout) => sum + alive(layout, before), 0) ?? 1;
    if (peers === 0 || probability[from] === 0) continue;
    const times = { start, last: start + lasts(users, peers), ahead: ahead(users, peers) };
    for (let t = chain.rowStart[from]!; t < chain.rowStart[from + 1]!; t++) {
      const met = metBy(route, before, stateOf(chain.target[t]!));
      if (met === undefined) continue;
      const lost = isAway
        ? !met.isSpared && nextTarget === undefined
          ? Math.max(0, times.last - persistence)
          : 0
        : afterAvoidance(route, before, met.reached, caller).reduce(
            (sum, [chance, reached]) => sum + chance * lostBy(times, { ...met, reached }, route, caller),
            0,
          );
      seconds += probability[from]! * chain.rate[t]! * met.share * lost;
    }
  }
  const cause = isAway ? "vacancy" : "bindings";
  return [{ cause, group: isAway ? group : keepersOf(route), probability: route.share * seconds }];
}

/** The node that comes back by a step of the chain, and who meets it; undefined where none does. */
function metBy({ entry, pool, reachedAfter }: CallRoute, before: StateVector, after: StateVector): Met | undefined {
  if (pool !== undefined) {
    const back = pool.layouts.some((layout) => alive(layout, after) > alive(layout, before));
    const isSpared = reachedAfter[1] > 0;
    return back ? { share: 1 / Math.max(1, aliveIn(pool, after)), isSpared, reached: reachedAfter } : undefined;
  }
  if (entry === undefined || alive(entry, after) <= alive(entry, before)) return undefined;
  const filled = Math.max(0, served(entry, after) - served(entry, before));
  if (filled > 0) return { share: filled / entry.group.active, isSpared: false, reached: [0, 0] };
  if (reachedAfter[1] === Infinity) return undefined;
  return { share: 1 / entry.group.nodes.length, isSpared: true, reached: reachedAfter };
}

/**
 * Callers who have met a dead node at its own address come to it after all others for a while, and try it again when that is over, which takes
 * one of them a time-out τ: of a down time that is exponential with rate r the part avoided is L·(1 − e^(−rA)) / (1 − L·e^(−rA)), L = e^(−rτ), and
 * the rest of an avoidance that has begun at a time a ago, with a density as e^(−ra), is A − a. Where they avoid all that live, those come in turn
 * as ever: one lives a share q of its time before that rest is over.
 */
function afterAvoidance(
  { entry, pool, shares }: CallRoute,
  before: StateVector,
  reached: Reached,
  { nextTarget, avoid }: Caller,
): (readonly [chance: number, reached: Reached])[] {
  if (nextTarget === undefined || avoid === 0 || pool !== undefined || entry === undefined || shares.length < 2)
    return [[1, reached]];
  const { mttf, repair, nodes } = entry.group;
  const rate = 1 / repair.mean;
  const [tried, left] = [Math.exp(-rate * nextTarget), Math.exp(-rate * avoid)];
  const avoided = (tried * (1 - left)) / (1 - tried * left);
  // Of the rest x, as likely as e^(rx), a node that lives for an exponential time sees min(x, life).
  const e = (tilt: number) => (tilt === 0 ? avoid : Math.expm1(tilt * avoid) / tilt);
  const q = mttf === Infinity ? 0 : avoided * (1 - e(rate - 1 / mttf) / e(rate));
  const peers = alive(entry, before);
  const all = avoided * power(q, peers);
  return [
    [1 - avoided + (all * nodes.length) / (peers + 1), reached],
    [avoided - all, [0, avoid, rate]],
  ];
}

/** From its start to the first of its bindings, and to the last [s]; the share of them that comes sooner than evenly. */
interface Times {
  readonly start: number;
  readonly last: number;
  readonly ahead: number;
}

/**
 * Calls that one return costs, if one a second is made: whose INVITE finds the binding missing, and whose BYE does although their INVITE did not. What
 * is there stays, so that this INVITE came to where the bindings were: before calls reached the node or, message by message, elsewhere. Where nobody served in
 * its place, it was before the node failed. Of callers with another target only INVITEs are counted.
 */
function lostBy(times: Times, met: Met, { entry, pool }: CallRoute, caller: Caller): number {
  const { ring, hold, recordRoute, nextTarget, registration } = caller;
  const { refresh } = registration;
  const invites = missing(times, met.reached, refresh);
  if (recordRoute || nextTarget !== undefined) return invites;
  const elsewhere = (pool?.draws ?? 1) > 1 ? 1 - met.share : 0;
  const down = met.isSpared || pool !== undefined ? 0 : (entry?.group.repair.mean ?? 0);
  const hadAnswer = (ago: number) => (down === 0 ? 1 : -Math.expm1(-ago / down));
  const byes = hold.map((held) => {
    const within = ring + held;
    const before = missing(times, met.reached, refresh, { within, share: (since) => hadAnswer(within - since) });
    return before + elsewhere * (invites - before);
  });
  return invites + byes.reduce((sum, lost) => sum + lost, 0) / hold.length;
}

/** Which requests are meant: those until so long after calls reach the node, of which a share counts, by how long [s]. */
interface Meant {
  readonly within: number;
  readonly share: (since: number) => number;
}
const ALL: Meant = { within: Infinity, share: () => 1 };

/** Mean of the integral of the share that is missing, from when calls reach the node on [s]. */
function missing(
  { start, last, ahead }: Times,
  [least, most, tilt = 0]: Reached,
  refresh: number,
  { within, share } = ALL,
): number {
  let [sum, all] = [0, 0];
  for (let i = 0; i < POINTS; i++) {
    const from = least + ((i + 0.5) / POINTS) * (most - least);
    const weight = Math.exp(tilt * (from - most));
    all += weight;
    const step = Math.min(within, Math.max(0, last - from)) / POINTS;
    for (let j = 0; j < POINTS; j++) {
      const since = (j + 0.5) * step;
      const time = from + since;
      const unsent = time <= start ? 1 : ahead + ((1 - 2 * ahead) * (last - time)) / (last - start);
      sum += weight * step * unsent * Math.max(0, 1 - time / refresh) * share(since);
    }
  }
  return sum / all;
}
