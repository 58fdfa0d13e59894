import { samplerOf } from "../distributions/simulated.ts";
import type { Streams } from "../random/stream.ts";
import type { Traffic } from "../sip/traffic.ts";
import type { Device } from "../sip/user-agent-server.ts";

/** How each of the contacts of a user answers; null: nothing is said of them. */
export const devicesOf = ({ calls, registration: { contacts } }: Traffic, streams: Streams): readonly Device[] | null =>
  contacts?.map(({ name, ring, busy, unreachable }) => ({
    ring: samplerOf(ring ?? calls?.ring ?? { kind: "deterministic", value: 0 }, streams.stream(`ring/${name}`)),
    ...{ busy: busy ?? calls?.busy ?? 0, unreachable },
  })) ?? null;
