import { type Chain, ChainBuilder } from "../chain/chain.ts";
import type { ServiceChain } from "../generator/generate.ts";
import { ModelTooLarge } from "../generator/generate.ts";
import { type GroupLayout, inFailover, type StateVector, served } from "../generator/layout.ts";
import type { Caller } from "./caller.ts";
import type { Pool, Route } from "./route.ts";

/** How things stand at the one address that a call aims at. */
export const Place = { SERVED: 0, COPIED: 1, LOST: 2, MISSING: 3 } as const;
/** Whether the node of the pool that a call falls on works. */
export const Member = { ALIVE: 0, DEAD: 1 } as const;
/** How things stand with the bindings that all nodes share. */
export const Shared = { THERE: 0, LOST: 1, MISSING: 2 } as const;

/**
 * Users come back evenly over a refresh, U(0, R): three exponential stages have the same mean R/2 and the same coefficient of
 * variation, 1/√3.
 */
const STAGES = 3;
const PLACES = Place.MISSING + STAGES;
const SHARES = Shared.MISSING + STAGES;
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
}

type Split = readonly (readonly [value: number, probability: number])[];

/** @throws ModelTooLarge for a chain that is not worth solving */
export function taggedChain(service: ServiceChain, route: Route, caller: Caller): TaggedChain {
  const { chain, stateOf } = service;
  const { entry, pool, bindings } = route;
  const { expires, refresh } = caller.registration;
  const count = (of: (state: StateVector) => number): Float64Array =>
    Float64Array.from({ length: chain.states }, (_, state) => of(stateOf(state)));
  const vacant = count((state) => (entry === undefined ? 0 : entry.group.active - served(entry, state)));
  const moving = count((state) => (entry === undefined ? 0 : inFailover(entry, state)));
  const well = count((state) => (entry === undefined ? 0 : alive(entry, state)));
  const working = count((state) => aliveIn(pool, state));
  const keeping = count((state) =>
    bindings.kept === "by all" ? bindings.layouts.reduce((sum, layout) => sum + alive(layout, state), 0) : 1,
  );
  const places = entry?.group.active ?? 1;
  const members = pool?.layouts.reduce((sum, { group }) => sum + group.nodes.length, 0) ?? 0;
  const ownTable = bindings.kept === "by address";
  const copied = copyProbability(entry, ownTable && bindings.checkpointed);
  // What the last copies before a takeover lack is missing for a whole refresh, twice what the stages last.
  const lacking = ownTable ? (bindings.checkpointed ? Math.min(1, 2 * bindings.lag) : 1) : 0;
  const expiry = 1 / Math.max(expires - refresh / 2, refresh / 2);

  const placeAfter = (from: number, to: number, place: number): Split => {
    const before = vacant[from]!;
    const after = vacant[to]!;
    if (place === Place.SERVED || place >= Place.MISSING) {
      const lost = after > before ? (after - before) / (places - before) : 0;
      if (lost === 0) return [[place, 1]];
      const isCopied = !ownTable || (place === Place.SERVED && moving[to]! > moving[from]!);
      const safe = place >= Place.MISSING ? 0 : isCopied ? 1 : copied(well[to]!);
      return [
        [place, 1 - lost],
        [Place.COPIED, lost * safe],
        [Place.LOST, lost * (1 - safe)],
      ];
    }
    const filled = after < before ? (before - after) / before : 0;
    const lost = place === Place.LOST || !ownTable ? Number(place === Place.LOST) : forgotten(from, to);
    const gone = place === Place.LOST ? 1 : lacking;
    return [
      [Place.SERVED, filled * (1 - gone)],
      [Place.MISSING, filled * gone],
      [Place.COPIED, (1 - filled) * (1 - lost)],
      [Place.LOST, (1 - filled) * lost],
    ];
  };
  /** That the last copies of a vacant place's bindings go with a node that dies. */
  const forgotten = (from: number, to: number): number => {
    if (moving[to]! > 0 || well[to]! >= well[from]!) return 0;
    const before = moving[from]! > 0 ? 1 : copied(well[from]!);
    return before === 0 ? 1 : 1 - Math.min(1, copied(well[to]!) / before);
  };
  const memberAfter = (from: number, to: number, member: number): Split => {
    if (pool === undefined) return [[member, 1]];
    const before = working[from]!;
    const after = working[to]!;
    if (member === Member.ALIVE) {
      const died = after < before ? (before - after) / before : 0;
      return [
        [Member.ALIVE, 1 - died],
        [Member.DEAD, died],
      ];
    }
    const chosenAnew = before === 0 && after > 0 && pool.removal < Number.POSITIVE_INFINITY;
    const back = chosenAnew ? 1 : after > before ? (after - before) / (members - before) : 0;
    return [
      [Member.ALIVE, back],
      [Member.DEAD, 1 - back],
    ];
  };
  const sharedAfter = (to: number, shared: number): number => {
    if (bindings.kept !== "by all") return shared;
    if (keeping[to] === 0) return Shared.LOST;
    return shared === Shared.LOST ? Shared.MISSING : shared;
  };

  const builder = new ChainBuilder();
  const codes: number[] = [];
  const numbers = new Map<number, number>();
  const numberOf = (state: number, place: number, member: number, shared: number): number => {
    const code = ((state * PLACES + place) * 2 + member) * SHARES + shared;
    const known = numbers.get(code);
    if (known !== undefined) return known;
    if (codes.length === STATES_MAX)
      throw new ModelTooLarge(`What one call meets has more than ${STATES_MAX} states; use fewer stages or groups.`);
    numbers.set(code, codes.length);
    return codes.push(code) - 1;
  };
  const parts = (code: number): readonly [state: number, place: number, member: number, shared: number] => {
    const shared = code % SHARES;
    const member = Math.floor(code / SHARES) % 2;
    const place = Math.floor(code / (2 * SHARES)) % PLACES;
    return [Math.floor(code / (2 * SHARES * PLACES)), place, member, shared];
  };

  numberOf(chain.initial, Place.SERVED, Member.ALIVE, Shared.THERE);
  for (let from = 0; from < codes.length; from += 1) {
    const [state, place, member, shared] = parts(codes[from]!);
    for (let t = chain.rowStart[state]!; t < chain.rowStart[state + 1]!; t += 1) {
      const to = chain.target[t]!;
      for (const [nextPlace, p] of placeAfter(state, to, place))
        for (const [nextMember, q] of memberAfter(state, to, member))
          if (p * q > 0)
            builder.add(from, numberOf(to, nextPlace, nextMember, sharedAfter(to, shared)), chain.rate[t]! * p * q);
    }
    const back = (2 * STAGES) / refresh;
    if (place >= Place.MISSING)
      builder.add(from, numberOf(state, place === PLACES - 1 ? Place.SERVED : place + 1, member, shared), back);
    if (shared >= Shared.MISSING)
      builder.add(from, numberOf(state, place, member, shared === SHARES - 1 ? Shared.THERE : shared + 1), back);
    if (place === Place.COPIED && ownTable && moving[state] === 0)
      builder.add(from, numberOf(state, Place.LOST, member, shared), expiry);
    if (member === Member.DEAD && pool!.removal < Number.POSITIVE_INFINITY && working[state]! > 0)
      builder.add(from, numberOf(state, place, Member.ALIVE, shared), 1 / Math.max(pool!.removal, 1e-6));
  }
  const all = codes.map(parts);
  return {
    chain: builder.build(codes.length, 0, (state) => chain.nameOf(all[state]![0])),
    service: Int32Array.from(all, ([state]) => state),
    place: Uint8Array.from(all, ([, place]) => place),
    member: Uint8Array.from(all, ([, , member]) => member),
    shared: Uint8Array.from(all, ([, , , shared]) => shared),
  };
}

/** Nodes of a group that are well and not out of service. */
export function alive(layout: GroupLayout, state: StateVector): number {
  return state[layout.serving]! + state[layout.standby]!;
}

/** Nodes of a pool that work. */
export function aliveIn(pool: Pool | undefined, state: StateVector): number {
  return pool?.layouts.reduce((sum, layout) => sum + alive(layout, state), 0) ?? 0;
}

/**
 * That one of so many living nodes has a copy of a vacant place's bindings: it was a standby from the start, to which all
 * bindings are written. The living are any of the group's nodes with equal probability.
 */
function copyProbability(entry: GroupLayout | undefined, isCopied: boolean): (living: number) => number {
  if (entry === undefined || !isCopied) return () => 0;
  const { nodes, active } = entry.group;
  return (living) => {
    let none = 1; // hypergeometric: all of the living are former actives
    for (let i = 0; i < living; i += 1) none *= Math.max(0, active - i) / (nodes.length - i);
    return 1 - none;
  };
}
