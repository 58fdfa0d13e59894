import { power } from "../../special/power.ts";
import { steadyState } from "../chain/steady-state.ts";
import type { ServiceChain } from "../generator/generate.ts";
import { blockedPlaces, type GroupLayout, isGroupBlocked, type StateVector, served } from "../generator/layout.ts";
import type { Caller } from "./caller.ts";
import { Shared } from "./common-bindings.ts";
import { aliveIn, hasEntry, soundIn } from "./entrance.ts";
import { ALIVE } from "./member.ts";
import { Passage } from "./passage.ts";
import { isVacant, Place } from "./place.ts";
import type { CallRoute } from "./route.ts";
import { Seat } from "./seat.ts";
import { type TaggedChain, taggedChain } from "./tagged-chain.ts";

/** Why calls fail. */
export type CallCause =
  /** The call's address has no owner: nobody knows yet; a standby is stepping in; the fail-over failed; planned work. */
  | "detection"
  | "takeover"
  | "coverage"
  | "maintenance"
  | "common cause"
  /** Nobody is left to step in, until somebody is repaired. */
  | "vacancy"
  /** It is sent on to a node that is dead: until that is removed, or where nobody removes it. */
  | "removal"
  | "not removed"
  /** No proxy is left behind the directors; the database is down. */
  | "no proxy"
  | "database"
  /** The callee's binding is gone until the callee registers again. */
  | "bindings"
  /** Servers that are left cannot carry the load. */
  | "overload"
  /** What fails although every server is well. */
  | "no failure";

/** Share of calls that fail for one cause. */
export interface CallLine {
  readonly cause: CallCause;
  /** The tier in which it lies. */
  readonly group: string;
  readonly probability: number;
}

/** Long-run shares of calls. */
export interface CallDefects {
  readonly lines: readonly CallLine[];
  /** Of the calls that do not fail for these causes, the share that is made in each state of the service. */
  readonly carried: Float64Array;
}

/** Causes that lie between a failure and the moment at which somebody else serves in its place. */
export const OF_FAILOVER: readonly CallCause[] = ["detection", "takeover", "removal"];

/**
 * Time to the next copy of an INVITE over the time for which it is repeated, equally likely values: intervals that double (timer A), met
 * at a random moment.
 */
const NEXT_COPY = [0.01, 0.035, 0.068, 0.11, 0.162, 0.225, 0.32, 0.444];

/** What a request finds. */
const Fate = { OK: 0, SILENT: 1, REFUSED: 2 } as const;

/**
 * The share of a route's calls that fail: a call wants an answer to its INVITE, its 200 to come through and an answer to its BYE.
 * Who finds nobody keeps sending for as long as `caller.persistence` says; who is refused has failed.
 *
 * @throws ModelTooLarge, NotConverged
 */
export function callDefects(service: ServiceChain, routes: readonly CallRoute[], caller: Caller): CallDefects {
  const lines = new Map<string, { cause: CallCause; group: string; probability: number }>();
  const carried = new Float64Array(service.chain.states);
  for (const route of routes) {
    if (route.share === 0) continue;
    const call = new RoutedCall(service, routes, route, caller);
    const fail = (cause: CallCause, group: string, probability: number): void => {
      const key = `${cause}\n${group}`;
      const line = lines.get(key) ?? { cause, group, probability: 0 };
      lines.set(key, { ...line, probability: line.probability + route.share * probability });
    };
    const done = call.run(fail);
    for (const [state, at] of call.tagged.service.entries()) carried[at]! += route.share * done[state]!;
  }
  return {
    lines: [...lines.values()].filter(({ probability }) => probability > 0),
    carried,
  };
}

type Fail = (cause: CallCause, group: string, probability: number) => void;

class RoutedCall {
  readonly tagged: TaggedChain;
  readonly #service: ServiceChain;
  readonly #route: CallRoute;
  readonly #caller: Caller;
  /** By state of the service: nobody serves any address that the caller would try. */
  readonly #nobody: Uint8Array;
  readonly #passage: Passage;

