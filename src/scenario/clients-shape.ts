import { distribution } from "../distributions/description.ts";
import { defaulted, object, optional } from "../notation/object.ts";
import { duration, flag, wholeNumber } from "../notation/quantities.ts";
import { converted } from "../notation/shape.ts";
import { RFC3261, transactionTimeout } from "../sip/timers.ts";
import type { Traffic } from "../sip/traffic.ts";
import { transportFields, transportOf } from "./transport-shape.ts";

type Clients = Pick<Traffic, "client" | "retransmission" | "timers" | "nextTarget" | "recordRoute" | "transport">;

const nextTargetFields = object("the next target", {
  timeout: optional("How long each target is given, in place of timers B and F.", duration("4 s", { above: 0 })),
  avoid: defaulted(
    "How long a target that has failed is avoided, by all callers or by the one registrant; 0 s: the next request begins with it again.",
    duration("60 s"),
    0,
    "0 s",
  ),
});

const clientFields = object("user agents", {
  service: optional(
    "What a message that arrives costs the callers, or the callees, each side one process with one worker; left out, no time.",
    distribution("0.04 ms"),
  ),
  queue: defaulted(
    "Messages that may wait at such a process beyond the one in service.",
    wholeNumber(0, 1_000_000, 60, { unlimited: Infinity }),
    Infinity,
    "unlimited",
  ),
  sleep: optional(
    "How long such a process of callees sleeps where it has nothing to read: a 200 that is due meanwhile is sent when it wakes, as SIPp does; left out, when it is due.",
    duration("1 ms", { above: 0 }),
  ),
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
  nextTarget: optional(
    "A request that got no answer, or 503, goes to the next SRV target (RFC 3263 §4.3); left out, it has failed.",
    nextTargetFields,
  ),
  recordRoute: defaulted("Whether proxies stay in the dialog, so that ACK and BYE need no lookup.", flag, false),
  ...transportFields,
});

/** What user agents do when nothing comes back. */
export const clientsShape = converted<typeof clientFields.sample, Clients>(
  clientFields,
  { retransmission: true, timers: RFC3261, nextTarget: null, recordRoute: false },
  ({ service, queue, sleep, retransmission, t1, t2, t4, nextTarget, recordRoute, ...connected }, place) => {
    const transport = transportOf(connected, place);
    const timers = { t1, t2, t4 };
    const limit = transactionTimeout(timers);
    if (t2 < t1 && !place.isBroken) place.at("t2").report(`T2 = ${t2} s below T1 = ${t1} s`, "T2 at least T1");
    const { timeout = limit, avoid = 0 } = nextTarget ?? {};
    if (timeout > limit && !place.isBroken)
      place
        .at("nextTarget", "timeout")
        .report(`${timeout} s for a target, longer than a transaction`, `at most 64 T1 = ${limit} s`);
    for (const key of ["queue", "sleep"] as const)
      if (service === undefined && place.at(key).isWritten && !place.isBroken)
        place
          .at(key)
          .report(`a ${key} of user agents that take no time`, "service beside it, such as service: 0.04 ms");
    return {
      ...(service && { client: { service, queue, ...(sleep !== undefined && { sleep }) } }),
      ...(transport && { transport }),
      ...{ retransmission, timers, nextTarget: nextTarget === undefined ? null : { timeout, avoid }, recordRoute },
    };
  },
);
