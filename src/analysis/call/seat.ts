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
  /** Whether the failover of its address has failed, until people have done it; the failover of a standby, until its owner is back. */
  readonly blocked: Blocked;
}

/** Whose death has blocked an address. */
export const Blocked = { NO: 0, BY_OWNER: 1, BY_STANDBY: 2 } as const;
export type Blocked = (typeof Blocked)[keyof typeof Blocked];

/** Of the group of a seat: nodes that are well, those of them that serve, and places blocked. */
export interface SeatCounts {
  readonly well: number;
  readonly serving: number;
  readonly blocked: number;
}

type Seats = [Seat, number][];

export const isServed = ({ own, standbys, moving, blocked }: Seat): boolean =>
  blocked === Blocked.NO && (own || (standbys > 0 && !moving));

/**
 * What becomes of a seat when its group goes on. Nodes are interchangeable: who dies is one of those that serve, or of those that do
 * not; who returns, any of those that are dead. Where a place becomes blocked, it is that of whoever died; where one is freed, any of
 * those blocked.
 */
export function seatsAfter({ group }: GroupLayout, before: SeatCounts, after: SeatCounts, seat: Seat): Seats {
  const nodes = group.nodes.length;
  let all: Seats = [[seat, 1]];
  if (after.well === before.well - 1) all = died(group.active, before, after, seat);
  // Several at once are all that are well: a common cause, or a failure that takes the group along.
  else if (after.well < before.well) all = [[{ ...seat, own: false, standbys: 0, moving: false }, 1]];
  for (let well = before.well; well < after.well; well++)
    all = all.flatMap(([now, p]) =>
      returned(now, nodes - well, nodes - group.active).map(([next, q]): [Seat, number] => [next, p * q]),
    );
  const freed = Math.max(0, before.blocked - after.blocked) / Math.max(1, before.blocked);
  if (freed > 0)
    all = all.flatMap(
      ([now, p]): Seats =>
        now.blocked === Blocked.NO
          ? [[now, p]]
          : [
              [{ ...now, blocked: Blocked.NO, moving: false }, p * freed],
              [now, p * (1 - freed)],
            ],
    );
  return all.filter(([, p]) => p > 0);
}

/** One node dies: of those that serve, if there is one less of them. */
function died(places: number, before: SeatCounts, after: SeatCounts, seat: Seat): Seats {
  const { own, standbys, blocked } = seat;
  const { well, serving } = before;
  const isServing = after.serving < serving;
  const claims = isServing ? serving : well - serving;
  // Owners that live, and those of them that serve nobody because their address is blocked.
  const owners = well - standbys;
  const isOwnIdle = own && blocked === Blocked.BY_OWNER;
  const others = {
    dead: places - 1 - (owners - Number(own)),
    blocked: before.blocked - Number(blocked !== Blocked.NO),
  };
  const active = owners - Number(isOwnIdle) - Math.max(0, others.blocked - others.dead);
  const busy = Math.min(standbys, Math.max(0, serving - active));
  /** Of so many nodes of which so many serve, the expected number of those among whom one dies. */
  const among = (count: number, serve: number): number => (isServing ? serve : count - serve);
  const owner = own ? among(1, isOwnIdle ? 0 : Math.min(1, serving / Math.max(1, active))) : 0;
  // While the owner is dead one of the standbys serves, or is about to.
  const hasMaster = !own && standbys > 0;
  const master = hasMaster ? among(1, Math.min(1, busy)) : 0;
  const other = among(standbys, busy) - master;
  const left = standbys - 1;
  const blocks = (by: Blocked): Blocked => (blocked === Blocked.NO && after.blocked > before.blocked ? by : blocked);
  const shares: Seats = [
    [{ own: false, standbys, moving: standbys > 0, blocked: blocks(Blocked.BY_OWNER) }, owner / claims],
    [{ own, standbys: left, moving: left > 0, blocked: blocks(Blocked.BY_STANDBY) }, master / claims],
    [{ ...seat, standbys: left, moving: seat.moving && left > 0 }, other / claims],
  ];
  return [...shares, [seat, Math.max(0, 1 - (owner + master + other) / claims)]];
}

function returned(seat: Seat, dead: number, standbysAll: number): Seats {
  const { own, standbys, moving, blocked } = seat;
  const owner = own ? 0 : 1 / dead;
  const standby = (standbysAll - standbys) / dead;
  const still = blocked === Blocked.BY_STANDBY ? Blocked.NO : blocked;
  return [
    [{ own: true, standbys, moving: false, blocked: still }, owner],
    [{ own, standbys: standbys + 1, moving: own ? false : moving || standbys === 0, blocked }, standby],
    [seat, Math.max(0, 1 - owner - standby)],
  ];
}
