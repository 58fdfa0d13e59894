import type { BooleanFunction } from "../structure/boolean-function.ts";
import { type EventProbabilities, probabilityOf } from "../structure/probability.ts";
import type { SetFamily } from "../structure/set-family.ts";
import { downtimePerYear, nines } from "../units/nines.ts";

/** A component whose failure alone stops the service, and what a second one beside it would gain. */
export interface SinglePointOfFailure {
  readonly component: string;
  /** Unavailability of the service as it is. */
  readonly unavailabilityBefore: number;
  /** Unavailability of the service with a second, independent component of the same kind beside this one. */
  readonly unavailabilityAfter: number;
  /** Downtime that the second one saves [s per year]. */
  readonly downtimeSavedPerYear: number;
  /** Price of the second one, where prices are given. */
  readonly cost?: number;
  /** All of this in plain words. */
  readonly sentence: string;
}

/**
 * The single points of failure, those first whose remedy saves most downtime per cost (or most downtime, where no
 * costs are given). The remedy weighed is the simplest there is: one more of the same kind, either of which will do.
 *
 * @param failure when the service fails, over failed components
 * @param cutSets its minimal cut sets
 * @param unavailability of each component
 * @param costs price of one more of a component, by name
 * @param commonCauses names among the components that are common causes: the remedy is then to remove the cause
 */
export function singlePointsOfFailure(
  failure: BooleanFunction,
  cutSets: SetFamily,
  unavailability: EventProbabilities,
  costs: Readonly<Record<string, number>> = {},
  commonCauses: ReadonlySet<string> = new Set(),
): SinglePointOfFailure[] {
  const before = probabilityOf(failure, unavailability);
  const points = [...cutSets.ofSize(1)].map((cut): SinglePointOfFailure => {
    const component = [...cut][0]!;
    const isCause = commonCauses.has(component);
    const remedied = isCause ? 0 : unavailability(component) ** 2;
    const after = probabilityOf(failure, (name) => (name === component ? remedied : unavailability(name)));
    const cost = costs[component];
    return {
      component,
      unavailabilityBefore: before,
      unavailabilityAfter: after,
      downtimeSavedPerYear: downtimePerYear(before - after),
      ...(cost === undefined ? {} : { cost }),
      sentence: sentence(component, isCause, before, after, cost),
    };
  });
  const worth = (point: SinglePointOfFailure) => point.downtimeSavedPerYear / (point.cost ?? 1);
  return points.sort((a, b) => worth(b) - worth(a));
}

function sentence(component: string, isCause: boolean, before: number, after: number, cost?: number): string {
  const problem = isCause
    ? `The ${component.startsWith("common cause") ? "" : "common cause "}${component} is a single point of failure: it takes down all its members at once.`
    : `${component} is a single point of failure: whenever it is down, the service is.`;
  const remedy = isCause ? "Members that share nothing" : `A second ${component} beside it`;
  const price = cost === undefined ? "" : ` at a cost of ${cost}`;
  if (before === after) return `${problem} ${remedy}${price} would change nothing, since it never fails.`;
  const now = `${nines(before).toFixed(2)} nines (${duration(downtimePerYear(before))} down a year)`;
  const then = `${nines(after).toFixed(2)} nines (${duration(downtimePerYear(after))} down a year)`;
  return `${problem} ${remedy}${price} would take the service from ${now} to ${then}.`;
}

function duration(seconds: number): string {
  const [size, unit] = [
    [86_400, "days"],
    [3600, "hours"],
    [60, "minutes"],
    [1, "seconds"],
    [1e-3, "milliseconds"],
  ].find(([length]) => seconds >= 2 * (length as number)) ?? [1e-6, "microseconds"];
  return `${Number((seconds / (size as number)).toPrecision(3))} ${unit}`;
}
