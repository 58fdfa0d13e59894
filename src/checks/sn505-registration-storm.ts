import { busiest } from "../availability/busiest.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Check } from "./check.ts";

/** Timer F of RFC 3261 §17.1.2.2 in T1. */
const TIMER_F = 64;
/** How soon all users are back after a power cut [s]. */
const WITHIN = 1;

const registrar = (each: string) => ({
  "service.yaml": [
    "format: 2\ntitle: A registrar and its standby\narchitecture:\n",
    `  tiers:\n    proxies: { role: proxy, active: [sip1], standby: [sip2], queue: unlimited, service: { REGISTER: ${each} } }\n`,
    "  addresses:\n    VIP: { tier: proxies, owner: sip1 }\n",
    "  watches:\n    peers: { tier: proxies, by: proxies, detector: { heartbeat: {} }, takeover: {} }\n",
    "  bindings: { memory: { checkpoint: none } }\n  needs: { anyOf: [sip1, sip2] }\n",
    "traffic:\n  users: 4000\n  registration: { expires: 3600 s, refresh: 1800 s, backOff: {} }\n  calls: { rate: 20/s, duration: 60 s }\n",
  ].join(""),
});

export const REGISTRATION_STORM: Check = {
  code: "SN505",
  title: "Users who register all at once are more than the servers can answer in time",
  severity: "warning",
  about:
    "After a power cut, or when bindings are lost with a server's memory, all users register again. Looks at how long the servers work at one REGISTER of each user, beside what else they do; a REGISTER is given up after 64 × T1, 32 s (timer F, RFC 3261 §17.1.2.2), and sent again and again until then. An interval of refreshing does not help: it spreads what comes later.",
  mend: "Faster or more registrars; copies of bindings, so that the death of one asks nobody to register; devices that begin at random after a power cut.",
  ill: registrar("20 ms"),
  well: registrar("1 ms"),
  find: ({ scenario: seen }) => {
    if (seen === null) return [];
    const { scenario } = seen;
    const { users, registration, timers } = scenario.traffic;
    const drain = drainTime(scenario);
    const patience = TIMER_F * timers.t1;
    if (!(drain > patience)) return [];
    const { refresh, expires } = registration;
    return [
      {
        place: seen.placeOf("traffic", "registration"),
        message: `${users} users who register at once are work for ${Math.round(drain)} s, and a REGISTER is given up after ${patience} s`,
        consequence: `Who was given up is unreachable until he tries again${registration.backOff === undefined ? `: nothing says sooner (backOff), ${refresh === Infinity ? "and he never refreshes" : `so that it is after ${refresh} s`}` : ""}; bindings expire after ${expires} s, and calls wait behind the storm`,
        trial: {
          when: "all users register again within a second",
          settings: [`traffic.registration.avalanche={ at: 10 s, within: ${WITHIN} s }`],
        },
      },
    ];
  },
};

/** An interval over which work is reckoned [s]. */
const REFERENCE = 3600;

/** How long one REGISTER of each user keeps the servers busy, in what time calls leave them [s]; 0 where they leave none, which is no matter of registrations. */
function drainTime(scenario: Scenario): number {
  const { traffic, architecture } = scenario;
  const alone = { ...traffic, calls: null, options: null, subscribe: null };
  const registering = { ...alone, registration: { ...traffic.registration, refresh: REFERENCE } };
  const { utilisation } = busiest({ ...scenario, traffic: registering }, architecture);
  const rest = 1 - busiest(scenario, architecture).utilisation;
  return rest <= 0 ? 0 : (utilisation * REFERENCE) / rest;
}
