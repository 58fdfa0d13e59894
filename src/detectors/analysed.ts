import { meanOf, quantileOf } from "../distributions/law.ts";
import { formatDuration } from "../units/duration.ts";
import { expectNonNegative, expectRange } from "../units/range.ts";
import { Refused } from "../units/refused.ts";
import type { Detector, DetectorName } from "./description.ts";
import { heartbeat } from "./heartbeat/analysed.ts";
import { type DetectionLaw, type DetectorLaw, type LossyWay, mixture } from "./law.ts";
import { options } from "./options/analysed.ts";
import { phi } from "./phi/analysed.ts";
import { poll } from "./poll/analysed.ts";
import { totem } from "./totem/analysed.ts";
import { vrrp } from "./vrrp/analysed.ts";

const LAWS = { heartbeat, totem, vrrp, poll, options, phi } satisfies { [K in DetectorName]: DetectorLaw<Detector<K>> };

/** The timers on which the laws of a detector depend, by kind. */
export type TimersByKind = { [K in DetectorName]: (typeof LAWS)[K] extends DetectorLaw<infer T> ? T : never };
/** The timers of a detector, as far as its laws depend on them. What a scenario describes fits, all times in seconds. */
export type DetectorTimers<K extends DetectorName = DetectorName> = {
  [P in K]: { readonly kind: P } & TimersByKind[P];
}[K];

const BY_KIND: { readonly [K in DetectorName]: DetectorLaw<DetectorTimers<K>> } = LAWS;

const lawOf = <K extends DetectorName>(timers: DetectorTimers<K>): DetectorLaw<DetectorTimers<K>> =>
  BY_KIND[timers.kind];

/**
 * Law of the time from the death of a host at a random moment to the verdict of its watcher, given that the watcher considered it up
 * at that moment. One watcher and one watched; for Totem a ring of `nodes`, where the watcher is next after the dead node.
 *
 * Messages lost before the death bring the verdict forward: the watcher has begun to count already. The law then is a mixture of
 * pieces, one for each number of messages that were lost in a row before the death (docs/theory.md).
 *
 * @param way one-way delay and loss of a hop, 0 ≤ loss < 1; both 0 unless given. A random delay is convolved with what the timers say; of Totem's
 *   rounds, which have many, its mean counts
 * @param nodes members of the group, ≥ 2: here and in the other laws of use to detectors that depend on it; of a Totem ring 2 with loss
 * @throws Refused naming the parameter, the value found and the range expected
 */
export function detectionLaw<K extends DetectorName>(
  detector: DetectorTimers<K>,
  way: Partial<LossyWay> = {},
  nodes = 2,
): DetectionLaw {
  const law = lawOf(detector);
  return mixture(waysOf(detector, way).flatMap((known) => law.hostDeath(detector, known, nodes)));
}

/**
 * The same for the death of a server process on a host that lives. Where nothing of the detector sees the process, it is silence like the
 * death of its host.
 *
 * @throws Refused saying why there is no law to try: nobody notices, a supervisor tells after a constant time, or the network
 *   loses messages that a script or a refused connection would need
 */
export function processDeathLaw<K extends DetectorName>(
  detector: DetectorTimers<K>,
  way: Partial<LossyWay> = {},
  nodes = 2,
): DetectionLaw {
  const laws = waysOf(detector, way).map((known) => lawOf(detector).processDeath(detector, known, nodes));
  return mixture(
    laws.flatMap((law) => {
      if ("none" in law) throw new Refused(law.none, "a death whose detection has a law");
      return law;
    }),
  );
}

/** Mean time from the death of a host until its watcher knows [s], without loss and delay of messages. */
export const detectionMean = <K extends DetectorName>(detector: DetectorTimers<K>): number =>
  detectionLaw(detector).mean;

/**
 * The same of the death of a server process on a host that lives.
 * @throws Refused where nobody notices it
 */
