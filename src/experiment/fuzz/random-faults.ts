import type { ArchitectureNotation } from "../../architecture/notation.ts";
import { type Dice, written } from "./dice.ts";

/** One line of `faults`, as a file says it. */
export type FaultLine = Readonly<Record<string, unknown>>;

/** What can be struck, and when. */
export interface Stage {
  readonly nodes: readonly string[];
  readonly tiers: readonly string[];
  /** Lines strike between these times [s]. */
  readonly from: number;
  readonly until: number;
  /** About how long it takes until a death is noticed and answered [s]; faults last from a tenth to three times as long. */
  readonly scale: number;
}

export const stageOf = (tiers: ArchitectureNotation["tiers"]): Pick<Stage, "nodes" | "tiers"> => ({
  nodes: Object.values(tiers).flatMap(({ active, standby = [] }) => [...active, ...standby]),
  tiers: Object.keys(tiers),
});

const KINDS = ["process", "host", "link"] as const;

/** A line that anybody may write, and that ends by itself; a whole upgrade of a tier takes longest. */
export function passingFault(stage: Stage, dice: Dice): FaultLine {
  const { nodes, tiers, scale } = stage;
  const at = written(dice.moment(stage.from, stage.until));
  const lasting = written(scale * dice.pick(0.1, 0.5, 1, 1.5, 3));
  const soon = written(scale * dice.pick(0.1, 1));
  const node = dice.pick(...nodes);
  return dice.pick<() => FaultLine>(
    () => ({ at, kill: node, kind: dice.pick(...KINDS), for: lasting }),
    () => ({ at, kill: node, kind: dice.pick(...KINDS), for: lasting, ...(dice.happens(0.3) && { covered: false }) }),
    () => ({ at, restart: node, ...(dice.happens(0.5) && { kind: dice.pick(...KINDS) }), takes: soon }),
    () => ({ at, hang: node, for: lasting }),
    () => ({ at, slow: node, factor: dice.pick(0.5, 1, 20), for: lasting }),
    () => ({ at, cut: dice.several([...nodes, "callers", "callees"], dice.whole(1, 2)), for: lasting }),
    () => ({
      ...{ at, degrade: dice.several([...nodes, "callers", "callees"], dice.whole(1, 2)) },
      ...{ delay: dice.pick("0 s", "20 ms"), loss: dice.pick(0, 0.3, 1), for: lasting },
    }),
    () => ({ at, partition: twoSides(nodes, dice), for: lasting }),
    () => ({ at, loseArp: node, ...(dice.happens(0.5) ? { next: dice.whole(1, 2) } : { for: lasting }) }),
    () => ({ at, drain: node, within: soon, takes: soon }),
    () => ({ at, upgrade: dice.pick(...tiers), within: soon, takes: soon, pause: dice.pick("0 s", soon) }),
  )();
}

/** Some nodes and perhaps the users on one side, others on the other; who is on neither side is alone with his like. */
function twoSides(nodes: readonly string[], dice: Dice): string[][] {
  const members = dice.several([...nodes, "users"], dice.whole(2, nodes.length + 1));
  const parting = dice.whole(1, members.length - 1);
  return [members.slice(0, parting), members.slice(parting)];
}

/** A line that may leave things broken for good, or break them again and again. */
export function anyFault(stage: Stage, dice: Dice): FaultLine {
  const { nodes, tiers, scale } = stage;
  const at = written(dice.moment(stage.from, stage.until));
  const kind = dice.pick<string | FaultLine>(...KINDS, { process: 1, host: 1, link: 1 });
  return dice.pick<() => FaultLine>(
    () => passingFault(stage, dice),
    () => ({ at, hang: dice.pick(...nodes) }),
    () => ({ at, resume: dice.pick(...nodes) }),
    () => ({ at, cut: dice.several(nodes, dice.whole(1, 2)) }),
    () => ({ at, partition: twoSides(nodes, dice) }),
    () => ({ at, heal: "all" }),
    () => ({ at, drain: dice.pick(...nodes), within: written(scale) }),
    () => ({
      ...{
        at,
        chance: dice.pick([...tiers], [dice.pick(...nodes)]),
        timeToFailure: dice.pick<unknown>({ exponential: "500 ms" }, "300 ms"),
      },
      ...{ timeToRepair: dice.pick<unknown>({ exponential: "300 ms" }, "100 ms"), kind, coverage: dice.pick(1, 0.5) },
      crews: dice.pick<unknown>(1, "unlimited"),
    }),
    () => ({
      ...{ at, shock: [...tiers], every: { exponential: "700 ms" }, probability: dice.pick(0.5, 1) },
      ...{ timeToRepair: { exponential: "200 ms" }, kind, crews: dice.whole(1, 2) },
    }),
  )();
}

/** Deaths for good, each node once: the dead do not die again. */
export const deathsForGood = (stage: Stage, dice: Dice): FaultLine[] =>
  dice
    .several(stage.nodes, dice.whole(0, 2))
    .map((kill) => ({ at: written(dice.moment(stage.from, stage.until)), kill, kind: dice.pick(...KINDS) }));
