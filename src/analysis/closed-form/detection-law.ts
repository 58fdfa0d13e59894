import type { DetectorTimers, Heartbeat, LossyWay, Options, Poll, Totem, Vrrp } from "./detector-timers.ts";
import { masterDownInterval, roundTripLoss, skewTime, TOKEN_SPACING, totemKnown } from "./detector-timers.ts";
import { expectNonNegative, expectRange } from "./range.ts";
import { silentIntervalsNeeded, windowFills } from "./silent-window.ts";

/** How long a death goes unnoticed: the distribution of the time from the fault to the watcher's verdict. */
export interface DetectionLaw {
  /** Mean [s]. */
  readonly mean: number;
  /** Bounds that no detection goes beyond [s]. */
  readonly min: number;
  readonly max: number;
  /** Probability of detection within t seconds. */
  cdf(t: number): number;
  /** Time within which a death is noticed with probability p, 0 ≤ p ≤ 1 [s]. */
  quantile(p: number): number;
}

/** One way in which it may come: uniform between two times, or triangular between them; what would lie before the death is cut off. */
interface Way {
  readonly weight: number;
  readonly shape: "uniform" | "triangular";
  readonly low: number;
  readonly high: number;
}

/**
 * Law of the time from the death of a host at a random moment to the verdict of its watcher, given that the watcher believed it
 * alive at that moment. One watcher and one watched; for Totem a ring of `nodes`, where the watcher is next after the dead node.
 *
 * Without loss:
 * - heartbeats every h, dead after k, judged at the time-out: U((k − 1)h, kh); at own ticks: triangular in ((k − 1)h, (k + 1)h);
 * - VRRP: U(2a + skew, 3a + skew) (RFC 3768 §6.1, RFC 5798 §6.1);
 * - Totem: token + consensus + re-forming, less the token's age: U(−(n − 1)(hold + delay), hold + delay) around that sum;
 * - polling every d: U(0, d) + to + r(w + to);
 * - OPTIONS every d: U(0, d) + (k − 1)d + to.
 *
 * Messages lost before the death bring the verdict forward: the watcher has begun to count already. The law then is a mixture of
 * such pieces, one for each number of messages that were lost in a row before the death (docs/theory.md).
 *
 * @param way one-way delay [s] and loss of a hop, 0 ≤ loss < 1; both 0 unless given
 * @param nodes members of a Totem ring, ≥ 2; with loss the law is that of two, for small loss (terms of p⁵ are left out)
 * @throws RangeError naming the parameter, the value found and the range expected
 */
export function detectionLaw(detector: DetectorTimers, way: Partial<LossyWay> = {}, nodes = 2): DetectionLaw {
  const { delay = 0, loss = 0 } = way;
  expectNonNegative("delay", delay);
  expectRange(loss >= 0 && loss < 1, "loss", loss, "a probability from 0 to below 1");
  return mixture(waysOf(detector, { delay, loss }, nodes));
}

/**
 * The same for the death of a server process on a host that lives. To heartbeats, OPTIONS and a ring without a supervisor it is
 * silence, like the death of its host. A VRRP daemon that tracks the process finds it dead at its next look and resigns, and the
 * backup waits its skew: U(skew, skew + track) (RFC 3768 §6.4.2). A poll's connection is refused at once: U(0, d) + r·w, and the
 * ways to and fro.
 *
 * @throws RangeError saying why there is no law to try: nobody notices, a supervisor tells after a constant time, or the network
 *   loses messages that a script or a refused connection would need
 */
export function processDeathLaw(detector: DetectorTimers, way: Partial<LossyWay> = {}): DetectionLaw {
  const { delay = 0, loss = 0 } = way;
  const isTold = detector.kind === "totem" && detector.supervisor !== undefined;
  if (isTold)
    throw new RangeError(
      "a supervisor, which tells of it after a constant time; expected a death whose detection has a law, such as kind: host",
    );
  const track = detector.kind === "vrrp" ? detector.track : undefined;
  if (track === Infinity)
    throw new RangeError(
      "a VRRP daemon that never looks after the process, so that nobody notices; expected a track interval, or kind: host",
    );
  if (track === undefined && detector.kind !== "poll") return detectionLaw(detector, way);
  if (loss > 0)
    throw new RangeError(`a loss of ${loss}; expected 0, the only loss for which the law of this death is known`);
  if (detector.kind === "poll") return detectionLaw({ ...detector, timeout: 2 * delay }, { delay });
  const low = skewTime(detector as Vrrp) + delay;
  return mixture([{ weight: 1, shape: "uniform", low, high: low + track! }]);
}

function waysOf(detector: DetectorTimers, way: LossyWay, nodes: number): Way[] {
  switch (detector.kind) {
    case "heartbeat":
      return (detector.judged ?? "at timeout") === "at timeout" && detector.of === undefined
        ? atTimeout(detector.interval, detector.misses * detector.interval + way.delay, way.loss)
        : atOwnTicks(detector, way);
    case "vrrp":
      return byVrrp(detector, way);
    case "totem":
      return byTotem(detector, way, nodes);
    case "poll":
      return byPoll(detector, way);
    case "options":
      return byOptions(detector, way);
    default:
      return detector satisfies never;
  }
}

/**
 * Something is sent every `interval` and lost with probability p; a verdict follows `patience` after the last that was not. With j
 * lost in a row before the death, probability pʲ(1 − p), the last good one is j to j + 1 intervals old.
 */
function atTimeout(interval: number, patience: number, p: number): Way[] {
  const ways: Way[] = [];
  for (let j = 0; patience - j * interval > 0 && p ** j > 0; j++)
    ways.push({
      weight: p ** j * (1 - p),
      shape: "uniform",
      low: patience - (j + 1) * interval,
      high: patience - j * interval,
    });
  return ways;
}

