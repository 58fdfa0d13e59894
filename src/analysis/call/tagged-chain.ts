import { type Chain, ChainBuilder } from "../chain/chain.ts";
import { ModelTooLarge, type ServiceChain } from "../generator/generate.ts";
import { inFailover, isGroupBlocked, type StateVector, served } from "../generator/layout.ts";
import type { Caller } from "./caller.ts";
import { alive, aliveIn, registering, returnMean, workingIn } from "./entrance.ts";
import type { Route } from "./route.ts";
import { Blocked, isServed, type Seat, type SeatCounts, seatsAfter } from "./seat.ts";

/**
 * Stages of a binding that nobody can refresh, until it runs out, and of its way back once its user can register again.
 *
 * It runs out between E − R and E after the last refresh, as the users' refreshes are spread over R; users come back evenly over a
 * refresh, U(0, R), which three exponential stages imitate by mean and variation.
 */
const EXPIRY = 6;
const RETURN = 3;

/** How things stand at the one address that a call aims at: served, vacant with its bindings in a copy, vacant without, served without. */
export const Place = { SERVED: 0, COPIED: 1, LOST: 1 + EXPIRY, MISSING: 2 + EXPIRY } as const;
const PLACES = Place.MISSING + RETURN;
/** The node of the pool that a message falls on works; 1 + i: it is a dead one of layout i. */
export const ALIVE = 0;
/** How things stand with the bindings that all nodes share: there, running out, gone, on their way back. */
export const Shared = { THERE: 0, EXPIRING: 1, LOST: EXPIRY, MISSING: EXPIRY + 1 } as const;
const SHARES = Shared.MISSING + RETURN;
/** States of the chain of one call at most. */
const STATES_MAX = 400_000;

/** What is told of one call beside the state of the service. */
interface Tag {
  readonly state: number;
  readonly place: number;
  /** The node that its messages fall on, and the one that the callee's REGISTERs fall on. */
  readonly member: number;
  readonly home: number;
  readonly shared: number;
  /** Who can serve its address, where standbys share all addresses. */
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
  /** 1 while a standby has still to notice that nobody serves the address. */
  readonly moving: Uint8Array;
}

type Split = readonly (readonly [value: number, probability: number])[];

/**
 * @param routes all routes of the service: users register by way of every address, unless they choose one
 * @throws ModelTooLarge for a chain that is not worth solving
 */
