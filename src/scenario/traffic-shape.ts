import { momentsOf } from "../random/laws.ts";
import { RFC3261 } from "../sip/timers.ts";
import type { Arrivals, Traffic } from "../sip/traffic.ts";
import { didYouMean } from "./nearest.ts";
import { defaulted, listOf, name, object, optional, section } from "./object.ts";
import type { Place } from "./place.ts";
import { distribution, duration, flag, probability, rate, wholeNumber, word } from "./quantities.ts";
import { converted, described, type Shape } from "./shape.ts";

/** Calls of one replication: each keeps some thirty bytes until the end. */
export const CALLS_MAX = 10_000_000;
export const USERS_MAX = 1_000_000;

type Access = NonNullable<Traffic["calls"]>["access"];

const accessWord = word("weighted", "round robin");
const accessFields = object("an address", { address: { ...optional("Always this address.", name), isRequired: true } });
const accessShape: Shape<Access> = {
  expected: "weighted, round robin or { address: SAP1 }",
  schema: { anyOf: [accessWord.schema, accessFields.schema] },
  sample: "weighted",
  read(node, place) {
    if (node.kind === "map") return { address: accessFields.read(node, place).address ?? "" };
    if (node.kind === "scalar" && (node.value === "weighted" || node.value === "round robin")) return node.value;
    const hint = node.kind === "scalar" ? didYouMean(String(node.value), ["weighted", "round robin"]) : "";
    return place.refuse(described(node), this.expected, this.sample, hint);
  },
};

const arrivalFields = {
  rate: optional("How many arrive per second, minute, hour or day.", rate),
  arrivals: defaulted(
    "At even intervals, as a call generator paces them, or with exponential ones.",
    word("poisson", "paced"),
    "poisson" as const,
  ),
  start: defaulted("When the first may arrive.", duration("0 s"), 0, "0 s"),
  count: optional("So many are created.", wholeNumber(1, CALLS_MAX, 10_000)),
  duration: optional("None arrives later than this after the start.", duration("60 s", { above: 0 })),
  access: defaulted(
    "How a caller chooses its address: by SRV priority and weight, in turn, or always the same.",
    accessShape,
    "weighted" as const,
  ),
};

type ArrivalsRead = {
  readonly [Key in "rate" | "arrivals" | "start" | "count" | "duration"]: (typeof arrivalFields)[Key]["otherwise"];
} & { readonly rate: number | undefined };

const SOME: Arrivals = { kind: "poisson", rate: 1, start: 0, count: 1, duration: Infinity };

/** Arrivals by rate: until so many are created, or for so long. */
function arrivalsOf(read: ArrivalsRead, place: Place): Arrivals {
  const { rate: perSecond, arrivals: kind, start, count = Infinity, duration: lasting = Infinity } = read;
  if (perSecond === undefined && !place.at("rate").isBroken)
    place.at("rate").report("no rate", `rate: ${rate.expected}`);
  if (place.at("count").node === undefined && place.at("duration").node === undefined)
    place.report("arrivals without an end", "a count, such as count: 10000, or a duration, such as duration: 60 s");
  if (perSecond === undefined || (count === Infinity && lasting === Infinity)) return SOME;
  const expected = Math.min(count, perSecond * lasting);
  if (expected > CALLS_MAX && !place.at("duration").isBroken && !place.at("rate").isBroken)
    place
      .at("duration")
      .report(
        `some ${Math.round(expected)} arrivals in a replication`,
        `at most ${CALLS_MAX}: a lower rate, a count or a shorter duration`,
      );
  return { kind, rate: perSecond, start, count, duration: lasting };
}

const RATE_KEYS = ["rate", "arrivals", "start", "count", "duration"] as const;

const callFields = object("calls", {
  ...arrivalFields,
  rounds: optional(
    "Instead of a rate: at each of these times all ordered pairs of users begin to call each other, one after the other.",
    listOf("times", duration("5 s"), 1, 1000),
  ),
  spacing: optional("Between two calls of a round.", duration("200 ms")),
  openLimit: defaulted(
    'No call is created while so many are open; "3 x rate" is SIPp\'s default, 3 · rate · max(1 s, mean hold).',
    wholeNumber(1, CALLS_MAX, 900, { unlimited: Infinity, "3 x rate": -1 }),
    Infinity,
    "unlimited",
  ),
  ring: defaulted("From 180 to 200.", distribution("3 s"), { kind: "deterministic", value: 0 } as const, "0 s"),
  hold: defaulted("From ACK to BYE.", distribution("180 s"), { kind: "deterministic", value: 0 } as const, "0 s"),
  busy: defaulted("Probability that a callee declines.", probability, 0, "0 %"),
  timeout: defaulted(
    "A call that has not ended so long after its INVITE has failed.",
    duration("32 s", { above: 0, words: { never: Infinity } }),
    Infinity,
    "never",
  ),
});

