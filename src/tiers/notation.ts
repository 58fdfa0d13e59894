import { type Distribution, type DurationNotation, distribution } from "../distributions/description.ts";
import { defaulted, type Field, listOf, name, named, object, optional, required } from "../notation/object.ts";
import { duration, probability, wholeNumber, word } from "../notation/quantities.ts";
import { type Shape, scalar, type Written } from "../notation/shape.ts";
import { quoted, UnitError } from "../units/unit-error.ts";
import { connectionsShape, serverTransportShape } from "./connecting.ts";
import { dialogsShape } from "./dialogs-notation.ts";
import { promotionShape, replicationShape } from "./replication-notation.ts";

const NODES_MAX = 64;

const LOOKUP = 0.01e-3;

/** Kinds of message with a service time of their own. Responses are named by status and method. */
const MESSAGES = {
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
  TCP: "accepting a TCP connection (default 0.02 ms)",
  TLS: "a full TLS handshake, its TCP connection included (default 1 ms)",
  "TLS resumed": "the same for a session that is resumed (default 0.2 ms)",
  query: "a query, at the database",
  failure: "a final response above 299, and its ACK",
};
/** Kinds of messages and queries whose service times differ. */
export type MessageKind = keyof typeof MESSAGES;
export const MESSAGE_KINDS = Object.keys(MESSAGES) as readonly MessageKind[];

const messageTimes = Object.fromEntries(
  MESSAGE_KINDS.map((kind) => [kind, optional(`Time for ${MESSAGES[kind]}.`, distribution("0.8 ms"))]),
) as Readonly<Record<MessageKind, Field<Distribution | undefined, DurationNotation, false>>>;

export const serviceShape = object("service times", {
  each: optional(
    "Time one message costs a worker at speed 1; 0.2 ms at a proxy, 0 at a director, 0.5 ms at a database.",
    distribution("0.2 ms"),
  ),
  lookup: defaulted("Looking up the callee's binding in memory.", duration("0.01 ms"), LOOKUP, "0.01 ms"),
  ...messageTimes,
});

