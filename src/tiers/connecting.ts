import { choiceOf, defaulted, object, optional } from "../notation/object.ts";
import { duration, wholeNumber, word } from "../notation/quantities.ts";
import { type Read, type Shape, scalar, type Written } from "../notation/shape.ts";
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

/** What clients of connections do to keep them, be they user agents or servers. */
export const keepingFields = {
  keepAlive: optional(
    "Pings of the client over its connection (CRLF, RFC 5626 §4.4.1; or TCP's own); left out, it sends none.",
    object("keep-alive", {
      interval: defaulted("From one ping to the next.", duration("120 s", { above: 0 }), 120, "120 s"),
      timeout: defaulted(
        "A connection is given up when no answer has come for so long.",
        duration("10 s", { above: 0 }),
        10,
        "10 s",
      ),
    }),
  ),
  retransmissions: defaulted(
    "How often a segment is sent again before TCP gives its connection up (tcp_retries2): 0.2 s after the first, doubling up to 120 s.",
    wholeNumber(0, 100, 15),
    15,
  ),
};

const serverFields = object("connections between servers", {
  timeout: defaulted(
    "How long an attempt at a connection may take before it has failed (tcp_connect_timeout of Kamailio); SYNs are sent again after 1 s, 3 s, 7 s.",
    duration("10 s", { above: 0 }),
    10,
    "10 s",
  ),
  ...keepingFields,
});

const transportWord = word("udp", "tcp", "tls");
const connected = choiceOf("a transport", {
  tcp: { meaning: "TCP.", shape: serverFields },
  tls: { meaning: "TLS over TCP.", shape: serverFields },
});

/** How a tier speaks to the next one over connections; times in seconds. */
export type ServerTransport = { readonly over: "tcp" | "tls" } & Read<typeof serverFields>;

/** By datagrams, which is null, or over connections. */
export const serverTransportShape: Shape<
  ServerTransport | null,
  Written<typeof transportWord> | Written<typeof connected>
> = {
  expected: "udp, tcp, tls, or such as { tcp: { keepAlive: { interval: 30 s } } }",
  schema: { anyOf: [transportWord.schema, connected.schema] },
  sample: null,
  read(node, place) {
    if (node.kind !== "map") {
      const over = transportWord.read(node, place);
      return over === "udp" ? null : { over, ...serverFields.sample };
    }
    const read = connected.read(node, place);
    return { over: node.entries.has("tls") ? "tls" : "tcp", ...read };
  },
};
