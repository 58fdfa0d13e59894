/** What a proxy hears when it asks for a binding. */
export const Lookup = {
  FOUND: 0,
  MISSING: 1,
  /** The answer comes later, through the proxy's `resume`; its worker waits. */
  ASKED: 2,
  /** Nobody could be asked. */
  UNAVAILABLE: 3,
  /** The binding is on its way to the standbys: the worker is free, the proxy's `acknowledge` follows. */
  DEFERRED: 4,
} as const;
export type Lookup = (typeof Lookup)[keyof typeof Lookup];

/**
 * The location service of RFC 3261: bindings from AOR to contact. A proxy asks it on behalf of one of its workers; a memory
 * answers at once, a database later.
 */
export interface LocationService {
  /** Looks up the binding of a user (an AOR by number) that was registered by way of `address`. */
  find(host: number, address: number, user: number, worker: number): Lookup;
  /** Looks up the password of a client. FOUND: it is in memory. */
  credentials(host: number, worker: number): Lookup;
  /** Writes the binding of a registration. FOUND: it is kept and may be acknowledged; ASKED and DEFERRED: not yet. */
  store(host: number, registration: number, worker: number): Lookup;
}
