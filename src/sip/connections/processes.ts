import type { Network } from "../../network/network.ts";
import type { Connecting } from "../../tiers/description.ts";

/** The server processes that connections belong to, by host. */
export interface Processes {
  runs(host: number): boolean;
  /** Grows with each death, so that a connection knows its process. */
  life(host: number): number;
  /** The host whose process gets what comes over a connection to a host: itself, or a proxy behind it that balances; or NOBODY, or LOST. */
  behind(host: number, connection: number, isSyn: boolean): number;
  /** A client begins a connection anew. */
  begins(connection: number): void;
  /** What a process does with those who connect. */
  terms(host: number): Connecting;
  /** A message queues for a worker of the process, which runs. */
  accept(host: number, message: number, envelope: number): void;
}

/** The living host that has an address and that a user agent reaches there; −1: nobody answers. */
export function hostAt(network: Network, home: number, address: number): number {
  const host = network.addresses.believed[home]![address]!;
  return host >= 0 && network.reaches(home, host) && network.addresses.has(host, address) ? host : -1;
}
