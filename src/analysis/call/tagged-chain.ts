import { type Chain, ChainBuilder } from "../chain/chain.ts";
import { isElected } from "../generator/election.ts";
import { ModelTooLarge, type ServiceChain } from "../generator/generate.ts";
import { alive, type StateVector, served } from "../generator/layout.ts";
import type { Caller } from "./caller.ts";
import { OUTLASTED, SHARES, Shared } from "./common-bindings.ts";
import { hearsRegistrants, registering, returns, returnsAfterExpiry, sendingTime, sentFor } from "./entrance.ts";
import { ALIVE, Members } from "./member.ts";
import { answeredBy, OwnRefresh } from "./own-refresh.ts";
import { EXPIRY, isVacant, PLACES, Place, RETURN, type Split, untilExpiry } from "./place.ts";
import { Places } from "./places.ts";
import type { CallRoute } from "./route.ts";
import { Seat, seatAfter, seatsIn } from "./seat.ts";

/** States of the chain of one call at most. */
const STATES_MAX = 400_000;

/** What is told of one call beside the state of the service. */
interface Tag {
  readonly state: number;
  readonly place: number;
  /** Which other nodes have copies of its bindings. */
  readonly copies: number;
  /** The node that its messages fall on, and the one that the callee's REGISTERs fall on. */
  readonly member: number;
  readonly home: number;
  readonly shared: number;
  /** Who serves its address, where standbys are elected. */
  readonly seat: Seat;
}

/**
 * The chain of a service as one call meets it: besides the counts of nodes it tells what has become of the one address that the
 * call aims at, of the node that it is sent on to, and of the callee's binding. Nodes of a group are interchangeable, so that a
 * place that becomes vacant is any of those served with equal probability.
 */
export interface TaggedChain {
  readonly chain: Chain;
  /** Of each state, the state of the service, and what is told of the call. */
  readonly service: Int32Array;
  readonly place: Uint8Array;
  readonly member: Uint8Array;
  readonly shared: Uint8Array;
  /** Who serves the address, where standbys are elected. */
  readonly seat: readonly Seat[];
}

/**
 * @param routes all routes of the service: users register by way of every address, unless they choose one
 * @throws ModelTooLarge for a chain that is not worth solving
 */
