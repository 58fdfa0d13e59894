import { defaulted, object } from "../notation/object.ts";
import { wholeNumber, word } from "../notation/quantities.ts";
import { scalar } from "../notation/shape.ts";
import { parseRate } from "../units/rate.ts";
import { quoted, UnitError } from "../units/unit-error.ts";

const perSecondAbove0 = (value: string | number | boolean): number => {
  const perSecond = typeof value === "boolean" ? 0 : parseRate(value);
  if (perSecond > 0) return perSecond;
  throw new UnitError(quoted(value), 'a rate above 0, such as "500/s", or unlimited');
};

/** How the processes of a tier take connections of users. */
export const connectionsShape = object("connections", {
  accepts: defaulted(
    "Connections that a process lets in a second.",
    scalar<number, string>(
      'a rate above 0, such as "500/s", or unlimited',
      Infinity,
      { anyOf: [{ $ref: "#/$defs/rate" }, { enum: ["unlimited"] }] },
      (value) => (value === "unlimited" ? Infinity : perSecondAbove0(value)),
    ),
    Infinity,
    "unlimited",
  ),
  backlog: defaulted(
    "Clients that may wait to be let in; further SYNs are dropped (listen backlog).",
    wholeNumber(1, 1_000_000, 128),
    128,
  ),
  tickets: defaulted(
    "Who resumes a TLS session: the process that issued its ticket, all that share the key of tickets, or nobody.",
    word("issuer", "all", "none"),
    "issuer" as const,
  ),
  withoutFlow: defaulted(
    "A request for a callee to whom no connection leads is refused with 430 (RFC 5626 §5.3), or nobody answers it.",
    word("refuse", "silence"),
    "refuse" as const,
  ),
});
