import { isKnown } from "../../notation/known.ts";
import { defaulted, name, object, required } from "../../notation/object.ts";
import { duration, flag } from "../../notation/quantities.ts";
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
  }),
);

/** All proxies query one database; a query without an answer after the time-out [s, Infinity: none] is an error (the proxy answers 500). */
export type InDatabase = Read<typeof fields>;

export const database: BindingsKind<InDatabase, { readonly database: Written<typeof fields> }> = {
  meaning: "In a database that all proxies query.",
  shape: fields,
  areVolatile: false,
  asked: ({ tier, cache }) => ({ lookUps: cache ? null : tier, registers: tier }),
  areCommon: () => true,
  check: ({ tier }, { tiers }, place) => {
    const where = place.at("bindings", "database", "tier");
    const known = tiers.map((one) => one.name);
    if (!isKnown(tier, known, "a tier", where)) return;
    const { role } = tiers.find((one) => one.name === tier)!;
    if (role !== "database" && !place.at("tiers", tier).isBroken)
      where.report(`the tier ${tier}, whose role is ${role}`, "a tier with role: database");
  },
  warn: () => {},
  words: ({ tier, cache, timeout }) =>
    `Bindings are kept in the database (${tier})${cache ? ", with a copy in each proxy" : ""}; a query without an answer ${timeout === Infinity ? "is waited for as long as its connection lasts" : `after ${formatDuration(timeout, 3)} is an error`}.`,
  label: () => "bindings are kept here",
  drawn: (written, dice) => ({
    database: { ...written, cache: dice.happens(0.5), timeout: dice.pick("50 ms", "2 s") },
  }),
};
