import { distribution } from "../distributions/description.ts";
import { defaulted, object, optional, required, section } from "../notation/object.ts";
import type { Place } from "../notation/place.ts";
import { duration, probability, word } from "../notation/quantities.ts";
import type { Shape } from "../notation/shape.ts";
import { TRANSPORTS, type Transport, type UserTransport } from "../sip/connections/transport.ts";
import { keepingFields } from "../tiers/connecting.ts";

const transportWord = word(...TRANSPORTS);
const shareFields = object(
  "shares of transports",
  Object.fromEntries(
    TRANSPORTS.map((transport) => [
      transport,
      defaulted(
        `Share of users with ${transport === "ws" ? "WebSocket over TLS" : transport.toUpperCase()}.`,
        probability,
        0,
        0,
      ),
    ]),
  ) as Record<Transport, ReturnType<typeof defaulted<number, number | string>>>,
);

/** Sums of shares that are 1 but for rounding. */
const ROUNDING = 1e-9;

/** One transport for all users, or shares of users. */
const sharesShape: Shape<readonly number[], Transport | Partial<Record<Transport, number | string>>> = {
  expected: "udp, tcp, tls, ws, or a map of shares that sum to 1, such as { udp: 40 %, tls: 60 % }",
  schema: { anyOf: [transportWord.schema, shareFields.schema] },
  sample: [1, 0, 0, 0],
  read(node, place) {
    if (node.kind === "scalar") {
      const only = transportWord.read(node, place);
      return TRANSPORTS.map((transport) => (transport === only ? 1 : 0));
    }
    const read = shareFields.read(node, place);
    const shares = TRANSPORTS.map((transport) => read[transport]);
    const sum = shares.reduce((total, share) => total + share, 0);
    if (Math.abs(sum - 1) > ROUNDING && !place.isBroken)
      place.report(`shares of transports that sum to ${sum}`, "shares that sum to 1, such as udp: 40 % and tls: 60 %");
    return shares;
  },
};

const connectionFields = object("connections of user agents", {
  reconnect: optional(
    "From the loss of a connection to the first attempt at another; left out, as after a failed registration: between half of W and W, W being the base of the back-off (RFC 5626 §4.5).",
    distribution("5 s"),
  ),
  timeout: defaulted(
    "How long an attempt at a connection may take before it has failed; SYNs are sent again after 1 s, 3 s, 7 s meanwhile.",
    duration("10 s", { above: 0 }),
    32,
    "32 s",
  ),
  ...keepingFields,
});

const natFields = object("NATs", {
  share: defaulted("Share of the users of UDP that are behind one.", probability, 1, "100 %"),
  binding: defaulted(
    "How long it lets in what comes from a server after the user has last sent something there; 30 s is usual for UDP (nf_conntrack_udp_timeout).",
    duration("30 s", { above: 0 }),
    30,
    "30 s",
  ),
  keepAlive: optional(
    "What keeps its binding open between requests; left out, nothing does.",
    object("keep-alive", {
      by: defaulted(
        "The user agent, by CRLF or STUN (RFC 5626 §4.4); or the server, by OPTIONS that the user agent answers (nathelper, usrloc).",
        word("client", "server"),
        "client" as const,
      ),
      interval: required("From one ping to the next.", duration("25 s", { above: 0 })),
    }),
  ),
});

/** How users are connected, as keys of user agents. */
export const transportFields = {
  transport: defaulted("How users reach their proxy, all of them or by share.", sharesShape, sharesShape.sample, "udp"),
  connection: section("How user agents keep connections (TCP, TLS, WebSocket).", connectionFields),
  nat: optional("NATs between users of UDP and their servers.", natFields),
};

/** Undefined where all of it is UDP without NATs: then nothing is different, and nothing is spent on it. */
export function transportOf(
  read: {
    readonly transport: readonly number[];
    readonly connection: typeof connectionFields.sample;
    readonly nat?: typeof natFields.sample | undefined;
  },
  place: Place,
): UserTransport | undefined {
  const { transport: shares, connection, nat } = read;
  const udp = shares[TRANSPORTS.indexOf("udp")]!;
  if (udp === 1 && place.at("connection").isWritten && !place.isBroken)
    place
      .at("connection")
      .report("connection, while all users have UDP", "transport: tcp, tls or ws for some, or no connection");
  if (udp === 0 && nat !== undefined && !place.isBroken)
    place
      .at("nat")
      .report("nat, while no user has UDP", "a share of UDP, or no nat: what is said of NATs is about UDP");
  if (udp === 1 && nat === undefined) return undefined;
  const { reconnect = null, keepAlive = null, timeout, retransmissions } = connection;
  return {
    shares,
    connection: { reconnect, keepAlive, timeout, retransmissions },
    nat: nat === undefined ? null : { ...nat, keepAlive: nat.keepAlive ?? null },
  };
}
