import { power } from "../../special/power.ts";
import { meanTrialsToRun } from "../../statistics/runs.ts";
import { type DetectorLaw, type LawComponent, roundTripLoss } from "../law.ts";
import { bears, type Poll } from "./description.ts";

/** The timers of its laws: thresholds of 1 and intervals from the start unless told otherwise. */
type Timers = Pick<Poll, "interval" | "timeout" | "retries" | "retryDelay"> & Partial<Poll>;

/** From the start of a check to that of the next [s]: by what becomes of it, and what the node is considered to be then. */
function cyclesOf({ interval, timeout, retries, retryDelay, from, fastInterval, downInterval }: Timers) {
  const failing = (tries: number) => tries * (retryDelay + timeout);
  const whole = failing(retries) + timeout;
  /** A check that takes longer than the interval holds back the next, to its next multiple; one try that takes as long does not. */
  const multiple = (taken: number) => (Math.floor(taken / interval) + 1) * interval;
  const after = (taken: number, wait = interval) => (from === "end" ? taken + wait : multiple(taken));
  const failed = (wait?: number) =>
    from !== "end" && retries === 0 && whole === interval ? interval : after(whole, wait);
  return {
    failing,
    whole,
    /** Of a check that succeeds after so many failed tries. */
    good: (tries: number) => after(failing(tries)),
    rising: (tries: number) => after(failing(tries), fastInterval),
    falling: failed(fastInterval),
    down: failed(downInterval),
  };
}

/**
 * U(0, d) + to + r(w + to), and k − 1 times the way from one failed check to the next; a dead process refuses the connection at once:
 * U(0, d) + r·w, and the ways to and fro. A check fails by loss when all its tries do, F = f^(r + 1), f = 1 − (1 − p)².
 */
export const poll: DetectorLaw<Timers> = {
  /**
   * A check is made of tries; the j-th failed ones before the first that succeeds take j(w + to), and the next check begins at the
   * next multiple of the interval that finds the watcher idle. A death during the failing tries of a check is told by this check. Of the
   * checks before, i have failed in a row with Fⁱ.
   */
  hostDeath: (timers, { delay, loss }) => {
    const { retries, fall = 1 } = timers;
    const { failing, whole, good, falling } = cyclesOf(timers);
    const f = roundTripLoss(loss);
    const allFail = power(f, retries + 1);
    const ways: LawComponent[] = [];
    /** The time within which the death falls, when a check finds it that is the first after it to end, and how many more have to. */
    const between = (weight: number, low: number, high: number, more: number) => {
      const moved = more * falling - delay;
      ways.push({ weight, shape: "uniform", low: low + moved, high: high + moved });
    };
    for (let j = 0; j <= retries && power(f, j) > 0; j++) {
      const idle = good(j) - failing(j);
      const share = (power(f, j) * (1 - f)) / (1 - allFail);
      between(share * idle, whole, whole + idle, fall - 1);
      if (j > 0)
        for (let i = 0; i < fall; i++)
          between(share * (1 - allFail) * power(allFail, i) * failing(j), whole - failing(j), whole, fall - 1 - i);
    }
    for (let i = 0; i < fall && f > 0; i++) {
      between(power(allFail, i + 1) * whole, 0, whole, fall - 1 - i);
      if (i + 1 < fall) between(power(allFail, i + 1) * (falling - whole), whole, falling, fall - 2 - i);
    }
    return ways;
  },
  processDeath: (timers, { delay, loss }) =>
    loss > 0
      ? { none: `a loss of ${loss}; expected 0, the only loss for which the law of this death is known` }
      : poll.hostDeath({ ...timers, timeout: 2 * delay }, { delay, loss }, 2),
  longest: (timers) => {
    const { interval, retries, timeout, retryDelay, fall = 1, rise = 1, fastInterval, downInterval } = timers;
    const { falling, rising, down } = cyclesOf(timers);
    return (
      Math.max(interval, fastInterval ?? 0, downInterval ?? 0) +
      (Math.max(fall, rise) - 1) * Math.max(falling, down, rising(retries)) +
      (retries + 1) * (timeout + retryDelay)
    );
  },
  /** One cycle: checks until `fall` have failed in a row, then until `rise` have succeeded; what follows each is as long as its outcome says. */
  falseSuspicions: (timers, loss) => {
    const { retries, fall = 1, rise = 1 } = timers;
    const { good, rising, falling, down } = cyclesOf(timers);
    const f = roundTripLoss(loss);
    const allFail = power(f, retries + 1);
    const mean = (cycle: (tries: number) => number) => {
      let sum = 0;
      for (let j = 0; j <= retries; j++) sum += (power(f, j) * (1 - f) * cycle(j)) / (1 - allFail);
      return sum;
    };
    const [up, dead] = [meanTrialsToRun(allFail, fall), meanTrialsToRun(1 - allFail, rise)];
    return (
      1 /
      ((1 - allFail) * up * mean(good) +
        (allFail * up - 1) * falling +
        (1 + allFail * dead) * down +
        ((1 - allFail) * dead - 1) * mean(rising) +
        mean(good))
    );
  },
  bears,
  drawnDelays: "one",
  messages: ({ interval }) => 2 / interval,
};
