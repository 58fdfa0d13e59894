import { silentIntervalsNeeded, windowFills } from "../../statistics/silent-window.ts";
import { atTimeout, type DetectorLaw, type LawComponent, type LossyWay } from "../law.ts";
import { bears, type Heartbeat as Described } from "./description.ts";

/** Judged at the time-out unless told otherwise, at own ticks where `misses` are `of` so many. */
type Heartbeat = Pick<Described, "kind" | "interval" | "misses" | "of"> & Partial<Pick<Described, "judged" | "probe">>;

/**
 * Beats every h, down after k. Judged at the time-out: U((k − 1)h, kh); at own ticks: triangular in ((k − 1)h, (k + 1)h). False
 * verdicts: pᵏ(1 − p)/h, once for each k or more lost in a row; k of the last m: C(m − 1, k − 1)pᵏ(1 − p)^(m − k + 1)/h (Feller, vol. 1,
 * §XIII.7).
 */
export const heartbeat: DetectorLaw<Heartbeat> = {
  hostDeath,
  processDeath: (timers, way) => (timers.probe === undefined ? hostDeath(timers, way) : byProbes(timers.probe, way)),
  longest: ({ misses, of = 0, interval, probe }) =>
    Math.max(
      (Math.max(misses, of) + 1) * interval,
      probe ? (Math.max(probe.fall, probe.rise) + 1) * probe.interval : 0,
    ),
  falseSuspicions: ({ misses, of = misses, interval }, loss) => windowFills(misses, of, loss) / interval,
  bears,
  drawnDelays: "one",
  messages: ({ interval }) => 1 / interval,
};

function hostDeath(timers: Heartbeat, way: LossyWay<number>): LawComponent[] {
  const { interval, misses, judged = "at timeout", of } = timers;
  return judged === "at timeout" && of === undefined
    ? atTimeout(interval, misses * interval + way.delay, way.loss)
    : atOwnTicks(timers, way);
}

/**
 * Probes refused by a host whose process is dead, every i: U((k − 1)i, ki) until the k-th, and its message. One that is lost is said again by the next beat, which is
 * left out.
 */
const byProbes = ({ interval, fall }: NonNullable<Described["probe"]>, { delay }: LossyWay<number>): LawComponent[] => [
  { weight: 1, shape: "uniform", low: (fall - 1) * interval + delay, high: fall * interval + delay },
];

/**
 * The watcher counts its own intervals: so many more silent ones bring it to k of the last m, given those it has counted. Its ticks
 * fall anywhere between the beats, and the death too: a difference of two uniform phases, which is triangular.
 */
function atOwnTicks({ interval, misses, of = misses }: Heartbeat, { delay, loss }: LossyWay<number>): LawComponent[] {
  const ways: LawComponent[] = [];
  for (let n = 0; n <= misses; n++)
    ways.push({
      weight: n === 0 ? windowFills(misses, of, loss) : silentIntervalsNeeded(misses, of, loss, n),
      shape: "triangular",
      low: (n - 1) * interval + delay,
      high: (n + 1) * interval + delay,
    });
  return ways;
}