  constructor(service: ServiceChain, routes: readonly CallRoute[], route: CallRoute, caller: Caller) {
    this.#service = service;
    this.#route = route;
    this.#caller = caller;
    this.tagged = taggedChain(service, routes, route, caller);
    this.#passage = new Passage(this.tagged.chain);
    const tried = caller.nextTarget === undefined ? [] : routes;
    this.#nobody = Uint8Array.from({ length: service.chain.states }, (_, state) =>
      Number(tried.every((one) => !hasEntry(one, service.stateOf(state)))),
    );
  }

  /** @returns by state, the probability that a call has ended well there */
  run(fail: Fail): Float64Array {
    const { ring, hold, recordRoute } = this.#caller;
    let now = this.#probe(this.#start(), true, 1, fail);
    if (ring > 0) now = this.#probe(this.#passage.after(now, ring), false, 1, fail);
    const ended = new Float64Array(now.length);
    const share = 1 / hold.length;
    let elapsed = 0;
    for (const length of hold) {
      if (length > elapsed) now = this.#passage.after(now, length - elapsed);
      elapsed = Math.max(elapsed, length);
      const well = length === 0 ? now : this.#probe(now, !recordRoute, share, fail);
      for (let i = 0; i < ended.length; i++) ended[i]! += share * well[i]!;
    }
    return ended;
  }

  /** Where a call finds things when it begins; with another target to go to, an address that is served where one is. */
  #start(): Float64Array {
    const { chain, service, place } = this.tagged;
    const { probability } = steadyState(chain);
    if (this.#caller.nextTarget === undefined) return probability;
    const all = new Float64Array(this.#service.chain.states);
    const atServed = new Float64Array(all.length);
    for (const [i, p] of probability.entries()) {
      all[service[i]!]! += p;
      if (!isVacant(place[i]!)) atServed[service[i]!]! += p;
    }
    return probability.map((p, i) => {
      const state = service[i]!;
      if (this.#nobody[state] === 1 || atServed[state] === 0) return p;
      return isVacant(place[i]!) ? 0 : (p * all[state]!) / atServed[state]!;
    });
  }

  /**
   * One request on its way.
   *
   * @param looksUp whether it is a new request, for which the callee is looked up, rather than one within the dialog
   * @param weight what its failures count
   * @returns by state, the probability that it has been answered there
   */
  #probe(from: Float64Array, looksUp: boolean, weight: number, fail: Fail): Float64Array {
    const fates = Uint8Array.from(from, (_, i) => this.#fate(i, looksUp));
    const persistence = this.#caller.persistence + (looksUp ? this.#otherTargets() : 0);
    const draws = this.#route.pool?.draws ?? 1;
    const found = persistence === 0 ? from : this.#passage.until(from, (i) => fates[i] !== Fate.SILENT, persistence);
    const end = persistence === 0 || !looksUp ? found : this.#laterCopies(from, found, fates);
    const spread = draws === 1 ? end : this.#drawnAgain(end, fates, draws);
    for (const [i, p] of spread.entries())
      if (p > 0 && fates[i] !== Fate.OK) this.#attribute(i, looksUp, weight * p, fail);
    return spread.map((p, i) => (fates[i] === Fate.OK ? p : 0));
  }

  /**
   * Who has been sending in vain meets the address, once it is served again, with the next copy only: by then the callee may have come back.
   *
   * @param from where requests began; @param found where they have come to anything else but silence
   */
  #laterCopies(from: Float64Array, found: Float64Array, fates: Uint8Array): Float64Array {
    const late = found.map((p, i) => (fates[i] === Fate.REFUSED ? Math.max(0, p - from[i]!) : 0));
    if (late.every((p) => p === 0)) return found;
    const end = found.map((p, i) => p - late[i]!);
    let now: Float64Array = late;
    let elapsed = 0;
    for (const share of NEXT_COPY) {
      const gap = share * this.#caller.persistence;
      now = this.#passage.after(now, gap - elapsed);
      elapsed = gap;
      for (let i = 0; i < end.length; i++) end[i]! += now[i]! / NEXT_COPY.length;
    }
    return end;
  }

  /**
   * Where each message of a call is dispatched on its own, any of them may fall on a dead node: with a share x of the nodes dead a
   * call fails with probability 1 − (1 − x)ⁿ, and one that is sent again with n copies of each message, of which one suffices, hardly.
   */
  #drawnAgain(end: Float64Array, fates: Uint8Array, draws: number): Float64Array {
    const { service, member } = this.tagged;
    const all = new Float64Array(this.#service.chain.states);
    const dead = new Float64Array(all.length);
    const isDrawn = (i: number): boolean =>
      fates[i] === Fate.OK || (fates[i] === Fate.SILENT && member[i] !== ALIVE && this.#living(service[i]!) > 0);
    for (const [i, p] of end.entries()) {
      if (!isDrawn(i)) continue;
      all[service[i]!]! += p;
      if (fates[i] !== Fate.OK) dead[service[i]!]! += p;
    }
    const fails = (x: number): number => (this.#caller.persistence > 0 ? power(x, draws) : 1 - power(1 - x, draws));
    return end.map((p, i) => {
      const state = service[i]!;
      const x = all[state]! > 0 ? dead[state]! / all[state]! : 0;
      if (!isDrawn(i) || x === 0 || x === 1) return p;
      return fates[i] === Fate.OK ? (p * (1 - fails(x))) / (1 - x) : (p * fails(x)) / x;
    });
  }

  /** How much longer a request may still meet a target that is served again, any of them alike [s]: each is given one time-out in turn. */
  #otherTargets(): number {
    const { nextTarget } = this.#caller;
    return nextTarget === undefined ? 0 : (nextTarget / 2) * Math.max(0, (this.#route.entry?.group.active ?? 1) - 1);
  }

  #fate(i: number, looksUp: boolean): number {
    const { service, place, member, shared } = this.tagged;
    const { pool, database, bindings } = this.#route;
    const state = service[i]!;
    if (this.#isUnreachable(i, looksUp)) return Fate.SILENT;
    if (pool !== undefined && member[i] !== ALIVE) {
      const isRemoved = pool.removals[member[i]! - 1]! < Infinity && soundIn(pool, this.#service.stateOf(state)) === 0;
      return isRemoved ? Fate.REFUSED : Fate.SILENT;
    }
    if (!looksUp) return Fate.OK;
    if (database !== undefined && served(database, this.#service.stateOf(state)) === 0) return Fate.REFUSED;
    if (bindings.kept === "by address" && place[i]! >= Place.MISSING) return Fate.REFUSED;
    return bindings.kept !== "by address" && shared[i]! >= Shared.LOST ? Fate.REFUSED : Fate.OK;
  }

  /** Whether the call's address has no owner, and no other target has one: what belongs to a dialog with a route set has no other. */
  #isUnreachable(i: number, looksUp: boolean): boolean {
    if (looksUp && this.#caller.nextTarget !== undefined) return this.#nobody[this.tagged.service[i]!] === 1;
    return isVacant(this.tagged.place[i]!);
  }

  #living(state: number): number {
    return aliveIn(this.#route.pool, this.#service.stateOf(state));
  }

  #attribute(i: number, looksUp: boolean, probability: number, fail: Fail): void {
    const { service, member } = this.tagged;
    const { entry, isElected, pool, database, group } = this.#route;
    const state = this.#service.stateOf(service[i]!);
    if (this.#isUnreachable(i, looksUp)) {
      const why = isElected && isVacant(this.tagged.place[i]!) ? this.tagged.seat[i] : undefined;
      for (const [cause, share] of whyVacant(entry!, state, why)) fail(cause, group, probability * share);
    } else if (pool !== undefined && member[i] !== ALIVE) {
      const dead = member[i]! - 1;
      if (this.#living(service[i]!) === 0) {
        const cause = soundIn(pool, state) === 0 ? "no proxy" : "coverage";
        fail(cause, pool.layouts.map((layout) => layout.group.name).join(" + "), probability);
      } else {
        const cause = pool.removals[dead]! < Infinity ? "removal" : "not removed";
        fail(cause, pool.layouts[dead]!.group.name, probability);
      }
    } else if (database !== undefined && served(database, state) === 0) {
      fail("database", database.group.name, probability);
    } else fail("bindings", keepersOf(this.#route), probability);
  }
}

/** The tiers that keep the bindings of a route. */
function keepersOf({ bindings, registrar, group }: CallRoute): string {
  if (bindings.kept === "by all") return bindings.layouts.map((layout) => layout.group.name).join(" + ");
  return bindings.kept === "elsewhere" ? (registrar?.group.name ?? group) : group;
}

/** Why places of a group are not served, with the share of those places; of one that is elected, the one that calls aim at. */
function whyVacant(layout: GroupLayout, state: StateVector, seat: Seat | undefined): (readonly [CallCause, number])[] {
  if (isGroupBlocked(layout, state)) return [["coverage", 1]];
  const count = layout.group.active - served(layout, state);
  const inPhase = (phase: string): number =>
    layout.failoverStages.reduce((sum, stage, i) => sum + (stage.phase === phase ? state[layout.failover + i]! : 0), 0);
  const detection = inPhase("detection");
  const takeover = inPhase("takeover");
  const blocked = blockedPlaces(layout, state);
  const maintained = Math.min(state[layout.maintained]!, count - detection - takeover - blocked);
  const rest = count - detection - takeover - blocked - maintained;
  const [moves, isHeld] = [seat === Seat.MOVING, seat === Seat.IDLE || seat === Seat.BLOCKED || seat === Seat.LEFT];
  const isAny = seat === undefined;
  const causes: readonly (readonly [CallCause, number])[] = [
    ["detection", isAny || moves ? detection : 0],
    ["takeover", isAny || moves ? takeover : 0],
    ["coverage", isAny || isHeld ? blocked : 0],
    ["maintenance", isAny || seat === Seat.VACANT ? maintained : 0],
    [state[layout.struck]! > 0 ? "common cause" : "vacancy", isAny || seat === Seat.VACANT ? rest : 0],
  ];
  const all = causes.reduce((sum, [, places]) => sum + places, 0);
  return causes.flatMap(([cause, places]) => (places > 0 ? [[cause, places / all] as const] : []));
}
