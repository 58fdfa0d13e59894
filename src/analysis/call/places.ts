import {
  alive,
  type GroupLayout,
  inFailover,
  isStopped,
  type StateVector,
  served,
  taken,
} from "../generator/layout.ts";
import { type Copied, Copies } from "./copies.ts";
import { OWED, Owed } from "./owed.ts";
import { EXPIRY, isVacant, mixed, NONE, Place, RETURN, type Split } from "./place.ts";
import type { CallRoute } from "./route.ts";
import { isOwned, isServed, Seat } from "./seat.ts";
import { standIns } from "./stand-ins.ts";

/** Of a place that is served or moving: the copies elsewhere. */
const ageOf = (place: number): number => (place < Place.MOVING ? place : place - Place.MOVING);

/** In larger groups whoever lives is taken to get copies. */
const TOLD_MAX = 7;

/** What becomes of the call's address when the service goes from one state to another. */
export class Places {
  readonly #places: number;
  readonly #nodes: number;
  readonly #vacant: Float64Array;
  readonly #moving: Float64Array;
  /** Places that have a node, which may not serve while the group is blocked. */
  readonly #held: Float64Array;
  readonly #well: Float64Array;
  readonly #spare: Float64Array;
  /** 1: the whole group is blocked after an uncovered failure. */
  readonly #stopped: Float64Array;
  /** Whether bindings belong to the address, and can be lost with its node. */
  readonly #isOwn: boolean;
  readonly #hasCopies: boolean;
  /** Whether nodes that serve other addresses may have copies, or not; who, where standbys do not share all addresses. */
  readonly #ages: boolean;
  readonly #copies: Copies | undefined;
  readonly #goesBack: boolean;
  /** Share of the served places that standbys serve while some node is dead, where owners take theirs back. */
  readonly #guests: number;
  /** Share of the users whom a standby does not know that takes over, for a whole refresh; share of those whose copy is one older. */
  readonly #lacking: number;
  readonly #pending: number;
  readonly #outdated: number;
  readonly #outdatedBy: number;
  /** Where standbys are elected and copies are late. */
  readonly owed: Owed | undefined;

