import { power } from "../../special/power.ts";
import { type DetectorLaw, type LawComponent, roundTripLoss } from "../law.ts";
import { bears, type Poll } from "./description.ts";

/**
 * U(0, d) + to + r(w + to); a dead process refuses the connection at once: U(0, d) + r·w, and the ways to and fro. A check fails by loss
 * when all its tries do, F = f^(r + 1), f = 1 − (1 − p)²: F(1 − F) false verdicts per check.
 */
export const poll: DetectorLaw<Poll> = {
  /**
   * A check is made of tries; the j-th failed ones before the first that succeeds take j(w + to), and the next check begins at the
   * next multiple of the interval that finds the watcher idle. A death during the failing tries of a check is told by this check.
   */
  hostDeath: ({ interval, timeout, retries, retryDelay }, { delay, loss }) => {
    const f = roundTripLoss(loss);
    const whole = timeout + retries * (retryDelay + timeout);
    const allFail = power(f, retries + 1);
    const between = (weight: number, low: number, high: number): LawComponent => ({
      weight,
      shape: "uniform",
      low: low - delay,
      high: high - delay,
    });
    const ways: LawComponent[] = [];
    for (let j = 0; j <= retries && power(f, j) > 0; j++) {
      const failing = j * (retryDelay + timeout);
      const idle = (Math.floor(failing / interval) + 1) * interval - failing;
      const share = power(f, j) * (1 - f);
      if (j > 0) ways.push(between(share * (1 - allFail) * failing, whole - failing, whole));
      ways.push(between(share * idle, whole, whole + idle));
    }
    if (f > 0) ways.push(between(allFail * (1 - allFail) * whole, 0, whole));
    return ways;
  },
  processDeath: (timers, { delay, loss }) =>
    loss > 0
      ? { none: `a loss of ${loss}; expected 0, the only loss for which the law of this death is known` }
      : poll.hostDeath({ ...timers, timeout: 2 * delay }, { delay, loss }, 2),
  longest: ({ interval, retries, timeout, retryDelay }) => interval + (retries + 1) * (timeout + retryDelay),
  /** Checks that fail after one that did not; a check that takes longer than the interval holds back the next. */
  falseSuspicions: ({ interval, timeout, retries, retryDelay }, loss) => {
    const f = roundTripLoss(loss);
    const intervals = (duration: number) => Math.floor(duration / interval) + 1;
    const allFail = power(f, retries + 1);
    let perCheck = allFail * intervals(timeout + retries * (retryDelay + timeout));
    for (let j = 0; j <= retries; j++) perCheck += power(f, j) * (1 - f) * intervals(j * (retryDelay + timeout));
    return (allFail * (1 - allFail)) / (perCheck * interval);
  },
  bears,
  drawnDelays: "one",
  messages: ({ interval }) => 2 / interval,
};
