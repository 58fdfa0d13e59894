import { power } from "../../special/power.ts";
import { steadyState } from "../chain/steady-state.ts";
import type { ServiceChain } from "../generator/generate.ts";
import type { CallCause } from "./call-cause.ts";
import { CallFate, type Fail, Fate } from "./call-fate.ts";
import type { Caller } from "./caller.ts";
import { invitesOf, registersOf } from "./copies-sent.ts";
import { ALIVE } from "./member.ts";
import { Passage } from "./passage.ts";
import { isVacant } from "./place.ts";
import type { CallRoute } from "./route.ts";
import { type TaggedChain, taggedChain } from "./tagged-chain.ts";
import { type Known, Turns } from "./turns.ts";

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

/**
 * Time to the next copy of an INVITE over the time for which it is repeated, equally likely values: intervals that double (timer A), met
 * at a random moment.
 */
const NEXT_COPY = [0.01, 0.035, 0.068, 0.11, 0.162, 0.225, 0.32, 0.444];

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

class RoutedCall {
  readonly tagged: TaggedChain;
  readonly #service: ServiceChain;
  readonly #route: CallRoute;
  readonly #caller: Caller;
  readonly #fate: CallFate;
  readonly #passage: Passage;
  /** Bindings that all nodes share, followed turn by turn where that is not too much; else by stages. */
  readonly #turns: Turns | undefined;
  readonly #invites: readonly number[];

  constructor(service: ServiceChain, routes: readonly CallRoute[], route: CallRoute, caller: Caller) {
    this.#service = service;
    this.#route = route;
    this.#caller = caller;
    this.#invites = invitesOf(caller, this.#otherTargets());
    const untold = taggedChain(service, routes, route, caller, false);
    this.#fate = new CallFate(service, routes, route, caller, untold);
    this.#turns = this.#byTurns(untold, routes);
    this.tagged = untold;
    if (this.#turns === undefined && caller.registration.refresh < Infinity && route.bindings.kept !== "by address") {
      this.tagged = taggedChain(service, routes, route, caller, true);
      this.#fate = new CallFate(service, routes, route, caller, this.tagged);
    }
    this.#passage = new Passage(this.tagged.chain);
  }

