/** Who hears of a node that stands still without being dead. */
import { replaces } from "../consequences/description.ts";
import { detectorKind } from "../detectors/description.ts";
import type { Distribution } from "../distributions/description.ts";
import { cdfOf, quantileOf } from "../distributions/law.ts";
import type { FailureClass } from "../faults/classes.ts";
import { isDeath } from "../faults/classes.ts";
import type { Architecture, Watch } from "../service/description.ts";
import { isReplicated, type Tier } from "../tiers/description.ts";
import type { Complaint } from "../units/refused.ts";

/** What the watch of a tier with standbys hears: whether it finds a process that hangs, and how long it takes it to notice anything [s]. */
export interface Hearing {
  readonly hang: boolean;
  readonly notice: number;
}

/** The watch that lets a standby of a tier step in; undefined: there is none, or nobody stands by. */
export const steppingIn = ({ watches }: Pick<Architecture, "watches">, { name, standby }: Tier): Watch | undefined =>
  standby === 0 ? undefined : watches.find((watch) => watch.tier === name && replaces(watch));

/** What a watch hears of nodes that stand still. @param notice mean time until it notices a death [s] */
export const hearingOf = ({ detector }: Watch, notice: number): Hearing => ({
  hang: detectorKind(detector).hearsHang(detector),
  notice,
});

/** Whether somebody steps in for a node that fails by this class and is not back before it is noticed; undefined: as for any death. */
export function heardBy({ kind }: FailureClass, hearing: Hearing | undefined): "never" | "always" | undefined {
  if (isDeath(kind)) return undefined;
  return hearing === undefined || kind === "freeze" || hearing.hang ? "always" : "never";
}

/** What is over before anybody notices: with what probability, how long that lasts, and how long what lasts longer does [s]. */
export function overUnnoticed(
  takes: Distribution,
  { notice }: Hearing,
): Readonly<Record<"probability" | "short" | "long", number>> {
  const probability = cdfOf(takes, notice);
  const between = (from: number, to: number): number =>
    SLICES.reduce((sum, slice) => sum + quantileOf(takes, from + slice * (to - from)), 0) / SLICES.length;
  return { probability, short: between(0, probability), long: between(probability, 1) };
}

/** Equally likely parts of a time, by their middles. */
const SLICES = Array.from({ length: 2000 }, (_, i) => (i + 0.5) / 2000);

/** Why the chain cannot tell a class by which nodes of a tier stand still. */
export function standstillProblems(
  architecture: Architecture,
  tier: Tier,
  classes: readonly FailureClass[],
): Complaint[] {
  const still = classes.find(({ kind }) => !isDeath(kind));
  if (still === undefined) return [];
  const path = ["failures", "classes", still.name];
  if (isReplicated(tier))
    return [
      {
        found: `a ${still.kind} of ${tier.name}, a database of several servers`,
        expected: "a class by which they die: what waits for a server that stands still is not known to the chain",
        path,
        hint: "Runs know it.",
      },
    ];
  const watch = steppingIn(architecture, tier);
  const quorum = watch?.consequence.kind === "takeover" ? watch.consequence.quorum : undefined;
  if (quorum !== undefined && classes.some((one) => heardBy(one, hearingOf(watch!, 0)) === "never"))
    return [
      {
        found: `a hang of ${tier.name}, which its watch does not hear, beside a quorum`,
        expected: "a detector that hears it: who votes while it hangs is not known to the chain",
        path,
        hint: "Runs know it.",
      },
    ];
  return [];
}
