import { bindingsAsked } from "../bindings/description.ts";
import type { Engine } from "../kernel/engine.ts";
import type { Stream } from "../random/stream.ts";
import type { Architecture } from "../service/description.ts";
import { OverloadControl } from "../sip/overload-control.ts";
import { Throttle } from "../sip/throttle.ts";
import { hostUnder } from "../tiers/description.ts";
import { serviceMeans } from "./service-times.ts";

/** How the proxies of a service defend themselves against overload, by host; empty where no tier says so. */
export function overloadControls(
  engine: Engine,
  architecture: Architecture,
  hostOf: (name: string) => number,
  recordRoute: boolean,
): ReadonlyMap<number, OverloadControl> {
  const inMemory = bindingsAsked(architecture.bindings).lookUps === null;
  return new Map(
    architecture.tiers.flatMap((tier) => {
      const { overload } = tier;
      if (overload === undefined) return [];
      const means = serviceMeans(tier.service, inMemory, recordRoute, overload.refusal);
      return tier.nodes.map(({ name, speed }) => {
        const atOnce = Math.min(tier.workers, hostUnder(architecture, name)?.cores ?? tier.workers);
        const work = means.map((mean) => mean / (speed * atOnce));
        return [hostOf(name), new OverloadControl(engine, name, overload, work)] as const;
      });
    }),
  );
}

/** What callers hold back, where a server may ask for it; else null. */
export function throttleOf(
  engine: Engine,
  { tiers, addresses }: Architecture,
  controls: ReadonlyMap<number, OverloadControl>,
  numbers: readonly number[],
  random: Stream,
): Throttle | null {
  const asking = tiers.filter(
    ({ overload }) => overload && (overload.retryAfter !== null || overload.control !== null),
  );
  if (asking.length === 0) return null;
  // What a director's address leads to are the proxies.
  const retryAfter = addresses.map(
    ({ tier }) => (asking.find(({ name }) => name === tier) ?? asking[0]!).overload!.retryAfter,
  );
  return new Throttle(engine, random, controls, new Map(numbers.map((number, i) => [number, retryAfter[i]!])));
}
