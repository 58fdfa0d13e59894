import type { Engine } from "../../kernel/engine.ts";
import type { Network } from "../../network/network.ts";
import type { ConnectionEnds } from "../../network/tap.ts";
import type { Sampler } from "../../random/sampler.ts";
import type { Stream } from "../../random/stream.ts";
import type { BackOff } from "../back-off.ts";
import type { Registrations } from "../registrations.ts";
import type { Processes } from "./processes.ts";
import type { UserTransport } from "./transport.ts";

/** Who has connections, to whom, and who hears of what becomes of them. */
export interface ConnectionsParts {
  readonly engine: Engine;
  readonly network: Network;
  /** Where user agents are. */
  readonly home: number;
  readonly registrations: Registrations;
  readonly processes: Processes;
  readonly options: UserTransport["connection"];
  readonly backOff: BackOff;
  /** From the loss of a connection to the first attempt at another; null: by the back-off. */
  readonly reconnect: Sampler | null;
  /** How long a transaction may go without an answer (64·T1) [s]. */
  readonly limit: number;
  /** By registration: whether its user has connections, and TLS over them. */
  readonly isConnected: (registration: number) => boolean;
  readonly hasTls: (registration: number) => boolean;
  /** Draws back-offs, and phases of pings. */
  readonly random: Stream;
  readonly phases: Stream;
  /** A message met nobody, or a process that does not know the connection; or it waits for a connection. */
  readonly lost: (message: number, why: "unreachable" | "flowMissing") => void;
  readonly waits: (message: number) => void;
  /** A connection has ended, and with it the transactions of its user over it. */
  readonly broken: (registration: number) => void;
}

/** Between whom the connection of a registration is. */
export function endsOf(
  { home, registrations }: Pick<ConnectionsParts, "home" | "registrations">,
  registration: number,
): ConnectionEnds {
  const [address, user] = [registrations.addressOf(registration), registrations.userOf(registration)];
  return { address, user, client: home, clientAddress: home };
}
