/** A program on the host tells the group of a dead process at once; of a dead host only the silence tells. */
import { expect, test } from "vitest";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import type { EngineName } from "../../src/kernel/engine.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import type { FaultKind } from "../../src/tiers/fault-kind.ts";
import { figure, kill, scenario, standbyGroup, totem, worldOf } from "../architecture/fixture.ts";

const hop = 0.2e-3;

function detection(kind: FaultKind, supervisor: number | null, engine: EngineName = "native", network = {}): number {
  const detector = totem(supervisor === null ? {} : { supervisor });
  const parts = { faults: [kill("A", 1.0101, kind)], run: { horizon: 4 }, ...network };
  return figure(
    new Replicator(scenario(standbyGroup(2, 1, { detector }), parts), engineNamed(engine)).run(0),
    "detectionTime",
  );
}

test.each(["native", "simjs"] as const)(
  "%s: the group knows of a dead process after the supervisor's time and a hop",
  (engine) => {
    expect(detection("process", 0.009, engine)).toBeCloseTo(0.009 + hop, 9);
  },
);

test("of a dead host, and where nobody supervises, it learns by the ring: 1 s + 0.2 s + 0.05 s less a rotation", () => {
  for (const [kind, supervisor] of [
    ["host", 0.009],
    ["process", null],
  ] as const) {
    const found = detection(kind, supervisor);
    expect(found).toBeGreaterThan(1.25 - 0.02);
    expect(found).toBeLessThan(1.251);
  }
  expect(detection("host", 0.009)).toBe(detection("host", null)); // and nothing else has changed
});

test("a process that is back before the ring has missed it is a spare again: it steps in for its own successor", () => {
  const group = standbyGroup(1, 1, { detector: totem({ supervisor: 0.009 }) });
  const faults = [{ ...kill("A", 1.0101, "process"), for: 0.5 }, kill("S1", 2.5, "process")];
  const world = worldOf(scenario(group, { faults, run: { horizon: 4 } }));
  world.start(0);
  world.engine.run(2);
  const owner = () =>
    world.nodes.find(({ host }) => host === world.network.resolve[world.registrations.addresses[0]!])!.name;
  expect(owner()).toBe("S1");
  world.engine.run(2.6);
  expect(owner()).toBe("A");
});

test("consensus and hold may follow the token", () => {
  const read = (set: string) =>
    parseScenario(
      `title: T\narchitecture: { preset: iprs, watches: { membership: { detector: { totem: { ${set} } } } } }\ntraffic: { calls: { rate: 1/s, duration: 1 s } }\n`,
      "t.yaml",
    );
  expect(
    read("token: 2 s, consensus: 1.2 x token, hold: 0.05xtoken").scenario!.architecture.watches[0]!.detector,
  ).toEqual({
    kind: "totem",
    token: 2,
    consensus: 2.4,
    reform: 0.05,
    hold: 0.1,
  });
  expect(read("consensus: 2 x tokens").problems![0]!.found).toContain("2 x tokens");
  expect(read("hold: 0 s").problems![0]!.found).toContain("never keeps its token");
});
