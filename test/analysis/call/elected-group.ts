/** A group under VRRP as the chain of what one call meets has it: what two tests hold against routers played by hand. */
import { modelOfArchitecture } from "../../../src/analysis/architecture-model.ts";
import { callDefects } from "../../../src/analysis/call/call-defects.ts";
import { routesOf } from "../../../src/analysis/call/route.ts";
import { generateChain } from "../../../src/analysis/generator/generate.ts";
import type { Detector } from "../../../src/detectors/description.ts";
import { deterministic, exponential } from "../../../src/distributions/description.ts";
import type { Architecture } from "../../../src/service/description.ts";
import { anyOf } from "../../../src/structure/expression.ts";
import { inMemory } from "../../architecture/fixture.ts";

export interface ElectedGroup {
  readonly owners: number;
  readonly standbys: number;
  readonly mttf: number;
  readonly mttr: number;
  readonly detector: Extract<Detector, { kind: "vrrp" }>;
}

/** The group, in which whoever is elected takes an address in no time once it has noticed. */
function electedGroup({ owners, standbys, mttf, mttr, detector }: ElectedGroup): Architecture {
  const nodes = Array.from({ length: owners + standbys }, (_, i) => ({ name: `p${i}`, speed: 1 }));
  const service = { each: deterministic(1e-3), byMethod: {}, lookup: 0 };
  const lifetimes = { timeToFailure: exponential(mttf), timeToRepair: exponential(mttr) };
  return {
    preset: "custom",
    title: "by hand",
    tiers: [
      { name: "p", role: "proxy", nodes, active: owners, standby: standbys, workers: 1, queue: 9, service, lifetimes },
    ],
    addresses: nodes.slice(0, owners).map(({ name }) => ({ name, tier: "p", owner: name, priority: 0, weight: 1 })),
    watches: [
      {
        ...{ tier: "p", by: "p", detector },
        consequence: { kind: "takeover", select: 0, claim: 0, gratuitousArp: true, staleArp: deterministic(30) },
      },
    ],
    directors: "call-id hash",
    bindings: inMemory({ mode: "synchronous" }),
    needs: anyOf(...nodes.map(({ name }) => name)),
  };
}

/**
 * Share of a group's calls that fail for any of some causes, users never having to register again.
 *
 * @param settings what stands under `availability`
 */
export function failingIn(group: ElectedGroup, settings: Parameters<typeof modelOfArchitecture>[1]) {
  const architecture = electedGroup(group);
  const chain = generateChain(modelOfArchitecture(architecture, settings));
  return (nextTarget: number | undefined, causes: readonly string[]): number => {
    const caller = {
      timers: { t1: 0.5, t2: 4 },
      ...{ persistence: 0, ring: 0, hold: [0], recordRoute: false, nextTarget, avoid: 0, access: "weighted" as const },
      registration: { expires: 3600, refresh: Infinity, repeated: 0, atOneAddress: false },
    };
    const { lines } = callDefects(chain, routesOf(architecture, chain.layouts, caller), caller);
    return lines.reduce((sum, { cause, probability }) => sum + (causes.includes(cause) ? probability : 0), 0);
  };
}
