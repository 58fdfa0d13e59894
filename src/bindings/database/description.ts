import { isKnown } from "../../notation/known.ts";
import { defaulted, name, object, optional, required } from "../../notation/object.ts";
import { duration, flag, word } from "../../notation/quantities.ts";
import { ofKind, type Read, type Written } from "../../notation/shape.ts";
import { formatDuration } from "../../units/duration.ts";
import type { BindingsKind } from "../kind.ts";

const fields = ofKind(
  "database",
  object("bindings in a database", {
    tier: required("Tier with the role database.", name),
    cache: defaulted("Whether proxies keep a copy in memory, so that only REGISTERs visit the database.", flag, false),
    timeout: defaulted(
      "A query without an answer after this time is an error; none: it is waited for until its connection is reset or TCP gives it up, 924.6 s after the query was sent in vain.",
      duration("2 s", { above: 0, words: { none: Infinity } }),
      2,
      "2 s",
    ),
    connects: optional(
      "Which server a proxy asks. primary, the default: the one that has the database's address. own: its own, and no other (under certification the first proxy the first server, and so on; elsewhere all the first). list: its own first, and when a query fails the next (Kamailio's db_cluster).",
      word("primary", "own", "list"),
    ),
    inactive: optional(
      "With a list: how long a server on whose failure the next was asked is left out (inactive_interval of db_cluster), 300 s unless told otherwise.",
      duration("300 s"),
    ),
  }),
);

const REACHED = {
  primary: "",
  own: "; each proxy asks one server and no other",
  list: "; when a query fails, the proxy asks the next server",
};

/** All proxies query one database; a query without an answer after the time-out [s, Infinity: none] is an error (the proxy answers 500). */
export type InDatabase = Read<typeof fields>;

export const database: BindingsKind<InDatabase, { readonly database: Written<typeof fields> }> = {
  meaning: "In a database that all proxies query.",
  shape: fields,
  areVolatile: false,
  asked: ({ tier, cache }) => ({ lookUps: cache ? null : tier, registers: tier }),
  areCommon: () => true,
  check: ({ tier, connects = "primary" }, { tiers }, place) => {
    const at = place.at("bindings", "database");
    const where = at.at("tier");
    const known = tiers.map((one) => one.name);
    if (!isKnown(tier, known, "a tier", where)) return;
    const { role, nodes, replication } = tiers.find((one) => one.name === tier)!;
    if (role !== "database" && !place.at("tiers", tier).isBroken)
      where.report(`the tier ${tier}, whose role is ${role}`, "a tier with role: database");
    if (connects === "primary" && replication?.kind === "certification")
      at.report(
        `connections to the primary of ${tier}, whose servers are all written`,
        "connects: list or own; a balancer on each proxy's host (HAProxy, MaxScale) is a list",
      );
    if (connects !== "primary" && nodes.length === 1)
      at.at("connects").report(`connects: ${connects} to one server`, "no such key, or more servers");
    if (connects !== "list" && at.at("inactive").isWritten)
      at.at("inactive").report("inactive without a list", "connects: list beside it, or no such key");
  },
  warn: () => {},
  words: ({ tier, cache, timeout, connects = "primary" }) =>
    `Bindings are kept in the database (${tier})${cache ? ", with a copy in each proxy" : ""}; a query without an answer ${timeout === Infinity ? "is waited for as long as its connection lasts" : `after ${formatDuration(timeout, 3)} is an error`}${REACHED[connects]}.`,
  label: () => "bindings are kept here",
  drawn: (written, dice) => ({
    database: { ...written, cache: dice.happens(0.5), timeout: dice.pick("50 ms", "2 s") },
  }),
};
