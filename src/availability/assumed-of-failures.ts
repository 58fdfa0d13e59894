import { offDuty } from "../analysis/failure-ways.ts";
import { heardBy, hearingOf, steppingIn } from "../analysis/hearing.ts";
import { detectorName } from "../detectors/description.ts";
import { type FailureClass, type Failures, isDeath } from "../faults/classes.ts";
import type { Architecture } from "../service/description.ts";
import { formatDuration } from "../units/duration.ts";

/** What the chain makes of a section `failures`, where it is not what the section says: a sentence each. */
export function assumedOfFailures({ classes, crews }: Failures, architecture: Architecture): string[] {
  const away = crews.filter(({ duty }) => duty !== undefined);
  const uneven = classes.filter(({ timeToFailure }) => timeToFailure.kind !== "exponential").map(({ name }) => name);
  const shared = classes
    .filter(({ together }) => together.some(([, nodes]) => nodes.length > 1))
    .map(({ name }) => name);
  return [
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