export function taggedChain(
  service: ServiceChain,
  routes: readonly CallRoute[],
  route: CallRoute,
  caller: Caller,
): TaggedChain {
  const { chain, stateOf } = service;
  const { entry, pool, bindings } = route;
  const { expires, refresh } = caller.registration;
  const count = (of: (state: StateVector) => number): Float64Array =>
    Float64Array.from({ length: chain.states }, (_, state) => of(stateOf(state)));
  const elected = entry !== undefined && isElected(entry) ? entry : undefined;
  const seats = elected && Array.from({ length: chain.states }, (_, state) => seatsIn(elected, stateOf(state)));
  const members = new Members(pool, count);
  const keepers = bindings.kept === "by all" ? bindings.layouts : [];
  const keeping = count((state) =>
    bindings.kept === "by all" ? keepers.reduce((sum, layout) => sum + alive(layout, state), 0) : 1,
  );
  const reachable = count((state) => registering(routes, state, caller));
  const ownTable = bindings.kept === "by address" && refresh < Infinity;
  const isShared = bindings.kept !== "by address" && refresh < Infinity;
  const goesBack = ownTable && !bindings.checkpointed && bindings.goesBack;
  const lastRefresh = refresh * Math.floor(expires / refresh);
  // A standby that is not told anything remembers those whom it served itself when the owner was last away, half of the times.
  const remembered = goesBack ? (1 - Math.exp(-(lastRefresh - refresh / 2) / entry!.group.mttf)) / 2 : 0;
  // Of so many users the last copies lack the last refresh, and know the one before: it may run out before the next.
  const outdated = ownTable ? Math.min(1, bindings.lag / refresh) : 0;
  // What the last copies before a takeover lack is missing for a whole refresh, twice what the stages last.
  const unknown = Math.min(1, 2 * outdated * Math.max(0, 2 - expires / refresh));
  const lacking = !ownTable ? 0 : bindings.checkpointed ? unknown : 1 - remembered;
  const expiring = EXPIRY / (lastRefresh - refresh / 2);
  const sending = sentFor(routes, caller);
  const outage = (route.registrar ?? entry ?? pool?.layouts[0])?.group.repair.mean ?? Infinity;
  const expired = returnsAfterExpiry(caller, sending, outage);
  // Users who send once, or are refused, have given up at once.
  const refused = returnsAfterExpiry(caller, 0, outage);
  const { pending, soon, later } = returns(caller, sending);
  /** Rate of a stage of the way back that begins with these. */
  const comingBack = (at: number, { SOON, PENDING }: { readonly SOON: number; readonly PENDING: number }): number =>
    at === PENDING ? 1 / soon : RETURN / (at >= SOON ? later : refresh / 2);
  // Nobody hears them: after a while some are still sending, and there sooner.
  const waiting = sending > 0 ? 1 / sendingTime(caller, sending) : 0;
  const hearing = count((state) => Number(hearsRegistrants(routes, state)));
  const isHeard = ({ state, home }: Tag): boolean => home === ALIVE && hearing[state] === 1;
  const { atOneAddress } = caller.registration;
  const own =
    isShared && atOneAddress && caller.nextTarget === undefined
      ? new OwnRefresh(
          { there: Shared.THERE, tried: Shared.TRIED, lapsed: Shared.LAPSED },
          ...([refresh, expires, sending] as const),
        )
      : undefined;
  const byVacant = answeredBy(route.shares);
  const vacant = count((state) => (entry === undefined ? 0 : entry.group.active - served(entry, state)));
  /** Share of the users whose refresh is answered, as far as the call's own address tells. */
  const answeredIn = ({ state, place }: Pick<Tag, "state" | "place">): number => {
    if (routes.length > 1 || entry === undefined || reachable[state] === 0) return reachable[state]!;
    const isServed = !isVacant(place);
    const dead = vacant[state]! - Number(!isServed);
    return byVacant[isServed ? "served" : "vacant"][dead]!;
  };
  const places = new Places(route, count, { refresh, stage: 1 / expiring, lacking, pending, outdated });

  /** Whether REGISTERs fall on the dead node for so long that bindings run out; until then it does not matter. */
  const strandsUsers = (pool?.removals ?? []).map((removal) => isShared && removal > lastRefresh - refresh);
  const homesOf = (split: Split): Split =>
    split.map(([next, p]) => [next === ALIVE || strandsUsers[next - 1] ? next : ALIVE, p]);
  /** Probability that a refresh finds an entrance and reaches the registrar. */
  const registersIn = ({ state, home }: Tag): number => (home === ALIVE ? reachable[state]! : 0);
  /** What becomes of the shared bindings at once. */
  const settled = (tag: Tag): Tag => {
    if (!isShared) return tag;
    if (own !== undefined) return keeping[tag.state] === 0 ? { ...tag, shared: own.forgotten(tag.shared) } : tag;
    const isLong = tag.shared === Shared.LONG || tag.shared === Shared.SENDING;
    const goesOn = isLong && (!isHeard(tag) || registersIn(tag) === 1);
    const chance = registersIn(tag);
    if (tag.shared === Shared.EXPIRED) return chance === 1 ? { ...tag, shared: Shared.AFTER } : tag;
    if (keeping[tag.state] === 0) return goesOn ? tag : { ...tag, shared: Shared.LOST };
    if (tag.shared === Shared.THERE) return chance === 0 ? { ...tag, shared: Shared.EXPIRING } : tag;
    if (isLong && !goesOn) return { ...tag, shared: Shared.LOST };
    if (chance < 1) return tag;
    if (tag.shared === Shared.LOST) return { ...tag, shared: Shared.MISSING };
    return isLong ? { ...tag, shared: tag.shared === Shared.LONG ? Shared.SOON : Shared.PENDING } : tag;
  };

  const builder = new ChainBuilder();
  const tags: Tag[] = [];
  const numbers = new Map<number, number>();
  const numberOf = (next: Tag): number => {
    const tag = { ...settled(next), copies: places.copiesIn(next.place, next.copies) };
    const code =
      (((((tag.seat * chain.states + tag.state) * PLACES + tag.place) * places.copiesCount + tag.copies) *
        members.count +
        tag.member) *
        members.count +
        tag.home) *
        SHARES +
      tag.shared;
    const known = numbers.get(code);
    if (known !== undefined) return known;
    if (tags.length === STATES_MAX)
      throw new ModelTooLarge(`What one call meets has more than ${STATES_MAX} states`, "Use fewer stages or groups.");
    numbers.set(code, tags.length);
    return tags.push(tag) - 1;
  };

  const sharedAfter = (tag: Tag, to: Pick<Tag, "state" | "place">): Split =>
    own?.after(answeredIn(tag), answeredIn(to), tag.shared) ?? [[tag.shared, 1]];
  /** What becomes of the bindings that all nodes share, where users register at all addresses or go on to the next. */
  const sharedSteps = (from: number, tag: Tag): void => {
    const { shared } = tag;
    const chance = isShared ? registersIn(tag) : 1;
    const go = (next: number, rate: number): void => builder.add(from, numberOf({ ...tag, shared: next }), rate);
    /** By now a user is still sending, or has given up until its next turn. */
    const wait = (rate: number, stillSending: number, givenUp: number): void => {
      if (stillSending > 0) go(Shared.SENDING, stillSending * rate);
      if (stillSending < 1) go(givenUp, (1 - stillSending) * rate);
    };
    if (shared >= Shared.EXPIRING && shared < Shared.TRIED) {
      // Until their own refresh comes users are no better for an entrance that is open again, perhaps not for long: time goes on.
      const rate = (OUTLASTED - 1) / untilExpiry(lastRefresh - refresh, lastRefresh, outage, OUTLASTED - 1);
      if (shared + 1 < Shared.TRIED) go(shared + 1, rate);
      if (chance === 1) go(Shared.THERE, 2 / refresh);
      else if (shared + 1 === Shared.TRIED) {
        if (isHeard(tag)) go(Shared.EXPIRED, rate);
        else wait(rate, expired.pending, caller.registration.repeated > 0 ? Shared.LONG : Shared.EXPIRED);
      }
    }
    if (shared >= Shared.AFTER && chance === 1)
      go(shared === SHARES - 1 ? Shared.THERE : shared + 1, RETURN / refused.later);
    else if (shared >= Shared.MISSING && chance === 1) {
      const isBack = shared === Shared.SOON - 1 || shared >= Shared.PENDING - 1;
      go(isBack ? Shared.THERE : shared + 1, comingBack(shared, Shared));
    }
    if (shared === Shared.LOST && chance === 0 && !isHeard(tag) && waiting > 0) wait(waiting, pending, Shared.LONG);
  };

  numberOf({
    state: chain.initial,
    place: places.whole,
    copies: places.firstCopies,
    member: ALIVE,
    home: ALIVE,
    shared: Shared.THERE,
    seat: Seat.OWNED,
  });
  for (let from = 0; from < tags.length; from++) {
    const tag = tags[from]!;
    const { state, place, member, home, shared, seat } = tag;
    for (let t = chain.rowStart[state]!; t < chain.rowStart[state + 1]!; t++) {
      const to = chain.target[t]!;
      const homes = isShared ? homesOf(members.after(state, to, home)) : ([[home, 1]] as const);
      for (const [nextSeat, o] of seats === undefined
        ? [[seat, 1] as const]
        : seatAfter(seats[state]!, seats[to]!, seat)) {
        const nextPlaces =
          seats === undefined
            ? places.after(state, to, place, tag.copies)
            : places.seated(state, to, place, seat, nextSeat).map(([next, p]) => [next, 0, p] as const);
        for (const [nextPlace, nextCopies, p] of nextPlaces)
          for (const [nextMember, q] of members.after(state, to, member))
            for (const [nextHome, r] of homes)
              for (const [nextShared, u] of sharedAfter(tag, { state: to, place: nextPlace }))
                if (o * p * q * r * u > 0) {
                  const next = {
                    place: nextPlace,
                    copies: nextCopies,
                    member: nextMember,
                    home: nextHome,
                    shared: nextShared,
                    seat: nextSeat,
                  };
                  builder.add(from, numberOf({ state: to, ...next }), chain.rate[t]! * o * p * q * r * u);
                }
      }
    }
    if (place >= Place.MISSING) {
      const isBack = place === Place.SOON - 1 || place === Place.PENDING - 1 || place === Place.PENDING;
      const next = isBack ? places.whole : place === Place.LATE ? Place.MISSING : place + 1;
      builder.add(
        from,
        numberOf({ ...tag, place: next }),
        comingBack(place === Place.LATE ? Place.MISSING : place, Place),
      );
    }
    for (const [next, copies, p] of places.refreshed(place, tag.copies))
      builder.add(from, numberOf({ ...tag, place: next, copies }), (2 / refresh) * p);
    if (places.expires(place, seat === Seat.MOVING) || places.ages(place)) {
      const next = place + 1 !== Place.LOST ? place + 1 : waiting > 0 ? Place.LONG : Place.EXPIRED;
      builder.add(from, numberOf({ ...tag, place: next }), expiring);
    }
    if (place === Place.EXPIRED) builder.add(from, numberOf({ ...tag, place: Place.LOST }), 2 / refresh);
    if ((place === Place.LOST || place === Place.GONE) && waiting > 0)
      builder.add(from, numberOf({ ...tag, place: place + 1 }), waiting);
    if (own === undefined) sharedSteps(from, tag);
    else
      for (const [next, rate] of own.steps(answeredIn(tag), shared))
        if (rate > 0) builder.add(from, numberOf({ ...tag, shared: next }), rate);
    const leftOut = (rate: number, choice: () => Split, next: (chosen: number) => Tag): void => {
      if (rate > 0) for (const [chosen, p] of choice()) if (p > 0) builder.add(from, numberOf(next(chosen)), p * rate);
    };
    const anew = (): Split => members.chosenAnew(state);
    leftOut(members.leftOut(state, member), anew, (chosen) => ({ ...tag, member: chosen }));
    leftOut(
      members.leftOut(state, home),
      () => homesOf(anew()),
      (chosen) => ({ ...tag, home: chosen }),
    );
  }
  return {
    chain: builder.build(tags.length, 0, (number) => chain.nameOf(tags[number]!.state)),
    service: Int32Array.from(tags, ({ state }) => state),
    place: Uint8Array.from(tags, ({ place }) => place),
    member: Uint8Array.from(tags, ({ member }) => member),
    shared: Uint8Array.from(tags, ({ shared }) => shared),
    seat: tags.map(({ seat }) => seat),
  };
}
