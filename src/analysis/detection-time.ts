import { detectionLaw, processDeathMean, takenBackAfter } from "../detectors/analysed.ts";
import { detectorsInForce } from "../detectors/description.ts";
import type { Architecture, Watch } from "../service/description.ts";
import { power } from "../special/power.ts";
import { type Complaint, Refused } from "../units/refused.ts";

/**
 * Mean time from a death until a watch has noticed it [s], without loss and delay of messages: where each address has its
 * own election the mean over them, whose owners are equally likely to die.
 *
 * @param crashes share of the deaths that are those of a server process on a host that lives, 0 … 1; the others are those of hosts
 * @throws Refused where nobody notices such a death
 */
export const watchDetectionMean = (architecture: Architecture, watch: Watch, crashes = 0): number =>
  detection(architecture, watch, { crashes }).mean;

/** What is wrong with a watch some of whose deaths nobody notices; nothing, where somebody notices all. */
export function unnoticed(architecture: Architecture, watch: Watch, crashes: number): readonly Complaint[] {
  try {
    watchDetectionMean(architecture, watch, crashes);
    return [];
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return error.complaints;
  }
}

/** From the start of the host of an owner whose addresses go back to it until it takes them, the mean over the owners of either bound [s]. */
export function watchReturn(architecture: Architecture, { detector, tier }: Watch): readonly [number, number] {
  const inForce = detectorsInForce(detector, architecture, tier, 0).map((one) => takenBackAfter(one));
  const over = (bound: 0 | 1) => inForce.reduce((sum, one) => sum + one[bound], 0) / Math.max(1, inForce.length);
  return [over(0), over(1)];
}

/** @param passed how many backups of an election are dead, so that the next one has to notice */
function detection(
  architecture: Architecture,
  { detector, tier }: Watch,
  { passed = 0, crashes = 0 } = {},
): { mean: number; max: number } {
  const inForce = detectorsInForce(detector, architecture, tier, passed);
  const laws = (inForce.length === 0 ? [detector] : inForce).map((one) => {
    const { mean, max } = detectionLaw(one);
    return { mean: crashes === 0 ? mean : (1 - crashes) * mean + crashes * processDeathMean(one), max };
  });
  const over = (of: "mean" | "max") => laws.reduce((sum, law) => sum + law[of], 0) / laws.length;
  return { mean: over("mean"), max: over("max") };
}

/**
 * The same over all that a group with elections waits for. Of several backups the first that lives has to notice, and later ones wait longer (RFC 3768
 * §6.1): backup j, from 0, with probability (1 − u)uʲ when an owner dies; when backup i < j dies that served for a dead owner, those
 * between them are dead. The first backup that is back where nobody has served waits as long as for any death (§6.4.1).
 *
 * @param u probability that one of `standbys` is dead, 0 … 1, independent of the others
 * @param owner the same of an owner
 * @param factor failure rate of a standby that serves nobody relative to an owner
 * @param crashes as above
 */
export function meanOfFailovers(
  architecture: Architecture,
  watch: Watch,
  { standbys, u, owner, factor, crashes }: Readonly<Record<"standbys" | "u" | "owner" | "factor" | "crashes", number>>,
): number {
  let [all, sum] = [0, 0];
  for (let j = 0; j < standbys; j++) {
    const { mean, max } = detection(architecture, watch, { passed: j, crashes });
    const dies = (1 - owner) * power(u, j) + (j === 0 ? 0 : j * owner * (1 - u) * power(u, j - 1));
    const isBack = factor * owner * power(u, standbys - 1);
    all += dies + isBack;
    sum += dies * mean + isBack * max;
  }
  return sum / all;
}
