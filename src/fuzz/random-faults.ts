import { ALL_VERBS, type FaultNotation } from "../faults/description.ts";
import type { Passing, Unending } from "../faults/kind.ts";
import type { ArchitectureNotation } from "../service/notation.ts";
import { KINDS } from "../tiers/fault-kind.ts";
import { type Dice, written } from "./dice.ts";

/** One line of `faults`, as a file says it. */
export type FaultLine = Readonly<Record<string, unknown>>;

/** What can be struck, and when. */
export interface FaultTargets {
  readonly nodes: readonly string[];
  readonly tiers: readonly string[];
  /** Lines strike between these times [s]. */
  readonly from: number;
  readonly until: number;
  /** About how long it takes until a death is noticed and answered [s]; faults last from a tenth to three times as long. */
  readonly scale: number;
}

export const targetsOf = (tiers: ArchitectureNotation["tiers"]): Pick<FaultTargets, "nodes" | "tiers"> => ({
  nodes: Object.values(tiers).flatMap(({ active, standby = [] }) => [...active, ...standby]),
  tiers: Object.keys(tiers),
});

type Ways<D> = readonly ((drawing: D) => FaultLine)[];

/** A line that anybody may write, and that ends by itself; a whole upgrade of a tier takes longest. */
export function passingFault({ nodes, tiers, from, until, scale }: FaultTargets, dice: Dice): FaultLine {
  const drawing: Passing = {
    ...{ dice, nodes, tiers },
    at: written(dice.moment(from, until)),
    lasting: written(scale * dice.pick(0.1, 0.5, 1, 1.5, 3)),
    soon: written(scale * dice.pick(0.1, 1)),
    node: dice.pick(...nodes),
  };
  return dice.pick(...ALL_VERBS.flatMap(({ passing }): Ways<Passing> => passing))(drawing);
}

/** A line that may leave things broken for good, or break them again and again. */
export function anyFault(targets: FaultTargets, dice: Dice): FaultLine {
  const { nodes, tiers, from, until, scale } = targets;
  const drawing: Unending = {
    ...{ dice, nodes, tiers },
    at: written(dice.moment(from, until)),
    lasting: written(scale),
    kind: dice.pick<Unending["kind"]>(...KINDS, { process: 1, host: 1, link: 1 }),
  };
  const ways = ALL_VERBS.flatMap(({ unending }): Ways<Unending> => unending);
  return dice.pick<Ways<Unending>[number]>(() => passingFault(targets, dice), ...ways)(drawing);
}

/** Deaths for good, each node once: the dead do not die again. */
export const deathsForGood = ({ nodes, from, until }: FaultTargets, dice: Dice): FaultNotation<"kill">[] =>
  dice
    .several(nodes, dice.whole(0, 2))
    .map((kill) => ({ at: written(dice.moment(from, until)), kill, kind: dice.pick(...KINDS) }));
