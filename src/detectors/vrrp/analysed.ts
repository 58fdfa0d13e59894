import { power } from "../../special/power.ts";
import { atTimeout, type DetectorLaw } from "../law.ts";
import type { Vrrp as Described } from "./description.ts";

/** Priority is that of the backup that takes over. */
type Vrrp = Pick<Described, "kind" | "version" | "advertisement" | "priority" | "track">;

/** (256 − priority)/256 s in version 2 (RFC 3768 §6.1), that times the interval in version 3 (RFC 5798 §6.1). */
const skewTime = ({ version, advertisement, priority }: Vrrp): number =>
  ((256 - priority) / 256) * (version === 2 ? 1 : advertisement);

/** 3 advertisements and the skew. */
const masterDownInterval = (vrrp: Vrrp): number => 3 * vrrp.advertisement + skewTime(vrrp);

/**
 * U(2a + skew, 3a + skew) (RFC 3768 §6.1, RFC 5798 §6.1). A daemon that tracks the process finds it dead at its next look and resigns,
 * and the backup waits its skew: U(skew, skew + track) (RFC 3768 §6.4.2). False verdicts: as many advertisements lost in a row as fall into
 * the master-down interval, three unless the skew is longer than one.
 */
export const vrrp: DetectorLaw<Vrrp> = {
  hostDeath: (timers, { delay, loss }) => atTimeout(timers.advertisement, masterDownInterval(timers) + delay, loss),
  processDeath: (timers, way) => {
    const { track } = timers;
    if (track === undefined) return vrrp.hostDeath(timers, way, 2);
    if (track === Infinity)
      return {
        none: "a VRRP daemon that never looks after the process, so that nobody notices; expected a track interval, or kind: host",
      };
    if (way.loss > 0)
      return { none: `a loss of ${way.loss}; expected 0, the only loss for which the law of this death is known` };
    const low = skewTime(timers) + way.delay;
    return [{ weight: 1, shape: "uniform", low, high: low + track }];
  },
  longest: ({ advertisement, track = 0 }) => 4 * advertisement + 1 + (track < Infinity ? track : 0),
  falseSuspicions: (timers, loss) => {
    const lost = Math.ceil(masterDownInterval(timers) / timers.advertisement) - 1;
    return (power(loss, lost) * (1 - loss)) / timers.advertisement;
  },
  messages: ({ advertisement }) => 1 / advertisement,
};
