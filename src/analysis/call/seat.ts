import {
  blockedPlaces,
  type ElectionLayout,
  type GroupLayout,
  inFailover,
  type StateVector,
  vacant,
} from "../generator/layout.ts";

/** What has become of an address for which all standbys stand by, as under VRRP (RFC 3768). */
export const Seat = {
  /** Its owner serves; its owner is back, but serves nobody until people have come. */
  OWNED: 0,
  IDLE: 1,
  /** The elected standby serves, or has still to notice that nobody does. */
  HELD: 2,
  MOVING: 3,
  /** The failover from its owner has failed, or that from a standby, until its owner is back or people have come. */
  BLOCKED: 4,
  LEFT: 5,
  VACANT: 6,
} as const;
export type Seat = (typeof Seat)[keyof typeof Seat];

export const isOwned = (seat: Seat): boolean => seat <= Seat.IDLE;
export const isServed = (seat: Seat): boolean => seat === Seat.OWNED || seat === Seat.HELD;

/** What an address may become in one step. */
const BECOMES: Readonly<Record<Seat, readonly Seat[]>> = {
  [Seat.IDLE]: [Seat.OWNED, Seat.BLOCKED],
  [Seat.OWNED]: [Seat.BLOCKED, Seat.MOVING, Seat.HELD, Seat.LEFT, Seat.VACANT],
  [Seat.HELD]: [Seat.OWNED, Seat.LEFT, Seat.MOVING, Seat.VACANT],
  [Seat.MOVING]: [Seat.OWNED, Seat.HELD, Seat.LEFT, Seat.VACANT],
  [Seat.BLOCKED]: [Seat.IDLE, Seat.HELD, Seat.LEFT, Seat.VACANT],
  [Seat.LEFT]: [Seat.OWNED, Seat.HELD, Seat.VACANT],
  [Seat.VACANT]: [Seat.OWNED, Seat.MOVING, Seat.HELD, Seat.LEFT],
};

/** By `Seat`, how many addresses of a group are so. */
export function seatsIn(layout: GroupLayout & { readonly election: ElectionLayout }, state: StateVector): number[] {
  const { serving, election } = layout;
  const [idle, left] = [state[election.idle]!, state[election.left]!];
  const blocked = blockedPlaces(layout, state);
  const moving = inFailover(layout, state);
  // In the order of `Seat`.
  return [
    ...[state[serving]!, idle, state[election.held]!, moving, Math.max(0, blocked - idle - left), left],
    vacant(layout, state),
  ];
}

/** What becomes of an address when its group goes on, from the numbers of addresses by `Seat`: any of those alike is as likely to be concerned. */
export function seatAfter(
  before: readonly number[],
  after: readonly number[],
  seat: Seat,
): readonly (readonly [Seat, number])[] {
  const more = after.map((count, i) => count - before[i]!);
  const own: [Seat, number][] = [];
  // Idle owners first: what they leave can become the least.
  for (const from of [Seat.IDLE, Seat.OWNED, Seat.HELD, Seat.MOVING, Seat.BLOCKED, Seat.LEFT, Seat.VACANT])
    for (const to of BECOMES[from]) {
      const moved = Math.min(-more[from]!, more[to]!);
      if (moved <= 0) continue;
      more[from]! += moved;
      more[to]! -= moved;
      if (from === seat) own.push([to, moved / before[seat]!]);
    }
  const stays = 1 - own.reduce((sum, [, p]) => sum + p, 0);
  return stays > 1e-12 ? [[seat, stays], ...own] : own;
}
