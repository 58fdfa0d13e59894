import type { Place, Said } from "../place.ts";

/** What a corosync.conf says, in corosync's own words (corosync.conf(5), votequorum(5), corosync-qdevice(8)). Times in seconds. */
export interface CorosyncFacts {
  readonly clusterName: Said<string> | null;
  /** `knet`, `udp`, `udpu`. */
  readonly transport: Said<string>;
  /** `token`, before what is added for nodes beyond two. */
  readonly token: Said<number>;
  /** `token_coefficient`: added for each node above two, where there is a node list. */
  readonly tokenCoefficient: Said<number>;
  /** What is waited for a token before it is lost: `token`, and the coefficient for each node of the list above two. */
  readonly tokenTimeout: Said<number>;
  /** 1.2 × the token time-out unless it is written. */
  readonly consensus: Said<number>;
  readonly tokenRetransmits: Said<number>;
  readonly join: Said<number>;
  readonly merge: Said<number>;
  /** `link_mode` (`rrp_mode` before 3): `passive`, `active`, `rr`. */
  readonly linkMode: Said<string>;
  readonly failReceiveConst: Said<number>;
  readonly scheduledInRealTime: Said<boolean>;
  readonly links: readonly RingLink[];
  readonly nodes: readonly RingNode[];
  /** null: corosync knows no quorum (`provider` is missing). */
  readonly quorum: Quorum | null;
}

/** `interface`. */
export interface RingLink {
  readonly place: Place;
  readonly number: Said<number>;
  readonly network: Said<string> | null;
  readonly multicast: Said<string> | null;
  readonly port: Said<number>;
  /** `knet_pong_count`: pings that are answered before a link counts as up. */
  readonly pongCount: Said<number>;
  /** `knet_ping_interval`: half of the token time-out over the pong count unless it is written. */
  readonly pingInterval: Said<number>;
  /** `knet_ping_timeout`: the link is dead; the token time-out over the pong count unless it is written. */
  readonly pingTimeout: Said<number>;
}

/** `node` of the `nodelist`. */
export interface RingNode {
  readonly place: Place;
  readonly name: Said<string> | null;
  readonly id: Said<number> | null;
  /** `ring0_addr`, `ring1_addr`, … */
  readonly addresses: readonly Said<string>[];
  readonly votes: Said<number>;
}

export interface Quorum {
  readonly place: Place;
  readonly provider: Said<string>;
  /** null: counted from the node list. */
  readonly expectedVotes: Said<number> | null;
  readonly twoNode: Said<boolean>;
  /** Follows from `two_node` unless it is written. */
  readonly waitForAll: Said<boolean>;
  readonly lastManStanding: Said<boolean>;
  readonly lastManStandingWindow: Said<number>;
  readonly autoTieBreaker: Said<boolean>;
  readonly device: QuorumDevice | null;
}

/** `device`: a vote from outside. */
export interface QuorumDevice {
  readonly place: Place;
  readonly model: Said<string> | null;
  readonly votes: Said<number> | null;
  readonly timeout: Said<number>;
  readonly syncTimeout: Said<number>;
  readonly host: Said<string> | null;
  /** `ffsplit`, `lms`. */
  readonly algorithm: Said<string>;
  readonly tieBreaker: Said<string>;
  readonly heuristics: Said<string>;
}
