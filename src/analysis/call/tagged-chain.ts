import { type Chain, ChainBuilder } from "../chain/chain.ts";
import { isElected } from "../generator/election.ts";
import { ModelTooLarge, type ServiceChain } from "../generator/generate.ts";
import type { StateVector } from "../generator/layout.ts";
import type { Caller } from "./caller.ts";
import { CommonBindings, SHARES, Shared } from "./common-bindings.ts";
import { returns, sentFor } from "./entrance.ts";
import { ALIVE, Members } from "./member.ts";
import { Owed } from "./owed.ts";
import { EXPIRY, PLACES, Place, type Split } from "./place.ts";
import { Places } from "./places.ts";
import { Registrants } from "./registrants.ts";
import type { CallRoute } from "./route.ts";
import { Seat, seatAfter, seatsIn } from "./seat.ts";
import type { Tag } from "./tag.ts";

/** States of the chain of one call at most. */
const STATES_MAX = 400_000;

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
  /** Probability that a REGISTER of the callee is answered; 1: that it is refused, and that somebody keeps the bindings that all nodes share. */
  readonly answered: Float64Array;
  readonly refused: Uint8Array;
  readonly keeping: Uint8Array;
  /** Of the addresses to which a REGISTER is sent at once, those from which no answer comes; how many there are. */
  readonly silent: Uint8Array;
  readonly addresses: number;
}

/**
 * @param routes all routes of the service: users register by way of every address, unless they choose one
 * @param tellsCommon whether stages tell what has become of bindings that all nodes share; else they are always there
 * @throws ModelTooLarge for a chain that is not worth solving
 */
export function taggedChain(
  service: ServiceChain,
  routes: readonly CallRoute[],
  route: CallRoute,
  caller: Caller,
  tellsCommon: boolean,
): TaggedChain {
  const { chain, stateOf } = service;
  const { entry, pool, bindings } = route;
  const { expires, refresh } = caller.registration;
  const count = (of: (state: StateVector) => number): Float64Array =>
    Float64Array.from({ length: chain.states }, (_, state) => of(stateOf(state)));
  const elected = entry !== undefined && isElected(entry) ? entry : undefined;
  const seats = elected && Array.from({ length: chain.states }, (_, state) => seatsIn(elected, stateOf(state)));
  const members = new Members(pool, count);
  const registrants = new Registrants(routes, route, caller, count);
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
  const lastOnly = Math.min(1, Math.max(0, 3 - expires / refresh));
  const expiring = EXPIRY / (lastRefresh - refresh / 2);
  const sending = sentFor(routes, caller);
  const { pending, waiting, comingBack } = returns(caller, sending);
  const common = isShared && tellsCommon ? new CommonBindings(routes, route, caller, registrants) : undefined;
  const places = new Places(route, count, { refresh, stage: 1 / expiring, lacking, pending, outdated, lastOnly });

  /** Whether REGISTERs fall on the dead node for so long that bindings run out; until then it does not matter. */
  const strandsUsers = (pool?.removals ?? []).map((removal) => isShared && removal > lastRefresh - refresh);
  const homesOf = (split: Split): Split =>
    split.map(([next, p]) => [next === ALIVE || strandsUsers[next - 1] ? next : ALIVE, p]);
  const builder = new ChainBuilder();
  const tags: Tag[] = [];
  const numbers = new Map<number, number>();
  const numberOf = (next: Tag): number => {
    const shared = common?.settled(next) ?? next.shared;
    const tag = { ...next, shared, copies: places.copiesIn(next.place, next.copies) };
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
            : places.seated(state, to, place, [seat, nextSeat, tag.copies]);
        for (const [nextPlace, nextCopies, p] of nextPlaces)
          for (const [nextMember, q] of members.after(state, to, member))
            for (const [nextHome, r] of homes)
              for (const [nextShared, u] of common?.after(tag, {
                state: to,
                place: nextPlace,
                home: nextHome,
              }) ?? [[shared, 1]])
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
      const isLate = place === Place.LATE;
      const isLater = isLate && places.owed !== undefined && tag.copies > 0;
      const next = isBack ? places.whole : !isLate ? place + 1 : isLater ? place : Place.MISSING;
      const copies = isBack && places.owed ? Owed.COPY : isLater ? 0 : tag.copies;
      builder.add(from, numberOf({ ...tag, place: next, copies }), comingBack(isLate ? Place.MISSING : place, Place));
    }
    for (const [next, copies, p] of places.refreshed(place, tag.copies))
      builder.add(from, numberOf({ ...tag, place: next, copies }), (2 / refresh) * p);
    if (places.expires(place, seat === Seat.MOVING) || places.ages(place)) {
      const next = place + 1 !== Place.LOST ? place + 1 : waiting > 0 ? Place.LONG : Place.EXPIRED;
      builder.add(from, numberOf({ ...tag, place: next }), expiring);
    }
    for (const [next, copies, rate] of places.owed?.steps(place, tag.copies) ?? [])
      builder.add(from, numberOf({ ...tag, place: next, copies }), rate);
    if (place === Place.EXPIRED) builder.add(from, numberOf({ ...tag, place: Place.LOST }), 2 / refresh);
    if ((place === Place.LOST || place === Place.GONE) && waiting > 0)
      builder.add(from, numberOf({ ...tag, place: place + 1 }), waiting);
    for (const [next, rate] of common?.steps(tag) ?? [])
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
    answered: Float64Array.from(tags, (tag) => registrants.answered(tag)),
    refused: Uint8Array.from(tags, (tag) => Number(registrants.isRefused(tag))),
    keeping: Uint8Array.from(tags, ({ state }) => registrants.keeping[state]!),
    silent: Uint8Array.from(tags, (tag) => registrants.silent(tag)),
    addresses: registrants.addresses,
  };
}
