/** What a resource of Pacemaker is to the analyzer: a process that fails is noticed by its monitor, and started again where it was or elsewhere. */
import { replaces } from "../consequences/description.ts";
import { detectorKind } from "../detectors/description.ts";
import { meanOf } from "../distributions/law.ts";
import type { Failures } from "../faults/classes.ts";
import type { Architecture, Watch } from "../service/description.ts";
import type { Tier } from "../tiers/description.ts";
import type { Complaint } from "../units/refused.ts";
import { type AlikeNodes, alikeNodes, byLifetimes } from "./failure-ways.ts";
import type { Crew, InPlace } from "./model.ts";

/** How a process that fails `rate` times a second on a node is seen to. */
interface Given {
  /** Mean time until it is noticed, and to stop what is left of it [s]. */
  readonly notice: number;
  readonly stop: number;
  readonly start: number;
  readonly starts: number;
  readonly threshold: number;
  readonly timeout: number;
  readonly isFatal: boolean;
  readonly rate: number;
}

/** Beyond so many failures a threshold is none: rarer than the last digits of any figure. */
const THRESHOLD_MAX = 10_000;

/**
 * What becomes of a failure on average over all failures of a node. With c failures that count already this is number c + 1; a node at its threshold is
 * given up, and begins anew. Failures are forgotten when the next comes later than `timeout` after the last: with probability 1 − q, q = 1 − exp(−rate·timeout).
 * Where every start succeeds a share q^(N − 1)·(1 − q)/(1 − q^N) of failures reaches the threshold N, 1/N where nothing is forgotten.
 */
export function inPlaceOf({ notice, stop, start, starts, threshold, timeout, isFatal, rate }: Given): InPlace {
  const found = notice + stop;
  // With a probability of success each try is one more start, and one more stop if it fails.
  if (threshold > THRESHOLD_MAX) {
    const tries = isFatal ? 1 : 1 / starts;
    const time = tries * start + (isFatal ? 1 - starts : tries - 1) * stop;
    return { found, moves: 0, start: time, starts: isFatal ? starts : 1, forgotten: Infinity, isFatal };
  }
  const q = 1 - Math.exp(-rate * timeout);
  const before = new Array<number>(threshold).fill(0);
  before[0] = 1;
  let [all, moves, time, fails] = [0, 0, 0, 0];
  for (let count = 0; count < threshold; count++) {
    const weight = before[count]!;
    all += weight;
    if (count + 1 >= threshold) {
      moves += weight;
      continue;
    }
    let tried = weight;
    for (let now = count + 1; now < threshold && tried > 0; now++) {
      time += tried * (start + (1 - starts) * stop);
      before[now]! += tried * starts * q;
      tried *= 1 - starts;
      if (isFatal) break;
    }
    fails += tried;
  }
  const tried = all - moves;
  return {
    found,
    moves: moves / all,
    start: tried === 0 ? 0 : time / tried,
    starts: tried === 0 ? 1 : 1 - fails / tried,
    forgotten: timeout,
    isFatal,
  };
}

/** The same nodes, of which processes are seen to as a watch has it. */
function seenTo(alike: AlikeNodes, watch: Watch | undefined): AlikeNodes {
  const monitor = monitorOf(watch);
  if (monitor === undefined || monitor.interval === Infinity) return alike;
  const own = alike.causes.filter(({ of, isShared }) => of.kind === "process" && !isShared);
  const rate = own.reduce((sum, cause) => sum + cause.rate, 0);
  const resource = watch!.consequence.kind === "takeover" ? watch!.consequence.resource : undefined;
  const inPlace = inPlaceOf({
    ...{ notice: monitor.interval / 2, rate, starts: resource?.startSucceeds ?? 1 },
    ...{ stop: meanOf(resource?.stop ?? 0), start: meanOf(resource?.start ?? 0) },
    ...{ threshold: resource?.migrationThreshold ?? 1, timeout: resource?.failureTimeout ?? Infinity },
    isFatal: resource?.startFailureIsFatal ?? true,
  });
  return { ...alike, causes: alike.causes.map((cause) => (own.includes(cause) ? { ...cause, inPlace } : cause)) };
}

const monitorOf = (watch: Watch | undefined) =>
  watch?.detector.kind === "totem" && detectorKind(watch.detector).monitors !== undefined
    ? watch.detector.monitor
    : undefined;

/** What of processes that are monitored no chain tells. */
export function unseen(
  { causes }: AlikeNodes,
  watch: Watch | undefined,
  isCovered: boolean,
  tier: string,
): Complaint[] {
  const monitor = monitorOf(watch);
  const ofProcess = causes.filter(({ of }) => of.kind === "process");
  const hangs = causes.filter(({ of }) => of.kind === "hang");
  if (monitor === undefined || ofProcess.length + hangs.length === 0) return [];
  const names = ofProcess.map(({ name }) => name).join(", ");
  const complain = (found: string, expected: string): Complaint => ({
    ...{ found, expected, path: ["tiers", tier], hint: "Runs know such failures." },
  });
  if (monitor.asks && hangs.length > 0)
    return [
      complain(`processes of ${tier} that hang (${hangs[0]!.name}) beside a monitor that asks them`, "asks: false"),
    ];
  if (ofProcess.some(({ isShared }) => isShared))
    return [complain(`monitored processes that fail together (${names})`, "classes that strike nodes one by one")];
  return isCovered && ofProcess.length > 0
    ? [complain(`a coverage beside processes that a monitor sees to (${names})`, "one of the two: what may go wrong")]
    : [];
}

/** Who puts another in the place of a dead node of a tier. */
export const replacing = ({ watches }: Pick<Architecture, "watches">, tier: Tier): Watch | undefined =>
  watches.find((each) => each.tier === tier.name && replaces(each));

/** The nodes of a tier by what strikes them, and who sees to that first; all alike where lifetimes say so. */
export function alikeOf(
  tier: Tier,
  { failures, crew }: { readonly failures?: Failures; readonly crew?: Pick<Crew, "name"> },
  watch?: Watch,
): AlikeNodes[] {
  if (failures !== undefined) return alikeNodes(tier, failures).map((part) => seenTo(part, watch));
  return tier.lifetimes === undefined ? [] : [byLifetimes(tier, tier.lifetimes, crew?.name)];
}
