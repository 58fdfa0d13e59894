/**
 * An address that leads different askers to different hosts at the same time: a name in the caches of resolvers, or an anycast
 * address. What happens on the way is decided by whom a message belongs to.
 */
export interface Steering {
  /** The host that a message goes to now; −1 if it leads nowhere. */
  hostFor(message: number): number;
}

/** In place of a host that has an address: it depends on the message. */
export const STEERED = -2;
