import type { Preset } from "../architecture/preset.ts";
import { formatDuration } from "../units/duration.ts";
import { formatNumber } from "../units/number.ts";
import { formatRate } from "../units/rate.ts";

/** What callers do, as far as a first scenario asks: rate in calls/s, times in seconds. */
export interface CallerProfile {
  readonly rate: number;
  readonly arrivals: "paced" | "poisson";
  /** For how long calls arrive. */
  readonly duration: number;
  /** Mean times, exponentially distributed; 0: none. */
  readonly ring: number;
  readonly hold: number;
  /** Whether users retransmit by the timers of RFC 3261. */
  readonly timers: boolean;
}

/** Services to begin from. */
export const SERVICES = {
  /** As the thesis measured, by SIPp: calls end as soon as they are set up, and nobody repeats what got lost. */
  test: { rate: 100, arrivals: "paced", duration: 30, ring: 0, hold: 0, timers: false },
  /** People who telephone: three minutes is the mean that Erlang's tables are usually entered with. */
  telephone: { rate: 20, arrivals: "poisson", duration: 600, ring: 10, hold: 180, timers: true },
  /** People who call a service: answered soon, and longer. */
  "contact-centre": { rate: 5, arrivals: "poisson", duration: 1800, ring: 5, hold: 300, timers: true },
} as const satisfies Readonly<Record<string, CallerProfile>>;
export type ServiceName = keyof typeof SERVICES;
export const SERVICE_NAMES = Object.keys(SERVICES) as readonly ServiceName[];

const REPLICATIONS = 10;
/** The number of Poisson arrivals lies so many standard deviations from its mean once in some ten thousand runs. */
const DEVIATIONS = 4;

/** What is expected of the calls created, in the mean over the replications. */
function expectedCalls({ rate, arrivals, duration }: CallerProfile): string {
  const mean = rate * duration;
  const because = `${formatRate(rate)} for ${formatDuration(duration)}`;
  if (arrivals === "paced") return `{ equals: ${Math.ceil(mean)}, because: ${because} }`;
  const apart = DEVIATIONS * Math.sqrt(mean / REPLICATIONS);
  const bounds = `atLeast: ${Math.max(0, Math.floor(mean - apart))}, atMost: ${Math.ceil(mean + apart)}`;
  return `{ ${bounds}, because: "${because}, and some by chance" }`;
}

const time = (mean: number): string => (mean === 0 ? "0 s" : `{ exponential: ${formatDuration(mean)} }`);

/** A first scenario for a preset: everything that is usually changed, with its meaning beside it. */
export function template(preset: Preset, calls: CallerProfile, schema: string): string {
  const parameters = Object.entries(preset.parameters).map(
    ([name, { default: usual, meaning }]) => `  ${name}: ${usual} # ${meaning}\n`,
  );
  const { tiers } = preset.expand({});
  const victim = Object.values(tiers).find(({ role }) => role === "proxy")!.active[0]!;
  const { rate, arrivals, duration, ring, hold, timers } = calls;
  const erlangs = rate * (ring + hold);
  return `# yaml-language-server: $schema=${schema}
# Run it with: sipnines run FILE
format: 2
title: My ${preset.name} service
about: >
  What this scenario is good for, and where its numbers come from.

architecture:
  preset: ${preset.name} # "sipnines show ${preset.name}" prints all of it; whatever you write here in its words replaces a part
${parameters.join("")}
network: { delay: 0.2 ms, loss: 0 % } # one way, each hop

traffic:
  users: 100
  registration: { expires: 3600 s, refresh: never, within: before the run }
  calls:${erlangs === 0 ? "" : ` # ${formatNumber(erlangs, 3)} Erlang: so many are under way at a time`}
    rate: ${formatRate(rate)}
    arrivals: ${arrivals} # ${arrivals === "paced" ? "or poisson" : "or paced"}
    duration: ${formatDuration(duration)} # or count: ${Math.ceil(rate * duration)}
    ring: ${time(ring)} # ${ring === 0 ? "or a distribution, such as { exponential: 3 s }" : "until a callee answers"}
    hold: ${time(hold)}${hold === 0 ? "" : " # how long they talk"}
  clients: { retransmission: ${timers} } # true: RFC 3261 timers

faults:
  - { at: 10 s, kill: ${victim}, kind: host } # or process, or link

run: { seed: 1, replications: ${REPLICATIONS}, horizon: until done${hold + ring === 0 ? ", drain: 32 s" : ""} }

expect: # for the means over the replications; "sipnines list" shows all metrics
  createdCalls: ${expectedCalls(calls)}
`;
}
