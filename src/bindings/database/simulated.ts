import { distributionOf } from "../../distributions/duration.ts";
import { samplerOf } from "../../distributions/simulated.ts";
import { hostOf } from "../../ha/signal.ts";
import { extraOf, subjectOf } from "../../network/message.ts";
import type { Tier } from "../../tiers/description.ts";
import type { BindingsMechanism, BindingsSurroundings } from "../mechanism.ts";
import type { InDatabase } from "./description.ts";
import { CertifiedServers } from "./simulated/certified-servers.ts";
import { ListedServers, toPrimary } from "./simulated/connections.ts";
import { ANSWER, Database, QUERY } from "./simulated/database.ts";
import { Promotion } from "./simulated/promotion.ts";
import { ReplicatedServers } from "./simulated/replicated-servers.ts";
import type { Servers } from "./simulated/servers.ts";

const MYSQL = 3306;
/** inactive_interval of Kamailio's db_cluster [s]. */
const INACTIVE = 300;
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
  make: (bindings, surroundings) => {
    const { engine, registrations, deployment, proxies } = surroundings;
    const tier = deployment.tiers.find(({ name }) => name === bindings.tier)!;
    const { servers, promotion } = serversOf(tier, surroundings);
    const { connects = "primary", inactive = INACTIVE } = bindings;
    const connections =
      connects === "primary"
        ? toPrimary(servers)
        : new ListedServers(engine, servers.nodes, {
            own: new Map(
              proxies.map(({ host }, i) => [
                host,
                tier.replication?.kind === "certification" ? i % servers.nodes.length : 0,
              ]),
            ),
            inactive: connects === "list" ? inactive : undefined,
          });
    const kept = new Database({ ...surroundings, servers, connections, options: bindings });
    return {
      service: kept,
      transfers: null,
      reset: () => kept.reset(),
      preload: () => {
        for (let user = 0; user < registrations.users; user++) kept.preload(user, registrations.expires);
      },
      serve: (message, host) => kept.serve(message, host),
      lost: () => 0,
      replaceable: (name) => (name === tier.name ? promotion : undefined),
      ...(tier.replication && { lostWrites: () => servers.lostWrites }),
    };
  },
};

/** The servers of a tier, and who of them may be replaced as the primary. */
function serversOf(
  tier: Tier,
  { engine, network, streams, registrations, nodes, log }: BindingsSurroundings,
): { readonly servers: Servers; readonly promotion?: Promotion } {
  const { replication } = tier;
  const own = nodes.filter((node) => node.tier === tier.name);
  const { users } = registrations;
  if (replication?.kind === "certification") {
    const random = streams.stream(`certification/${tier.name}`);
    return { servers: new CertifiedServers({ engine, network, nodes: own, replication, random, users }) };
  }
  const random = streams.stream(`promotion/${tier.name}`);
  const time = samplerOf(distributionOf(tier.promotion?.time ?? 0), random);
  const plan = tier.promotion && { ...tier.promotion, time: () => time.sample() };
  const promotion = new Promotion({ engine, servers: own, plan, random, log });
  return { servers: new ReplicatedServers({ engine, network, promotion, replication, users }), promotion };
}
