/** The base values of RFC 3261 §17.1.1.1, table 4 [s]. */
export interface BaseTimers {
  /** Estimate of the round-trip time. */
  readonly t1: number;
  /** Longest interval between retransmissions of non-INVITE requests and of INVITE responses. */
  readonly t2: number;
  /** How long a message may remain in the network. */
  readonly t4: number;
}

/** RFC 3261's defaults. */
export const RFC3261: BaseTimers = { t1: 0.5, t2: 4, t4: 5 };

/** Timer A: wait before the n-th retransmission of INVITE over UDP, n ≥ 1; doubles without bound (§17.1.1.2). */
export const timerA = ({ t1 }: BaseTimers, n: number): number => t1 * 2 ** (n - 1);

/** Timers B, F and H: the transaction gives up after 64·T1 (§17.1.1.2, §17.1.2.2, §17.2.1). */
export const transactionTimeout = ({ t1 }: BaseTimers): number => 64 * t1;

/** Timer E: wait before the n-th retransmission of a non-INVITE request, n ≥ 1; doubles up to T2 (§17.1.2.2). */
export const timerE = ({ t1, t2 }: BaseTimers, n: number): number => Math.min(t1 * 2 ** (n - 1), t2);

/** Timer G, and the interval of a 2xx that waits for its ACK: doubles up to T2 (§17.2.1, §13.3.1.4). */
export const timerG = timerE;

/**
 * Instants at which a message goes out [s after the first], the first included, until its transaction gives up.
 * For INVITE over UDP: 0, 0.5, 1.5, 3.5, 7.5, 15.5, 31.5.
 */
export function sendingInstants(timers: BaseTimers, interval: (timers: BaseTimers, n: number) => number): number[] {
  const instants = [0];
  for (let n = 1, at = interval(timers, 1); at < transactionTimeout(timers); n++, at += interval(timers, n))
    instants.push(at);
  return instants;
}
