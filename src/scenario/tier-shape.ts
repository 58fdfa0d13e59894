import { type MessageKind, PROMOTION, type Role, type Tier } from "../architecture/description.ts";
import { type DurationNotation, distribution } from "../distributions/description.ts";
import { didYouMean, oneOf } from "../notation/nearest.ts";
import { defaulted, listOf, name, named, object, optional, required } from "../notation/object.ts";
import type { Place } from "../notation/place.ts";
import { duration, probability, wholeNumber, word } from "../notation/quantities.ts";
import { type Shape, scalar } from "../notation/shape.ts";
import { parseDuration } from "../units/duration.ts";
import { quoted, UnitError } from "../units/unit-error.ts";

export const NODES_MAX = 64;

/** What one message costs, where nothing else is said: the thesis profile's 0.2 ms; a query to the database 0.5 ms. */
const EACH: Readonly<Record<Role, string>> = { proxy: "0.2 ms", director: "0 s", database: "0.5 ms", monitor: "0 s" };
const LOOKUP = 0.01e-3;

const MESSAGES: Readonly<Record<MessageKind, string>> = {
  INVITE: "an INVITE",
  ACK: "an ACK",
  BYE: "a BYE",
  REGISTER: "a REGISTER",
  OPTIONS: "an OPTIONS request",
  "180": "a 180 Ringing",
  "200 INVITE": "the 200 to an INVITE",
  "200 BYE": "the 200 to a BYE",
  CANCEL: "a CANCEL",
  "200 CANCEL": "the 200 to a CANCEL",
  SUBSCRIBE: "a SUBSCRIBE",
  query: "a query, at the database",
  failure: "a final response above 299, and its ACK",
};
const KINDS = Object.keys(MESSAGES) as readonly MessageKind[];

const messageTimes = Object.fromEntries(
  KINDS.map((kind) => [kind, optional(`Time for ${MESSAGES[kind]}.`, distribution("0.8 ms"))]),
) as Readonly<
  Record<MessageKind, ReturnType<typeof optional<ReturnType<typeof distribution>["sample"], DurationNotation>>>
>;

const serviceShape = object("service times", {
  each: optional(
    "Time one message costs a worker at speed 1; 0.2 ms at a proxy, 0 at a director, 0.5 ms at a database.",
    distribution("0.2 ms"),
  ),
  lookup: defaulted("Looking up the callee's binding in memory.", duration("0.01 ms"), LOOKUP, "0.01 ms"),
  ...messageTimes,
});

/** A relative speed; a fraction such as 2/3 may be written as one. */
const speed: Shape<number> = (() => {
  const expected = "a relative speed from 0.001 to 1000, such as 0.5 or 2/3";
  const schema = {
    anyOf: [
      { type: "number", minimum: 0.001, maximum: 1000 },
      { type: "string", pattern: "^\\d+ ?/ ?\\d+$" },
    ],
  };
  return scalar(expected, 1, schema, (value) => {
    const fraction = typeof value === "string" ? /^(\d{1,6}) ?\/ ?(\d{1,6})$/.exec(value) : null;
    const ratio = fraction ? Number(fraction[1]) / Number(fraction[2]) : value;
    if (typeof ratio === "number" && ratio >= 0.001 && ratio <= 1000) return ratio;
    throw new UnitError(quoted(value), expected);
  });
})();

const control = object("overload control", {
  algorithm: defaulted(
    "What every answer advertises: a share of requests to keep back (RFC 7339), or a rate not to be exceeded (RFC 7415).",
    word("loss", "rate"),
    "loss" as const,
  ),
  target: defaulted("Utilisation to aim at.", probability, 0.9, "90 %"),
  interval: defaulted("From one decision to the next.", duration("1 s", { above: 0 }), 1, "1 s"),
});

const overload = object("overload", {
  queue: defaulted(
    "New requests are refused with 503 while so many messages wait.",
    wholeNumber(0, 1_000_000, 32, { unlimited: Infinity }),
    Infinity,
    "unlimited",
  ),
  delay: defaulted(
    "New requests are refused while the first in the queue has waited so long.",
    duration("50 ms", { above: 0, words: { unlimited: Infinity } }),
    Infinity,
    "unlimited",
  ),
  refusal: defaulted("What a refusal costs.", duration("0.05 ms"), 0.05e-3, "0.05 ms"),
  retryAfter: optional(
    "Retry-After of the 503: callers send nothing to that address for so long.",
    duration("10 s", { above: 0 }),
  ),
  control: optional("What clients are asked to keep back.", control),
});

const fields = object("a tier", {
  role: required(
    "What its nodes do: proxies serve SIP and keep bindings, directors dispatch, a database answers queries, monitors only watch.",
    word("proxy", "director", "database", "monitor"),
  ),
  active: required("Names of the nodes that serve from the start.", listOf("names of nodes", name, 1, NODES_MAX)),
  standby: defaulted("Names of the nodes that wait to take over.", listOf("names of nodes", name, 0, NODES_MAX), []),
  speed: defaulted(
    "Relative speed of nodes that differ from the reference.",
    named("nodes", speed, 0, NODES_MAX),
    [],
    {},
  ),
  workers: defaulted("Messages served at once; for a database the connections of the pool.", wholeNumber(1, 63, 4), 1),
  queue: defaulted(
    "Messages that may wait before the next is dropped.",
    wholeNumber(0, 1_000_000, 64, { unlimited: Infinity }),
    64,
  ),
  service: optional("What messages cost.", serviceShape),
  overload: optional("How a proxy defends itself against overload.", overload),
  promotion: optional(
    "How a standby of a database, its replica, becomes the primary when that dies.",
    object("promotion", {
      time: defaulted(
        "Until the replica serves; 30 s is Patroni's ttl.",
        duration("30 s", { above: 0 }),
        PROMOTION.time,
        "30 s",
      ),
      probability: defaulted("That it works.", probability, PROMOTION.probability, "95 %"),
      manualRecovery: defaulted(
        "Mean time until people have done it otherwise.",
        duration("30 min", { above: 0 }),
        PROMOTION.manualRecovery,
        "30 min",
      ),
    }),
  ),
  lifetimes: optional(
    "How long a node lives and how long its repair takes.",
    object("lifetimes", {
      timeToFailure: required("From repair to failure.", distribution("1500 h", 0)),
      timeToRepair: required("From failure to repair.", distribution("72 h", 0)),
    }),
  ),
});

const isReplicated = ({ role, standby }: typeof fields.sample): boolean => role === "database" && standby.length > 0;

const defence = ({ retryAfter, control, ...limits }: typeof overload.sample): NonNullable<Tier["overload"]> => ({
  ...limits,
  retryAfter: retryAfter ?? null,
  control: control ?? null,
});

/** Turns what the file says of a tier into its description. */
function describe(tierName: string, tier: typeof fields.sample, place: Place): Tier {
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
        KINDS.flatMap((kind) => (service[kind] === undefined ? [] : [[kind, service[kind]]])),
      ),
      lookup: service.lookup,
    },
    ...(tier.overload === undefined ? {} : { overload: defence(tier.overload) }),
    ...(tier.lifetimes === undefined ? {} : { lifetimes: tier.lifetimes }),
    ...(isReplicated(tier) && { promotion: tier.promotion ?? PROMOTION }),
  };
}

/** Tiers by name. */
export const tiersShape = ((): Shape<readonly Tier[]> => {
  const shape = named("tiers", fields, 1, 16);
  return {
    ...shape,
    sample: [],
    read: (node, place) =>
      shape.read(node, place).map(([tierName, tier]) => describe(tierName, tier, place.at(tierName))),
  };
})();
