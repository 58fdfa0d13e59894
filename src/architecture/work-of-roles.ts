import type { RunningBindings } from "../bindings/mechanism.ts";
import { kindOf } from "../network/message.ts";
import type { Served } from "../network/station-parts.ts";
import { isHandshake } from "../sip/connections/handshakes.ts";
import type { Director } from "../sip/director.ts";
import type { ProxyRegistrar } from "../sip/proxy-registrar.ts";
import type { Tier } from "../tiers/description.ts";

/** Who does the work of servers; known once the world stands. */
export interface Workers {
  readonly proxy: () => ProxyRegistrar;
  readonly director: () => Director;
  readonly bindings: () => RunningBindings;
  /** Hears what is for the node itself: answers to its own requests, and what its middleware has to do. */
  readonly answered: (host: number, message: number, envelope: number) => void;
}

/** What a server of a role does with a message once it has been served. */
export function workOf(role: Tier["role"], host: number, { proxy, director, bindings, answered }: Workers): Served {
  const work: Readonly<Record<Tier["role"], Served>> = {
    proxy: (message, envelope, arrivedAt, worker) => proxy().serve(host, message, envelope, arrivedAt, worker),
    director: (message, envelope) => {
      if (isHandshake(kindOf(message))) answered(host, message, envelope);
      else director().serve(host, message, envelope);
      return true;
    },
    database: (message) => {
      bindings().serve(message, host);
      return true;
    },
    monitor: (message, envelope) => {
      answered(host, message, envelope);
      return true;
    },
    relay: () => true,
  };
  return work[role];
}
