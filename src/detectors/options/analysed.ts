import { power } from "../../special/power.ts";
import { meanTrialsToRun } from "../../statistics/runs.ts";
import { type DetectorLaw, type LawComponent, roundTripLoss } from "../law.ts";
import { bears, type Options } from "./description.ts";

/** Ages at which a request goes out, until it is given up [s]: timer E, from T1 = 0.5 s doubling up to T2 = 4 s (RFC 3261 §17.1.2.2). */
function sendings(timeout: number): number[] {
  const ages = [0];
  for (let wait = 0.5; ages.at(-1)! + wait < timeout; wait = Math.min(2 * wait, 4)) ages.push(ages.at(-1)! + wait);
  return ages;
}

/**
 * U(0, d) + (k − 1)d + to: the k-th unanswered request in a row is given up a time-out after it was sent, and one of its copies had to
 * arrive before the death to be answered. A copy or its answer is lost with f = 1 − (1 − p)², a request of n copies with fⁿ; k failures in a
 * row, then a answers in a row, make a cycle of false verdicts.
 */
export const options: DetectorLaw<Pick<Options, "interval" | "timeout" | "misses" | "answers">> = {
  /**
   * With loss some of the requests that are open at the death have not been answered, with f to the number of their copies so far, and their
   * time-outs count. Of requests that do not overlap, those that failed in a row before count as well; of others that is left out.
   */
  hostDeath: ({ interval, misses, timeout }, { delay, loss }) => {
    const f = roundTripLoss(loss);
    const ages = sendings(timeout - 2 * delay);
    const overlap = timeout > interval;
    const fails = power(f, ages.length);
    const ways: LawComponent[] = [];
    /** How old the youngest request is between two ages at which something about one of them changes. */
    const cuts = [...new Set([0, interval, ...(f > 0 ? [...ages, timeout].map((age) => age % interval) : [])])];
    cuts.sort((x, y) => x - y);
    for (const [i, young] of cuts.slice(0, -1).entries()) {
      const old = cuts[i + 1]!;
      const share = (old - young) / interval;
      if (share < 1e-9) continue; // the same age but for rounding
      const verdict = (weight: number, after: number) => {
        if (weight > 0)
          ways.push({
            weight,
            shape: "uniform",
            low: after + timeout - delay - old,
            high: after + timeout - delay - young,
          });
      };
      /** Probability that so many more time-outs are needed. */
      let needed = Array.from({ length: misses + 1 }, (_, n) =>
        n === 0 || (overlap && n < misses) ? 0 : share * (overlap ? 1 : power(fails, misses - n) * (1 - fails)),
      );
      for (let older = Math.ceil((timeout - young) / interval - 1e-9) - 1; older >= 0; older--) {
        const silent = power(f, ages.filter((age) => age <= young + older * interval + 1e-9).length);
        verdict(needed[1]! * silent, -older * interval);
        const answered = (n: number) => (overlap ? needed[n]! : n === misses ? share : 0);
        needed = needed.map((_, n) =>
          n === 0 ? 0 : (1 - silent) * answered(n) + (n < misses ? silent * needed[n + 1]! : 0),
        );
      }
      for (const [n, weight] of needed.entries()) verdict(weight, n * interval);
    }
    return ways;
  },
  processDeath: (timers, way) => options.hostDeath(timers, way, 2),
  longest: ({ misses, answers, interval, timeout }) => (Math.max(misses, answers) + 1) * interval + timeout,
  falseSuspicions: ({ misses, answers, interval, timeout }, loss) => {
    const fails = power(roundTripLoss(loss), sendings(timeout).length);
    return 1 / ((meanTrialsToRun(fails, misses) + meanTrialsToRun(1 - fails, answers)) * interval);
  },
  bears,
  drawnDelays: "one",
  messages: ({ interval }) => 2 / interval,
};
