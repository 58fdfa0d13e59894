import type { Caller } from "./caller.ts";
import { returns, returnsAfterExpiry, sentFor } from "./entrance.ts";
import { ATTEMPTS_MAX, OwnRefresh, STAGES } from "./own-refresh.ts";
import { RETURN, type Split, untilExpiry } from "./place.ts";
import type { Asked, Registrants } from "./registrants.ts";
import type { CallRoute } from "./route.ts";
import type { Tag } from "./tag.ts";

/** One more than the stages in which they run out, which are as long as outages have it. */
const OUTLASTED = 6;
const TRIED = STAGES * ATTEMPTS_MAX;
/**
 * How things stand with the bindings that all nodes share: there, running out, or the user's own refreshes failing; gone, gone while users
 * have been sending in vain for a while, the callee not just now, or just now; on their way back when users' turn comes, or sooner, or with
 * the callee's next copy, or when the user's own turn comes; run out, their users having just had their turn, and on their way back after that.
 */
export const Shared = {
  ...{
    THERE: 0,
    EXPIRING: 1,
    TRIED: OUTLASTED,
    LOST: OUTLASTED + TRIED,
    LONG: OUTLASTED + TRIED + 1,
    SENDING: OUTLASTED + TRIED + 2,
  },
  ...{
    MISSING: OUTLASTED + TRIED + 3,
    SOON: OUTLASTED + TRIED + 3 + RETURN,
    PENDING: OUTLASTED + TRIED + 3 + 2 * RETURN,
  },
  LAPSED: OUTLASTED + TRIED + 4 + 2 * RETURN,
  ...{ EXPIRED: OUTLASTED + TRIED + 4 + 2 * RETURN + STAGES, AFTER: OUTLASTED + TRIED + 5 + 2 * RETURN + STAGES },
} as const;
/** Numbers of the shared bindings. */
export const SHARES = Shared.AFTER + RETURN;

type Steps = Generator<readonly [next: number, rate: number]>;

/** The same by stages of a chain: what becomes of bindings that all nodes share. */
export class CommonBindings {
  readonly #caller: Caller;
  readonly #registrants: Registrants;
  readonly #own: OwnRefresh | undefined;
  readonly #returns: ReturnType<typeof returns>;
  /** Users whose bindings have run out, and those of them who send once, or are refused: they have given up at once. */
  readonly #expired: ReturnType<typeof returnsAfterExpiry>;
  readonly #refused: ReturnType<typeof returnsAfterExpiry>;
  /** Rate of the stages in which a binding runs out [1/s]. */
  readonly #expiring: number;

  constructor(routes: readonly CallRoute[], route: CallRoute, caller: Caller, registrants: Registrants) {
    const { expires, refresh } = caller.registration;
    const { registrar, entry, pool } = route;
    const sending = sentFor(routes, caller);
    const outage = (registrar ?? entry ?? pool?.layouts[0])?.group.repair.mean ?? Infinity;
    const last = refresh * Math.floor(expires / refresh);
    const numbers = { there: Shared.THERE, tried: Shared.TRIED, lapsed: Shared.LAPSED };
    this.#caller = caller;
    this.#registrants = registrants;
    this.#own = registrants.isOwn ? new OwnRefresh(numbers, refresh, expires, sending) : undefined;
    this.#returns = returns(caller, sending);
    this.#expired = returnsAfterExpiry(caller, sending, outage);
    this.#refused = returnsAfterExpiry(caller, 0, outage);
    this.#expiring = (OUTLASTED - 1) / untilExpiry(last - refresh, last, outage, OUTLASTED - 1);
  }

  /** What becomes of them at once. */
  settled(tag: Tag): number {
    const { shared } = tag;
    const keeps = this.#registrants.keeping[tag.state] === 1;
    if (this.#own !== undefined) return keeps ? shared : this.#own.forgotten(shared);
    const chance = this.#registrants.reached(tag);
    const isLong = shared === Shared.LONG || shared === Shared.SENDING;
    const goesOn = isLong && (!this.#registrants.isHeard(tag) || chance === 1);
    if (shared === Shared.EXPIRED) return chance === 1 ? Shared.AFTER : shared;
    if (!keeps) return goesOn ? shared : Shared.LOST;
    if (shared === Shared.THERE) return chance === 0 ? Shared.EXPIRING : shared;
    if (isLong && !goesOn) return Shared.LOST;
    if (chance < 1) return shared;
    if (shared === Shared.LOST) return Shared.MISSING;
    return isLong ? (shared === Shared.LONG ? Shared.SOON : Shared.PENDING) : shared;
  }

  /** When the service goes from one state to another. */
  after(tag: Tag, to: Asked): Split {
    const { shared } = tag;
    return this.#own?.after(this.#registrants.answered(tag), this.#registrants.answered(to), shared) ?? [[shared, 1]];
  }

  /** What happens by itself: @returns each next number with its rate [1/s] */
  *steps(tag: Tag): Steps {
    if (this.#own !== undefined) yield* this.#own.steps(this.#registrants.answered(tag), tag.shared);
    else yield* this.#stepsOfAll(tag);
  }

  *#stepsOfAll(tag: Tag): Steps {
    const { shared } = tag;
    const { refresh, repeated } = this.#caller.registration;
    const { pending, waiting, comingBack } = this.#returns;
    const chance = this.#registrants.reached(tag);
    const isHeard = this.#registrants.isHeard(tag);
    if (shared >= Shared.EXPIRING && shared < Shared.TRIED) {
      // Until their own refresh comes users are no better for an entrance that is open again, perhaps not for long: time goes on.
      const rate = this.#expiring;
      if (shared + 1 < Shared.TRIED) yield [shared + 1, rate];
      if (chance === 1) yield [Shared.THERE, 2 / refresh];
      else if (shared + 1 === Shared.TRIED) {
        if (isHeard) yield [Shared.EXPIRED, rate];
        else yield* wait(rate, this.#expired.pending, repeated > 0 ? Shared.LONG : Shared.EXPIRED);
      }
    }
    if (shared >= Shared.AFTER && chance === 1)
      yield [shared === SHARES - 1 ? Shared.THERE : shared + 1, RETURN / this.#refused.later];
    else if (shared >= Shared.MISSING && chance === 1) {
      const isBack = shared === Shared.SOON - 1 || shared >= Shared.PENDING - 1;
      yield [isBack ? Shared.THERE : shared + 1, comingBack(shared, Shared)];
    }
    if (shared === Shared.LOST && chance === 0 && !isHeard && waiting > 0) yield* wait(waiting, pending, Shared.LONG);
  }
}

/** By now a user is still sending, or has given up until its next turn. */
function* wait(rate: number, stillSending: number, givenUp: number): Steps {
  if (stillSending > 0) yield [Shared.SENDING, stillSending * rate];
  if (stillSending < 1) yield [givenUp, (1 - stillSending) * rate];
}
