/** What is exported is read back as the same workload. */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Distribution } from "../../../src/distributions/description.ts";
import { momentsOf } from "../../../src/distributions/law.ts";
import { engineNamed, Replicator } from "../../../src/experiment/replication.ts";
import { Source } from "../../../src/notation/source.ts";
import { parseScenario } from "../../../src/scenario/parse.ts";
import type { Scenario } from "../../../src/scenario/scenario.ts";
import { exportToSipp } from "../../../src/scenario/sipp/export.ts";
import { type Imported, importFromSipp } from "../../../src/scenario/sipp/import.ts";
import { readSipp } from "../../../src/scenario/sipp/read-sipp.ts";
import { calls, kill, paced, poisson, scenario, single, standbyGroup } from "../../architecture/fixture.ts";
import { playable, recv, request } from "./xml.ts";

/** The XML files of an exported scenario, read again. */
function readBack(described: Scenario): Imported[] {
  const files = exportToSipp(described);
  return ["caller.xml", "callee.xml", "requester.xml"]
    .filter((file) => files.has(file))
    .map((file) => {
      const { scenario: read, complaints } = readSipp(new Source(file, files.get(file)!));
      if (read === null) throw new Error(`${file}: ${complaints.map(({ found }) => found).join("; ")}`);
      return { file, scenario: read };
    });
}

const milliseconds = (low: number, high: number) => fc.integer({ min: low, max: high }).map((ms) => ms / 1000);
/** The laws that SIPp knows too. */
const lengths: fc.Arbitrary<Distribution> = fc.oneof(
  milliseconds(0, 9999).map((value): Distribution => ({ kind: "deterministic", value })),
  milliseconds(1, 9999).map((mean): Distribution => ({ kind: "exponential", mean })),
  milliseconds(1, 999).map((low): Distribution => ({ kind: "uniform", low, high: low + 1 })),
  fc
    .tuple(milliseconds(1, 999), fc.integer({ min: 1, max: 9 }))
    .map(([mean, shape]): Distribution => ({ kind: "gamma", shape, mean })),
  fc
    .tuple(milliseconds(1, 999), fc.integer({ min: 1, max: 30 }))
    .map(([mean, tenths]): Distribution => ({ kind: "lognormal", mean, cv: tenths / 10 })),
  fc
    .tuple(milliseconds(1, 999), fc.integer({ min: 5, max: 40 }))
    .map(([mean, tenths]): Distribution => ({ kind: "weibull", shape: tenths / 10, mean })),
);

test("times, refusals and the route set come back, in the words of a scenario file", () => {
  fc.assert(
    fc.property(
      fc.record({
        hold: lengths,
        ring: lengths,
        busy: fc.constantFrom(0, 0.05, 0.5),
        recordRoute: fc.boolean(),
        t1: fc.constantFrom(0.5, 0.2),
      }),
      ({ hold, ring, busy, recordRoute, t1 }) => {
        const traffic = {
          calls: calls(paced(10, { count: 10 }), { hold, ring, busy }),
          recordRoute,
          timers: { t1, t2: 4, t4: 5 },
        };
        const text = importFromSipp(readBack(scenario(single(), { traffic })), { rate: 10, count: 10 }, "single");
        const { scenario: read } = parseScenario(text, "back.yaml");
        const back = read!.traffic;
        expect(back.calls).toMatchObject({
          arrivals: { kind: "paced", rate: 10, count: 10 },
          busy,
          openLimit: expect.any(Number),
        });
        expect([back.recordRoute, back.timers.t1, back.retransmission]).toEqual([recordRoute, t1, true]);
        for (const [found, asked] of [
          [back.calls!.hold, hold],
          [back.calls!.ring, ring],
        ] as const) {
          expect(found.kind).toBe(asked.kind);
          const [x, y] = [momentsOf(found), momentsOf(asked)];
          expect(Math.abs(x.mean - y.mean)).toBeLessThanOrEqual(1e-9 * y.mean);
          expect(Math.abs(x.variance - y.variance)).toBeLessThanOrEqual(1e-7 * y.variance);
        }
      },
    ),
    { numRuns: 60 },
  );
});

test("flows that are read back give the same figures, bit by bit", () => {
  const talk = {
    hold: { kind: "exponential", mean: 2 },
    ring: { kind: "uniform", low: 0.1, high: 0.9 },
    busy: 0.1,
  } as const;
  const described = scenario(standbyGroup(2, 1), {
    traffic: { calls: calls(poisson(40, { count: 300 }), talk), retransmission: true },
    faults: [kill("A", 4)],
  });
  const [caller, callee] = readBack(described).map(({ scenario: { flow } }) => flow);
  const { traffic } = described;
  const again = {
    ...described,
    traffic: { ...traffic, calls: { ...traffic.calls!, flows: { caller: caller!, callee: callee! } } },
  };
  const figures = (one: Scenario) => [...new Replicator(one, engineNamed("native")).run(0)];
  expect(figures(again)).toEqual(figures(described));
});

test("a law that SIPp does not know is mixed from what it knows, each part with its share", () => {
  const hold: Distribution = {
    kind: "hyperexponential",
    branches: [
      { probability: 0.2, mean: 3 },
      { probability: 0.5, mean: 0.1 },
      { probability: 0.3, mean: 1 },
    ],
  };
  const [caller] = readBack(scenario(single(), { traffic: { calls: calls(paced(10, { count: 10 }), { hold }) } }));
  const { steps } = caller!.scenario.flow;
  const shares = new Map<number, number>();
  const walk = (at: number, share: number): void => {
    const step = steps[at];
    if (step === undefined) return;
    if (step.kind === "pause" && step.length?.kind === "exponential") shares.set(step.length.mean, share);
    if (step.chance > 0) walk(step.next, share * step.chance);
    if (step.chance < 1) walk(at + 1, share * (1 - step.chance));
  };
  walk(0, 1);
  expect([...shares].sort(([x], [y]) => x - y)).toEqual([
    [0.1, expect.closeTo(0.5, 10)],
    [1, expect.closeTo(0.3, 10)],
    [3, expect.closeTo(0.2, 10)],
  ]);
});

test("OPTIONS come back as the workload they were", () => {
  const options = { arrivals: paced(25, { count: 50 }), access: "weighted" as const };
  const back = readBack(scenario(single(), { traffic: { options } }));
  const { scenario: read } = parseScenario(importFromSipp(back, { rate: 25, count: 50 }, "single"), "back.yaml");
  expect(read!.traffic.options).toEqual(options);
});

test("a flow of one SUBSCRIBE becomes subscriptions", () => {
  const subscriber = { file: "subscriber.xml", scenario: playable(request("SUBSCRIBE", 'retrans="500"'), recv(200)) };
  const text = importFromSipp([subscriber], { rate: 25, count: 50 }, "single");
  const { scenario: read } = parseScenario(text, "back.yaml");
  expect(read!.traffic.subscribe).toEqual({ arrivals: paced(25, { count: 50 }), access: "weighted" });
  expect(read!.traffic.retransmission).toBe(true);
});
