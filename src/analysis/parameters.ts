import type { AvailabilityModel, FailureWay, NodeGroup, StagedTime } from "./model.ts";
import { slowed } from "./phases.ts";

/** One number of a model that could be otherwise, and how to make it so. */
export interface ModelParameter {
  /** Such as "proxies: MTTF". */
  readonly name: string;
  readonly group: string;
  readonly kind:
    | "MTTF"
    | "MTTR"
    | "detection"
    | "fencing"
    | "takeover"
    | "lack of coverage"
    | "manual recovery"
    | "common cause"
    | "maintenance";
  /** Seconds, or a probability. */
  readonly value: number;
  /** The model with another value. */
  readonly with: (model: AvailabilityModel, value: number) => AvailabilityModel;
}

/** All numbers of a model that a designer can doubt or change. Times are varied by their means. */
export function parametersOf(model: AvailabilityModel): ModelParameter[] {
  return model.groups.flatMap((group) => parametersOfGroup(group));
}

/** A way to fail with its recovery times multiplied by a factor. */
function slower(way: FailureWay, factor: number): FailureWay {
  const longer = (time: StagedTime): StagedTime => ({ ...time, mean: time.mean * factor });
  return {
    ...way,
    attempts: way.attempts.map((one) => ({ ...one, time: longer(one.time) })),
    repair: longer(way.repair),
  };
}

function parametersOfGroup(group: NodeGroup): ModelParameter[] {
  const parameter = (
    kind: ModelParameter["kind"],
    value: number | undefined,
    change: (group: NodeGroup, value: number) => NodeGroup,
  ): ModelParameter[] =>
    value === undefined || value === 0 || value === Infinity
      ? []
      : [
          {
            name: `${group.name}: ${kind}`,
            group: group.name,
            kind,
            value,
            with: (model, changed) => ({
              ...model,
              groups: model.groups.map((each) => (each.name === group.name ? change(each, changed) : each)),
            }),
          },
        ];
  const { standby, coverage } = group;
  return [
    ...parameter("MTTF", group.mttf, (each, mttf) => ({
      ...each,
      mttf,
      ...(each.life && { life: slowed(each.life, mttf / each.mttf) }),
    })),
    ...parameter("MTTR", group.repair.mean, (each, mean) => ({
      ...each,
      repair: { ...each.repair, mean },
      ...(each.ways && { ways: each.ways.map((way) => slower(way, mean / each.repair.mean)) }),
    })),
    ...(["detection", "fencing", "takeover"] as const).flatMap((phase) =>
      parameter(phase, standby?.failover.find(({ name }) => name === phase)?.time.mean, (each, mean) => ({
        ...each,
        standby: {
          ...each.standby!,
          failover: each.standby!.failover.map((one) =>
            one.name === phase ? { ...one, time: { ...one.time, mean } } : one,
          ),
        },
      })),
    ),
    ...parameter("lack of coverage", coverage === undefined ? undefined : 1 - coverage.probability, (each, lack) => ({
      ...each,
      coverage: { ...each.coverage!, probability: 1 - Math.min(1, lack) },
    })),
    ...parameter(
      "manual recovery",
      coverage !== undefined && "manualRecovery" in coverage ? coverage.manualRecovery : undefined,
      (each, manualRecovery) => ({
        ...each,
        coverage: { ...each.coverage!, manualRecovery } as NonNullable<NodeGroup["coverage"]>,
      }),
    ),
    ...parameter("common cause", group.commonCause, (each, share) => ({ ...each, commonCause: Math.min(1, share) })),
    ...parameter("maintenance", group.maintenance?.duration, (each, duration) => ({
      ...each,
      maintenance: { ...each.maintenance!, duration },
    })),
  ];
}
