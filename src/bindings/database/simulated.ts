import { hostOf } from "../../ha/signal.ts";
import { extraOf, subjectOf } from "../../network/message.ts";
import type { BindingsMechanism } from "../mechanism.ts";
import type { InDatabase } from "./description.ts";
import { ANSWER, Database, QUERY } from "./simulated/database.ts";
import { Promotion } from "./simulated/promotion.ts";

const MYSQL = 3306;
const OUTCOMES = ["found", "missing", "asked", "refused"];

export const database: BindingsMechanism<InDatabase> = {
  says: {
    [QUERY]: {
      ...{ name: "query", about: "what its worker does", port: MYSQL },
      text: (message, _, name, user) =>
        `query ${subjectOf(message) >>> 12} of ${name(hostOf(message))}: binding of user${user}`,
    },
    [ANSWER]: {
      ...{ name: "answer", about: "what was asked", port: MYSQL },
      text: (message, envelope, name) =>
        `answer ${subjectOf(message) >>> 12} to ${name(hostOf(message))}: ${OUTCOMES[extraOf(envelope)]}`,
    },
  },
  work: () => [{ kind: QUERY, time: "query" }],
  make: (bindings, { engine, network, streams, registrations, deployment, nodes, proxies, resume }) => {
    const tier = deployment.tiers.find(({ name }) => name === bindings.tier)!;
    const promotion = tier.standby > 0 ? tier.promotion : undefined;
    const own = nodes.filter((node) => node.tier === tier.name);
    const servers = new Promotion(engine, own, promotion, streams.stream(`promotion/${tier.name}`));
    const kept = new Database({ engine, network, registrations, servers, proxies, options: bindings, resume });
    return {
      service: kept,
      transfers: null,
      reset: () => kept.reset(),
      preload: () => {
        for (let user = 0; user < registrations.users; user++) kept.preload(user, registrations.expires);
      },
      serve: (message) => kept.serve(message),
      lost: () => 0,
    };
  },
};
