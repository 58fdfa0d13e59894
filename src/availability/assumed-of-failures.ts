import { isMemoryless } from "../analysis/ageing.ts";
import { offDuty } from "../analysis/failure-ways.ts";
import { heardBy, hearingOf, steppingIn } from "../analysis/hearing.ts";
import { type AvailabilityModel, type NodeGroup, ONLY_WAY } from "../analysis/model.ts";
import { distanceOf, firstOf, variationOf } from "../analysis/phases.ts";
import { detectorName } from "../detectors/description.ts";
import { type FailureClass, type Failures, isDeath } from "../faults/classes.ts";
import type { Architecture } from "../service/description.ts";
import { formatDuration } from "../units/duration.ts";

/** What the chain makes of a section `failures`, where it is not what the section says: a sentence each. */
export function assumedOfFailures(
  { classes, crews }: Failures,
  architecture: Architecture,
  model: AvailabilityModel,
): string[] {
  const away = crews.filter(({ duty }) => duty !== undefined);
  const uneven = classes.filter((one) => !isMemoryless(one) && !isInStages(one, model)).map(({ name }) => name);
  const shared = classes
    .filter(({ together }) => together.some(([, nodes]) => nodes.length > 1))
    .map(({ name }) => name);
  return [
    ...model.groups.flatMap(inStages),
    ...(uneven.length > 0
      ? [
          `Times to failure of ${uneven.join(", ")} are taken as exponential with their means: exact for nodes that come back without ` +
            "waiting for others and fail independently; what else is lost is told by runs, which draw them as they are.",
        ]
      : []),
    ...away.map(({ name, duty }) => {
      const { share, mean } = offDuty(duty);
      return (
        `Hours of work of ${name} are taken as a wait of ${formatDuration(mean, 3)} on average before ${Number((100 * share).toPrecision(3))} % of the repairs: ` +
        "exact in the mean where nodes do not wait for each other; what then comes at once when a shift begins is told by runs."
      );
    }),
    ...standstills(classes, architecture),
    ...(shared.length > 0
      ? [
          `The cut sets take failures by ${shared.join(", ")} for those of single nodes; the chain knows that they come at once.`,
        ]
      : []),
  ];
}

/** Whether the chain knows of every node that a class strikes how old it is. */
const isInStages = ({ name, timeToFailure, strikes, together }: FailureClass, { groups }: AvailabilityModel): boolean =>
  together.length === 0 &&
  groups
    .filter(({ nodes }) => nodes.some((node) => strikes.includes(node)))
    .every(({ life }) => life?.laws.some(([way, law]) => (way === name || way === ONLY_WAY) && law === timeToFailure));

/** What stages make of the lives of a group. */
export function inStages({ name, life, mttf }: NodeGroup): string[] {
  if (life === undefined) return [];
  const laws = life.laws.map(([, law]) => law);
  const wanted = Math.sqrt(firstOf(laws).variation);
  const found = variationOf(life);
  const distance = distanceOf(life, laws);
  const stages = life.stages.length;
  const exact = distance < EXACT;
  const of = laws.length > 1 ? `the first of ${laws.length} times to failure` : "the time to failure";
  return [
    `Of ${name} ${of} is taken in ${stages} exponential stage${stages > 1 ? "s" : ""}` +
      (exact
        ? ", which is exact."
        : `: its mean is as given, its coefficient of variation ${round(found)}${round(found) === round(wanted) ? " too" : ` instead of ${round(wanted)}`}, and its ` +
          `distribution function is off by ${round(distance)} at most. Nodes that come back without waiting for others are down as long whatever the law, with their mean ` +
          `of ${formatDuration(mttf, 3)}; the simulation of components and runs draw it as it is.`),
  ];
}

/** A distribution function no further off is the same but for rounding. */
const EXACT = 1e-6;

const round = (value: number): number => Number(value.toPrecision(2));

/** What watches hear of nodes that hang or are frozen. */
function standstills(classes: readonly FailureClass[], architecture: Architecture): string[] {
  return classes
    .filter(({ kind }) => !isDeath(kind))
    .flatMap((one) =>
      architecture.tiers.flatMap((tier) => {
        const struck = [...one.strikes, ...one.together.flatMap(([, nodes]) => nodes)];
        const watch = steppingIn(architecture, tier);
        if (watch === undefined || !tier.nodes.some(({ name }) => struck.includes(name))) return [];
        const by = `${detectorName(watch.detector)} of ${tier.name}`;
        if (heardBy(one, hearingOf(watch, 0)) === "never")
          return [
            `${by} does not hear a process that hangs (${one.name}): its address stays with it until it is mended, and a standby that hangs is ` +
              "passed over, to which runs may give an address.",
          ];
        return [
          `${by} hears ${one.name} like a death` +
            (one.recovery[0]!.does === "passes"
              ? "; what goes on again before its mean time of detection is not noticed."
              : "."),
        ];
      }),
    );
}