export function processDeathMean<K extends DetectorName>(detector: DetectorTimers<K>): number {
  const law = lawOf(detector).processDeath(detector, { delay: 0, loss: 0 }, 2);
  if (!("none" in law)) return mixture(law).mean;
  if (law.mean !== undefined) return law.mean;
  throw new Refused(
    `${law.none.split("; expected ")[0]}, beside failures of kind: process`,
    "a detector that notices them, or kind: host",
  );
}

/** The longest that a detector needs to notice that something died or came back, without loss [s]. */
export const slowestNotice = <K extends DetectorName>(detector: DetectorTimers<K>, nodes: number): number =>
  lawOf(detector).longest(detector, nodes);

/** From the start of the host of an owner whose addresses go back to it until it takes them, equally likely in between [s]. */
export const takenBackAfter = <K extends DetectorName>(detector: DetectorTimers<K>): readonly [number, number] =>
  lawOf(detector).takesBack?.(detector) ?? [0, 0];

/**
 * How often a living node is considered down because the network lost messages, in the long run: false suspicions per second for one
 * watcher and one watched. Each ends when the node is heard again, and the next can begin.
 *
 * The mean time to the *first* is shorter by the time a suspicion lasts: `meanTrialsToRun` times the interval for heartbeats.
 *
 * @param loss of a hop, 0 ≤ loss < 1, independent from message to message
 * @throws Refused naming the parameter, the value found and the range expected
 * Source: renewal theory; W. Feller, An Introduction to Probability Theory and Its Applications, vol. 1, 3rd ed., §XIII.7.
 */
export function falseSuspicionRate<K extends DetectorName>(
  detector: DetectorTimers<K>,
  loss: number,
  nodes = 2,
): number {
  expectRange(loss >= 0 && loss < 1, "loss", loss, "a probability from 0 to below 1");
  return loss === 0 ? 0 : lawOf(detector).falseSuspicions(detector, loss, nodes);
}

/**
 * What a detector costs the network while all is well: messages per second for one watcher and one watched, without loss. A beat
 * or an advertisement is one message, a check or an OPTIONS request with its answer two; the token of two goes round all the time.
 *
 * @param delay one-way delay of a hop [s], ≥ 0
 */
export const messageRate = <K extends DetectorName>(detector: DetectorTimers<K>, delay = 0, nodes = 2): number =>
  lawOf(detector).messages(detector, delay, nodes);

/** So many delays, each as likely, stand for random ones. */
const DELAYS = 200;
/** Hops that take longer than all but one in so many are taken for what no detector meets. */
const ONE_IN = 1e6;

/** The ways that a random delay makes, each as likely; the one of a constant one. */
function waysOf<K extends DetectorName>(
  detector: DetectorTimers<K>,
  { delay = 0, loss = 0 }: Partial<LossyWay>,
): LossyWay<number>[] {
  expectRange(loss >= 0 && loss < 1, "loss", loss, "a probability from 0 to below 1");
  if (typeof delay === "number") {
    expectNonNegative("delay", delay);
    return [{ delay, loss }];
  }
  const law = lawOf(detector);
  if (law.drawnDelays === "learnt")
    throw new Refused(
      `random delays and ${detector.kind}`,
      "a constant delay: how much it learns from them has no law here",
    );
  const { most, hops } = law.bears(detector);
  const longest = hops * quantileOf(delay, 1 - 1 / ONE_IN);
  if (longest > most)
    throw new Refused(
      `delays of which one in ${ONE_IN} comes to ${formatDuration(longest, 3)}, where ${detector.kind} bears ${formatDuration(most, 3)} without a false verdict`,
      "shorter delays or longer timers: the law is that of a network that does not deceive by itself",
    );
  if (law.drawnDelays === "mean") return [{ delay: meanOf(delay), loss }];
  return Array.from({ length: DELAYS }, (_, i) => ({ delay: quantileOf(delay, (i + 0.5) / DELAYS), loss }));
}
