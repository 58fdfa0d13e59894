import type { Distribution } from "../../distributions/description.ts";

/** How user agents reach their proxy (RFC 3261 §18, RFC 7118); WebSocket over TLS costs what TLS costs. */
export const TRANSPORTS = ["udp", "tcp", "tls", "ws"] as const;
/** One of them. */
export type Transport = (typeof TRANSPORTS)[number];

/** How user agents keep in touch with their servers; times in seconds. */
export interface UserTransport {
  /** Shares of users, in the order of `TRANSPORTS`; they sum to 1. */
  readonly shares: readonly number[];
  readonly connection: {
    /** From the loss of a connection to the first attempt at another; null: as after a failed registration (RFC 5626 §4.5). */
    readonly reconnect: Distribution | null;
    /** How long an attempt may take before it has failed. */
    readonly timeout: number;
    /** Pings, and how long an answer is waited for (RFC 5626 §4.4.1); null: none. */
    readonly keepAlive: { readonly interval: number; readonly timeout: number } | null;
    /** So often a segment is sent again before its connection is given up (tcp_retries2). */
    readonly retransmissions: number;
  };
  /** NATs before users of UDP; null: there are none. */
  readonly nat: {
    /** Share of the users of UDP that are behind one. */
    readonly share: number;
    /** How long it lets in what comes from a server after the user has last sent something there. */
    readonly binding: number;
    readonly keepAlive: { readonly by: "client" | "server"; readonly interval: number } | null;
  } | null;
}

const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** Which transport each user has: shares are kept to within a few users, and whoever registers one after the other is mixed. */
export function transportOf(user: number, shares: readonly number[]): Transport {
  let rest = (GOLDEN * (user + 0.5)) % 1;
  for (const [i, share] of shares.entries()) {
    if (rest < share) return TRANSPORTS[i]!;
    rest -= share;
  }
  return TRANSPORTS[shares.findLastIndex((share) => share > 0)]!;
}

/** Whether a user of UDP is behind a NAT. */
export const isBehindNat = (user: number, share: number): boolean => (Math.SQRT2 * (user + 0.5)) % 1 < share;
