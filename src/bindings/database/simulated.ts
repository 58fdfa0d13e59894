import type { BindingsMechanism } from "../mechanism.ts";
import type { InDatabase } from "./description.ts";
import { Database } from "./simulated/database.ts";
import { Promotion } from "./simulated/promotion.ts";

export const database: BindingsMechanism<InDatabase> = {
  handOverTime: () => 0,
  make: (bindings, { engine, network, streams, registrations, architecture, nodes, proxies, resume }) => {
    const tier = architecture.tiers.find(({ name }) => name === bindings.tier)!;
    const promotion = tier.standby > 0 ? tier.promotion : undefined;
    const own = nodes.filter((node) => node.tier === tier.name);
    const servers = new Promotion(engine, own, promotion, streams.stream(`promotion/${tier.name}`));
    const kept = new Database(engine, network, registrations, servers, proxies, bindings, resume);
    return {
      service: kept,
      reset: () => kept.reset(),
      preload: () => {
        for (let user = 0; user < registrations.users; user++) kept.preload(user, registrations.expires);
      },
      serve: (message) => kept.serve(message),
      lost: () => 0,
    };
  },
};
