/** Documents that were printed, read again as what they say of a service. */
import type { Bounds, QuantileBound } from "../../capacity/criteria.ts";
import type { KneePoint } from "../../capacity/knee.ts";
import type { ServiceCapacity } from "../../capacity/service-capacity.ts";
import type { PlanCost, StepCost, WayCost } from "../../maintenance/costs.ts";
import type { CallCount, Window } from "../../maintenance/night.ts";
import type { OrderSearch } from "../../maintenance/order.ts";
import type { Known } from "../../notation/json-shape.ts";
import type { CAPACITY_PRINTED } from "../../report/json/capacity.ts";
import type { PLAN } from "../../report/json/plans.ts";

export type PlanFile = Known<(typeof PLAN)["shape"]>;
type StepFile = PlanFile["steps"][number];
type CallsFile = StepFile["failedCalls"];
export type CapacityFile = Known<(typeof CAPACITY_PRINTED)["shape"]>;
type FoundFile = CapacityFile["capacity"] & {
  readonly down?: readonly string[];
};

/** The mean and its interval; the replications themselves are not in the file. */
const countOf = ({ mean, ci95: [low, high] }: CallsFile, n: number): CallCount => ({
  interval: { mean, low, high, halfWidth: null, n, confidence: 0.95 },
  values: [],
  unanimous: low === null,
});

const windowOf = (file: { failedCalls: CallsFile; delayedCalls: CallsFile }, n: number): Window => ({
  failed: countOf(file.failedCalls, n),
  delayed: countOf(file.delayedCalls, n),
});

const wayOf = (way: StepFile["goOn"], n: number): WayCost => ({
  failed: countOf(way.failedCalls, n),
  withoutSpare: way.withoutSpareSeconds,
  lasts: way.lastsSeconds,
});

function stepOf(file: StepFile, n: number): StepCost {
  const { does, node, fromSeconds, lastsSeconds, secondFailure, badVersion, rollBack, goOn, expectations } = file;
  const judged = expectations.map(({ metric, atLeast, atMost, because, mean, verdict }) => ({
    expectation: {
      metric,
      ...(atLeast === null ? {} : { atLeast }),
      ...(atMost === null ? {} : { atMost }),
      ...(because === null ? {} : { because }),
    },
    ...{
      mean,
      low: null,
      high: null,
      unit: "",
      verdict,
      more: null,
      alike: 0,
    },
  }));
  return {
    step: {
      ...{
        verb: does,
        node,
        lasts: lastsSeconds,
        from: fromSeconds,
        until: fromSeconds + lastsSeconds,
      },
      badVersion: badVersion?.probability ?? 0,
      expect: judged.map(({ expectation }) => expectation),
    },
    ...windowOf(file, n),
    withoutSpare: file.withoutSpareSeconds,
    secondFailure: secondFailure && {
      node: secondFailure.node,
      failed: countOf(secondFailure.failedCalls, n),
      probability: secondFailure.probability,
      expected: secondFailure.expectedFailedCalls,
    },
    ifBad: badVersion?.failedCalls ? countOf(badVersion.failedCalls, n) : null,
    back: rollBack && wayOf(rollBack, n),
    on: wayOf(goOn, n),
    backCostsMore: file.rollBackCostsMore,
    judgements: judged,
  };
}

/** A plan as it was reckoned. Times count from the beginning of its first step. */
export function planCostOf(file: PlanFile): PlanCost {
  const { replications: n, steps, before, afterwards, total, pointOfNoReturn } = file;
  return {
    steps: steps.map((step) => stepOf(step, n)),
    before: windowOf(before, n),
    afterwards: windowOf(afterwards, n),
    total: windowOf(total, n),
    noReturn: pointOfNoReturn.step - 1,
  };
}

export const ordersOf = ({ orders, replications }: PlanFile): OrderSearch | null =>
  orders && {
    method: orders.method,
    tried: orders.tried.map((one) => ({
      order: one.order,
      ...windowOf(one, replications),
    })),
  };

const capacityOf = (
  { ratePerSecond, ci95, limitedBy, criterion, nodes, replications, isPrecise, down = [] }: FoundFile,
  counted: CapacityFile["counted"],
): ServiceCapacity => ({
  ...{ down, counted, rate: ratePerSecond, interval: ci95, criterion, limitedBy, causes: [], replications, isPrecise },
  loads: nodes.map(({ tier, names, utilisation, droppedPerCall: dropped }) => ({
    tier,
    names,
    utilisation,
    dropped,
  })),
});

const boundOf = (bound: CapacityFile["bounds"]["setup"]): QuantileBound | undefined =>
  bound === null ? undefined : { quantile: bound.quantile, limit: bound.seconds };

/** What a service carries, as it was found. */
export function capacitiesOf({ capacity, survivors, bounds, counted, knee }: CapacityFile) {
  const { loss, setup, response, utilisation } = bounds;
  const held: Bounds = {
    ...{ loss, setup: boundOf(setup), response: boundOf(response) },
    ...(utilisation === null ? {} : { utilisation }),
  };
  return {
    bounds: held,
    whole: capacityOf(capacity, counted),
    survivors: survivors.map((one) => capacityOf(one, counted)),
    points: knee.map(
      ({ ratePerSecond, replications, loss: lost, slow, utilisation: busy }): KneePoint => ({
        ...{
          rate: ratePerSecond,
          replications,
          loss: lost,
          slow: slow ?? undefined,
          utilisation: busy,
        },
      }),
    ),
  };
}
