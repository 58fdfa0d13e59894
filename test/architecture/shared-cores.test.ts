/** Nodes on a host of few cores: what a whole service makes of it. */
import { expect, test } from "vitest";
import { exponential } from "../../src/distributions/description.ts";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import type { Engine } from "../../src/kernel/engine.ts";
import { Kernel } from "../../src/kernel/kernel.ts";
import { SimjsEngine } from "../../src/kernel/simjs-engine.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import type { Architecture } from "../../src/service/description.ts";
import { studentInterval } from "../../src/statistics/student-interval.ts";
import { calls, figure, kill, poisson, scenario, single, withDatabase, worldOf } from "./fixture.ts";

const busy = { each: exponential(0.4e-3), byMethod: {}, lookup: 0 };
const proxies = { workers: 4, queue: 20, service: busy };

/** A proxy with a standby and its database, all on one machine of two cores; it dies, another hangs and a third is slow. */
const troubled = (hosts?: Architecture["hosts"]): Scenario =>
  scenario(
    {
      ...withDatabase(1, { proxies, database: { workers: 4, service: busy } }),
      ...(hosts && { hosts }),
    },
    {
      traffic: {
        calls: calls(poisson(250, { duration: 4 })),
        retransmission: true,
      },
      faults: [
        {
          verb: "hang",
          at: 1,
          hang: "DB",
          for: 0.5,
        } as Scenario["faults"][number],
        {
          verb: "slow",
          at: 2,
          slow: "A",
          factor: 2,
          for: 0.5,
        } as Scenario["faults"][number],
        kill("A", 3, "process"),
      ],
    },
  );
const machine = [{ name: "M", cores: 1, nodes: ["A", "S1", "DB"], wakeUp: 0.05e-3 }];

function traceOf(described: Scenario, engine: Engine) {
  const events: string[] = [];
  const world = worldOf(described, engine);
  engine.observe((time, code, a, b) => events.push(`${time} ${engine.nameOf(code)} ${a} ${b}`));
  world.start(0);
  engine.run(5);
  return events;
}

test("both engines give the same trace, event for event, through a hang, a slow-down and a death", () => {
  const native = traceOf(troubled(machine), new Kernel());
  expect(native.filter((event) => event.includes("service ends on M")).length).toBeGreaterThan(5_000);
  expect(traceOf(troubled(machine), new SimjsEngine())).toEqual(native);
});

test("a replication is the same after another one: nothing of it stays on the cores", () => {
  const replicator = new Replicator(troubled(machine), engineNamed("native"));
  const first = replicator.run(0);
  replicator.run(1);
  expect([...replicator.run(0)]).toEqual([...first]);
});

test("without hosts there is no event of theirs, and with a core for each worker times are the same", () => {
  expect(traceOf(troubled(), new Kernel()).some((event) => event.includes("service ends on"))).toBe(false);
  const time = (hosts?: Architecture["hosts"]) =>
    figure(new Replicator(troubled(hosts), engineNamed("native")).run(0), "processingTime");
  expect(time([{ name: "M", cores: 12, nodes: ["A", "S1", "DB"], wakeUp: 0 }])).toBeCloseTo(time(), 9);
  expect(time(machine)).toBeGreaterThan(1.1 * time());
});

test("OPTIONS at a proxy of many workers on one core: M/M/1-PS, 1/(μ − λ), where four cores would take 1/μ", () => {
  const rate = 500;
  const service = { each: exponential(1e-3), byMethod: {}, lookup: 0 };
  const described = scenario(
    {
      ...single({ workers: 63, service }),
      hosts: [{ name: "M", cores: 1, nodes: ["A"], wakeUp: 0 }],
    },
    {
      traffic: {
        options: {
          arrivals: poisson(rate, { duration: 22 }),
          access: "round robin",
        },
      },
      run: { seed: 3, warmUp: 2, horizon: 22 },
    },
  );
  const replicator = new Replicator(described, engineNamed("native"));
  const values = Array.from({ length: 16 }, (_, r) => figure(replicator.run(r), "sojournTime"));
  const { low, high, halfWidth } = studentInterval(values, 0.999);
  expect(low).toBeLessThan(1 / (1000 - rate));
  expect(high).toBeGreaterThan(1 / (1000 - rate));
  expect(halfWidth! * (1000 - rate)).toBeLessThan(0.03);
});

test("a server of four workers on one core asks callers to keep back as much as one of a single worker does", () => {
  const control = { algorithm: "loss", target: 0.8, interval: 0.5 } as const;
  const overload = { queue: Infinity, delay: Infinity, refusal: 0, retryAfter: null, control };
  const failed = (workers: number, hosts?: Architecture["hosts"]) => {
    const service = { each: exponential(1e-3), byMethod: {}, lookup: 0 };
    const architecture = { ...single({ workers, queue: 200, service, overload }), ...(hosts && { hosts }) };
    const traffic = { calls: calls(poisson(300, { duration: 20 })), retransmission: true };
    return figure(new Replicator(scenario(architecture, { traffic }), engineNamed("native")).run(0), "failedCalls");
  };
  // 300 calls/s of six messages of 1 ms are 1.8 erlang; the core is to be busy for 0.8 of the time.
  const alone = failed(1) / (300 * 20);
  expect(alone).toBeGreaterThan(0.4);
  expect(alone).toBeLessThan(0.7);
  expect(failed(4, [{ name: "M", cores: 1, nodes: ["A"], wakeUp: 0 }]) / (300 * 20) / alone).toBeCloseTo(1, 1);
});
