import type { Network } from "../network/network.ts";
import type { Receiver } from "../network/network-parts.ts";
import type { Station } from "../network/station.ts";

/** A cluster manager, as far as others have to know of it. */
export interface Manager {
  /** The process of a host has died; hears once whether it has been brought back, or given up. */
  awaits(host: number, seenTo: (isBack: boolean) => void): void;
}

/** What becomes of messages of a kind while the process that they are for cannot hear them. */
export interface Unheard {
  /** Whether they wait to be read while it hangs; by default the kernel of the host hears them, or a program beside the process. */
  readonly waits?: boolean;
  /** The operating system's answer while it is dead, as it resets TCP connections; left out: they are lost. */
  readonly refuse?: ((message: number) => void) | null;
}

/** What a node's middleware does with messages of a kind. */
export interface Middleware extends Required<Unheard> {
  readonly hear: Receiver;
}

/** What a node is made of. */
export interface NodeParts {
  readonly name: string;
  /** Number of the host, as messages name it. */
  readonly host: number;
  readonly tier: string;
  readonly network: Network;
  /** Where its messages queue and are served. */
  readonly station: Station;
  /** Hears of messages that arrive while the process is dead. */
  readonly lost: (message: number) => void;
}