/** A relative speed; a fraction such as 2/3 may be written as one. */
const speed: Shape<number, number | string> = (() => {
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

const controlShape = object("overload control", {
  algorithm: defaulted(
    "What every answer advertises: a share of requests to keep back (RFC 7339), or a rate not to be exceeded (RFC 7415).",
    word("loss", "rate"),
    "loss" as const,
  ),
  target: defaulted("Utilisation to aim at.", probability, 0.9, "90 %"),
  interval: defaulted("From one decision to the next.", duration("1 s", { above: 0 }), 1, "1 s"),
});

export const overloadShape = object("overload", {
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
  control: optional("What clients are asked to keep back.", controlShape),
});

const REPLIES = [404, 408, 500, 503] as const;
/** A reply after which a dispatcher may try the next destination. */
type Reply = (typeof REPLIES)[number];
const reply: Shape<Reply, Reply> = scalar("404, 408, 500 or 503", 503, { enum: REPLIES }, (value) => {
  const found = REPLIES.find((one) => one === value);
  if (found === undefined) throw new UnitError(quoted(value), "404, 408, 500 or 503");
  return found;
});

export const failoverShape = object("fail-over", {
  after: defaulted(
    "How long a destination may say nothing at all (fr_timer of Kamailio and OpenSIPS); then the next one is tried.",
    distribution("2 s", 0),
    { kind: "deterministic", value: 30 },
    "30 s",
  ),
  on: defaulted(
    "Replies after which the next destination is tried; 408 also stands for ringing for too long.",
    listOf("replies", reply, 0, REPLIES.length),
    [503],
  ),
  probation: defaulted(
    "How long a destination that has failed so is left out (ds_mark_dst), unless it answers a check of its watch before; 0 s: it is not.",
    duration("30 s", { words: { unlimited: Infinity } }),
    0,
    "0 s",
  ),
  fails: defaulted(
    "Requests that have to fail within a `probation` until a destination is left out (max_fails of nginx, whose fail_timeout it is).",
    wholeNumber(1, 1000, 3),
    1,
  ),
  destinations: defaulted(
    "How many destinations a request is sent to at most (the limit of ds_select_dst); 1: those that fail are marked, and nothing else is tried.",
    wholeNumber(1, 1000, 2, { all: Infinity }),
    Infinity,
    "all",
  ),
});

export const forkingShape = object("forking", {
  ringing: defaulted(
    "How long contacts ring before those of the next lower q are tried (fr_inv_timer of a serial fork); then they are cancelled.",
    duration("20 s", { above: 0, words: { "until timer C": Infinity } }),
    Infinity,
    "until timer C",
  ),
  silence: defaulted(
    "How long a contact may say nothing at all (fr_timer).",
    duration("5 s", { above: 0, words: { "until timer B": Infinity } }),
    Infinity,
    "until timer B",
  ),
});

export const transactionsShape = object("transactions", {
  ringing: defaulted(
    "From the last provisional response until an INVITE is cancelled (timer C; fr_inv_timer of Kamailio and OpenSIPS).",
    duration("120 s", { above: 0 }),
    180,
    "180 s",
  ),
  strayResponses: defaulted(
    "What becomes of responses that match no transaction, as after a failover: sent on by their Via (RFC 3261 §16.7), or dropped (RFC 6026 §8.9).",
    word("forward", "drop"),
    "forward" as const,
  ),
  limit: defaulted(
    "Transactions that a process has room for, each with all its branches; requests beyond are refused with 503.",
    wholeNumber(1, 100_000_000, 100_000, { unlimited: Infinity }),
    Infinity,
    "unlimited",
  ),
  forking: optional("How long users' contacts are tried (traffic.registration.contacts).", forkingShape),
  failover: optional(
    "At directors: when the next destination is tried, by default as an empty map says.",
    failoverShape,
  ),
});

const challengedShape = object("challenged requests", {
  REGISTER: defaulted("Share of registrations, by chance.", probability, 1, "100 %"),
  INVITE: defaulted("Share of calls; the others come from trusted peers.", probability, 1, "100 %"),
  BYE: defaulted("Share of calls whose BYE is challenged too.", probability, 0, "0 %"),
  SUBSCRIBE: defaulted("Share of subscriptions.", probability, 0, "0 %"),
});

export const authenticationShape = object("authentication", {
  challenge: defaulted("Which requests are challenged.", challengedShape, challengedShape.sample, {}),
  nonce: defaulted(
    "How long a nonce is accepted (nonce_expire of Kamailio), or once: by one request only.",
    duration("300 s", { above: 0, words: { once: 0 } }),
    300,
    "300 s",
  ),
  knownTo: defaulted(
    "Who accepts a nonce: the process that made it, as with a secret drawn when it starts, or all nodes of the tier.",
    word("issuer", "all"),
    "issuer" as const,
  ),
  credentials: defaulted(
    "Where users' passwords are: in memory, or in the database of the bindings, which is asked for each request that shows a nonce accepted.",
    word("memory", "database"),
    "memory" as const,
  ),
  refusal: defaulted("What a challenge costs a worker, all in all.", duration("0.05 ms"), 0.05e-3, "0.05 ms"),
  check: defaulted("What checking credentials adds to a request.", duration("0.01 ms"), 0.01e-3, "0.01 ms"),
});

export const lifetimesShape = object("lifetimes", {
  timeToFailure: required("From repair to failure.", distribution("1500 h", 0)),
  timeToRepair: required("From failure to repair.", distribution("72 h", 0)),
});

export const tierFields = object("a tier", {
  role: required(
    "What its nodes do: proxies serve SIP and keep bindings, directors dispatch, a database answers queries, monitors only watch, relays pass media on.",
    word("proxy", "director", "database", "monitor", "relay"),
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
  overload: optional("How a proxy defends itself against overload.", overloadShape),
  transactions: optional(
    "Its proxies are transaction-stateful (RFC 3261 §16): 100 at once, retransmissions absorbed and made; without this they are stateless.",
    transactionsShape,
  ),
  authentication: optional("Its proxies challenge requests (401, 407: RFC 3261 §22).", authenticationShape),
  dialogs: optional(
    "Its proxies are back-to-back user agents that keep dialogs, and so transactions too: a request in a dialog that they do not know is refused with 481.",
    dialogsShape,
  ),
  next: optional(
    "Address, or tier with addresses, that its proxies send calls on to, as an SBC does: then they keep no bindings, and callers aim at their addresses only.",
    name,
  ),
  connections: optional("How its processes take connections of users (TCP, TLS, WebSocket).", connectionsShape),
  transport: optional(
    "How it speaks to the servers behind it, to `next` or as directors with transactions to the proxies: by UDP, or over one connection for each pair of processes.",
    serverTransportShape,
  ),
  replication: optional(
    "How the servers of a database come to hold the same; left out: replicas lack nothing that was answered, at no cost.",
    replicationShape,
  ),
  promotion: optional("How a standby of a database, its replica, becomes the primary when that dies.", promotionShape),
  lifetimes: optional("How long a node lives and how long its repair takes.", lifetimesShape),
});
export type TierNotation = Written<typeof tierFields>;

const freezeFields = object("freezes", {
  every: required("From the end of one to the next.", distribution("1 s", 0)),
  for: required("How long it lasts.", distribution("10 ms", 0)),
});

export const hostShape = object("a host", {
  cores: defaulted("Processor cores that the workers of its nodes share in equal parts.", wholeNumber(1, 1024, 2), 1),
  nodes: required(
    "Nodes that run on it, and callers or callees where `traffic.clients.service` says what a message costs them; each on one host.",
    listOf("names of nodes", name, 1, NODES_MAX),
  ),
  wakeUp: defaulted("What a message waits for a core that sleeps to wake up.", duration("0.05 ms"), 0, "0 s"),
  staysAwake: optional(
    "How long a core stays awake after its last work; left out, it sleeps at once.",
    duration("0.5 ms"),
  ),
  variation: optional(
    "By how much its cores are faster or slower in one run than in another, as on machines that share a processor with strangers: the coefficient of variation of their speed, log-normal with median 1.",
    probability,
  ),
  freezes: optional(
    "It freezes by chance, with all that runs on it, as when a hypervisor gives its cores to others.",
    freezeFields,
  ),
});
export type HostNotation = Written<typeof hostShape>;

export const addressShape = object("an address", {
  tier: required("Tier whose nodes can hold it.", name),
  owner: required("Active node that holds it at the start.", name),
  priority: defaulted("DNS SRV priority: the lower is tried first.", wholeNumber(0, 65_535, 0), 0),
  weight: defaulted("DNS SRV weight: share of the load among equals.", wholeNumber(0, 65_535, 1), 1),
  side: optional(
    "Of back-to-back user agents: inside, the address of its owner towards the callees or the next tier, which no caller aims at. Left out: the outer one, which serves both sides where there is no other.",
    word("inside"),
  ),
});
export type AddressNotation = Written<typeof addressShape>;
