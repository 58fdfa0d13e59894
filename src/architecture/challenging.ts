import { samplerOf } from "../distributions/simulated.ts";
import type { Node } from "../ha/node.ts";
import type { Engine } from "../kernel/engine.ts";
import { kindOf } from "../network/message.ts";
import type { ServiceTime } from "../network/station-parts.ts";
import type { Stream, Streams } from "../random/stream.ts";
import type { Architecture } from "../service/description.ts";
import { Challenges, type ClientNonces, Met, Trust } from "../sip/challenges.ts";
import { Nonces } from "../sip/nonces.ts";
import { hostOf } from "./hosts.ts";

/** Who challenges whom: by host the challenges of a proxy, and what clients know of them; null where no tier authenticates. */
export interface Challenging {
  readonly byHost: readonly (Challenges | undefined)[];
  readonly nonces: ClientNonces | null;
  /** Challenges sent so far. */
  sent(): number;
  reset(): void;
  /** What is known of nonces dies with the processes of these nodes. */
  diesWith(nodes: readonly Node[]): void;
}

/** Service times of messages of one kind each, for a host, that are other than usual: a challenge, and a request whose credentials are checked. */
export function challengingTimes(
  challenges: Challenges,
  host: number,
  usual: readonly ServiceTime[],
  random: Stream,
): (message: number, envelope: number) => ServiceTime | null {
  const { refusal, check } = challenges.options;
  const refused = { sampler: samplerOf({ kind: "deterministic", value: refusal }, random), extra: 0 };
  const checked = usual.map(({ sampler, extra }) => ({ sampler, extra: extra + check }));
  return (message, envelope) => {
    const met = challenges.meets(host, message, envelope);
    return met === Met.TRUSTED ? null : met === Met.CHALLENGED ? refused : checked[kindOf(message)]!;
  };
}

export function challengingOf(engine: Engine, streams: Streams, architecture: Architecture): Challenging {
  const nonces = { calls: new Nonces(), registrations: new Nonces(), requests: new Nonces() };
  const trust = new Trust(streams.stream("challenges"));
  const byHost: Challenges[] = [];
  const all = new Set<Challenges>();
  for (const { authentication, nodes } of architecture.tiers) {
    if (authentication === undefined) continue;
    const challenges = new Challenges(engine, authentication, nonces, trust);
    all.add(challenges);
    for (const { name } of nodes) byHost[hostOf(name, architecture)] = challenges;
  }
  return {
    byHost,
    nonces: all.size === 0 ? null : nonces,
    reset: () => {
      for (const part of [...Object.values(nonces), trust, ...all]) part.reset();
    },
    diesWith: (nodes) => {
      for (const node of nodes)
        node.onFailure(() => {
          if (!node.running) byHost[node.host]?.forget(node.host);
        });
    },
    sent: () => [...all].reduce((sum, { sent }) => sum + sent, 0),
  };
}