  #byTurns(untold: TaggedChain, routes: readonly CallRoute[]): Turns | undefined {
    const { ring, hold, recordRoute, registration } = this.#caller;
    const { expires, refresh } = registration;
    if (this.#route.bindings.kept === "by address" || refresh === Infinity) return undefined;
    const isSilent = untold.service.some((_, i) => this.#fate.of(i, true) === Fate.SILENT);
    const followed = isSilent ? this.#invites.at(-1)! : 0;
    const followedRoughly = recordRoute ? 0 : ring + hold.at(-1)! + (hold.length + 1) * followed;
    return Turns.of(untold, { expires, refresh, copies: registersOf(routes, this.#caller), followed, followedRoughly });
  }

  /** @returns by state, the probability that a call has ended well there */
  run(fail: Fail): Float64Array {
    const { probability } = steadyState(this.tagged.chain);
    const begun = this.#start(probability);
    if (this.#turns === undefined) return this.#answered(this.#probe(begun, true, 1, fail), fail);
    const chosen = begun.map((p, i) => (probability[i]! > 0 ? p / probability[i]! : 0));
    const calls = this.#turns.anytime(probability).map((call) => this.#scaled(call, chosen));
    const answered = this.#ask(calls, true, 1, fail);
    return this.#caller.recordRoute
      ? this.#answered(this.#merged(answered), fail)
      : this.#answeredKnown(answered, fail);
  }

  /** What follows the INVITE. */
  #answered(found: Float64Array, fail: Fail): Float64Array {
    const { ring, hold, recordRoute } = this.#caller;
    let now = ring > 0 ? this.#probe(this.#passage.after(found, ring), false, 1, fail) : found;
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

  /** The same where the callee is looked up for the BYE as well. */
  #answeredKnown(found: readonly Known[], fail: Fail): Float64Array {
    const turns = this.#turns!;
    const { ring, hold } = this.#caller;
    const later = (calls: readonly Known[], time: number) => calls.map((call) => turns.after(call, time));
    const begun = turns.gathered(found);
    let now = ring > 0 ? this.#ask(later(begun, ring), false, 1, fail) : begun;
    const ended = new Float64Array(this.tagged.service.length);
    const share = 1 / hold.length;
    let elapsed = 0;
    for (const length of hold) {
      if (length > elapsed) now = later(now, length - elapsed);
      elapsed = Math.max(elapsed, length);
      const well = this.#merged(length === 0 ? now : this.#ask(now, true, share, fail));
      for (let i = 0; i < ended.length; i++) ended[i]! += share * well[i]!;
    }
    return ended;
  }

  /**
   * One request on its way, copy by copy, while its callee registers.
   *
   * @param looksUp and `weight` as of `#probe`
   * @returns those that have been answered
   */
  #ask(from: readonly Known[], looksUp: boolean, weight: number, fail: Fail): Known[] {
    const turns = this.#turns!;
    const n = this.tagged.service.length;
    const fates = Uint8Array.from({ length: n }, (_, i) => this.#fate.of(i, looksUp));
    const found = new Float64Array(n);
    const unknown = new Float64Array(n);
    const answered = from.map((call): Known => {
      const done = new Float64Array(call.values.length);
      const width = turns.widthOf(call);
      let now = call;
      for (const [copy, at] of this.#invites.entries()) {
        now = turns.after(now, at - (this.#invites[copy - 1] ?? 0));
        const wide = turns.widthOf(now);
        const values = now.values.slice();
        const isLast = copy + 1 === this.#invites.length;
        for (let i = 0; i < values.length; i++) {
          const state = Math.floor(i / wide);
          if (fates[state] === Fate.SILENT && !isLast) continue;
          const kind = i % wide;
          const isGone = looksUp && fates[state] === Fate.OK && kind % turns.kinds === 0;
          (isGone ? unknown : found)[state]! += values[i]!;
          // Copies of a refresh that are still to come do not matter to a call that has been answered.
          if (fates[state] === Fate.OK && !isGone)
            done[state * width + (kind < width ? kind : kind % turns.kinds)]! += values[i]!;
          values[i] = 0;
        }
        now = { ...now, values };
        if (values.every((value) => value === 0)) break;
      }
      return { ...call, values: done };
    });
    const draws = this.#route.pool?.draws ?? 1;
    const spread = draws === 1 ? found : this.#drawnAgain(found, fates, draws);
    for (const [i, p] of spread.entries()) {
      if (p > 0 && fates[i] !== Fate.OK) this.#fate.attribute(i, looksUp, weight * p, fail);
      if (unknown[i]! > 0) this.#fate.attribute(i, looksUp, weight * unknown[i]!, fail);
    }
    return draws === 1
      ? answered
      : answered.map((call) =>
          this.#scaled(
            call,
            spread.map((p, i) => (found[i]! > 0 ? p / found[i]! : 0)),
          ),
        );
  }

  #scaled(call: Known, by: Float64Array): Known {
    const width = this.#turns!.widthOf(call);
    return { ...call, values: call.values.map((value, i) => value * by[Math.floor(i / width)]!) };
  }

  #merged(calls: readonly Known[]): Float64Array {
    const all = new Float64Array(this.tagged.service.length);
    for (const call of calls) {
      const width = this.#turns!.widthOf(call);
      for (const [i, value] of call.values.entries()) all[Math.floor(i / width)]! += value;
    }
    return all;
  }

  /** Where a call finds things when it begins; with another target to go to, an address that is served where one is. */
  #start(probability: Float64Array): Float64Array {
    const { service, place } = this.tagged;
    if (this.#caller.nextTarget === undefined) return probability;
    const all = new Float64Array(this.#service.chain.states);
    const atServed = new Float64Array(all.length);
    for (const [i, p] of probability.entries()) {
      all[service[i]!]! += p;
      if (!isVacant(place[i]!)) atServed[service[i]!]! += p;
    }
    return probability.map((p, i) => {
      const state = service[i]!;
      if (this.#fate.nobody[state] === 1 || atServed[state] === 0) return p;
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
    const fates = Uint8Array.from(from, (_, i) => this.#fate.of(i, looksUp));
    const persistence = this.#caller.persistence + (looksUp ? this.#otherTargets() : 0);
    const draws = this.#route.pool?.draws ?? 1;
    const found = persistence === 0 ? from : this.#passage.until(from, (i) => fates[i] !== Fate.SILENT, persistence);
    const end = persistence === 0 || !looksUp ? found : this.#laterCopies(from, found, fates);
    const spread = draws === 1 ? end : this.#drawnAgain(end, fates, draws);
    for (const [i, p] of spread.entries())
      if (p > 0 && fates[i] !== Fate.OK) this.#fate.attribute(i, looksUp, weight * p, fail);
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
      fates[i] === Fate.OK || (fates[i] === Fate.SILENT && member[i] !== ALIVE && this.#fate.living(service[i]!) > 0);
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
}
