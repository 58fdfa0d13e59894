import { didYouMean } from "../notation/nearest.ts";
import { defaulted, listOf, name, object, optional, type ReadFields, required } from "../notation/object.ts";
import type { Place } from "../notation/place.ts";
import { anyRate, duration, probability, rate, wholeNumber, word } from "../notation/quantities.ts";
import { described, type Shape } from "../notation/shape.ts";
import { meanOfProfile, meanOfStates } from "../sip/arrival-law.ts";
import type { Access, Arrivals } from "../sip/traffic.ts";

/** Calls of one replication: each keeps some thirty bytes until the end. */
export const CALLS_MAX = 10_000_000;

/** States of one Markov-modulated process. */
const STATES_MAX = 20;

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

const point = object("a point of the profile", {
  at: required("Time in the period.", duration("8 h")),
  share: required("The rate then, as a share of `rate`.", probability),
});

const profileFields = object("a profile", {
  period: defaulted("Period after which it begins again.", duration("24 h", { above: 0 }), 86_400, "24 h"),
  between: defaulted(
    "Between two points the rate follows a line, or stays what it was.",
    word("lines", "steps"),
    "lines" as const,
  ),
  points: required("The rate over the period.", listOf("points", point, 1, 1000)),
});

const stateFields = object("a state", {
  rate: required("How many arrive in this state; none: 0/s.", anyRate),
  mean: required("How long it lasts on average; exponentially distributed.", duration("2 s", { above: 0 })),
  next: optional(
    "Probabilities of the states that follow, in the order of the list, 0 for the state itself; left out, all others are equally likely.",
    listOf("probabilities", probability, 2, STATES_MAX),
  ),
});

/** When something arrives, and where it goes. */
export const arrivalFields = {
  rate: optional("How many arrive per second, minute, hour or day.", rate),
  arrivals: defaulted(
    "At even intervals, as a call generator paces them, or with exponential ones.",
    word("poisson", "paced"),
    "poisson" as const,
  ),
  tick: optional(
    "Each is made at the next tick of a timer with this period, as SIPp's are above 200 calls/s with 4 ms: those of one tick come together.",
    duration("4 ms", { above: 0 }),
  ),
  profile: optional(
    "A rate that changes with the time of day: Poisson arrivals whose rate is a share of `rate`. Needs a duration.",
    profileFields,
  ),
  states: optional(
    "Bursts, as a Markov-modulated Poisson process: states with a rate each, in place of `rate`. Needs a duration.",
    listOf("states", stateFields, 2, STATES_MAX),
  ),
  start: defaulted("Earliest arrival.", duration("0 s"), 0, "0 s"),
  count: optional("How many are created.", wholeNumber(1, CALLS_MAX, 10_000)),
  duration: optional("None arrives later than this after the start.", duration("60 s", { above: 0 })),
  access: defaulted(
    "How a caller chooses its address: by SRV priority and weight, in turn, or always the same.",
    accessShape,
    "weighted" as const,
  ),
};

/** What says how many arrive when. */
export const RATE_KEYS = ["rate", "arrivals", "tick", "profile", "states", "start", "count", "duration"] as const;
type ArrivalsRead = Pick<ReadFields<typeof arrivalFields>, (typeof RATE_KEYS)[number]>;

const SOME: Exclude<Arrivals, { readonly kind: "rounds" }> = {
  kind: "poisson",
  rate: 1,
  start: 0,
  count: 1,
  duration: Infinity,
};

/** Arrivals by rate: until so many are created, or for so long. */
export function arrivalsOf(read: ArrivalsRead, place: Place): Arrivals {
  const { rate: perSecond, start, count = Infinity, duration: lasting = Infinity, states, profile, tick } = read;
  if (states === undefined && perSecond === undefined && !place.at("rate").isBroken)
    place.at("rate").report("no rate", `rate: ${rate.expected}`);
  for (const key of ["rate", "arrivals", "profile"] as const)
    if (states !== undefined && place.at(key).node !== undefined)
      place.at(key).report(`${key} beside states`, "the rates of the states, and nothing else");
  if (profile !== undefined && read.arrivals === "paced")
    place.at("arrivals").report("paced arrivals with a profile", "arrivals: poisson, or no profile");
  if (tick !== undefined && (profile ?? states) !== undefined)
    place.at("tick").report(`tick beside ${profile ? "a profile" : "states"}`, "a rate, and nothing else");
  for (const key of ["profile", "states"] as const)
    if (read[key] !== undefined && lasting === Infinity && !place.at("duration").isBroken)
      place.at(key).report(`${key} without a duration`, "a duration beside it, such as duration: 24 h");
  if (place.at("count").node === undefined && place.at("duration").node === undefined)
    place.report("arrivals without an end", "a count, such as count: 10000, or a duration, such as duration: 60 s");
  const limits = { start, count, duration: lasting };
  if (count === Infinity && lasting === Infinity) return SOME;
  const arrivals =
    states !== undefined
      ? { ...statesOf(states, place.at("states")), ...limits }
      : perSecond === undefined
        ? SOME
        : profile !== undefined
          ? { ...profileOf(profile, perSecond, place.at("profile", "points")), ...limits }
          : { kind: read.arrivals, rate: perSecond, ...limits, ...(tick && { tick }) };
  const expected = Math.min(count, arrivals.rate * lasting);
  if (expected > CALLS_MAX && !place.at("duration").isBroken && !place.at("rate").isBroken)
    place
      .at("duration")
      .report(
        `some ${Math.round(expected)} arrivals in a replication`,
        `at most ${CALLS_MAX}: a lower rate, a count or a shorter duration`,
      );
  return arrivals;
}

/** A profile in rates instead of shares. */
function profileOf({ period, between, points }: typeof profileFields.sample, rate: number, place: Place) {
  for (const [i, { at }] of points.entries()) {
    if (at >= period) place.at(i, "at").report(`${at} s in a period of ${period} s`, `a time below ${period} s`);
    if (i > 0 && at <= points[i - 1]!.at)
      place.at(i, "at").report(`${at} s after ${points[i - 1]!.at} s`, "times that grow from point to point");
  }
  const rates = points.map(({ at, share }) => ({ at, rate: share * rate }));
  if (rates.every((point) => point.rate === 0) && !place.isBroken)
    place.report("a profile of nothing", "a share above 0 at one point at least");
  const mean = place.isBroken ? rate : meanOfProfile(rates, period, between);
  return { kind: "profile", rate: mean, period, between, points: rates } as const;
}

/** States with the probabilities of what follows each. */
function statesOf(read: readonly (typeof stateFields.sample)[], place: Place) {
  const count = read.length;
  const states = read.map(({ rate, mean, next }, i) => {
    const others = read.map((_, other) => (other === i ? 0 : 1 / (count - 1)));
    if (next === undefined) return { rate, mean, next: others };
    const sum = next.reduce((total, p) => total + p, 0);
    const at = place.at(i, "next");
    if (next.length !== count) at.report(`${next.length} probabilities`, `${count} of them, one for each state`);
    else if (next[i] !== 0 || Math.abs(sum - 1) > 1e-9)
      at.report(`${next.join(", ")}`, "0 for the state itself, and a sum of 1");
    return { rate, mean, next: next.length === count ? next : others };
  });
  if (states.every(({ rate }) => rate === 0) && !place.isBroken)
    place.report("states without arrivals", "a rate above 0 in one state at least");
  const rate = count < 2 || place.isBroken ? 1 : meanOfStates(states);
  return { kind: "mmpp", rate, states } as const;
}
