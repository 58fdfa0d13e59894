import { meanTrialsToRun } from "../../statistics/runs.ts";
import { atTimeout, type DetectorLaw, roundTripLoss } from "../law.ts";
import { bears, type Options } from "./description.ts";

/**
 * U(0, d) + (k − 1)d + to: the k-th unanswered request in a row is given up a time-out after it was sent, and it had to arrive before the
 * death to be answered. A request or its answer is lost with f = 1 − (1 − p)²; k failures in a row, then a answers in a row, make a
 * cycle of false verdicts.
 */
export const options: DetectorLaw<Options> = {
  hostDeath: ({ interval, misses, timeout }, { delay, loss }) =>
    atTimeout(interval, misses * interval + timeout - delay, roundTripLoss(loss)),
  processDeath: (timers, way) => options.hostDeath(timers, way, 2),
  longest: ({ misses, answers, interval, timeout }) => (Math.max(misses, answers) + 1) * interval + timeout,
  falseSuspicions: ({ misses, answers, interval }, loss) => {
    const f = roundTripLoss(loss);
    return 1 / ((meanTrialsToRun(f, misses) + meanTrialsToRun(1 - f, answers)) * interval);
  },
  bears,
  drawnDelays: "one",
  messages: ({ interval }) => 2 / interval,
};
