import { isUp } from "../structure/evaluation.ts";
import type { Check } from "./check.ts";
import { service } from "./examples-of-scenarios.ts";
import { hostDies } from "./vrrp.ts";

export const ONE_SERVER: Check = {
  code: "SN501",
  title: "A tier of a scenario has one server",
  severity: "warning",
  about: "Looks for tiers with one node that the service needs (`needs`). Nothing takes its place when it dies.",
  mend: "A standby, or a second active node.",
  ill: service({ standby: "[]", watches: "  watches: {}\n" }),
  well: service({}),
  find: ({ scenario }) =>
    (scenario?.scenario.architecture.tiers ?? []).flatMap((tier, _, tiers) => {
      const [only, ...others] = tier.nodes;
      if (only === undefined || others.length > 0) return [];
      const rest = tiers.flatMap(({ nodes }) => nodes.map(({ name }) => name)).filter((name) => name !== only.name);
      if (isUp(scenario!.scenario.architecture.needs, new Set(rest))) return [];
      return [
        {
          place: scenario!.placeOf("architecture", "tiers", tier.name),
          message: `${tier.name} has one node, ${only.name}`,
          consequence: "While it is dead nobody is served by it, and nothing takes over",
          trial: hostDies(only.name),
        },
      ];
    }),
};

export const NOBODY_WATCHES: Check = {
  code: "SN502",
  title: "Nobody watches a tier that has a standby",
  severity: "error",
  about: "Looks for tiers with standby nodes that no watch names: nobody notices a death.",
  mend: "A watch with `tier` and `by` of that tier, a detector and `takeover`.",
  ill: service({ watches: "  watches: {}\n" }),
  well: service({}),
  find: ({ scenario }) => {
    if (scenario === null) return [];
    const { tiers, watches } = scenario.scenario.architecture;
    return tiers
      .filter((one) => one.standby > 0 && one.promotion === undefined && !watches.some(({ tier }) => tier === one.name))
      .map(({ name, nodes }) => ({
        place: scenario.placeOf("architecture", "tiers", name),
        message: `${name} has a standby, and nobody watches it`,
        consequence: `When ${nodes[0]!.name} dies, its standby never takes over`,
        trial: hostDies(nodes[0]!.name),
      }));
  },
};