export function taggedChain(
  service: ServiceChain,
  routes: readonly Route[],
  route: Route,
  caller: Caller,
): TaggedChain {
  const { chain, stateOf } = service;
  const { entry, pool, bindings } = route;
  const { expires, refresh } = caller.registration;
  const count = (of: (state: StateVector) => number): Float64Array =>
    Float64Array.from({ length: chain.states }, (_, state) => of(stateOf(state)));
  const vacant = count((state) => (entry === undefined ? 0 : entry.group.active - served(entry, state)));
  const moving = count((state) => (entry === undefined ? 0 : inFailover(entry, state)));
  const well = count((state) => (entry === undefined ? 0 : alive(entry, state)));
  /** Places, or the whole group, blocked after failovers that failed. */
  const stopped = count((state) => Number(entry !== undefined && isGroupBlocked(entry, state)));
  const serving = count((state) => (entry === undefined ? 0 : state[entry.serving]!));
  const blockedPlaces = count((state) =>
    entry?.group.coverage?.uncovered === "blocks place" ? state[entry.blocked]! : 0,
  );
  const seatCounts = (state: number): SeatCounts => ({
    well: well[state]!,
    serving: serving[state]!,
    blocked: blockedPlaces[state]!,
  });
  const working = count((state) => aliveIn(pool, state));
  const keepers = bindings.kept === "by all" ? bindings.layouts : [];
  const keeping = count((state) =>
    bindings.kept === "by all" ? keepers.reduce((sum, layout) => sum + alive(layout, state), 0) : 1,
  );
  const reachable = count((state) => registering(routes, state, caller));
  const places = entry?.group.active ?? 1;
  const layouts = pool?.layouts ?? [];
  const living = layouts.map((layout) => count((state) => workingIn(layout, state)));
  const isNeverRemoved = layouts.map((_, i) => pool!.removals[i] === Number.POSITIVE_INFINITY);
  const members = layouts.length + 1;
  const ownTable = bindings.kept === "by address" && refresh < Number.POSITIVE_INFINITY;
  const isShared = bindings.kept !== "by address" && refresh < Number.POSITIVE_INFINITY;
  const hasCopies = bindings.kept === "by address" && bindings.checkpointed && entry?.group.standby !== undefined;
  const copied = (from: number): number => Number(hasCopies && well[from]! > 0);
  // An owner that takes its address back knows nobody, where nothing was copied to it.
  const goesBack = ownTable && !bindings.checkpointed && bindings.goesBack;
  const nodes = entry?.group.nodes.length ?? 1;
  const lastRefresh = refresh * Math.floor(expires / refresh);
  const attempts = Math.min(Shared.LOST - 1, Math.max(0, Math.floor(expires / refresh) - 1));
  // A standby that is not told anything remembers those whom it served itself when the owner was last away, half of the times.
  const remembered = goesBack ? (1 - Math.exp(-(lastRefresh - refresh / 2) / entry!.group.mttf)) / 2 : 0;
  // What the last copies before a takeover lack is missing for a whole refresh, twice what the stages last.
  const lacking = !ownTable ? 0 : bindings.checkpointed ? Math.min(1, 2 * bindings.lag) : 1 - remembered;
  const expiring = EXPIRY / (lastRefresh - refresh / 2);
  const returning = RETURN / returnMean(caller);

  const placeAfter = (from: number, to: number, place: number): Split => {
    const before = vacant[from]!;
    const after = vacant[to]!;
    if (place === Place.SERVED || place >= Place.MISSING) {
      const lost = after > before ? (after - before) / (places - before) : 0;
      if (lost === 0) {
        const back = goesBack && well[to]! > well[from]! ? 1 / nodes : 0;
        return [
          [place, 1 - back],
          [Place.MISSING, back],
        ];
      }
      const isSafe = place === Place.SERVED && (!ownTable || moving[to]! > moving[from]!);
      const safe = place >= Place.MISSING ? 0 : isSafe ? 1 : copied(to);
      return [
        [place, 1 - lost],
        [Place.COPIED, lost * safe],
        [Place.LOST, lost * (1 - safe)],
      ];
    }
    const filled = after < before ? (before - after) / before : 0;
    const isGone =
      place === Place.LOST || (ownTable && moving[to] === 0 && copied(to) === 0 && well[to]! < well[from]!);
    const gone = place === Place.LOST ? 1 : lacking;
    return [
      [Place.SERVED, filled * (1 - gone)],
      [Place.MISSING, filled * gone],
      [isGone ? Place.LOST : place, 1 - filled],
    ];
  };
  /** Where standbys share all addresses, the place goes by its own seat instead of by the number of places. */
  const seatedAfter = (from: number, to: number, place: number, was: Seat, is: Seat): Split => {
    const served = isServed(is) && !stopped[to];
    if ((isServed(was) && !stopped[from]) === served) {
      const isGone = !served && ownTable && well[to] === 0;
      return [[isGone ? Place.LOST : served && goesBack && is.own && !was.own ? Place.MISSING : place, 1]];
    }
    if (served) {
      const gone = place === Place.LOST ? 1 : lacking;
      return [
        [Place.SERVED, 1 - gone],
        [Place.MISSING, gone],
      ];
    }
    return [
      [
        place === Place.SERVED &&
        (!ownTable || is.moving || is.blocked !== Blocked.NO || stopped[to] === 1 || copied(to) > 0)
          ? Place.COPIED
          : Place.LOST,
        1,
      ],
    ];
  };
  const deadIn = (i: number, state: number): number => layouts[i]!.group.nodes.length - living[i]![state]!;
  /** Who is chosen once a dead node is left out: one that lives, or a dead one that nobody leaves out. */
  const chosenAnew = (state: number): Split => {
    const dead = layouts.map((_, i) => (isNeverRemoved[i] ? deadIn(i, state) : 0));
    const all = working[state]! + dead.reduce((sum, each) => sum + each, 0);
    return [[ALIVE, working[state]! / all], ...dead.map((each, i) => [1 + i, each / all] as const)];
  };
  const memberAfter = (from: number, to: number, member: number): Split => {
    if (member === ALIVE) {
      const died = living.map((of) => Math.max(0, of[from]! - of[to]!) / working[from]!);
      const deaths = died.reduce((sum, each) => sum + each, 0);
      if (!(deaths > 0)) return [[ALIVE, 1]];
      return [[ALIVE, 1 - deaths], ...died.map((each, i) => [1 + i, each] as const)];
    }
    const i = member - 1;
    if (working[from] === 0 && working[to]! > 0 && !isNeverRemoved[i]) return chosenAnew(to);
    const returned = living[i]![to]! - living[i]![from]!;
    const back = returned > 0 ? returned / deadIn(i, from) : 0;
    return [
      [ALIVE, back],
      [member, 1 - back],
    ];
  };
  /** Whether REGISTERs fall on the dead node for so long that bindings run out; until then it does not matter. */
  const strandsUsers = layouts.map((_, i) => isShared && pool!.removals[i]! > lastRefresh - refresh);
  const homesOf = (split: Split): Split =>
    split.map(([next, p]) => [next === ALIVE || strandsUsers[next - 1] ? next : ALIVE, p]);
  /** Probability that a refresh finds an entrance and reaches the registrar. */
  const registersIn = ({ state, home }: Tag): number => (home === ALIVE ? reachable[state]! : 0);
  /** What becomes of the shared bindings at once. */
  const settled = (tag: Tag): Tag => {
    if (!isShared) return tag;
    if (keeping[tag.state] === 0) return { ...tag, shared: Shared.LOST };
    const chance = registersIn(tag);
    if (chance === 0) return tag.shared === Shared.THERE ? { ...tag, shared: Shared.EXPIRING } : tag;
    return tag.shared === Shared.LOST && chance === 1 ? { ...tag, shared: Shared.MISSING } : tag;
  };

  const elected = route.isElected ? entry : undefined;
  const election = (entry?.group.standby?.failover ?? []).reduce((sum, { time }) => sum + time.mean, 0) || 1e-9;
  const first: Seat = {
    own: true,
    standbys: elected === undefined ? 0 : elected.group.nodes.length - elected.group.active,
    moving: false,
    blocked: Blocked.NO,
  };
  const builder = new ChainBuilder();
  const tags: Tag[] = [];
  const numbers = new Map<number, number>();
  const numberOf = (next: Tag): number => {
    const tag = settled(next);
    const { own, standbys, moving: isMoving, blocked } = tag.seat;
    const seat = ((standbys * 2 + Number(own)) * 2 + Number(isMoving)) * 3 + blocked;
    const code =
      ((((seat * chain.states + tag.state) * PLACES + tag.place) * members + tag.member) * members + tag.home) *
        SHARES +
      tag.shared;
    const known = numbers.get(code);
    if (known !== undefined) return known;
    if (tags.length === STATES_MAX)
      throw new ModelTooLarge(`What one call meets has more than ${STATES_MAX} states; use fewer stages or groups.`);
    numbers.set(code, tags.length);
    return tags.push(tag) - 1;
  };

  numberOf({
    state: chain.initial,
    place: Place.SERVED,
    member: ALIVE,
    home: ALIVE,
    shared: Shared.THERE,
    seat: first,
  });
  for (let from = 0; from < tags.length; from += 1) {
    const tag = tags[from]!;
    const { state, place, member, home, shared, seat } = tag;
    for (let t = chain.rowStart[state]!; t < chain.rowStart[state + 1]!; t += 1) {
      const to = chain.target[t]!;
      const homes = isShared ? homesOf(memberAfter(state, to, home)) : ([[home, 1]] as const);
      const seats =
        elected === undefined ? ([[seat, 1]] as const) : seatsAfter(elected, seatCounts(state), seatCounts(to), seat);
      for (const [nextSeat, o] of seats) {
        const nextPlaces =
          elected === undefined ? placeAfter(state, to, place) : seatedAfter(state, to, place, seat, nextSeat);
        for (const [nextPlace, p] of nextPlaces)
          for (const [nextMember, q] of memberAfter(state, to, member))
            for (const [nextHome, r] of homes)
              if (o * p * q * r > 0)
                builder.add(
                  from,
                  numberOf({ state: to, place: nextPlace, member: nextMember, home: nextHome, shared, seat: nextSeat }),
                  chain.rate[t]! * o * p * q * r,
                );
      }
    }
    if (seat.moving) {
      const still = { ...seat, moving: false };
      for (const [nextPlace, p] of seatedAfter(state, state, place, seat, still))
        if (p > 0) builder.add(from, numberOf({ ...tag, place: nextPlace, seat: still }), p / election);
    }
    if (place >= Place.MISSING)
      builder.add(from, numberOf({ ...tag, place: place === PLACES - 1 ? Place.SERVED : place + 1 }), returning);
    if (
      ownTable &&
      place >= Place.COPIED &&
      place < Place.LOST &&
      (elected === undefined ? moving[state] === 0 : !seat.moving)
    )
      builder.add(from, numberOf({ ...tag, place: place + 1 }), expiring);
    const isExpiring = shared >= Shared.EXPIRING && shared < Shared.LOST;
    const chance = isShared ? registersIn(tag) : 1;
    // Until their own refresh comes users are no better for an entrance that is open again, perhaps not for long.
    if (isExpiring && chance === 1) builder.add(from, numberOf({ ...tag, shared: Shared.THERE }), 2 / refresh);
    if (chance > 0 && chance < 1) {
      // One refresh after the other finds an entrance, or not: so many in a row and the binding has run out.
      if (shared !== Shared.THERE) builder.add(from, numberOf({ ...tag, shared: Shared.THERE }), chance / refresh);
      if (shared < attempts) builder.add(from, numberOf({ ...tag, shared: shared + 1 }), (1 - chance) / refresh);
      else if (shared < Shared.LOST)
        builder.add(from, numberOf({ ...tag, shared: Shared.LOST }), (1 - chance) / refresh);
    }
    if (isExpiring && chance === 0)
      builder.add(from, numberOf({ ...tag, shared: shared + 1 }), (expiring * (EXPIRY - 1)) / EXPIRY);
    if (shared >= Shared.MISSING && chance === 1)
      builder.add(from, numberOf({ ...tag, shared: shared === SHARES - 1 ? Shared.THERE : shared + 1 }), returning);
    const leftOut = (dead: number, next: (chosen: number) => Tag, choice: Split): void => {
      const rate = 1 / Math.max(pool!.removals[dead - 1]!, 1e-6);
      for (const [chosen, p] of choice) if (p > 0) builder.add(from, numberOf(next(chosen)), p * rate);
    };
    const isLeftOut = (one: number): boolean => one !== ALIVE && !isNeverRemoved[one - 1] && working[state]! > 0;
    if (isLeftOut(member)) leftOut(member, (chosen) => ({ ...tag, member: chosen }), chosenAnew(state));
    if (isLeftOut(home)) leftOut(home, (chosen) => ({ ...tag, home: chosen }), homesOf(chosenAnew(state)));
  }
  return {
    chain: builder.build(tags.length, 0, (number) => chain.nameOf(tags[number]!.state)),
    service: Int32Array.from(tags, ({ state }) => state),
    place: Uint8Array.from(tags, ({ place }) => place),
    member: Uint8Array.from(tags, ({ member }) => member),
    shared: Uint8Array.from(tags, ({ shared }) => shared),
    moving: Uint8Array.from(tags, ({ seat }) => Number(seat.moving)),
  };
}
