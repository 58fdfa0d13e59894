/** What the servers that are left have to do when one is dead. */
import { busiest } from "../availability/busiest.ts";
import { takenOver } from "../availability/situations.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Architecture } from "../service/description.ts";
import { directorsOf } from "../service/directors.ts";
import type { Check, Found, Seen } from "./check.ts";
import { hostDies } from "./vrrp.ts";

/** Servers in DNS, with their weights and what a message costs a worker. */
const inDns = (weights: readonly number[], each: string) => ({
  "service.yaml": [
    "format: 2\ntitle: Servers in DNS\narchitecture:\n",
    `  tiers:\n    proxies: { role: proxy, active: [${weights.map((_, at) => `sip${at + 1}`).join(", ")}], queue: 100, service: { each: ${each}, lookup: 0 s } }\n`,
    `  addresses:\n${weights.map((weight, at) => `    SRV${at + 1}: { tier: proxies, owner: sip${at + 1}, weight: ${weight} }\n`).join("")}`,
    "  bindings: { memory: { checkpoint: synchronous, copiedTo: all proxies } }\n",
    `  needs: { anyOf: [${weights.map((_, at) => `sip${at + 1}`).join(", ")}] }\n`,
    "traffic:\n  users: 1000\n  registration: { with: one address }\n  calls: { rate: 20/s, duration: 60 s }\n  clients: { nextTarget: { timeout: 2 s, avoid: 60 s } }\n",
  ].join(""),
});

export const SURVIVORS_OVERLOADED: Check = {
  code: "SN503",
  title: "The servers that are left do not carry the load",
  severity: "error",
  about:
    "Looks at each server of a tier: what the others, its standbys among them, have to do when it is dead, by what calls and registrations cost a worker (`service`, `workers`, `hosts`) and how many there are. More than they can do in the time, while all together can, is told.",
  mend: "As many servers, workers or cores that all but one carry the busy hour; overload control, so that what does not fit is refused at once. `sipnines capacity` says how much each set of survivors carries.",
  ill: inDns([100, 100], "10 ms"),
  well: inDns([100, 100], "5 ms"),
  find: (seen) =>
    deathsOf(seen).flatMap(({ tier, node, load, evenly, place }): Found[] =>
      evenly <= 1
        ? []
        : [
            {
              place,
              message: `Without ${node} the others of ${tier} are asked for ${percent(evenly)} of what they can do`,
              consequence: `While it is dead queues fill and calls are lost or late, of servers that are well (busy for ${percent(load)} while all are there)`,
              trial: hostDies(node),
            },
          ],
    ),
};

export const WEIGHTS_OVERLOAD: Check = {
  code: "SN504",
  title: "Weights overload one of the servers that are left",
  severity: "error",
  about:
    "The same with the weights and priorities of DNS SRV, or of the directors' proxies: the servers that are left could carry the load together, but the weights give one of them more than it can do.",
  mend: "Weights by what each server can do, such that each carries its part of what the greatest one leaves.",
  ill: inDns([50, 45, 5], "11 ms"),
  well: inDns([40, 40, 40], "11 ms"),
  find: (seen) =>
    deathsOf(seen).flatMap(({ tier, node, evenly, weighted, place }): Found[] =>
      evenly > 1 || weighted <= 1
        ? []
        : [
            {
              place,
              message: `Without ${node} the weights of ${tier} ask one server for ${percent(weighted)} of what it can do; evenly shared it were ${percent(evenly)}`,
              consequence: "While it is dead that server loses calls beside others that have time",
              trial: hostDies(node),
            },
          ],
    ),
};

const percent = (share: number): string => `${Math.round(100 * share)} %`;

/** What is to be done while one server is dead, as a share of what can be done: by the busiest server of its tier. */
interface Death {
  readonly tier: string;
  readonly node: string;
  /** While all are there. */
  readonly load: number;
  /** Evenly shared. */
  readonly evenly: number;
  /** As the weights have it. */
  readonly weighted: number;
  readonly place: Found["place"];
}

/** The deaths that a tier survives, of servers that carry what they have to do while all are there; the worst of each tier. */
function deathsOf({ scenario: seen }: Seen): Death[] {
  if (seen === null || seen.scenario.traffic.calls === null) return [];
  const { scenario } = seen;
  const { architecture } = scenario;
  return architecture.tiers.flatMap((tier): Death[] => {
    if (tier.nodes.length < 2 || !["proxy", "director"].includes(tier.role)) return [];
    const busy = (left: Architecture): number => utilisationOf(scenario, left, tier.name);
    const load = busy(weighted(architecture, tier.name));
    if (load > 1) return [];
    const place = seen.placeOf("architecture", "tiers", tier.name);
    const deaths = tier.nodes.slice(0, Math.max(1, tier.active)).map(({ name }): Death => {
      const left = takenOver(architecture, tier.name, [name]);
      return {
        ...{ tier: tier.name, node: name, load, place },
        evenly: busy(even(left)),
        weighted: busy(weighted(left, tier.name)),
      };
    });
    return deaths.sort((one, other) => other.weighted - one.weighted).slice(0, 1);
  });
}

/** Of the busiest server of a tier; 0 where another tier is busier. */
function utilisationOf(scenario: Scenario, architecture: Architecture, tier: string): number {
  const { group, utilisation } = busiest(scenario, architecture);
  return group === tier ? utilisation : 0;
}

/** The same servers, none preferred. */
const even = (architecture: Architecture): Architecture => ({
  ...architecture,
  addresses: architecture.addresses.map((address) => ({ ...address, weight: 1, priority: 0 })),
});

/** Servers behind directors whose weights say how much of the work each gets: one with a greater part is as much slower for it. */
function weighted(architecture: Architecture, name: string): Architecture {
  const { proxies } = directorsOf(architecture.directors);
  if (proxies.length === 0) return architecture;
  return {
    ...architecture,
    tiers: architecture.tiers.map((tier) => {
      if (tier.name !== name || tier.role !== "proxy") return tier;
      const said = tier.nodes.map((node) => proxies.find(([proxy]) => proxy === node.name)?.[1]);
      const most = Math.max(...said.map((one) => one?.priority ?? 0));
      const weights = said.map((one) => ((one?.priority ?? 0) === most ? (one?.weight ?? 1) : 0));
      const mean = weights.reduce((sum, weight) => sum + weight, 0) / weights.length;
      const nodes = tier.nodes.map((node, at) => ({ ...node, speed: (node.speed * mean) / weights[at]! }));
      return { ...tier, nodes };
    }),
  };
}
