/** Coverage, crews, standbys and common causes mean in the simulator what they mean in the chain: the shares of time of both agree. */
import { expect, test } from "vitest";
import { type Assumptions, modelOfArchitecture } from "../../src/analysis/architecture-model.ts";
import { serviceAvailability } from "../../src/analysis/service-availability.ts";
import { exponential } from "../../src/distributions/description.ts";
import type { Fault } from "../../src/faults/description.ts";
import type { Architecture } from "../../src/service/description.ts";
import { atLeast } from "../../src/structure/expression.ts";
import { some } from "../long.ts";
import { heartbeat, scenario, standbyGroup, tier, worldOf } from "./fixture.ts";

const lifetimes = { timeToFailure: exponential(300), timeToRepair: exponential(60) };
const crew = { name: "crew", size: 1, priorities: [] as string[], preemptive: false };
const plain = { crew: { ...crew, pick: undefined } };

/** A tier with addresses that move, and one beside it that shares its crew. */
function service(active: number, standby: number, besides = 0): Architecture {
  const detector = heartbeat({ interval: 4, misses: 1 });
  const group = standbyGroup(active, standby, { detector, takeover: { select: 0, claim: 0 } });
  const tiers = [
    ...group.tiers.map((one) => ({ ...one, lifetimes })),
    ...(besides === 0 ? [] : [{ ...tier("others", "monitor", ["X", "Y"].slice(0, besides)), lifetimes: slow }]),
  ];
  const nodes = group.tiers[0]!.nodes.map(({ name }) => name);
  const parts = [atLeast(active, ...nodes), ...(besides === 0 ? [] : ["X", "Y"].slice(0, besides))];
  return { ...group, tiers, needs: { allOf: parts } };
}
const slow = { timeToFailure: exponential(400), timeToRepair: exponential(150) };

const REPLICATIONS = 16;
const T = 4.073; // 0.9995 quantile of Student's t with 15 degrees of freedom

/** Share of the time in which not all addresses are served, or a node of the other tier is down. */
function unserved(architecture: Architecture, fault: Partial<Fault<"chance">>, until: number): number[] {
  const names = architecture.tiers.map(({ name }) => name);
  const line: Fault<"chance"> = { verb: "chance", at: 0, chance: names, kind: "host", ...fault };
  const world = worldOf(scenario(architecture, { faults: [line], run: { horizon: until } }));
  const serves = (host: number) => {
    const node = world.nodes.find((one) => one.host === host)!;
    return node.isUp && !node.isBlocked;
  };
  const others = world.nodes.filter((node) => node.tier === "others");
  return Array.from({ length: REPLICATIONS }, (_, replication) => {
    let last = 0;
    let down = 0;
    let isDown = false;
    world.engine.observe((time) => {
      if (isDown) down += time - last;
      last = time;
      const owners = world.registrations.addresses.map((address) => world.network.resolve[address]!);
      isDown = !owners.every(serves) || others.some((node) => !node.isUp || node.isBlocked);
    });
    world.start(replication);
    world.engine.run(until);
    return down / last;
  });
}

const cases: readonly (readonly [string, Architecture, Assumptions, Partial<Fault<"chance">>])[] = [
  ["one crew for a pair and its standby", service(2, 1), { crew }, plain],
  [
    "a standby that fails half as often",
    service(1, 1),
    { crew, standbyFailureFactor: 0.5 },
    { ...plain, standby: 0.5 },
  ],
  ["a cold standby, and a repairman for each", service(1, 2), { standbyFailureFactor: 0 }, { standby: 0 }],
  ["a common cause", service(2, 1), { crew, commonCause: 0.2 }, { ...plain, commonCause: 0.2 }],
  ...(["blocks place", "blocks group"] as const).map((uncovered) => {
    const coverage = { probability: 0.7, uncovered, manualRecovery: 120 };
    return [`an uncovered failure ${uncovered}`, service(1, 2), { crew, coverage }, { ...plain, coverage }] as const;
  }),
  ...[{ probability: 0.8, uncovered: "fails group" } as const].map(
    (coverage) => [`an uncovered failure fails group`, service(2, 1), { coverage }, { coverage }] as const,
  ),
  ...[{ ...crew, priorities: ["others"] }].map(
    (first) =>
      [
        "the other tier is repaired first",
        service(1, 1, 1),
        { crew: first },
        { crew: { ...first, pick: undefined } },
      ] as const,
  ),
  ...[{ ...crew, priorities: ["proxies"], preemptive: true }].map(
    (first) =>
      ["work is laid aside", service(1, 1, 2), { crew: first }, { crew: { ...first, pick: undefined } }] as const,
  ),
  ...[{ ...crew, pick: 40 }].map(
    (slowly) => ["picking takes time", service(1, 1, 1), { crew: slowly }, { crew: slowly }] as const,
  ),
];

test.each(
  some(cases, [1, 3, 5, 7, 8, 9]).map(([name, architecture, assumptions, fault]) => ({
    name,
    architecture,
    assumptions,
    fault,
  })),
)("$name", ({ architecture, assumptions, fault }) => {
  const { unavailability } = serviceAvailability(modelOfArchitecture(architecture, assumptions)).outage;
  const shares = unserved(architecture, fault, 12_000);
  const mean = shares.reduce((sum, x) => sum + x, 0) / shares.length;
  const variance = shares.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (shares.length - 1);
  const error = Math.sqrt(variance / shares.length);
  expect(error / mean).toBeLessThan(0.12);
  expect(Math.abs(mean - unavailability), `${mean} against ${unavailability}`).toBeLessThan(T * error);
});
