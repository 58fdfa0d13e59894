import type { Network } from "../network/network.ts";

/** Whoever sends messages on their way: the network itself, or what knows how users are connected to it. */
export type Carrier = Pick<Network, "send" | "connect" | "hosts">;
