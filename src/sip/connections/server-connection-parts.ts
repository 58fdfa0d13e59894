import type { Engine } from "../../kernel/engine.ts";
import type { Network } from "../../network/network.ts";
import type { Stream } from "../../random/stream.ts";
import type { ServerTransport } from "../../tiers/description.ts";
import type { Carrier } from "../carrier.ts";
import type { Processes } from "./processes.ts";

/** A way from a server to an address of the next tier, or back, on which all is said over one connection. */
export interface ServerWay {
  readonly from: number;
  readonly to: number;
  /** The address by which the sender speaks there, as the wire tells it. */
  readonly speaksAs: number;
  readonly transport: ServerTransport;
  /** Whether it leads back: responses go over the connection that the request has come by, as long as that lasts (RFC 3261 §18.2.2). */
  readonly isBack: boolean;
}

/** Between whom servers keep connections, and who hears of what becomes of messages. */
export interface ServerConnectionsParts {
  readonly engine: Engine;
  readonly network: Network;
  /** What takes messages on all other ways. */
  readonly others: Carrier;
  readonly ways: readonly ServerWay[];
  readonly processes: Processes;
  /** Where a host sends the responses to a request of a call; whether a message of one comes to a host from the callee himself. */
  readonly upstream: (host: number, call: number) => number;
  readonly isFromCallee: (host: number, kind: number) => boolean;
  readonly phases: Stream;
  /** A message meets nobody now; it is lost, or waits. */
  readonly lost: (message: number, waits: boolean) => void;
  /** A living process hears that it could not send a message (RFC 3261 §18.4). */
  readonly unsent: (host: number, message: number, envelope: number) => void;
}
