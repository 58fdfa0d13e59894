/** What is wrong with the dispatch of directors: proxies that a working one leaves out, or sends calls to in vain. */
import type { Node } from "../ha/node.ts";
import type { Architecture } from "../service/description.ts";
import type { Role } from "../tiers/description.ts";
import type { World } from "./world.ts";

function nodesWith({ nodes }: World, { tiers }: Architecture, role: Role): Node[] {
  const names = tiers.filter((tier) => tier.role === role).map(({ name }) => name);
  return nodes.filter(({ tier }) => names.includes(tier));
}

/** Proxies that work and that a working director sends nothing to. */
export function leftOut(world: World, architecture: Architecture): Node[] {
  const asksInVain = ({ host, tier }: Node) =>
    world.network.addresses.of(host).length === 0 &&
    architecture.watches.some(
      ({ by, detector }) => by === tier && detector.kind === "options" && detector.source === "virtual address",
    );
  const directors = nodesWith(world, architecture, "director").filter((node) => node.works && !asksInVain(node));
  const isLeftOut = ({ host }: Node) =>
    directors.some((one) => !world.director.dispatch.aliveFor(one.host).includes(host));
  return nodesWith(world, architecture, "proxy").filter((node) => node.works && isLeftOut(node));
}

/** Proxies that are dead and that a working director, which has an address, sends calls to all the same. */
export function keptOn(world: World, architecture: Architecture): Node[] {
  const { addresses } = world.network;
  const directors = nodesWith(world, architecture, "director").filter(
    (node) => node.works && addresses.of(node.host).length > 0,
  );
  const isKeptOn = ({ host }: Node) =>
    directors.some((one) => world.director.dispatch.aliveFor(one.host).includes(host));
  return nodesWith(world, architecture, "proxy").filter((node) => !node.isUp && isKeptOn(node));
}
