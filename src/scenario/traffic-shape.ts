import { distribution } from "../distributions/description.ts";
import { defaulted, listOf, named, object, optional, required, section } from "../notation/object.ts";
import type { Place } from "../notation/place.ts";
import { duration, flag, probability, wholeNumber, word } from "../notation/quantities.ts";
import { converted } from "../notation/shape.ts";
import type { Flow } from "../sip/sipp/flow.ts";
import type { Arrivals, Traffic } from "../sip/traffic.ts";
import { arrivalFields, arrivalsOf, CALLS_MAX, RATE_KEYS } from "./arrivals-shape.ts";
import { clientsShape } from "./clients-shape.ts";
import { type Flows, sippShape, warnOfAbsence } from "./sipp/sipp-shape.ts";
import { pauses } from "./usual-drain.ts";

export const USERS_MAX = 1_000_000;

const redialFields = object("redialling", {
  probability: defaulted(
    "Probability that a user dials again after a call without an answer.",
    probability,
    1,
    "100 %",
  ),
  delay: required("From the end of a call to the next.", distribution("10 s")),
  tries: defaulted("Maximum number of calls after the first.", wholeNumber(1, 100, 3), 3),
});

const callFields = object("calls", {
  ...arrivalFields,
  rounds: optional(
    "Instead of a rate: at each of these times all ordered pairs of users begin to call each other, one after the other.",
    listOf("times", duration("5 s"), 1, 1000),
  ),
  spacing: optional("Between two calls of a round.", duration("200 ms")),
  openLimit: defaulted(
    'No call is created while so many are open; "3 x rate" is SIPp\'s default: 3 · rate · max(1 s, the 99th percentile of the hold, or of the pauses of its scenario).',
    wholeNumber(1, CALLS_MAX, 900, { unlimited: Infinity, "3 x rate": -1 }),
    Infinity,
    "unlimited",
  ),
  ring: defaulted("From 180 to 200.", distribution("3 s"), { kind: "deterministic", value: 0 } as const, "0 s"),
  hold: defaulted("From ACK to BYE.", distribution("180 s"), { kind: "deterministic", value: 0 } as const, "0 s"),
  busy: defaulted("Probability that a callee declines.", probability, 0, "0 %"),
  sipp: optional("What callers and callees do, by SIPp scenarios in place of SIPp's default ones.", sippShape),
  timeout: defaulted(
    "A call that has not ended so long after its INVITE has failed.",
    duration("32 s", { above: 0, words: { never: Infinity } }),
    Infinity,
    "never",
  ),
  patience: optional(
    "From the INVITE to the moment at which a caller without an answer hangs up.",
    distribution("20 s"),
  ),
  delayedAfter: optional("Set-up times above this count as delayed calls.", duration("4 s", { above: 0 })),
  sessionTimer: optional(
    "Session interval (RFC 4028): the caller refreshes by UPDATE at half of it, and who hears of no refresh ends the call. Left out: there is no session timer.",
    duration("1800 s", { above: 0 }),
  ),
  mediaTimeout: optional("So much silence ends a call. Left out: users wait.", duration("60 s", { above: 0 })),
  redial: optional("Users dial again after a call that was not answered; each time is a new call.", redialFields),
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
    else {
      const lasting = pauses(read.sipp?.caller, read.hold, SIPP_QUANTILE);
      openLimit = Math.min(CALLS_MAX, Math.ceil(3 * arrivals.rate * Math.max(1, lasting)));
    }
  }
  const { access, ring, hold, busy, sipp, timeout, patience = null, redial = null } = read;
  const { delayedAfter, sessionTimer, mediaTimeout } = read;
  if (sipp !== undefined) {
    refuseIdleTimes(sipp, place);
    warnOfAbsence(sipp, hold, ring, place);
  }
  return {
    arrivals,
    openLimit,
    access,
    ring,
    hold,
    busy,
    callTimeout: timeout,
    patience,
    redial,
    ...(delayedAfter !== undefined && { delayedAfter }),
    ...(sessionTimer !== undefined && { sessionTimer }),
    ...(mediaTimeout !== undefined && { mediaTimeout }),
    ...(sipp && { flows: sipp }),
  };
}

/** How long calls last as SIPp reckons it: 99 of 100 pauses are at most so long. */
const SIPP_QUANTILE = 0.99;

/** Times that a SIPp scenario says itself. */
function refuseIdleTimes({ caller, callee }: Flows, place: Place): void {
  const idle = (key: string, flow: Flow | undefined, instead: string) => {
    if (flow !== undefined && place.at(key).isWritten && !place.isBroken)
      place.at(key).report(`${key}, which the SIPp scenario ${JSON.stringify(flow.name)} does not ask for`, instead);
  };
  const isOpen = (flow: Flow | undefined) => flow?.steps.some((step) => step.kind === "pause" && step.length === null);
  if (!isOpen(caller)) idle("hold", caller, "a <pause/> without a length in it, or no hold");
  if (!isOpen(callee)) idle("ring", callee, "a <pause/> without a length in it, or no ring");
  if (place.at("patience").isWritten && !place.isBroken)
    place.at("patience").report("patience beside SIPp scenarios", "no patience: a flow says itself when it cancels");
  idle("busy", callee, 'a branch by chance in it, such as <recv request="INVITE" next="declined" chance="0.1">');
}

