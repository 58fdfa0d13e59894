import { meanRecovery } from "../analysis/failure-ways.ts";
import type { Distribution } from "../distributions/description.ts";
import { divided } from "../distributions/description.ts";
import { meanOf, momentsOf } from "../distributions/law.ts";
import type { Failures } from "../faults/classes.ts";
import type { RecoveryStep } from "../faults/recovery.ts";
import type { Tier } from "../tiers/description.ts";

/** Nodes that fail and come back alike. Means [s]. */
export interface Mortals {
  readonly nodes: number;
  readonly life: number;
  readonly repair: number;
  /** The mildest way back. */
  readonly shortest: number;
}

/** The nodes of these tiers that fail, one by one where classes of failures tell how, else tier by tier. */
export const mortalsOf = (tiers: readonly Tier[], failures: Failures | undefined): Mortals[] =>
  failures === undefined
    ? tiers.map(({ nodes, lifetimes }) => {
        const [life, repair] = [momentsOf(lifetimes!.timeToFailure).mean, momentsOf(lifetimes!.timeToRepair).mean];
        return { nodes: nodes.length, life, repair, shortest: repair };
      })
    : tiers.flatMap(({ nodes }) => nodes.map(({ name }) => mortal(name, failures)));

function mortal(node: string, { classes, crews }: Failures): Mortals {
  const lasting = (steps: readonly RecoveryStep[]): number =>
    meanRecovery(steps, crews.find(({ name }) => name === steps.at(-1)!.crew)?.duty);
  const own = classes.filter(
    ({ strikes, together }) => strikes.includes(node) || together.some(([, nodes]) => nodes.includes(node)),
  );
  const rate = own.reduce((sum, { timeToFailure }) => sum + 1 / meanOf(timeToFailure), 0);
  const down = own.reduce((sum, { timeToFailure, recovery }) => sum + lasting(recovery) / meanOf(timeToFailure), 0);
  return {
    ...{ nodes: 1, life: 1 / rate, repair: down / rate },
    shortest: Math.min(...own.map(({ recovery }) => meanOf(recovery[0]!.takes))),
  };
}

/** The failures with times to failure divided by `lives`, and recoveries by `repairs`. */
export function shorterFailures(
  failures: Failures,
  { lives, repairs }: { readonly lives: number; readonly repairs: number },
): Failures {
  const sooner = (time: Distribution | undefined): Distribution | undefined => time && divided(time, repairs);
  const { coverage } = failures;
  return {
    ...failures,
    coverage: coverage && { ...coverage, manualRecovery: coverage.manualRecovery / repairs },
    crews: failures.crews.map(({ pick, duty, ...crew }) => ({
      ...crew,
      pick: pick && pick / repairs,
      duty: duty && {
        period: duty.period / repairs,
        shifts: duty.shifts.map(([begins, ends]) => [begins / repairs, ends / repairs] as const),
      },
    })),
    classes: failures.classes.map((one) => ({
      ...one,
      timeToFailure: divided(one.timeToFailure, lives),
      recovery: one.recovery.map((step) => ({
        ...step,
        takes: divided(step.takes, repairs),
        travel: sooner(step.travel),
        spares: step.spares && { ...step.spares, delivery: divided(step.spares.delivery, repairs) },
      })),
    })),
  };
}
