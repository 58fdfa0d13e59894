import type { Node } from "../ha/node.ts";
import { Promotion } from "../ha/promotion.ts";
import type { Engine } from "../kernel/engine.ts";
import type { Streams } from "../random/stream.ts";
import type { Architecture } from "./description.ts";

/** The servers of the tier that keeps the bindings, and who of them is the primary. */
export function databaseServers(engine: Engine, streams: Streams, architecture: Architecture, nodes: readonly Node[]) {
  const { bindings, tiers } = architecture;
  const tier = tiers.find(({ name }) => bindings.kept === "database" && name === bindings.tier)!;
  const servers = nodes.filter((node) => node.tier === tier.name);
  const promotion = tier.standby > 0 ? tier.promotion : undefined;
  return new Promotion(engine, servers, promotion, streams.stream(`promotion/${tier.name}`));
}