  /**
   * @param count by state of the service, of something
   * @param refresh from one to the next, and the mean of a stage of expiry [s]
   * @param lacking share of the users whom a standby does not know that takes over
   * @param pending share of the users who are still sending when nobody has answered for long
   * @param outdated share of those whose last refresh the copies lack
   * @param lastOnly of a refresh, for how much a binding is gone between two of which the first is not kept
   */
  constructor(
    { entry, bindings, isElected }: CallRoute,
    count: (of: (state: StateVector) => number) => Float64Array,
    of: Readonly<Record<"refresh" | "stage" | "lacking" | "pending" | "outdated" | "lastOnly", number>>,
  ) {
    const counted = (value: (layout: GroupLayout, state: StateVector) => number) =>
      count((state) => (entry === undefined ? 0 : value(entry, state)));
    this.#places = entry?.group.active ?? 1;
    this.#nodes = entry?.group.nodes.length ?? 1;
    this.#vacant = counted((layout, state) => layout.group.active - served(layout, state));
    this.#moving = counted(inFailover);
    this.#held = counted(taken);
    this.#well = counted(alive);
    this.#spare = counted((layout, state) => state[layout.standby]!);
    this.#stopped = counted((layout, state) => Number(isStopped(layout, state)));
    const own = bindings.kept === "by address" ? bindings : undefined;
    this.#isOwn = own !== undefined && of.refresh < Infinity;
    this.#hasCopies = own?.checkpointed === true && entry?.group.standby !== undefined;
    const isTold = isElected || this.#nodes <= TOLD_MAX;
    this.#ages = this.#isOwn && this.#hasCopies && this.#places > 1 && isTold;
    const left = this.#vacant.map((places, state) => places - this.#moving[state]!);
    this.#copies =
      this.#ages && !isElected
        ? new Copies(entry!.group, { held: this.#held, spare: this.#spare, left }, of.stage)
        : undefined;
    // An owner that takes its address back knows nobody, where nothing was copied to it.
    this.#goesBack = this.#isOwn && own?.checkpointed === false && own.goesBack;
    const isMeant = Array.from({ length: this.#nodes - this.#places }, () => true);
    const who = this.#goesBack ? standIns(entry!.group, undefined, isMeant, true) : undefined;
    this.#guests = who?.shareOfRest ?? 1 / this.#nodes;
    this.#lacking = this.#isOwn ? of.lacking : 0;
    this.#pending = of.pending;
    this.#outdated = of.outdated;
    this.#outdatedBy = Math.round(of.refresh / of.stage);
    const isOwing = isElected && this.#isOwn && this.#hasCopies && of.outdated > 0;
    this.owed = isOwing ? new Owed(of.refresh, of.outdated * of.refresh, of.lastOnly) : undefined;
  }

  /** By the number of places that are served. */
  after(from: number, to: number, place: number, copies: number): Copied {
    return this.#after(from, to, place).flatMap(
      ([next, p]): Copied =>
        this.#copies?.after(from, to, place, next, copies).map(([now, of, q]) => [now, of, p * q] as const) ?? [
          [next, 0, p],
        ],
    );
  }

  /** Who has copies at first; how many ways there are. */
  get firstCopies(): number {
    return this.#copies?.first ?? 0;
  }
  get copiesCount(): number {
    return this.#copies?.count ?? (this.owed ? OWED : 1);
  }

  /** A refresh that comes after an outage. */
  refreshed(place: number, copies: number): Copied {
    return (place >= Place.STALE && place < Place.MOVING ? this.#copies?.refreshed(place, copies) : undefined) ?? [];
  }

  /** Copies as far as they matter there. */
  copiesIn(place: number, copies: number): number {
    return this.#copies?.normal(place, copies) ?? this.owed?.normal(place, copies) ?? 0;
  }

  #after(from: number, to: number, place: number): Split {
    if (this.#isOwn && this.#stopped[from]! + this.#stopped[to]! > 0) return this.#whileStopped(from, to, place);
    const before = this.#vacant[from]!;
    const now = this.#vacant[to]!;
    if (!isVacant(place)) {
      const lost = now > before ? (now - before) / (this.#places - before) : 0;
      return mixed(this.#kept(from, to, place), this.#lost(from, to, place), lost);
    }
    const moving = this.#moving[from]!;
    const ended = Math.max(0, moving - this.#moving[to]!);
    if (place < Place.COPIED) {
      const without: Split = place < Place.BARE ? this.#unattended(to) : [[Place.LOST, 1]];
      const next = now < before ? this.#taken(place) : without;
      return mixed([[place, 1]], next, ended / moving);
    }
    const filled = now < before && ended === 0 ? (before - now) / Math.max(before - now, before - moving) : 0;
    // A node that had kept its place is given up, and a standby begins to take it.
    const begun = now === before ? this.#moving[to]! - moving : 0;
    const left = begun > 0 ? begun / (before - moving) : 0;
    const stays = mixed(this.#waiting(from, to, place), [[place < Place.LOST ? Place.MOVING : Place.BARE, 1]], left);
    return mixed(stays, this.#taken(place), filled);
  }

  /** Where standbys are elected, by the place's own seat instead; all of them get all copies, owners read them when they return. */
  seated(from: number, to: number, place: number, [was, is, owed]: readonly [Seat, Seat, number]): Copied {
    const next = this.#seated(from, to, place, was, is);
    if (this.owed === undefined) return next.map(([at, p]) => [at, 0, p]);
    const isServedNow = isServed(is) && this.#stopped[to] === 0;
    const isLeft = isServed(was) && this.#stopped[from] === 0 && !isServedNow;
    const isTaken = isLeft && place < Place.MOVING && this.#hasHeirs(to, is);
    return this.owed.after(next, owed, isTaken, isServedNow && isOwned(is) && !isOwned(was));
  }

  #seated(from: number, to: number, place: number, was: Seat, is: Seat): Split {
    const wasServed = isServed(was) && this.#stopped[from] === 0;
    if (isServed(is) && this.#stopped[to] === 0) {
      if (!wasServed) return this.#takenBy(from, place, was, is);
      const isForgetful = this.#goesBack && isOwned(is) && !isOwned(was);
      return isForgetful ? [[Place.MISSING, 1]] : this.#asOwnersGo(from, to, place, was, is);
    }
    if (!this.#isOwn) return [[Place.COPIED, 1]];
    if (isVacant(place) && place >= Place.LOST) return [[place, 1]];
    const isMoving = is === Seat.MOVING && this.#stopped[to] === 0;
    const hasHeirs = this.#hasHeirs(to, is);
    if (place >= Place.COPIED && place < Place.LOST) {
      if (this.#hasHeirs(from, was)) return [[hasHeirs ? place : Place.LOST, 1]];
      if (!hasHeirs) return this.#asOwnersGo(from, to, place, was, is);
      return [[isMoving && this.#ages ? Place.MOVING + 1 + place - Place.COPIED : place, 1]];
    }
    if (isVacant(place) && isMoving) return this.#asOwnersGo(from, to, place, was, is);
    const isBare = place >= Place.BARE;
    if (isMoving) {
      if (!isBare) return [[Place.MOVING + ageOf(place), 1]];
      return [[this.#hasCopies ? Place.BARE + ((place - Place.MISSING) % RETURN) : Place.LOST, 1]];
    }
    if (hasHeirs && !isBare) return [[Place.COPIED, 1]];
    const isLeft = this.#ages && !isBare && ageOf(place) < NONE && this.#well[to]! > 0;
    return [[isLeft ? Place.COPIED + ageOf(place) - 1 : Place.LOST, 1]];
  }

  /** Whether its owner is well, or a standby. */
  #hasHeirs(state: number, seat: Seat): boolean {
    return isOwned(seat) || this.#spare[state]! > 0;
  }

  /** Whether the bindings of a vacant place run out meanwhile: not while an elected standby has still to notice. */
  expires(place: number, isMoving: boolean): boolean {
    const isThere = (place >= Place.COPIED && place < Place.LOST) || (place >= Place.HELD && place < Place.GONE);
    return this.#isOwn && isThere && !isMoving;
  }

  /** Whether copies that other nodes have grow old while the place is served. */
  ages(place: number): boolean {
    const isStale = place >= Place.STALE && place < Place.MOVING - 1;
    return this.#ages && (isStale || (place > Place.SERVED && place < Place.SERVED + NONE));
  }

  /** Served, all users back. */
  get whole(): number {
    return this.#ages ? Place.SERVED + NONE : Place.SERVED;
  }

  /** Owners of other addresses come and go: who returns has read what there is, and with one of them the freshest copies may go. */
  #asOwnersGo(from: number, to: number, place: number, was: Seat, is: Seat): Split {
    const isOfOwners = isOwned(is) === isOwned(was) && this.#spare[to] === this.#spare[from];
    if (!this.#ages || !isOfOwners || place >= Place.LOST || (place >= Place.BARE && place < Place.COPIED))
      return [[place, 1]];
    const base = place < Place.MOVING ? Place.SERVED : Place.MOVING;
    const gone = this.#well[from]! - this.#well[to]!;
    if (gone < 0) return [[place < Place.COPIED ? base + 1 : place, 1]];
    if (gone === 0 || place === base + NONE) return [[place, 1]];
    const owners = this.#well[from]! - this.#spare[from]! - Number(isOwned(was));
    return mixed(
      [[place, 1]],
      [[place < Place.COPIED ? base + NONE : Place.LOST, 1]],
      Math.min(1, gone / Math.max(1, owners)),
    );
  }

  /** Somebody steps in who shares all addresses, or the owner is back. */
  #takenBy(from: number, place: number, was: Seat, is: Seat): Split {
    if (place < Place.COPIED || place >= Place.LOST) return this.#taken(place);
    const age = !this.#ages ? 0 : this.#hasHeirs(from, was) ? NONE : 1 + place - Place.COPIED;
    return mixed([[Place.SERVED + age, 1]], [[Place.MISSING, 1]], isOwned(was) && isOwned(is) ? 0 : this.#lacking);
  }

  #hasCopiesIn(state: number): boolean {
    return this.#hasCopies && this.#well[state]! > 0;
  }

  /** A failure that was not covered has blocked the group: who is well keeps its place and what it knows, until people have recovered it. */
  #whileStopped(from: number, to: number, place: number): Split {
    const [before, now] = [this.#held[from]!, this.#held[to]!];
    const stops = this.#stopped[to] === 1;
    const isHeld = place >= Place.HELD && place < Place.MISSING;
    if (isHeld || !isVacant(place)) {
      const held = isHeld ? place : place < Place.MOVING ? Place.HELD : Place.GONE;
      const back: Split = held < Place.GONE ? [[Place.SERVED, 1]] : this.#taken(Place.LOST + held - Place.GONE);
      const left = held < Place.GONE && this.#hasCopiesIn(to) ? Place.COPIED + held - Place.HELD : Place.LOST;
      return mixed(stops ? [[held, 1]] : back, [[left, 1]], Math.max(0, before - now) / before);
    }
    const vacant =
      place === Place.EXPIRED
        ? Place.LOST
        : place >= Place.COPIED
          ? place
          : place < Place.BARE
            ? Place.COPIED
            : Place.LOST;
    const held = vacant < Place.LOST ? Place.HELD + vacant - Place.COPIED : Place.GONE + vacant - Place.LOST;
    const filled = now > before ? (now - before) / (this.#places - before) : 0;
    return mixed(this.#waiting(from, to, vacant), stops ? [[held, 1]] : this.#taken(vacant), filled);
  }

  /** It goes on being served. */
  #kept(from: number, to: number, place: number): Split {
    const back =
      this.#goesBack && this.#well[to]! > this.#well[from]! ? this.#guests / (this.#nodes - this.#well[from]!) : 0;
    if (back > 0) return mixed([[place, 1]], [[Place.MISSING, 1]], back);
    return [[place, 1]];
  }

  /** It becomes vacant. */
  #lost(from: number, to: number, place: number): Split {
    const moves = this.#moving[to]! > this.#moving[from]!;
    if (place >= Place.MISSING) return [[moves ? Place.BARE + ((place - Place.MISSING) % RETURN) : Place.LOST, 1]];
    return moves ? [[Place.MOVING, 1]] : this.#unattended(to);
  }

  /** Nobody is about to step in: what is left are copies of nodes that get them. */
  #unattended(to: number): Split {
    if (!this.#isOwn) return [[Place.COPIED, 1]];
    if (!this.#hasCopiesIn(to)) return [[Place.LOST, 1]];
    const late = this.#outdatedBy < EXPIRY ? Place.COPIED + this.#outdatedBy : Place.LOST;
    return mixed([[Place.COPIED, 1]], [[late, 1]], this.#outdated);
  }

  /** It stays vacant, and the last who has its copies dies, or not. */
  #waiting(from: number, to: number, place: number): Split {
    if (!this.#isOwn || place >= Place.LOST || this.#well[to]! >= this.#well[from]!) return [[place, 1]];
    return [[this.#hasCopiesIn(to) ? place : Place.LOST, 1]];
  }

  /** Somebody steps in. */
  #taken(place: number): Split {
    if (place === Place.LOST) return [[Place.MISSING, 1]];
    if (place === Place.EXPIRED) return [[Place.LATE, 1]];
    if (place === Place.LONG) return mixed([[Place.SOON, 1]], [[Place.PENDING, 1]], this.#pending);
    if (place >= Place.BARE && place < Place.COPIED) return [[place - Place.BARE + Place.MISSING, 1]];
    const age = place < Place.COPIED ? ageOf(place) : 0;
    return mixed([[Place.SERVED + age, 1]], [[Place.MISSING, 1]], this.#lacking);
  }
}
