import type { BindingsNotation } from "../../bindings/description.ts";
import type { DetectorNotation } from "../../detectors/description.ts";
import type { WatchNotation } from "../../service/notation.ts";
import type { AddressNotation, TierNotation } from "../../tiers/notation.ts";

/**
 * Transactions as `t_relay` of Kamailio and OpenSIPS keeps them: fr_inv_timer is 120 s by default, and their core forwards responses that match
 * none by the next Via, unless the configuration drops them.
 */
export const tRelay: NonNullable<TierNotation["transactions"]> = { ringing: "120 s", strayResponses: "forward" };

/** Bindings that Kamailio's dmq_usrloc copies to all peers, one in each message; `kamailio-dmq` says what was measured of it. */
export const dmqUsrloc = (): BindingsNotation => ({
  memory: {
    checkpoint: { lag: "-0.1 ms" },
    copiedTo: "all proxies",
    transfer: { start: "180 ms", from: "all peers", each: "0.2 ms", received: "0.15 ms", contacts: 1 },
  },
});

/** One database server with a pool of ten connections, half a millisecond a query (MySQL on hardware of the time; assumed). */
export const oneDatabase = (): TierNotation => ({
  role: "database",
  active: ["database"],
  workers: 10,
  queue: "unlimited",
  service: { each: "0.5 ms" },
});

/** Two directors, of which one stands by. */
export const directorPair = { role: "director", active: ["director-1"], standby: ["director-2"] } as const;

/** Master and backup of a tier under VRRP version 2 with the defaults of RFC 3768. */
export const vrrpPair = (tier: string): WatchNotation => ({
  tier,
  by: tier,
  detector: { vrrp: { version: 2, advertisement: "1 s", priority: 100 } },
  takeover: { select: "0 s", claim: "1 ms", gratuitousArp: true },
});

/** Totem with the timers of OpenAIS in 2006–08: token 1000 ms, consensus 200 ms, the ring re-formed in about 50 ms. */
export const openAis = () => ({ totem: { token: "1 s", consensus: "200 ms", reform: "50 ms", hold: "5 ms" } });

/** Peers of a tier under OpenAIS, of whom a standby steps in. */
export const openAisGroup = (tier: string): WatchNotation => ({
  tier,
  by: tier,
  detector: openAis(),
  takeover: { select: "0 s", claim: "50 ms", gratuitousArp: true },
});

/** Linux-HA's heartbeat as its sample ha.cf has it: keepalive 2 s, deadtime 30 s. */
export const linuxHa = (): DetectorNotation => ({
  heartbeat: { interval: "2 s", misses: 15, judged: "at timeout", stagger: "random" },
});

/**
 * BFD (RFC 5880) with 300 ms and the usual detection multiplier of 3. Without it BGP waits for its hold timer, for which RFC 4271
 * suggests 90 s.
 */
export const bfd = (): DetectorNotation => ({
  heartbeat: { interval: "300 ms", misses: 3, judged: "at timeout", stagger: "random" },
});

/** Each node owns an address of its own with the same SRV weight; see `iprs` for why it is 100. */
export const addressEach = (
  tier: string,
  owners: readonly string[],
  stem: string,
  priority = 0,
): Record<string, AddressNotation> =>
  Object.fromEntries(owners.map((owner, i) => [`${stem}${i + 1}`, { tier, owner, priority, weight: 100 }]));
