import type { GroupLayout } from "../generator/layout.ts";

/**
 * Who can serve an address for which all standbys stand by, as under VRRP (RFC 3768): its owner while that lives, else the standby
 * of the highest priority, however many addresses that has already; for a while nobody, after each death of whoever served.
 */
export interface Seat {
  readonly own: boolean;
  /** Living standbys. */
  readonly standbys: number;
  /** Whether the next master has still to notice that there is none. */
  readonly moving: boolean;
  /** Whether the failover of its address has failed, until people have done it. */
  readonly blocked: boolean;
}

export const isServed = ({ own, standbys, moving, blocked }: Seat): boolean =>
  !blocked && (own || (standbys > 0 && !moving));

/**
 * What becomes of a seat when so many nodes of its group are well afterwards. Nodes are interchangeable: whoever dies is the owner
 * or a standby with the probability of one among those that live, and whoever returns, among those that do not. Where a place becomes
 * blocked, it is that of whoever died; where one is freed, any of those blocked.
 *
 * @param blocked places blocked before and afterwards
 */
export function seatsAfter(
  { group }: GroupLayout,
  before: number,
  after: number,
  seat: Seat,
  blocked: readonly [before: number, after: number],
): [Seat, number][] {
  const standbysAll = group.nodes.length - group.active;
  let all: [Seat, number][] = [[seat, 1]];
  for (let well = before; well > after; well -= 1)
    all = all.flatMap(([now, p]) =>
      died(now, well, blocked[1] > blocked[0]).map(([next, q]): [Seat, number] => [next, p * q]),
    );
  for (let well = before; well < after; well += 1) {
    const dead = group.nodes.length - well;
    all = all.flatMap(([now, p]) => returned(now, dead, standbysAll).map(([next, q]): [Seat, number] => [next, p * q]));
  }
  const freed = blocked[1] < blocked[0] ? (blocked[0] - blocked[1]) / blocked[0] : 0;
  if (freed > 0)
    all = all.flatMap(([now, p]): [Seat, number][] =>
      now.blocked
        ? [
            [{ ...now, blocked: false, moving: false }, p * freed],
            [now, p * (1 - freed)],
          ]
        : [[now, p]],
    );
  return all.filter(([, p]) => p > 0);
}

function died(seat: Seat, well: number, blocks: boolean): [Seat, number][] {
  const { own, standbys, moving, blocked } = seat;
  const owner = own ? 1 / well : 0;
  const standby = standbys / well;
  const left = standbys - 1;
  // While the owner is dead one of the standbys serves, or is about to.
  const master = own || standbys === 0 ? 0 : 1 / standbys;
  return [
    [{ own: false, standbys, moving: standbys > 0, blocked: blocked || blocks }, owner],
    [{ own, standbys: left, moving: left > 0 && !own, blocked: blocked || blocks }, standby * master],
    [{ own, standbys: left, moving: moving && left > 0, blocked }, standby * (1 - master)],
    [seat, Math.max(0, 1 - owner - standby)],
  ];
}

function returned(seat: Seat, dead: number, standbysAll: number): [Seat, number][] {
  const { own, standbys, moving, blocked } = seat;
  const owner = own ? 0 : 1 / dead;
  const standby = (standbysAll - standbys) / dead;
  return [
    [{ own: true, standbys, moving: false, blocked }, owner],
    [{ own, standbys: standbys + 1, moving: own ? false : moving || standbys === 0, blocked }, standby],
    [seat, Math.max(0, 1 - owner - standby)],
  ];
}
