/** Why the network did not deliver. */
export type LossReason = "linkLoss" | "unreachable" | "partition" | "flowMissing";

/** What is said to open or end a connection: a SYN and its answer, a refusal or reset, and a TLS handshake that is over. */
export type Segment = "SYN" | "SYN-ACK" | "RST" | "TLS handshake" | "resumed TLS handshake";

/** Between whom a connection is: from a client, a host that speaks by an address, to an address of the service; by a user, or −1. */
export interface ConnectionEnds {
  readonly address: number;
  readonly user: number;
  readonly client: number;
  readonly clientAddress: number;
}

/** Hears of each message when it is sent, and then of its fate. It touches nothing; where there is none, nothing is spent on it. */
export interface Tap {
  sent(from: number, message: number, envelope: number): void;
  /** It reached a host that is attached; whether the host can use it is another matter. */
  arrived(host: number, message: number, envelope: number): void;
  lost(message: number, envelope: number, reason: LossReason): void;
  /** A host tells its neighbours by gratuitous ARP that an address is its own. */
  announced(address: number, host: number): void;
  /** A segment of a connection goes from one host to another. */
  segment?(what: Segment, from: number, to: number, about: ConnectionEnds): void;
}
