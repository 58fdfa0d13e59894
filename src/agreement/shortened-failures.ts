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

function mortal(node: string, { classes }: Failures): Mortals {
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

/** Mean time until a node is back, nobody waiting for a crew [s]. */
function lasting(steps: readonly RecoveryStep[]): number {
  let [reached, time] = [1, 0];
  for (const { takes, succeeds, travel = 0, spares } of steps) {
    const delivery = spares === undefined ? 0 : (1 - spares.inStock) * meanOf(spares.delivery);
    time += reached * (meanOf(takes) + meanOf(travel) + delivery);
    reached *= 1 - succeeds;
  }
  return time;
}

/** The same with times to failure and recoveries so many times shorter. */
export function shorterFailures(
  failures: Failures,
  { lives, repairs }: { readonly lives: number; readonly repairs: number },
): Failures {
  const sooner = (time: Distribution | undefined): Distribution | undefined => time && divided(time, repairs);
  const { coverage } = failures;
  return {
    ...failures,
    coverage: coverage && { ...coverage, manualRecovery: coverage.manualRecovery / repairs },
    crews: failures.crews.map((crew) => ({ ...crew, pick: crew.pick && crew.pick / repairs })),
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
