import type { Engine } from "../kernel/engine.ts";
import type { Calls } from "./calls.ts";
import type { Carrier } from "./carrier.ts";
import type { Challenges } from "./challenges.ts";
import type { Dialogs } from "./dialogs.ts";
import type { Ways } from "./hops.ts";
import type { LocationService } from "./location-service.ts";
import type { OverloadControl } from "./overload-control.ts";
import type { Transactions } from "./transactions.ts";

/** What the metrics want to know of proxies. */
export interface ProxyObserver {
  /** A proxy forwarded an INVITE `delay` seconds after it had arrived there (the thesis's processing time). */
  inviteProcessed(delay: number): void;
  /** A message other than INVITE left the proxy `delay` seconds after it had arrived. */
  otherProcessed(delay: number): void;
  /** A node served a request that had been sent to `address`. */
  servedAt(address: number, host: number): void;
  /** A node has got an answer to a request of its own. */
  answered(host: number, message: number, envelope: number): void;
}

/** Where user agents are. */
export interface Endpoints {
  readonly callers: number;
  readonly callees: number;
}

/** What a proxy needs of the station that a worker belongs to. */
export interface WorkerOwner {
  inService(worker: number): { message: number; envelope: number; arrivedAt: number };
  release(worker: number): void;
}

/** Between whom a proxy stands, where it looks users up, and who hears of what it does. */
export interface ProxyRegistrarParts {
  readonly engine: Engine;
  readonly network: Carrier;
  readonly endpoints: Endpoints;
  readonly calls: Calls;
  readonly location: LocationService;
  readonly observer: ProxyObserver;
  /** Whether the proxy stays in the dialog by Record-Route, so that ACK and BYE need no lookup. */
  readonly recordRoute: boolean;
  /** What each proxy announces to clients, by host. */
  readonly overload: ReadonlyMap<number, OverloadControl>;
  /** By host: the transactions of a stateful proxy. */
  readonly transactions: readonly (Transactions | undefined)[];
  /** By host: what of requests a proxy challenges. */
  readonly challenges: readonly (Challenges | undefined)[];
  /** By host: the dialogs of a back-to-back user agent. */
  readonly dialogs: readonly (Dialogs | undefined)[];
  /** Where its messages go. */
  readonly ways: Ways;
  /** Whether users have several contacts, to which calls are forked. */
  readonly forks: boolean;
  /** Whether a host has a request for a callee to whom no connection leads, and says so; null: no user has connections. */
  readonly isRefused: ((host: number, message: number, address: number) => boolean) | null;
}
