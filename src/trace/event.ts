import type { FencingStage } from "../ha/fencing.ts";
import type { Impairment } from "../network/links.ts";
import type { ConnectionEnds, Segment } from "../network/tap.ts";
import type { Cause } from "../sip/calls.ts";
import type { FlowMessage } from "../sip/sipp/flow.ts";
import type { Concern } from "../sip/wire-form.ts";

/** One message on one hop. Hosts and addresses are numbers of the participants. */
export interface Packet {
  /** The packets of a run are numbered from 1 in the order in which they were sent. */
  readonly number: number;
  readonly sentAt: number;
  readonly from: number;
  /** The address it was sent to, and the host that neighbours then believed to have it; −1: nobody. */
  readonly to: number;
  readonly towards: number;
  /** Addresses in its IP header. A proxy speaks for the address that it was spoken to at; a director changes neither. */
  readonly source: number;
  readonly destination: number;
  /** One of `Kind` for SIP; 16 to 23 for what is not. */
  readonly kind: number;
  readonly message: number;
  readonly envelope: number;
  /** What a message of a SIPp scenario says that has no kind of its own; null for any other. */
  readonly said: FlowMessage | null;
  readonly concern: Concern;
  /** The callee of a call, the user of a registration, by number; −1 for nobody. */
  readonly user: number;
  /** Which of the callee's contacts it is for or from, by number from 1; 0: it names none. */
  readonly contact: number;
  /**
   * Users over whose connections it goes: on this hop, and those of the client and the server of its transaction; −1: it is a datagram there.
   * Null where all of it is UDP.
   */
  readonly connections: { readonly hop: number; readonly client: number; readonly server: number } | null;
  /** Over a connection between two servers: whether the end that has opened it sends it, or the other; null: it is none of theirs. */
  readonly between: "client" | "server" | null;
  /** Which transmission of the same message over the same hop this is; 1 for the first. */
  readonly copy: number;
  /** Number of the request within its Call-ID; 0 for what is not SIP. */
  readonly cseq: number;
  /** Whether the sender's cable was plugged in: what was sent into a cut cable was never on the wire. */
  readonly onWire: boolean;
}

/** What a fault has left of a node. A node that is cut off lives on; nobody hears of it. */
export type NodeState = "up" | "hangs" | "process dead" | "host dead" | "cut off";

/** How far a takeover has come. */
export type TakeoverStage = "detected" | "selected" | "claimed" | "announced" | "restored";

/** What a detector has concluded. */
export type Judgement =
  | { readonly kind: "verdict" | "recovery"; readonly by: number; readonly of: number }
  /** A VRRP router advertises another priority from now on: its check has changed its mind about the process. */
  | { readonly kind: "priority"; readonly by: number; readonly priority: number }
  /** A member of a cluster has got quorum, or lost it. */
  | { readonly kind: "quorum"; readonly by: number; readonly has: boolean }
  /** One has another switched off; people do, where that has failed. */
  | { readonly kind: "fencing"; readonly by: number; readonly of: number; readonly stage: FencingStage };

/** Something that happened in a run. Times are seconds. */
export type TraceEvent = { readonly time: number } & (
  | { readonly kind: "sent"; readonly packet: Packet }
  | { readonly kind: "arrived"; readonly packet: Packet; readonly at: number }
  /** Lost by the network (`at` is −1), or by the host that had received it. */
  | { readonly kind: "lost"; readonly packet: Packet; readonly at: number; readonly cause: Cause }
  | {
      readonly kind: "call";
      readonly call: number;
      readonly begunAt: number;
      readonly state: "successful" | "failed";
      /** "none" for a successful call. */
      readonly cause: Cause;
    }
  | { readonly kind: "node"; readonly node: number; readonly state: NodeState }
  /** Links between hosts break or are mended; so many things are wrong with them from now on, the last of them this. */
  | { readonly kind: "links"; readonly broken: number; readonly how: Impairment["kind"] | null }
  /** A watcher has waited in vain for the first time; of whom, or −1 for a token that may have been lost anywhere. */
  | { readonly kind: "suspicion"; readonly by: number; readonly of: number }
  | Judgement
  | {
      readonly kind: "takeover";
      readonly stage: TakeoverStage;
      /** The standby that steps in for `of`, or the director that no longer dispatches to it. */
      readonly by: number;
      readonly of: number;
      /** Since the fault [s]; null if there was none. */
      readonly after: number | null;
    }
  /** A process that has started again gets its first bindings from a peer, or has got all that there are: so many that it had not known. */
  | {
      readonly kind: "transfer";
      readonly stage: "begun" | "ended";
      readonly by: number;
      /** The peer that sends; −1: nobody did. */
      readonly of: number;
      readonly bindings: number;
    }
  /** A gratuitous ARP: `by` tells its neighbours that it has an address. */
  | { readonly kind: "arp"; readonly by: number; readonly address: number }
  /** A segment that opens or ends a connection, of a user (−1: of a server) to an address of the service, or the end of a TLS handshake. */
  | ({
      readonly kind: "connection";
      readonly what: Segment;
      readonly from: number;
      readonly to: number;
    } & ConnectionEnds)
  /** Neighbours send an address's traffic to another host from now on; −1 for nobody. */
  | { readonly kind: "address"; readonly address: number; readonly owner: number; readonly before: number }
);
