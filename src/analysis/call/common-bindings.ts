import { ATTEMPTS_MAX, STAGES } from "./own-refresh.ts";
import { RETURN } from "./place.ts";

/** One more than the stages in which they run out, which are as long as outages have it. */
export const OUTLASTED = 6;
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
