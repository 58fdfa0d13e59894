import type { Distribution } from "../distributions/description.ts";
import { distribution } from "../distributions/description.ts";
import { defaulted, listOf, name, object, optional, required } from "../notation/object.ts";
import type { Place } from "../notation/place.ts";
import { duration, flag, probability, wholeNumber, word } from "../notation/quantities.ts";
import { converted } from "../notation/shape.ts";
import { formatDuration } from "../units/duration.ts";

/** How a node comes back, from the mildest step to the last resort. */
const STEPS: readonly RecoveryStep["does"][] = ["passes", "restart", "reboot", "rollback", "repair"];

/** Parts that a repair may need. */
export interface Spares {
  /** Probability that the part is there. */
  readonly inStock: number;
  /** How long it takes to come if it is not. */
  readonly delivery: Distribution;
}

/** One step of a recovery: what is done, how long it takes, and whether the node is back then. */
export interface RecoveryStep {
  readonly does: "passes" | "restart" | "reboot" | "rollback" | "repair";
  readonly takes: Distribution;
  /** Probability that the node is back; else the next step follows. */
  readonly succeeds: number;
  /** Of a repair: the way to the node, which is part of the work, who does it, and what may have to be waited for first. */
  readonly travel?: Distribution | undefined;
  readonly crew?: string | undefined;
  readonly spares?: Spares | undefined;
}

const stepFields = object("a step of a recovery", {
  passes: optional("What hangs or is frozen goes on by itself, where it stood.", distribution("10 s", 0)),
  restart: optional("The process is started again, by itself.", distribution("20 s", 0)),
  reboot: optional(
    "The machine is started again, by itself: what is on it is gone meanwhile.",
    distribution("3 min", 0),
  ),
  rollback: optional("The version before is put back, by itself.", distribution("5 min", 0)),
  repair: optional("People repair it, and it works.", distribution("4 h", 0)),
  succeeds: defaulted("Probability that the node is back then; else the next step follows.", probability, 1, "100 %"),
  travel: optional("Of a repair: how long the way to the node takes.", distribution("1 h", 0)),
  crew: optional("Of a repair: which of the crews does it; left out: somebody always can.", name),
  spares: optional(
    "Of a repair: the part that it needs.",
    object("spare parts", {
      inStock: required("Probability that it is there.", probability),
      delivery: required("How long it takes to come if it is not.", distribution("24 h", 0)),
    }),
  ),
});

const SAMPLE: RecoveryStep = { does: "repair", takes: { kind: "exponential", mean: 1 }, succeeds: 1 };

const stepShape = converted(stepFields, SAMPLE, (read, place) => {
  const given = STEPS.filter((step) => read[step] !== undefined);
  const [does] = given;
  if (does === undefined || given.length > 1)
    return place.isBroken
      ? SAMPLE
      : place.refuse(
          given.length === 0 ? "no step" : `${given.join(" and ")} in one step`,
          `one of ${STEPS.join(", ")}`,
          SAMPLE,
        );
  const { succeeds, travel, crew, spares } = read;
  for (const [key, value] of Object.entries({ travel, crew, spares }))
    if (does !== "repair" && value !== undefined)
      place.at(key).report(`${key} of a ${does}`, "it at a repair: nobody comes for anything else");
  return { does, takes: read[does]!, succeeds, travel, crew, spares };
});

/** The steps of a recovery: only the last is sure, and only the last may be people's. */
export const recoveryShape = converted(listOf("steps", stepShape, 1, 6), [SAMPLE], (steps, place: Place) => {
  for (const [i, { does, succeeds }] of steps.entries()) {
    const at = place.at(i);
    const isLast = i === steps.length - 1;
    if (at.isBroken) continue;
    if (isLast && succeeds < 1)
      at.at("succeeds").report("a last step that may fail", "one that is sure, such as { repair: 4 h }, behind it");
    if (!isLast && does === "repair") at.report("a repair before other steps", "the repair as the last step");
    else if (!isLast && succeeds === 1)
      at.report("a step after which none is needed", "succeeds: a probability below 100 %");
  }
  return steps;
});

const crewFields = {
  size: defaulted("Repairmen, each working on one node.", wholeNumber(1, 1000, 1), 1),
  priorities: defaulted("Tiers or components to be repaired first.", listOf("names", name, 0, 64), []),
  preemptive: defaulted("Whether work is laid aside for something more urgent.", flag, false),
  pick: optional("Mean time to pick what to repair next.", duration("6 min", { above: 0 })),
};
/** Repairmen, and whom they go to first. */
export const crewShape = object("a crew", crewFields);

/** When a crew begins work: shifts, again and again. What has been begun is finished. */
export interface Duty {
  /** After so long it begins anew [s]. */
  readonly period: number;
  /** When shifts begin and end within it, in order [s]. */
  readonly shifts: readonly (readonly [begins: number, ends: number])[];
}

const DAY = 86_400;
const hoursShape = converted(
  object("hours of work", {
    days: defaulted("On which days.", word("weekdays", "every day"), "weekdays" as const),
    from: required("Time of the day at which work begins.", duration("8 h")),
    to: required("Time of the day from which on nothing is begun.", duration("18 h", { above: 0 })),
  }),
  { period: DAY, shifts: [[0, DAY]] },
  ({ days, from, to }, place): Duty => {
    if (!place.isBroken && !(from < to && to <= DAY))
      place.report(`hours from ${formatDuration(from)} to ${formatDuration(to)}`, "from before to, within one day");
    const [working, all] = days === "weekdays" ? [5, 7] : [1, 1];
    return {
      period: all * DAY,
      shifts: Array.from({ length: working }, (_, day) => [day * DAY + from, day * DAY + to]),
    };
  },
);

/** A crew of `failures`, which may have hours. */
export const staffShape = converted(
  object("a crew", {
    ...crewFields,
    hours: optional(
      "When it begins work, the run starting at any moment of the week; left out: at any time.",
      hoursShape,
    ),
  }),
  crewShape.sample as typeof crewShape.sample & { readonly duty?: Duty | undefined },
  ({ hours, ...crew }) => (hours === undefined ? crew : { ...crew, duty: hours }),
);

/** Planned work on every tier. */
export const maintenanceShape = object("maintenance", {
  every: required("Mean time between two of them.", duration("90 d", { above: 0 })),
  duration: required("Mean duration.", duration("2 h", { above: 0 })),
});
