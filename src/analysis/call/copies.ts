import type { NodeGroup } from "../model.ts";
import { isVacant, NONE, Place, type Split } from "./place.ts";

/** By state of a service, of the group that owns an address: nodes that have a place, that stand by, and that wait to be started in a place. */
export interface Counts {
  readonly held: Float64Array;
  readonly spare: Float64Array;
  /** Places that nobody serves and nobody is about to take. */
  readonly left: Float64Array;
}

/** Beside the node that serves an address, living nodes that get its copies, others whose copies are the best there are, and those with older ones. */
interface Others {
  readonly getting: number;
  readonly having: number;
  readonly older: number;
}

export type Copied = readonly (readonly [place: number, copies: number, probability: number])[];

/**
 * Which living nodes have copies of the bindings of a call's address, where several nodes serve addresses and standbys get copies. Whoever
 * stands by, or has done so since it came back, gets them for ever; who comes back straight into a place that nobody has claimed has read what the
 * living know, and no more. Of these the best copies are told, by their age; when the last node that has them dies, those of the others are older
 * by an exponential time, as lives are.
 */
export class Copies {
  readonly #group: NodeGroup;
  readonly #counts: Counts;
  readonly #base: number;
  /** Mean of a stage by which copies age [s]. */
  readonly #stage: number;

  constructor(group: NodeGroup, counts: Counts, stage: number) {
    this.#group = group;
    this.#counts = counts;
    this.#base = group.nodes.length + 1;
    this.#stage = stage;
  }

  /** The standbys get copies. */
  get first(): number {
    return this.#number({ getting: this.#group.nodes.length - this.#group.active, having: 0, older: 0 });
  }

  get count(): number {
    return this.#base * this.#base * this.#base;
  }

  /** Once the callee has refreshed its binding. */
  refreshed(place: number, copies: number): Copied {
    const others = this.#othersOf(copies);
    const next = Place.SERVED + (others.having > 0 ? 1 + stageOf(place) : 0);
    return this.#settled(next, others, stageOf(place));
  }

  /** The same copies, but none where they do not matter. */
  normal(place: number, copies: number): number {
    const { getting, having, older } = this.#othersOf(copies);
    if (place === Place.SERVED + NONE) return this.#number({ getting, having: 0, older: 0 });
    const isKnown = place < Place.BARE || (place >= Place.COPIED && place < Place.LOST) || isHeld(place);
    if (!isKnown || place >= Place.MISSING) return this.#number({ getting, having: 0, older: 0 });
    const areOlder = place >= Place.MOVING && place < Place.BARE;
    return this.#number(areOlder ? { getting, having: 0, older: older + having } : { getting, having, older });
  }