/** Arrivals in rounds: all ordered pairs of users, at each of the times. */
function roundsOf({ rounds = [], spacing }: typeof callFields.sample, users: number, place: Place): Arrivals {
  for (const key of RATE_KEYS)
    if (place.at(key).node !== undefined)
      place.at(key).report(`${key} beside rounds`, "either rounds and spacing, or a rate");
  if (place.at("spacing").node === undefined)
    place.at("spacing").report("no spacing", 'spacing: the time between two calls of a round, such as "200 ms"');
  const calls = users * (users - 1) * rounds.length;
  if (!place.at("rounds").isBroken && (users < 2 || calls > CALLS_MAX / 10))
    place
      .at("rounds")
      .report(
        `${calls} calls, by ${users} users in ${rounds.length} rounds`,
        `at least two users, and at most ${CALLS_MAX / 10} calls in all rounds`,
      );
  return { kind: "rounds", at: rounds, spacing: spacing ?? 0 };
}

function callsOf(read: typeof callFields.sample, users: number, place: Place): NonNullable<Traffic["calls"]> {
  const inRounds = place.at("rounds").node !== undefined;
  if (!inRounds && place.at("spacing").node !== undefined)
    place.at("spacing").report("spacing without rounds", "rounds: [5 s, 20 s], or no spacing");
  const arrivals = inRounds ? roundsOf(read, users, place) : arrivalsOf(read, place);
  let { openLimit } = read;
  if (openLimit === -1) {
    if (arrivals.kind === "rounds")
      place.at("openLimit").report('"3 x rate" for rounds, which have no rate', "a whole number or unlimited");
    else openLimit = Math.ceil(3 * arrivals.rate * Math.max(1, momentsOf(read.hold).mean));
  }
  const { access, ring, hold, busy, timeout } = read;
  return { arrivals, openLimit, access, ring, hold, busy, callTimeout: timeout };
}

const optionsFields = object("OPTIONS requests", arrivalFields);

const registrationFields = object("registration", {
  expires: defaulted("Lifetime of a binding.", duration("3600 s", { above: 0 }), 3600, "3600 s"),
  refresh: defaulted(
    "From a registration to its refresh, less than expires.",
    duration("1800 s", { above: 0, words: { never: Infinity } }),
    Infinity,
    "never",
  ),
  within: defaulted(
    "First registrations are spread evenly over this time; or they were made before the run.",
    duration("5 s", { words: { "before the run": null } }),
    null,
    "before the run",
  ),
});

const clientFields = object("user agents", {
  retransmission: defaulted("Whether lost messages are sent again (RFC 3261 timers A, E, G).", flag, true),
  t1: defaulted("RFC 3261 T1: estimate of the round trip.", duration("500 ms", { above: 0 }), RFC3261.t1, "500 ms"),
  t2: defaulted(
    "RFC 3261 T2: longest interval between retransmissions.",
    duration("4 s", { above: 0 }),
    RFC3261.t2,
    "4 s",
  ),
  t4: defaulted(
    "RFC 3261 T4: how long a message may stay in the network.",
    duration("5 s", { above: 0 }),
    RFC3261.t4,
    "5 s",
  ),
  recordRoute: defaulted("Whether proxies stay in the dialog, so that ACK and BYE need no lookup.", flag, false),
});

const fields = object("traffic", {
  users: defaulted("Users (AORs) that can be called.", wholeNumber(1, USERS_MAX, 100), 100),
  registration: section("How users register.", registrationFields),
  calls: optional("Calls between users.", callFields),
  options: optional("OPTIONS requests that the proxies answer themselves: plain load.", optionsFields),
  clients: section("What user agents do when nothing comes back.", clientFields),
});

/** What users do. */
export const trafficShape = converted<typeof fields.sample, Traffic>(
  fields,
  {
    users: 100,
    registration: registrationFields.sample,
    calls: null,
    options: null,
    retransmission: true,
    timers: RFC3261,
    recordRoute: false,
  },
  ({ users, registration, calls, options, clients }, place) => {
    const { retransmission, t1, t2, t4, recordRoute } = clients;
    const { expires, refresh } = registration;
    const at = place.at("registration", "refresh");
    if (refresh < Infinity && refresh >= expires && !at.isBroken && !place.at("registration", "expires").isBroken)
      at.report(`a refresh after ${refresh} s, when the binding has expired`, `less than ${expires} s, or never`);
    if (t2 < t1 && !place.at("clients").isBroken)
      place.at("clients", "t2").report(`T2 = ${t2} s below T1 = ${t1} s`, "T2 at least T1");
    return {
      users,
      registration,
      calls: calls === undefined ? null : callsOf(calls, users, place.at("calls")),
      options:
        options === undefined ? null : { arrivals: arrivalsOf(options, place.at("options")), access: options.access },
      retransmission,
      timers: { t1, t2, t4 },
      recordRoute,
    };
  },
);
