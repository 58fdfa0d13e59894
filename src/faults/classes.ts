import type { Distribution } from "../distributions/description.ts";
import { distribution } from "../distributions/description.ts";
import { isKnown } from "../notation/known.ts";
import { oneOf } from "../notation/nearest.ts";
import { defaulted, named, object, optional, required } from "../notation/object.ts";
import type { Place } from "../notation/place.ts";
import { probability, wholeNumber } from "../notation/quantities.ts";
import { converted } from "../notation/shape.ts";
import type { Architecture } from "../service/description.ts";
import { type FailureKind, failureKindShape } from "../tiers/fault-kind.ts";
import {
  coverageShape,
  type FailureCoverage,
  type RecoveryAttempt,
  type RepairCrew,
  STANDBY,
  standbyShape,
  struckShape,
} from "./by-chance.ts";
import type { Fault } from "./description.ts";
import { maintenanceShape, type RecoveryStep, recoveryShape, staffShape } from "./recovery.ts";

/** Whether something of a node dies, and does not only stand still. */
export const isDeath = (kind: FailureKind): boolean => kind !== "hang" && kind !== "freeze";

/** One kind of failure: what it strikes, how often, and how a node comes back from it. Names are those of nodes. */
export interface FailureClass {
  readonly name: string;
  /** Nodes, each of which fails for itself; or groups of nodes, each of which fails as one. */
  readonly strikes: readonly string[];
  readonly together: readonly (readonly [group: string, nodes: readonly string[]])[];
  readonly kind: FailureKind;
  readonly timeToFailure: Distribution;
  /**
   * Of a message that kills whoever takes it: how many servers its sender tries, one after the other, before it gives up (targets of RFC 3263,
   * destinations of a dispatcher that fails over). So many nodes of a group die then, any that are well; undefined: all do.
   */
  readonly tries?: number | undefined;
  readonly recovery: readonly RecoveryStep[];
}

/** How the nodes of a service fail and come back: one description for the messages, the simulation of components and the chain. */
export interface Failures {
  readonly classes: readonly FailureClass[];
  readonly crews: readonly RepairCrew[];
  /** Failure rate of a standby relative to a node that serves: 1 hot, 0 cold. */
  readonly standby: number;
  readonly coverage?: (FailureCoverage & { readonly manualRecovery: number }) | undefined;
  /** Share β of a node's failures that take down all nodes of its tier at once. */
  readonly commonCause: number;
  readonly maintenance?: { readonly every: number; readonly duration: number } | undefined;
}

const classFields = object("a class of failures", {
  strikes: optional("Nodes, tiers, hosts or sites whose nodes fail by it, each for itself.", struckShape),
  together: optional(
    "Groups whose nodes fail by it at once, by name: a rack, a switch, a site, all that run one version.",
    named("groups", struckShape, 1, 50),
  ),
  kind: defaulted(
    "What of a node dies: host, process or link; or its process hangs, or its machine freezes.",
    failureKindShape,
    "host" as const,
  ),
  timeToFailure: required(
    "From repair to failure of a node; of a group, from one failure to the next.",
    distribution("1500 h", 0),
  ),
  tries: optional(
    "Of a message that kills whoever takes it: how many servers its sender tries before it gives up; so many nodes of a group die at once, any that are well.",
    wholeNumber(1, 50, 3),
  ),
  recovery: required("What is done, from the mildest step to the last resort.", recoveryShape),
});

const NO_CLASS: Omit<FailureClass, "name"> = {
  ...{
    strikes: [],
    together: [],
    kind: "host",
    timeToFailure: { kind: "exponential", mean: 1 },
    recovery: recoveryShape.sample,
  },
};
/** Steps that have no effect on what has failed so. */
const WITHOUT_EFFECT: Readonly<Record<FailureKind, readonly RecoveryStep["does"][]>> = {
  ...{ host: ["passes"], process: ["passes"], link: ["passes"], hang: [], freeze: ["restart", "rollback"] },
};

const classShape = converted(classFields, NO_CLASS, ({ strikes, together, ...rest }, place) => {
  for (const [i, { does }] of rest.recovery.entries()) {
    const at = place.at("recovery", i);
    if (at.isBroken) continue;
    if (WITHOUT_EFFECT[rest.kind].includes(does))
      at.report(
        `${does} of ${rest.kind === "freeze" ? "a machine that is frozen" : "what is dead"}`,
        rest.kind === "freeze" ? "passes, reboot or repair" : "restart, reboot, rollback or repair",
      );
    else if (does === "passes" && i > 0) at.report("passes behind other steps", "it as the first step");
  }
  if (rest.tries !== undefined && !place.isBroken) {
    const at = place.at("tries");
    if (together === undefined)
      at.report("tries of nodes that fail each for itself", "together: the servers that its sender may try");
    else if (!isDeath(rest.kind)) at.report(`tries of what does not die (${rest.kind})`, "kind: process, host or link");
  }
  if (!place.isBroken && (strikes === undefined) === (together === undefined))
    place.report(
      strikes === undefined ? "a class that strikes nothing" : "strikes and together in one class",
      "strikes: what fails node by node, or together: groups that fail as one",
    );
  return { ...rest, strikes: strikes ?? [], together: together ?? [] };
});

