import type { Copied } from "./copies.ts";
import { Place, RETURN, type Split } from "./place.ts";

/** In how many ways something may be owed, or nothing. */
export const OWED = 4;

/**
 * What late copies owe of the callee's refreshes, where standbys are elected and get all copies: a first refresh that has still to be
 * copied, or a turn without which the binding runs out, because the one before was lost by a takeover.
 */
export class Owed {
  /** Of the refresh with which the callee came back there is no copy yet. */
  static readonly COPY = 1;
  /** Whoever serves lacks the last refresh: the one before runs out when the next is due. */
  static readonly TURN = 2;
  /** The same, not due within the takeover that caused it. */
  static readonly LATER = 3;

  readonly #lag: number;
  readonly #share: number;
  readonly #turn: number;
  readonly #missed: number;
  /** Share of those whose first refresh was not copied that wait one stage longer than others for their turn: R − L / 2 on average. */
  readonly #longer: number;

  /**
   * @param refresh from one to the next [s]
   * @param lag how late copies are [s]: a callee has refreshed within it with probability lag / refresh
   * @param lastOnly of a refresh, for how much a binding is gone between two of which the first is not kept
   */
  constructor(refresh: number, lag: number, lastOnly: number) {
    this.#lag = lag;
    this.#share = (lastOnly * lag) / refresh;
    this.#turn = 1 / (refresh - lag / 2);
    this.#missed = lastOnly / refresh;
    this.#longer = Math.max(0, Math.min(1, ((1 - lag / refresh / 2) * 2 - 1) * RETURN - 1));
  }

  /** What is owed at a place, or 0 where it makes no difference. */
  normal(place: number, owed: number): number {
    if (place === Place.EXPIRED || place === Place.LATE) return owed === Owed.COPY ? owed : 0;
    return place < Place.BARE || (place >= Place.COPIED && place < Place.LOST) ? owed : 0;
  }

  /**
   * What is owed after a death, whether or not it has changed the place.
   *
   * @param isTaken whether its server has died, and those have its copies who will step in
   * @param isGivenBack whether a standby that served has given it back to its owner: it knows what it would have copied
   */
  after(next: Split, owed: number, isTaken: boolean, isGivenBack: boolean): Copied {
    if (isTaken && owed === Owed.COPY)
      return [
        [Place.EXPIRED, 0, 1 - this.#longer],
        [Place.EXPIRED, Owed.COPY, this.#longer],
      ];
    if (isGivenBack && owed === Owed.COPY) return next.map(([at, p]) => [at, 0, p]);
    const lacks = isTaken && owed === 0 ? this.#share : 0;
    return next.flatMap(
      ([at, p]): Copied => [
        [at, this.normal(at, owed === Owed.LATER && at < Place.MOVING ? Owed.TURN : owed), p * (1 - lacks)],
        [at, this.normal(at, Owed.LATER), p * lacks],
      ],
    );
  }

  /** What becomes of it without a death, with rates [1/s]. */
  steps(place: number, owed: number): Copied {
    const isMoving = place >= Place.MOVING && place < Place.BARE;
    if (place === Place.EXPIRED || place === Place.LATE) return [];
    if (owed === Owed.COPY) return [[place, 0, 1 / this.#lag]];
    if (owed === Owed.TURN)
      return [place < Place.MOVING ? [place, Owed.COPY, this.#turn] : [Place.EXPIRED, 0, this.#turn]];
    return owed === 0 && isMoving && this.#missed > 0 ? [[place, Owed.LATER, this.#missed]] : [];
  }
}