const optionsFields = object("OPTIONS requests", arrivalFields);
const subscribeFields = object("SUBSCRIBE requests", arrivalFields);

const requestsOf = (read: typeof optionsFields.sample | undefined, place: Place): Traffic["options"] =>
  read === undefined ? null : { arrivals: arrivalsOf(read, place), access: read.access };

const backOffFields = object("the back-off", {
  allFailed: defaulted(
    "Base of the wait when all registrations of a user have failed.",
    duration("30 s", { above: 0 }),
    30,
    "30 s",
  ),
  someFailed: defaulted("The same when only some have.", duration("90 s", { above: 0 }), 90, "90 s"),
  most: defaulted("Upper limit of the wait.", duration("1800 s", { above: 0 }), 1800, "1800 s"),
  jitter: optional("Whether the wait is drawn between half of W and W; else it is W. Left out: it is drawn.", flag),
  tries: optional(
    "Failures in a row after which it gives up for good (max_retries of pjsip, 10 there). Left out: never.",
    wholeNumber(1, 255, 10),
  ),
});

const avalancheFields = object("an avalanche restart", {
  at: required("When it begins.", duration("60 s")),
  within: defaulted("All users register again, evenly spread over this time.", duration("1 s"), 1, "1 s"),
});

const contactFields = object("a contact", {
  q: defaulted("Contacts of the highest q are tried first, equals at once.", probability, 1),
  ring: optional("From 180 to 200; as traffic.calls.ring has it.", distribution("8 s")),
  busy: optional("Probability that it declines; as traffic.calls.busy has it.", probability),
  unreachable: defaulted("Probability that it says nothing at all to a call.", probability, 0, "0 %"),
});
const CONTACTS_MAX = 16;

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
  with: defaulted(
    "With every address, as the thesis has it; or with one that the user agent chooses by SRV priority and weight, which wants bindings that all servers read.",
    word("every address", "one address"),
    "every address" as const,
  ),
  backOff: optional(
    "After a registration has failed the user agent waits between half of W and W, W doubling with each failure (RFC 5626 §4.5); left out, it waits for the next refresh.",
    backOffFields,
  ),
  avalanche: optional("All users register anew, as after a power cut (avalanche restart, RFC 5390).", avalancheFields),
  contacts: optional(
    "Devices of every user, by name; stateful proxies fork calls to them (RFC 3261 §16.6). One REGISTER lists them all.",
    named("contacts", contactFields, 1, CONTACTS_MAX),
  ),
});

const registrationOf = ({
  contacts,
  backOff = undefined,
  avalanche = undefined,
  ...rest
}: typeof registrationFields.sample): Traffic["registration"] => ({
  ...rest,
  backOff: backOff ?? null,
  avalanche: avalanche ?? null,
  ...(contacts && {
    contacts: contacts.map(([name, { ring, busy, ...contact }]) => ({
      ...{ name, ring: ring ?? null, busy: busy ?? null },
      ...contact,
    })),
  }),
});

const fields = object("traffic", {
  users: defaulted("Users (AORs) that can be called.", wholeNumber(1, USERS_MAX, 100), 100),
  registration: section("How users register.", registrationFields),
  calls: optional("Calls between users.", callFields),
  options: optional("OPTIONS requests that the proxies answer themselves: plain load.", optionsFields),
  subscribe: optional(
    "SUBSCRIBE requests that the proxies answer themselves: keep-alive, sent again like any other request.",
    subscribeFields,
  ),
  clients: section("What user agents do when nothing comes back.", clientsShape),
});

/** What users do. */
export const trafficShape = converted<typeof fields.sample, Traffic>(
  fields,
  {
    users: 100,
    registration: registrationOf(registrationFields.sample),
    calls: null,
    options: null,
    subscribe: null,
    ...clientsShape.sample,
  },
  ({ users, registration, calls, options, subscribe, clients }, place) => {
    const { expires, refresh } = registration;
    const at = place.at("registration", "refresh");
    if (refresh < Infinity && refresh >= expires && !at.isBroken && !place.at("registration", "expires").isBroken)
      at.report(`a refresh after ${refresh} s, when the binding has expired`, `less than ${expires} s, or never`);
    const caller = calls?.sipp?.caller;
    if (caller !== undefined && !caller.keepsRouteSet && clients.recordRoute && !place.at("clients").isBroken)
      place
        .at("clients", "recordRoute")
        .report(
          `recordRoute, while the SIPp scenario ${JSON.stringify(caller.name)} keeps no route set`,
          'rrs="true" and [routes] in the scenario, or no recordRoute',
        );
    if (caller !== undefined && clients.nextTarget !== null && !place.at("clients").isBroken)
      place
        .at("clients", "nextTarget")
        .report("nextTarget, while callers play a SIPp scenario", "no nextTarget: SIPp does not fail over");
    return {
      users,
      registration: registrationOf(registration),
      calls: calls === undefined ? null : callsOf(calls, users, place.at("calls")),
      options: requestsOf(options, place.at("options")),
      subscribe: requestsOf(subscribe, place.at("subscribe")),
      ...clients,
    };
  },
);