const fields = object("failures", {
  classes: required("Kinds of failures, by name.", named("classes", classShape, 1, 50)),
  crews: defaulted("Who repairs, by name.", named("crews", staffShape, 0, 20), [], {}),
  standby: defaulted(`How nodes stand by: ${STANDBY}.`, standbyShape, 1, "hot"),
  coverage: optional("Whether failures are handled as designed, of whatever class.", coverageShape),
  commonCause: defaulted("Share of failures that take down all nodes of a tier at once.", probability, 0, "0 %"),
  maintenance: optional("Planned work on every tier: one node at a time, while all are well.", maintenanceShape),
});
const NO_FAILURES: Failures = { classes: [], crews: [], standby: 1, commonCause: 0 };

/** The section `failures:`. */
export const failuresShape = converted(
  fields,
  NO_FAILURES,
  ({ classes, crews, ...rest }): Failures => ({
    ...rest,
    classes: classes.map(([name, one]) => ({ name, ...one })),
    crews: crews.map(([name, crew]) => ({ name, ...crew })),
  }),
);

/** What is called how in a service. */
interface Named {
  readonly architecture: Pick<Architecture, "tiers">;
  /** Names of nodes, tiers, hosts and sites. */
  readonly known: readonly string[];
  /** The nodes that a name stands for; none if nothing is called so. */
  nodesNamed(name: string): readonly string[];
}

/** Reports names that do not exist, and nodes that a class strikes twice. @returns the same by names of nodes */
export function resolved(
  failures: Failures,
  { architecture: { tiers }, known, nodesNamed }: Named,
  place: Place,
): Failures {
  const nodesOf = (names: readonly string[], at: Place): string[] => {
    for (const [i, one] of names.entries())
      isKnown(one, known, "a node, tier, host or site", at.node?.kind === "list" ? at.at(i) : at);
    return [...new Set(names.flatMap(nodesNamed))];
  };
  const names = failures.crews.map(({ name }) => name);
  for (const { name, priorities } of failures.crews)
    for (const [i, tier] of priorities.entries())
      isKnown(
        tier,
        tiers.map((one) => one.name),
        "a tier",
        place.at("crews", name, "priorities", i),
      );
  const classes = failures.classes.map((one) => {
    const at = place.at("classes", one.name);
    for (const [i, { crew }] of one.recovery.entries())
      if (crew !== undefined && !names.includes(crew))
        at.at("recovery", i, "crew").report(
          `the crew ${JSON.stringify(crew)}, which does not exist`,
          names.length === 0 ? "one of failures.crews" : oneOf(names),
        );
    const together = one.together.map(([group, list]) => [group, nodesOf(list, at.at("together", group))] as const);
    const all = together.flatMap(([, nodes]) => nodes);
    const twice = all.find((node, i) => all.indexOf(node) < i);
    if (twice !== undefined)
      at.at("together").report(`${twice} in two groups of ${one.name}`, "each node in one of them");
    return { ...one, strikes: nodesOf(one.strikes, at.at("strikes")), together };
  });
  return { ...failures, classes };
}

/** What is tried before people come: steps that may fail, and a wait for a part. */
function attemptsOf(steps: readonly RecoveryStep[]): readonly RecoveryAttempt[] {
  const last = steps.at(-1)!;
  return [
    ...steps
      .filter((step) => step !== last || step.does === "passes")
      .map(({ takes, succeeds, does }) => ({
        ...{ takes, needed: 1, succeeds },
        ...{ ofHost: does === "reboot", goesOn: does === "passes" },
      })),
    ...(last.spares === undefined
      ? []
      : [{ takes: last.spares.delivery, needed: 1 - last.spares.inStock, succeeds: 0, ofHost: false, goesOn: false }]),
  ];
}

/** The lines of a fault script that say the same: one for each class, and for each group that fails as one, which is no matter of coverage. */
export function linesOfClasses({ classes, crews, standby, coverage, commonCause }: Failures): readonly Fault[] {
  return classes.flatMap(({ name, strikes, together, kind, timeToFailure, tries, recovery }): Fault[] => {
    const last = recovery.at(-1)!;
    const said = {
      ...{ at: 0, kind, failure: name, attempts: attemptsOf(recovery) },
      isOfProcess: timeToFailure.kind !== "exponential" && (kind === "process" || kind === "hang"),
      ...{ timeToRepair: last.takes, travel: last.travel, crew: crews.find((crew) => crew.name === last.crew) },
    };
    return [
      ...(strikes.length === 0
        ? []
        : [
            {
              ...{ chance: strikes, timeToFailure, standby, commonCause, ...said },
              verb: "chance" as const,
              // Whether others step in for what hangs is for the watch to say.
              coverage: isDeath(kind) ? coverage : undefined,
            },
          ]),
      ...together.map(
        ([, nodes]) => ({ verb: "shock", shock: nodes, every: timeToFailure, probability: 1, tries, ...said }) as const,
      ),
    ];
  });
}
