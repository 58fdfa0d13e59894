import type { Steering } from "../../../network/steering.ts";
import { callIdHash } from "../../../sip/call-id-hash.ts";

/**
 * An address that several hosts announce to the routers around them. Each asker lives in the catchment of one of the hosts that
 * serve; when the routers have learnt that it is gone, its traffic goes to the next in a circle. All messages of a call, and all
 * of a registration, come from the same catchment.
 */
export class Anycast implements Steering {
  readonly #hosts: readonly number[];
  readonly #catchments: number;
  readonly #withdrawn: Uint8Array;

  /** @param catchments how many of the hosts, from the first, serve a neighbourhood of their own; the rest stand by */
  constructor(hosts: readonly number[], catchments: number) {
    this.#hosts = hosts;
    this.#catchments = catchments;
    this.#withdrawn = new Uint8Array(hosts.length);
  }

  /** Begins a replication: all routes are there. */
  reset(): void {
    this.#withdrawn.fill(0);
  }

  /** The routers no longer have a route to a host, or have one again. */
  route(host: number, exists: boolean): void {
    this.#withdrawn[this.#hosts.indexOf(host)] = exists ? 0 : 1;
  }

  hostFor(message: number): number {
    const first = callIdHash(message) % this.#catchments;
    for (let step = 0; step < this.#hosts.length; step++) {
      const i = (first + step) % this.#hosts.length;
      if (this.#withdrawn[i] === 0) return this.#hosts[i]!;
    }
    return -1;
  }
}
