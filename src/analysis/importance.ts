import type { BooleanFunction } from "../structure/boolean-function.ts";
import { minimalSolutions } from "../structure/cut-sets.ts";
import { DecisionDiagram, ONE, ZERO } from "../structure/decision-diagram.ts";
import { or } from "../structure/operations.ts";
import { derivatives, type EventProbabilities, probabilityOf } from "../structure/probability.ts";
import type { SetFamily } from "../structure/set-family.ts";

/**
 * How much one component matters to the failure of the service. U is the unavailability of the service, U(1) that with
 * the component surely down, U(0) that with the component surely up, u the component's own.
 */
export interface Importance {
  readonly component: string;
  /** U(1) − U(0): the probability that the service hangs on this component. Birnbaum 1969. */
  readonly birnbaum: number;
  /** u · (U(1) − U(0)) / U: the component is down, the service is down, and it would be up if the component were. Lambert 1975. */
  readonly criticality: number;
  /** Given that the service is down, the probability that a minimal cut set with this component is. Vesely 1970, Fussell 1975. */
  readonly fussellVesely: number;
  /** u · U(1) / U: given that the service is down, the probability that the component is. Diagnostic importance; Bayes. */
  readonly diagnostic: number;
  /** RAW = U(1) / U: by what factor U grows when the component is surely down. NUREG/CR-3385 (Vesely et al. 1983). */
  readonly riskAchievementWorth: number;
  /** RRW = U / U(0): by what factor U shrinks when the component never fails; Infinity when U(0) = 0. NUREG/CR-3385. */
  readonly riskReductionWorth: number;
}

/**
 * The importance of every component, in the order of the function's events.
 *
 * All are exact for independent components; none rests on the sum over cut sets.
 *
 * @param failure when the service fails, over failed components (`failureFunction`)
 * @param unavailability of each component, by name
 * @param cutSets its minimal cut sets, if they are known already
 * @throws Refused when the service cannot fail: importance is a share of its failures
 */
export function importances(
  failure: BooleanFunction,
  unavailability: EventProbabilities,
  cutSets: SetFamily = minimalSolutions(failure),
): Importance[] {
  const total = probabilityOf(failure, unavailability);
  if (total === 0)
    throw new RangeError("unavailability: found 0; a service that never fails has no important component.");
  const slopes = derivatives(failure, unavailability);
  const throughCutSets = cutSetProbabilities(cutSets, unavailability);
  return failure.names.map((component, level) => {
    const u = unavailability(component);
    const birnbaum = slopes[level]!;
    const without = probabilityOf(failure, (name) => (name === component ? 0 : unavailability(name)));
    const surely = without + birnbaum;
    return {
      component,
      birnbaum,
      criticality: (u * birnbaum) / total,
      fussellVesely: throughCutSets[level]! / total,
      diagnostic: (u * surely) / total,
      riskAchievementWorth: surely / total,
      riskReductionWorth: total / without,
    };
  });
}

/** For each component, the probability that at least one of the sets it belongs to holds. */
function cutSetProbabilities(sets: SetFamily, probabilities: EventProbabilities): Float64Array {
  const functions = new DecisionDiagram(sets.diagram.nodesMax);
  const { level, low, high } = sets.diagram;

  const whole = new Map<number, number>([
    [ZERO, ZERO],
    [ONE, ONE],
  ]);
  const join = (at: number, apart: number, joined: number): number => {
    const together = or(functions, joined, apart);
    return together === apart ? apart : functions.node(at, apart, together);
  };
  const nodes = sets.diagram.reachable(sets.root);
  for (const node of nodes) {
    whole.set(node, join(level[node]!, whole.get(low[node]!)!, whole.get(high[node]!)!));
  }

  const union = new Int32Array(sets.root + 2);
  /** The union of those sets that hold the component at one level. */
  const unionWith = (component: number): number => {
    for (const node of nodes) {
      if (level[node]! > component) union[node] = ZERO;
      else if (level[node] === component) union[node] = join(component, ZERO, whole.get(high[node]!)!);
      else union[node] = join(level[node]!, union[low[node]!]!, union[high[node]!]!);
    }
    return union[sets.root]!;
  };

  return Float64Array.from(sets.names, (_, component) =>
    probabilityOf({ diagram: functions, root: unionWith(component), names: sets.names }, probabilities),
  );
}
