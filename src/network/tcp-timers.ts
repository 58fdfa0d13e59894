/** First retransmission time-out on a LAN, the least that Linux allows (TCP_RTO_MIN), and the longest (TCP_RTO_MAX) [s]. */
const FIRST = 0.2;
const LONGEST = 120;
/** The same for a SYN, whose round trip nobody knows yet (RFC 6298 §2.1) [s]. */
const FIRST_OF_SYN = 1;

/** From the second of two segments without an acknowledgement to a probe: two round trips of a LAN and two ticks of Linux (RFC 8985 §7.2) [s]. */
export const PROBE_TIMEOUT = 0.01;

/** So often a segment is sent again before its connection is given up (net.ipv4.tcp_retries2 of Linux). */
export const RETRANSMISSIONS = 15;

/** From the n-th retransmission of a segment to the next, n = 0 for its first sending [s]: doubles (RFC 6298 §5.5). */
export const retransmissionTimeout = (n: number): number => Math.min(LONGEST, FIRST * 2 ** n);

/** The same for a SYN. */
export const synTimeout = (n: number): number => Math.min(LONGEST, FIRST_OF_SYN * 2 ** n);

/** How long a connection is believed in whose segments nobody acknowledges [s]: the sum of its time-outs, 924.6 s for 15. */
export function silenceUntilGivenUp(retransmissions = RETRANSMISSIONS): number {
  let silence = 0;
  for (let n = 0; n <= retransmissions; n++) silence += retransmissionTimeout(n);
  return silence;
}
