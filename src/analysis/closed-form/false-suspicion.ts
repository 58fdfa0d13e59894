import type { DetectorTimers, Poll, Totem } from "./detector-timers.ts";
import { JOIN_SPACING, masterDownInterval, roundTripLoss, TOKEN_SPACING } from "./detector-timers.ts";
import { expectCount, expectRange } from "./range.ts";
import { windowFills } from "./silent-window.ts";

/**
 * Mean number of trials to the first run of k failures in a row, each of probability p: (1 − pᵏ)/(pᵏ(1 − p)). So many beats does a
 * watcher take, on average, until the loss of k in a row makes it hold a living node dead.
 *
 * @param p probability from 0 to 1; Infinity for 0, k for 1
 * Source: W. Feller, An Introduction to Probability Theory and Its Applications, vol. 1, 3rd ed., §XIII.7.
 */
export function meanTrialsToRun(p: number, k: number): number {
  expectRange(p >= 0 && p <= 1, "p", p, "a probability from 0 to 1");
  expectCount("k", k, 1);
  let sum = 0; // 1/p + 1/p² + … + 1/pᵏ, which is the same and has no 0/0 at p = 1
  for (let i = 1; i <= k; i++) sum += p ** -i;
  return sum;
}

/**
 * How often a living node is held dead because the network lost messages, in the long run: false suspicions per second for one
 * watcher and one watched. Each ends when the node is heard again, and the next can begin.
 *
 * - heartbeats: pᵏ(1 − p)/h, once for each k or more lost in a row; k of the last m: C(m − 1, k − 1)pᵏ(1 − p)^(m − k + 1)/h;
 * - VRRP: the same for the advertisements within the master-down interval, three unless the skew is longer than one;
 * - OPTIONS: a request or its answer is lost with f = 1 − (1 − p)²; k failures in a row, then a answers in a row, make a cycle;
 * - polling: a check fails when all its tries do, F = f^(r + 1): F(1 − F) per check.
 * - Totem, a ring of two: an estimate, good to a factor of two. Five losses of the token in one round, (j + 1)pʲ(1 − p)² for j of
 *   them, bring the joins; of these, sent J times while consensus is awaited, none may get through to and fro: pᴶ(1 + J(1 − p)).
 *
 * The mean time to the *first* is shorter by the time a suspicion lasts: `meanTrialsToRun` times the interval for heartbeats.
 *
 * @param loss of a hop, 0 ≤ loss < 1, independent from message to message
 * @throws RangeError naming the parameter, the value found and the range expected
 * Source: renewal theory; Feller, vol. 1, §XIII.7.
 */
export function falseSuspicionRate(detector: DetectorTimers, loss: number): number {
  expectRange(loss >= 0 && loss < 1, "loss", loss, "a probability from 0 to below 1");
  if (loss === 0) return 0;
  switch (detector.kind) {
    case "heartbeat":
      return windowFills(detector.misses, detector.of ?? detector.misses, loss) / detector.interval;
    case "vrrp": {
      const lost = Math.ceil(masterDownInterval(detector) / detector.advertisement) - 1;
      return (loss ** lost * (1 - loss)) / detector.advertisement;
    }
    case "options": {
      const f = roundTripLoss(loss);
      const requests = meanTrialsToRun(f, detector.misses) + meanTrialsToRun(1 - f, detector.answers);
      return 1 / (requests * detector.interval);
    }
    case "totem":
      return exclusions(detector, loss);
    case "poll":
      return failedChecks(detector, roundTripLoss(loss));
    default:
      return detector satisfies never;
  }
}

/** Checks that fail after one that did not, per second; a check that takes longer than the interval holds back the next. */
function failedChecks({ interval, timeout, retries, retryDelay }: Poll, f: number): number {
  const intervals = (duration: number) => Math.floor(duration / interval) + 1;
  const allFail = f ** (retries + 1);
  let perCheck = allFail * intervals(timeout + retries * (retryDelay + timeout));
  for (let j = 0; j <= retries; j++) perCheck += f ** j * (1 - f) * intervals(j * (retryDelay + timeout));
  return (allFail * (1 - allFail)) / (perCheck * interval);
}

/** Tokens lost until the time-out, and then all joins that could tell of the living: per second, with rounds as loss lengthens them. */
function exclusions({ token, consensus, reform, hold }: Totem, p: number): number {
  const q = 1 - p;
  const spacing = token * TOKEN_SPACING;
  const round = 2 * hold + ((2 * p) / q) * spacing;
  const enough = Math.ceil((token - hold) / spacing);
  const lost = p ** enough * (1 + enough * q); // the sum of (j + 1)pʲq² from there on
  const joins = Math.ceil((consensus + reform) / JOIN_SPACING);
  return (lost * p ** joins * (1 + joins * q)) / round;
}
