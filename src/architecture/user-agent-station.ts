import { samplerOf } from "../distributions/simulated.ts";
import type { Engine } from "../kernel/engine.ts";
import { KINDS } from "../network/message.ts";
import type { Network } from "../network/network.ts";
import type { SharedProcessor } from "../network/shared-processor.ts";
import { Station } from "../network/station.ts";
import type { StationLoss } from "../network/station-parts.ts";
import type { Streams } from "../random/stream.ts";
import type { Traffic } from "../sip/traffic.ts";

/** What the process of callers, or that of callees, is made of. */
export interface UserAgentParts {
  readonly engine: Engine;
  readonly streams: Streams;
  readonly network: Network;
  readonly name: string;
  readonly host: number;
  readonly client: NonNullable<Traffic["client"]>;
  /** The cores that it shares with others; undefined: it has one of its own. */
  readonly processor: SharedProcessor | undefined;
  readonly lost: (host: number, message: number, reason: StationLoss) => void;
}

/**
 * Callers or callees as one process of a load generator: it reads its messages one after the other, and each takes time. What it sends unasked
 * costs it none: that is to be counted in with what it hears.
 */
export function userAgentStation(parts: UserAgentParts): Station {
  const { engine, streams, network, name, host, client, processor, lost } = parts;
  const service = { sampler: samplerOf(client.service, streams.stream(`service/${name}`)), extra: 0 };
  const behind = network.receivers[host]!;
  const station = new Station({
    engine,
    name,
    options: { workers: 1, limit: client.queue, speed: 1, ...(processor && { processor }) },
    service: new Array(KINDS).fill(service),
    served: (message, envelope) => {
      behind(message, envelope);
      return true;
    },
    lost: (message, reason) => lost(host, message, reason),
  });
  network.connect(host, (message, envelope) => station.accept(message, envelope));
  return station;
}
