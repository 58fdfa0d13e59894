import { power } from "../../special/power.ts";
import { atTimeout, type DetectorLaw } from "../law.ts";
import { bears, type Vrrp as Described } from "./description.ts";

/** Priority is that of the backup that takes over. */
type Vrrp = Pick<
  Described,
  "kind" | "version" | "advertisement" | "priority" | "masterPriority" | "preemptDelay" | "track"
>;

/** Its priority while its process is alive, between 1 and 254 where a check raises it (keepalived.conf(5)). */
const raised = ({ priority, track }: Vrrp): number =>
  priority === 255 ? 255 : Math.min(254, priority + Math.max(0, track?.weight ?? 0));

/** The same of the master whose process counts as dead. */
const lowered = ({ masterPriority = 255, track }: Vrrp): number =>
  masterPriority === 255 ? 255 : Math.max(1, masterPriority + Math.min(0, track?.weight ?? 0));

/** (256 − priority)/256 s in version 2 (RFC 3768 §6.1), that times the interval in version 3 (RFC 5798 §6.1). */
const skewTime = (vrrp: Vrrp): number => ((256 - raised(vrrp)) / 256) * (vrrp.version === 2 ? 1 : vrrp.advertisement);

/** 3 advertisements and the skew. */
const masterDownInterval = (vrrp: Vrrp): number => 3 * vrrp.advertisement + skewTime(vrrp);

/**
 * An owner that starts again is master at once with priority 255 (RFC 3768 §6.4.1), unless it has a preempt delay; any other is a backup for its own
 * master-down interval. A preempt delay begins when it first hears the successor, U(0, a), and its interval with the last advertisement before the end of the delay.
 */
function takesBack(timers: Vrrp): readonly [number, number] {
  const { masterPriority = 255, preemptDelay, advertisement } = timers;
  if (masterPriority === 255 && preemptDelay === undefined) return [0, 0];
  const waits = masterDownInterval({ ...timers, priority: masterPriority });
  if (preemptDelay === undefined) return [waits, waits];
  const least = waits + (Math.ceil(preemptDelay / advertisement) - 1) * advertisement;
  return [least, least + advertisement];
}

/**
 * U(2a + skew, 3a + skew) (RFC 3768 §6.1, RFC 5798 §6.1). A daemon that tracks the process finds it dead after `fall` looks I apart and
 * resigns, and the backup waits its skew: (fall − 1)·I + U(0, I) + skew (RFC 3768 §6.4.2). Where looks have a weight, the master goes on
 * with a lower priority, of which a higher backup takes no notice: (fall − 1)·I + U(0, I) + 3a + skew − U(0, a). False verdicts: as many
 * advertisements lost in a row as fall into the master-down interval, three unless the skew is longer than one.
 */
export const vrrp: DetectorLaw<Vrrp> = {
  hostDeath: (timers, { delay, loss }) => atTimeout(timers.advertisement, masterDownInterval(timers) + delay, loss),
  processDeath: (timers, way) => {
    const { track, advertisement } = timers;
    if (track === undefined) return vrrp.hostDeath(timers, way, 2);
    const { interval, fall, weight } = track;
    if (interval === Infinity)
      return {
        none: "a VRRP daemon that never looks after the process, so that nobody notices; expected a track interval, or kind: host",
      };
    if (weight !== 0 && raised(timers) <= lowered(timers))
      return {
        none: `a check that leaves the master a priority of ${lowered(timers)}, not below the ${raised(timers)} of its backup, so that nobody takes over; expected a greater weight`,
      };
    if (way.loss > 0)
      return { none: `a loss of ${way.loss}; expected 0, the only loss for which the law of this death is known` };
    const found = (fall - 1) * interval + way.delay;
    if (weight !== 0) {
      const low = found + masterDownInterval(timers) - advertisement;
      const [high, ramp] = [low + interval + advertisement, Math.min(interval, advertisement)];
      return [
        ramp > 0 ? { weight: 1, shape: "trapezoid", ramp, low, high } : { weight: 1, shape: "uniform", low, high },
      ];
    }
    if (interval === 0)
      return {
        none: "a daemon that is told at once, so that the time is constant; expected a track interval",
        mean: skewTime(timers),
      };
    const low = found + skewTime(timers);
    return [{ weight: 1, shape: "uniform", low, high: low + interval }];
  },
  longest: ({ advertisement, track, preemptDelay = 0 }) => {
    const looks =
      track === undefined || track.interval === Infinity ? 0 : Math.max(track.fall, track.rise) + Number(track.asks);
    return 4 * advertisement + 1 + (looks > 0 ? looks * track!.interval : 0) + preemptDelay;
  },
  takesBack,
  falseSuspicions: (timers, loss) => {
    const lost = Math.ceil(masterDownInterval(timers) / timers.advertisement) - 1;
    return (power(loss, lost) * (1 - loss)) / timers.advertisement;
  },
  bears,
  drawnDelays: "one",
  messages: ({ advertisement }) => 1 / advertisement,
};