const byVrrp = (vrrp: Vrrp, { delay, loss }: LossyWay): Way[] =>
  atTimeout(vrrp.advertisement, masterDownInterval(vrrp) + delay, loss);

/** The k-th unanswered request in a row is given up a time-out after it was sent; it had to arrive before the death to be answered. */
const byOptions = ({ interval, misses, timeout }: Options, { delay, loss }: LossyWay): Way[] =>
  atTimeout(interval, misses * interval + timeout - delay, roundTripLoss(loss));

/**
 * The watcher counts its own intervals: so many more silent ones bring it to k of the last m, given those it has counted. Its ticks
 * fall anywhere between the beats, and the death too: a difference of two uniform phases, which is triangular.
 */
function atOwnTicks({ interval, misses, of = misses }: Heartbeat, { delay, loss }: LossyWay): Way[] {
  const ways: Way[] = [];
  for (let n = 0; n <= misses; n++)
    ways.push({
      weight: n === 0 ? windowFills(misses, of, loss) : silentIntervalsNeeded(misses, of, loss, n),
      shape: "triangular",
      low: (n - 1) * interval + delay,
      high: (n + 1) * interval + delay,
    });
  return ways;
}

/**
 * A round is longer by one spacing of copies for each of the token's losses, and the likelier to be met by the death: of a round
 * with j losses, (j + 1)pʲ(1 − p)² of all, the part before the dead node passes the token on is known early, the rest late.
 */
function byTotem(totem: Totem, { delay, loss }: LossyWay, nodes: number): Way[] {
  expectRange(Number.isInteger(nodes) && nodes >= 2, "nodes", nodes, "a whole number ≥ 2");
  expectRange(loss === 0 || nodes === 2, "nodes", nodes, "2, if the network loses messages");
  const known = totemKnown(totem);
  const hop = totem.hold + delay;
  const spacing = totem.token * TOKEN_SPACING;
  const ways: Way[] = [];
  for (let j = 0; j * spacing + nodes * hop < totem.token && (j === 0 || loss > 0); j++)
    ways.push({
      weight: (j + 1) * loss ** j * (j * spacing + nodes * hop),
      shape: "uniform",
      low: known - j * spacing - (nodes - 1) * hop,
      high: known + hop,
    });
  return ways;
}

/**
 * A check is made of tries; the j-th failed ones before the first that succeeds take j(w + to), and the next check begins at the
 * next multiple of the interval that finds the watcher idle. A death during the failing tries of a check is told by this check.
 */
function byPoll(poll: Poll, { delay, loss }: LossyWay): Way[] {
  const { interval, timeout, retries, retryDelay } = poll;
  const f = roundTripLoss(loss);
  const whole = timeout + retries * (retryDelay + timeout);
  const allFail = f ** (retries + 1);
  const between = (weight: number, low: number, high: number): Way => ({
    weight,
    shape: "uniform",
    low: low - delay,
    high: high - delay,
  });
  const ways: Way[] = [];
  for (let j = 0; j <= retries && f ** j > 0; j++) {
    const failing = j * (retryDelay + timeout);
    const idle = (Math.floor(failing / interval) + 1) * interval - failing;
    const share = f ** j * (1 - f);
    if (j > 0) ways.push(between(share * (1 - allFail) * failing, whole - failing, whole));
    ways.push(between(share * idle, whole, whole + idle));
  }
  if (f > 0) ways.push(between(allFail * (1 - allFail) * whole, 0, whole));
  return ways;
}

function cdfOf({ shape, low, high }: Way, t: number): number {
  const x = Math.min(1, Math.max(0, (t - low) / (high - low)));
  if (shape === "uniform") return x;
  return x < 0.5 ? 2 * x * x : 1 - 2 * (1 - x) ** 2;
}

function mixture(ways: readonly Way[]): DetectionLaw {
  const possible = ways.filter(({ weight, high }) => weight > 0 && high > 0);
  const before = possible.map((way) => cdfOf(way, 0));
  const total = possible.reduce((sum, { weight }, i) => sum + weight * (1 - before[i]!), 0);
  const cdf = (t: number): number =>
    t <= 0 ? 0 : possible.reduce((sum, way, i) => sum + way.weight * (cdfOf(way, t) - before[i]!), 0) / total;
  const ends = possible.flatMap(({ shape, low, high }) => [
    low,
    high,
    ...(shape === "triangular" ? [(low + high) / 2] : []),
  ]);
  const breaks = [...new Set([0, ...ends.filter((end) => end > 0)])].sort((x, y) => x - y);
  const min = Math.max(0, Math.min(...possible.map(({ low }) => low)));
  const max = breaks.at(-1)!;
  // 1 − F is at most quadratic between the breaks, where Simpson's rule is exact.
  let mean = 0;
  for (let i = 1; i < breaks.length; i++) {
    const [from, to] = [breaks[i - 1]!, breaks[i]!];
    mean += ((to - from) / 6) * (6 - cdf(from) - 4 * cdf((from + to) / 2) - cdf(to));
  }
  return {
    mean,
    min,
    max,
    cdf,
    quantile: (p) => {
      expectRange(p >= 0 && p <= 1, "p", p, "a probability from 0 to 1");
      let [low, high] = [min, max];
      if (p === 0) return low;
      if (p === 1) return high;
      for (let halving = 0; halving < 60; halving++) {
        const middle = (low + high) / 2;
        if (cdf(middle) < p) low = middle;
        else high = middle;
      }
      return (low + high) / 2;
    },
  };
}
