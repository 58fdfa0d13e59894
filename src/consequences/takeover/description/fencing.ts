import { durations } from "../../../distributions/duration.ts";
import { isKnown } from "../../../notation/known.ts";
import { defaulted, named, object, optional, required } from "../../../notation/object.ts";
import type { Place } from "../../../notation/place.ts";
import { duration, probability } from "../../../notation/quantities.ts";
import type { Read } from "../../../notation/shape.ts";
import type { Tier } from "../../../tiers/description.ts";
import { formatDuration } from "../../../units/duration.ts";
import { time } from "../../kind.ts";
import type { Quorum } from "./quorum.ts";

/** A node that is considered down is switched off before anybody takes its addresses (STONITH); times in seconds. */
export const fencingShape = object("fencing", {
  time: required("From the request until the node is off.", durations("5 s", 0)),
  probability: defaulted("Probability that it works, all attempts counted.", probability, 1),
  manualRecovery: optional(
    "Mean time until people have recovered what could not be fenced: until then nobody takes over.",
    duration("30 min", { above: 0 }),
  ),
  delay: defaulted(
    "By node, for how long the request that it be fenced is held back (pcmk_delay_base): of two that lose sight of each other it is the one that survives.",
    named("nodes", durations("10 s"), 0, 32),
    [],
    {},
  ),
  reboot: optional(
    "From off until a node that was on runs again. Left out: it stays off until something else brings it back.",
    durations("60 s"),
  ),
});
export type Fencing = Read<typeof fencingShape>;

/** Reports what cannot be; the place is that of the fencing. */
export function checkFencing({ probability, manualRecovery, delay }: Fencing, watched: Tier, place: Place): void {
  const names = watched.nodes.map(({ name }) => name);
  for (const [name] of delay) isKnown(name, names, "a node of the tier", place.at("delay", name));
  if (probability < 1 && manualRecovery === undefined && !place.isBroken)
    place.report("no manualRecovery", "the mean time until people come, such as 30 min, or probability: 1");
}

/** Says what is legal and almost surely not meant. */
export function warnOfFencing(
  { time: takes, delay }: Fencing,
  quorum: Quorum | undefined,
  watched: Tier,
  place: Place,
): void {
  const nodes = watched.nodes.length;
  if (quorum !== undefined && !quorum.twoNode) return;
  if (nodes > 2)
    place.warn(
      `fencing among ${nodes} nodes without a quorum`,
      "of two parts that lose sight of each other each shoots the other",
      "Say quorum: { }.",
    );
  else if (nodes === 2 && delay.length !== 1)
    place.warn(
      "two nodes that are fenced alike",
      "where they lose sight of each other they shoot each other, and nobody is left",
      `Hold back the request for one of them: delay: { ${watched.nodes[0]!.name}: … }.`,
    );
  else if (nodes === 2) {
    const [name, held] = delay[0]!;
    if (typeof held !== "number" || typeof takes !== "number" || held >= takes) return;
    place
      .at("delay", name)
      .warn(
        `a delay of ${formatDuration(held, 3)} where fencing takes ${formatDuration(takes, 3)}`,
        "the second request is made before the first is carried out: both are shot",
        "Let the delay be longer than fencing takes.",
      );
  }
}

/** As in "…, once the dead node is fenced within 5 s". */
export const fencingWords = ({ time: takes, probability }: Fencing): string =>
  `once the dead node is fenced, in ${time(takes)}${probability < 1 ? `, ${probability * 100} % of the time` : ""}`;
