import { didYouMean, oneOf } from "../notation/nearest.ts";
import { named } from "../notation/object.ts";
import type { Place } from "../notation/place.ts";
import type { Shape } from "../notation/shape.ts";
import type { Role, Tier } from "../tiers/description.ts";
import {
  failoverShape,
  MESSAGE_KINDS,
  type overloadShape,
  serviceShape,
  tierFields,
  transactionsShape,
} from "../tiers/notation.ts";
import { promotionShape } from "../tiers/replication-notation.ts";
import { parseDuration } from "../units/duration.ts";
import { quoted } from "../units/unit-error.ts";

/** What one message costs, where nothing else is said: the thesis profile's 0.2 ms; a query to the database 0.5 ms. */
const EACH: Readonly<Record<Role, string>> = {
  proxy: "0.2 ms",
  director: "0 s",
  database: "0.5 ms",
  monitor: "0 s",
  relay: "0 s",
};

const isReplicated = ({ role, standby }: typeof tierFields.sample): boolean =>
  role === "database" && standby.length > 0;

const defence = ({ retryAfter, control, ...limits }: typeof overloadShape.sample): NonNullable<Tier["overload"]> => ({
  ...limits,
  retryAfter: retryAfter ?? null,
  control: control ?? null,
});

/** Whether its nodes speak to servers behind them for themselves, and not as if they were who spoke to them. */
const speaksOn = ({ role, next, transactions }: typeof tierFields.sample): boolean =>
  role === "director" ? transactions !== undefined : next !== undefined;

/** Who keeps dialogs keeps transactions; directors that keep transactions try the next destination. */
function keeping({ role, transactions, dialogs }: typeof tierFields.sample): Pick<Tier, "transactions" | "dialogs"> {
  if (dialogs !== undefined)
    return { transactions: { ...(transactions ?? transactionsShape.sample), strayResponses: "drop" }, dialogs };
  if (transactions === undefined) return {};
  return { transactions: role === "director" ? { failover: failoverShape.sample, ...transactions } : transactions };
}

/** Turns what the file says of a tier into its description. */
function describe(tierName: string, tier: typeof tierFields.sample, place: Place): Tier {
  const names = [...tier.active, ...tier.standby];
  const speeds = new Map(tier.speed);
  for (const [node] of tier.speed)
    if (!names.includes(node) && !place.at("active").isBroken && !place.at("standby").isBroken)
      place
        .at("speed", node)
        .report(`a node ${quoted(node)} that is not in the tier`, oneOf(names), didYouMean(node, names));
  if (tier.overload !== undefined && tier.role !== "proxy" && !place.at("role").isBroken)
    place
      .at("overload")
      .report(
        `overload at a ${tier.role}`,
        "overload at a tier of proxies: only they refuse requests or ask for fewer",
      );
  if (tier.authentication !== undefined && tier.role !== "proxy" && !place.at("role").isBroken)
    place.at("authentication").report(`authentication at a ${tier.role}`, "authentication at a tier of proxies");
  if (tier.transactions !== undefined && !place.at("role").isBroken) {
    const at = place.at("transactions");
    if (tier.role !== "proxy" && tier.role !== "director")
      at.report(`transactions at a ${tier.role}`, "transactions at a tier of proxies or directors");
    else if (tier.transactions.forking !== undefined && tier.role === "director")
      at.at("forking").report(
        "forking at a tier of directors",
        "forking at a tier of proxies: only they look users up",
      );
    else if (tier.transactions.failover !== undefined && tier.role === "proxy")
      at.at("failover").report("fail-over at a tier of proxies", "failover at a tier of directors: only they dispatch");
  }
  for (const key of ["dialogs", "next"] as const)
    if (tier[key] !== undefined && tier.role !== "proxy" && !place.at("role").isBroken)
      place.at(key).report(`${key} at a ${tier.role}`, `${key} at a tier of proxies`);
  if (tier.dialogs !== undefined && place.at("transactions", "strayResponses").isWritten)
    place
      .at("transactions", "strayResponses")
      .report(
        "strayResponses beside dialogs",
        "no such key: a back-to-back user agent drops responses of dialogs that it does not know",
      );
  if (tier.connections !== undefined && tier.role !== "proxy" && !place.at("role").isBroken)
    place.at("connections").report(`connections at a ${tier.role}`, "connections at a tier of proxies");
  if (tier.transport && !speaksOn(tier) && !place.at("role").isBroken)
    place
      .at("transport")
      .report(
        `transport at a ${tier.role} without ${tier.role === "director" ? "transactions" : "next"}`,
        "transport at proxies with next, or at directors with transactions: only these speak to servers behind them for themselves",
      );
  if (tier.promotion !== undefined && !isReplicated(tier) && !place.at("role").isBroken)
    place.at("promotion").report("promotion without replicas", "a database with standby nodes, or no promotion");
  const service = tier.service ?? serviceShape.sample;
  return {
    name: tierName,
    role: tier.role,
    nodes: names.map((node) => ({ name: node, speed: speeds.get(node) ?? 1 })),
    active: tier.active.length,
    standby: tier.standby.length,
    workers: tier.workers,
    queue: tier.queue,
    service: {
      each: service.each ?? { kind: "deterministic", value: parseDuration(EACH[tier.role]) },
      byMethod: Object.fromEntries(
        MESSAGE_KINDS.flatMap((kind) => (service[kind] === undefined ? [] : [[kind, service[kind]]])),
      ),
      lookup: service.lookup,
    },
    ...(tier.overload === undefined ? {} : { overload: defence(tier.overload) }),
    ...(tier.authentication === undefined ? {} : { authentication: tier.authentication }),
    ...keeping(tier),
    ...(tier.next === undefined ? {} : { next: tier.next }),
    ...(tier.connections === undefined ? {} : { connections: tier.connections }),
    ...(tier.transport && { transport: tier.transport }),
    ...(tier.lifetimes === undefined ? {} : { lifetimes: tier.lifetimes }),
    ...(tier.replication && { replication: tier.replication }),
    ...(isReplicated(tier) && { promotion: tier.promotion ?? promotionShape.sample }),
  };
}

/** Tiers by name. */
export const tiersShape = ((): Shape<readonly Tier[]> => {
  const shape = named("tiers", tierFields, 1, 16);
  return {
    ...shape,
    sample: [],
    read: (node, place) =>
      shape.read(node, place).map(([tierName, tier]) => describe(tierName, tier, place.at(tierName))),
  };
})();
