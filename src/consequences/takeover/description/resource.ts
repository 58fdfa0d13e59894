import { durations } from "../../../distributions/duration.ts";
import { defaulted, object, optional } from "../../../notation/object.ts";
import type { Place } from "../../../notation/place.ts";
import { duration, flag, probability, wholeNumber } from "../../../notation/quantities.ts";
import { converted, type Read } from "../../../notation/shape.ts";
import { time } from "../../kind.ts";

const SCORE_MAX = 1_000_000;
const INFINITY = { INFINITY: Infinity };
const score = wholeNumber(0, SCORE_MAX, 100, INFINITY);

const fields = object("a resource", {
  start: defaulted("Starting the process, where it was or where its address goes.", durations("2 s"), 0, "0 s"),
  stop: defaulted("Stopping what is left of it.", durations("1 s"), 0, "0 s"),
  stopTimeout: defaulted(
    "After how long a stop that does not end has failed: then the node is fenced, or without fencing nothing follows.",
    duration("20 s", { above: 0 }),
    20,
    "20 s",
  ),
  stopSucceeds: defaulted("Probability that a process that hangs can be stopped.", probability, 1, "100 %"),
  startSucceeds: defaulted("Probability that a process starts again where it has failed.", probability, 1, "100 %"),
  clone: defaulted(
    "Whether the process runs on all nodes all the time (a clone), and only the address moves; otherwise it is started where its address goes.",
    flag,
    false,
  ),
  migrationThreshold: defaulted(
    "Failures on a node after which it is given up there, and another takes its address (migration-threshold).",
    wholeNumber(1, SCORE_MAX, 3, INFINITY),
    Infinity,
    "INFINITY",
  ),
  failureTimeout: optional(
    "How long after its last failure the failures of a node are forgotten, and a node that was given up may serve again (failure-timeout). Left out: never.",
    duration("10 min", { above: 0 }),
  ),
  startFailureIsFatal: defaulted(
    "Whether one start that fails is enough to give it up there (start-failure-is-fatal).",
    flag,
    true,
  ),
  stickiness: optional(
    "How much a resource prefers to stay where it is (resource-stickiness); beside location it says what failback would.",
    score,
  ),
  location: defaulted(
    "How much it prefers the node that has it at the start (score of a location constraint).",
    score,
    0,
  ),
});

/** A server process under Pacemaker: how it is stopped and started, and when it is given up on a node; times in seconds. */
export const resourceShape = converted(
  fields,
  {
    ...{ start: 0, stop: 0, stopTimeout: 20, stopSucceeds: 1, startSucceeds: 1, clone: false },
    ...{ migrationThreshold: Infinity, failureTimeout: Infinity, startFailureIsFatal: true },
    failback: undefined as "none" | "preempt" | undefined,
  },
  ({ migrationThreshold, failureTimeout, stickiness, location, ...read }) => ({
    ...read,
    migrationThreshold: Number(migrationThreshold),
    failureTimeout: failureTimeout ?? Infinity,
    failback: stickiness === undefined && location === 0 ? undefined : goesBack(location, stickiness ?? 0),
  }),
);
export type Resource = Read<typeof resourceShape>;

/** What follows from a monitor where no resource is described: the address moves at the first failure, in no time. */
export const GIVEN_UP: Resource = { ...resourceShape.sample, migrationThreshold: 1 };

/** A resource moves back where its location constraint weighs more than its stickiness (0 unless it is written). */
const goesBack = (location: number | "INFINITY", stickiness: number | "INFINITY"): "none" | "preempt" =>
  Number(location) > Number(stickiness) ? "preempt" : "none";

/** Reports what cannot be; the place is that of the resource. */
export function checkResource(
  { failback, startSucceeds, startFailureIsFatal, migrationThreshold }: Resource,
  said: "none" | "preempt" | undefined,
  place: Place,
): void {
  if (startSucceeds === 0 && !startFailureIsFatal && migrationThreshold === Infinity)
    place.at("startSucceeds").report("a process that never starts and is tried for ever", "a migrationThreshold");
  if (failback !== undefined && said !== undefined && failback !== said)
    place.report(`failback: ${said}, where stickiness and location say ${failback}`, "one of the two");
}

/** As in "…, a process that fails is started again in place, and after 3 failures elsewhere". */
export const resourceWords = ({ start, migrationThreshold }: Resource): string =>
  migrationThreshold === 1
    ? `a process that fails is started elsewhere, in ${time(start)}`
    : `a process that fails is started again in place, in ${time(start)}${migrationThreshold === Infinity ? "" : `, until it has failed ${migrationThreshold} times`}`;