  /** When the service goes from one state to another, and the place to one that is told but for the age of copies. */
  after(from: number, to: number, place: number, next: number, copies: number): Copied {
    const before = this.#othersOf(copies);
    return this.#living(from, to, place, next, before).flatMap(([others, p]) => {
      const hasRead = others.having + others.older > before.having + before.older;
      const at = hasRead && place < Place.STALE ? Place.SERVED + 1 : place;
      return this.#settled(this.#aged(at, next, others), others, stageOf(place)).map(
        ([value, now, q]) => [value, now, p * q] as const,
      );
    });
  }

  /** Who of the others lives on, or comes back. */
  #living(from: number, to: number, place: number, next: number, others: Others): (readonly [Others, number])[] {
    const { held, spare, left } = this.#counts;
    const [was, is] = [isHeld(place), isHeld(next)];
    const [serving, standing] = [held[from]!, spare[from]!];
    const before = serving + standing;
    const now = held[to]! + spare[to]!;
    const { getting, having, older } = others;
    if (now === 0) return [[{ getting: 0, having: 0, older: 0 }, 1]];
    if (now < before) {
      // Beside those who get them, who has read them once has older ones.
      if (was && !is)
        return [[getting > 0 && place < Place.STALE ? { getting, having: 0, older: having + older } : others, 1]];
      if (held[to]! === serving) return [[{ ...others, getting: getting - 1 }, 1]];
      const all = serving - Number(was);
      const died: (readonly [Others, number])[] = [
        [{ ...others, getting: getting - 1 }, Math.max(0, getting - standing)],
        [{ ...others, having: having - 1 }, having],
        [{ ...others, older: older - 1 }, older],
        [others, all - Math.max(0, getting - standing) - having - older],
      ];
      return died.flatMap(([those, nodes]) => (nodes > 0 ? [[those, nodes / all] as const] : []));
    }
    if (now > before) {
      if (!was && is) return [[others, 1]];
      if (held[to]! === serving) return [[{ ...others, getting: getting + 1 }, 1]];
      const { nodes, active } = this.#group;
      // Who takes its own again, that nobody has claimed; a standby by name gets copies all the same.
      const straight = Math.min(1, left[from]! / (nodes.length - before)) * (active / nodes.length);
      const reads: Others =
        place < Place.STALE ? { getting, having: 1, older: older + having } : { ...others, having: having + 1 };
      return [
        [{ ...others, getting: getting + 1 }, 1 - straight],
        [reads, straight],
      ];
    }
    return [[!was && is ? { ...others, getting: Math.max(0, getting - 1) } : others, 1]];
  }

  /** The place with the age of the best copies of other nodes, as far as they are the same as before. */
  #aged(place: number, next: number, { getting, having }: Others): number {
    const stage = stageOf(place);
    if (next < Place.MOVING) {
      if (stage > 0) return Place.STALE + stage;
      return Place.SERVED + (place < Place.STALE ? place : Number(having > 0));
    }
    if (next < Place.BARE) return Place.MOVING + stage;
    if (next < Place.COPIED || next >= Place.LOST) return next;
    if (place < Place.STALE && getting === 0) return place < NONE ? Place.COPIED + place - 1 : Place.LOST;
    return Math.max(next, Place.COPIED + stage);
  }

  /** The same, if the last best copies have died: those of others are older. */
  #settled(place: number, others: Others, stage: number): Copied {
    const { getting, having, older } = others;
    const isServed = place < Place.STALE;
    const isKept = isServed
      ? having > 0 || place === Place.SERVED + NONE
      : place < Place.COPIED || place >= Place.LOST || getting + having > 0;
    if (isKept) return [[place, this.normal(place, this.#number(others)), 1]];
    const none = isServed ? Place.SERVED + NONE : Place.LOST;
    const from = isServed ? Math.max(Place.SERVED + 1 + stage, place) : place;
    const best = { getting, having: Math.min(1, older), older: Math.max(0, older - 1) };
    return this.#older(from, older, none).map(([at, p]) => [at, this.normal(at, this.#number(best)), p] as const);
  }

  /** Ages beyond this one by an exponential time, the least of so many nodes'; `none` follows the last. */
  #older(age: number, nodes: number, none: number): Split {
    if (nodes <= 0 || age >= none) return [[none, 1]];
    const passes = 1 / (1 + (this.#stage * nodes) / this.#group.mttf);
    const split: [number, number][] = [];
    let rest = 1;
    for (let at = age; at < none; at++) {
      split.push([at, rest * (1 - passes)]);
      rest *= passes;
    }
    return [...split, [none, rest]];
  }

  #number({ getting, having, older }: Others): number {
    return (getting * this.#base + having) * this.#base + older;
  }

  #othersOf(copies: number): Others {
    const base = this.#base;
    return { getting: Math.floor(copies / base ** 2), having: Math.floor(copies / base) % base, older: copies % base };
  }
}

/** Whether a node has the place, though it may not serve while its group is blocked. */
const isHeld = (place: number): boolean => !isVacant(place) || (place >= Place.HELD && place < Place.MISSING);

/** Of a callee whose refresh is still to come. */
const isStale = (place: number): boolean => place >= Place.STALE && place < Place.MOVING;

/** By how many stages its binding is older than of those who have refreshed theirs. */
function stageOf(place: number): number {
  if (isStale(place)) return place - Place.STALE;
  if (place >= Place.MOVING && place < Place.BARE) return place - Place.MOVING;
  return place >= Place.COPIED && place < Place.LOST ? place - Place.COPIED : 0;
}
