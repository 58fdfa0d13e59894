import { type DurationNotation, distribution } from "../../distributions/description.ts";
import { optional, required } from "../../notation/object.ts";
import { probability } from "../../notation/quantities.ts";
import { formatDuration } from "../../units/duration.ts";
import { formatNumber } from "../../units/number.ts";
import {
  checkMortal,
  completedRepair,
  DRAWN_BEFOREHAND,
  lifetimesFor,
  lineOfChance,
  nodesStruck,
  OF_FAILURE,
  STANDBY,
  standbyShape,
  struckShape,
} from "../by-chance.ts";
import { plain, type VerbOf } from "../kind.ts";

const line = lineOfChance("chance", {
  chance: required("Nodes or tiers that break by chance, each node for itself.", struckShape),
  timeToFailure: optional(
    "From repair to failure; left out: as the tier's lifetimes have it.",
    distribution("1500 h", 0),
  ),
  standby: optional(`How nodes stand by: ${STANDBY}. Left out: as availability has it, or hot.`, standbyShape),
  commonCause: optional(
    "Share of failures that take down all nodes of a tier at once. Left out: as availability has it, or none.",
    probability,
  ),
});

/** Fewer failures than this in all replications together are none. */
const FAILURES_MIN = 0.05;

/** Nodes break by chance, each for itself, and are repaired. */
export const chance: VerbOf<typeof line.shape> = {
  ...plain("mends", "isForGood", "alone"),
  ...line,
  of: "chance",
  names: ({ chance }) => chance,
  isRare: () => true,
  lasts: () => 0,
  completed: (fault, line, architecture, defaults) => {
    const lifetimes = lifetimesFor(fault.chance, architecture, defaults);
    return {
      ...fault,
      ...completedRepair(fault, line, lifetimes, defaults),
      timeToFailure: fault.timeToFailure ?? lifetimes?.timeToFailure,
      standby: fault.standby ?? defaults?.standby,
      commonCause: fault.commonCause ?? defaults?.commonCause,
    };
  },
  check: ({ chance, timeToFailure, timeToRepair }, scene, _, place) =>
    checkMortal(chance, { timeToFailure, timeToRepair }, scene, "chance", place),
  warn: (fault, { architecture, mean, end, replications }, place) => {
    const time = Math.max(0, end - fault.at);
    const names = nodesStruck(fault.chance, architecture);
    const rate = architecture.tiers.reduce((sum, { nodes, lifetimes }) => {
      const life = fault.timeToFailure ?? lifetimes?.timeToFailure;
      const struck = nodes.filter(({ name }) => names.includes(name)).length;
      return life === undefined ? sum : sum + struck / mean(life);
    }, 0);
    const expected = rate * time * replications;
    if (expected < FAILURES_MIN)
      place
        .at("chance")
        .warn(
          `failures by chance, ${formatNumber(expected, 2)} of them expected in ${replications} runs of ${formatDuration(time, 3)}`,
          "hardly anything breaks",
          'Let lifetimes be shorter or the run longer; years are for "sipnines availability".',
        );
  },
  rehearse: ({ chance }, on) => on.lose(nodesStruck(chance, on.architecture)),
  events: ({ chance, timeToFailure, timeToRepair }, { architecture: { tiers }, mean }, end) =>
    tiers.reduce((sum, tier) => {
      const life = timeToFailure ?? tier.lifetimes?.timeToFailure;
      const repair = timeToRepair ?? tier.lifetimes?.timeToRepair;
      if (life === undefined || repair === undefined) return sum;
      const struck = nodesStruck(chance, { tiers: [tier] }).length;
      return struck === 0 ? sum : sum + (struck * OF_FAILURE * end) / (mean(life) + mean(repair));
    }, 0),
  words: ({ chance, failure }) => ({
    past: `${chance.join(", ")} broke by ${failure ?? "chance"}`,
    present: `${chance.join(", ")} break by ${failure ?? "chance"}`,
  }),
  byHand: () => DRAWN_BEFOREHAND,
  passing: [],
  unending: [
    ({ at, nodes, tiers, dice, kind }) => ({
      ...{ at, chance: dice.pick([...tiers], [dice.pick(...nodes)]) },
      timeToFailure: dice.pick<DurationNotation>({ exponential: "500 ms" }, "300 ms"),
      timeToRepair: dice.pick<DurationNotation>({ exponential: "300 ms" }, "100 ms"),
      ...{ kind, coverage: dice.pick(1, 0.5), crews: dice.pick<1 | "unlimited">(1, "unlimited") },
    }),
  ],
};
