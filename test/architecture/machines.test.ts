/** Machines: what a freeze stops, how fast one is, and user agents that share its cores. */
import { describe, expect, test } from "vitest";
import { deterministic, exponential } from "../../src/distributions/description.ts";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import type { Fault } from "../../src/faults/description.ts";
import type { Engine } from "../../src/kernel/engine.ts";
import { Kernel } from "../../src/kernel/kernel.ts";
import { SimjsEngine } from "../../src/kernel/simjs-engine.ts";
import type { Architecture } from "../../src/service/description.ts";
import { instants, wiretap } from "../sip/wire.ts";
import {
  behindDirectors,
  calls,
  figure,
  paced,
  poisson,
  poll,
  type Story,
  scenario,
  single,
  withDatabase,
  worldOf,
} from "./fixture.ts";

const constant = (time: number) => ({ each: deterministic(time), byMethod: {}, lookup: 0 });
const freeze = (name: string, at: number, lasting: number): Fault => ({
  verb: "freeze",
  at,
  freeze: name,
  for: lasting,
});
const host = (nodes: readonly string[], more = {}) => [{ name: "M", cores: 1, nodes, wakeUp: 0, ...more }];

/** When OPTIONS requests are answered, by the proxy. */
function answers(architecture: Architecture, faults: readonly Fault[], at: readonly number[]): number[] {
  const options = {
    arrivals: { kind: "paced", rate: 1e6, start: 0, count: 1, duration: Infinity },
    access: "round robin",
  } as const;
  return at.flatMap((start) => {
    const story: Story = { traffic: { options: { ...options, arrivals: { ...options.arrivals, start } } }, faults };
    const described = scenario(architecture, story);
    const world = worldOf(described);
    const seen = wiretap(world, described);
    world.start(0);
    world.engine.run(5);
    return instants(seen, "200 OPTIONS", "callers");
  });
}

test("a request in service when the machine freezes has as much left afterwards, and one that comes meanwhile is there then", () => {
  for (const hosts of [undefined, host(["A"])]) {
    const architecture = { ...single({ service: constant(10e-3) }), ...(hosts && { hosts }) };
    const name = hosts === undefined ? "A" : "M";
    const [whole, inService, during] = answers(architecture, [], [0]).concat(answers(architecture, [freeze(name, 4e-3, 1)], [0, 0.5])); // biome-ignore format: one fact
    expect(inService! - whole!).toBeCloseTo(1, 9);
    expect(during).toBeCloseTo(1.004 + 10e-3, 9);
  }
});

test("freezes that overlap end with the last of them; a process that hung before goes on hanging", () => {
  const architecture = single({ service: constant(10e-3) });
  const overlapping = [freeze("A", 0.1, 1), freeze("A", 0.5, 1)];
  expect(answers(architecture, overlapping, [0.2])[0]).toBeCloseTo(1.5 + 10e-3, 9);
  const hang: Fault = { verb: "hang", at: 0.05, hang: "A", for: 2 };
  expect(answers(architecture, [hang, freeze("A", 0.1, 1)], [0.2])[0]).toBeCloseTo(2.05 + 10e-3, 9);
});

test("checks that a kernel answers pass while a process hangs, and fail while its machine is frozen", () => {
  const removals = (fault: Fault) => {
    const described = scenario(behindDirectors(2, { health: poll({ interval: 0.5, timeout: 0.2 }) }), {
      traffic: { calls: calls(paced(10, { duration: 5 })) },
      faults: [fault],
    });
    return figure(new Replicator(described, engineNamed("native")).run(0), "failovers");
  };
  const { tiers } = behindDirectors(2);
  const proxy = tiers.find(({ role }) => role === "proxy")!.nodes[0]!.name;
  expect(removals({ verb: "hang", at: 1, hang: proxy, for: 2 })).toBe(0);
  expect(removals(freeze(proxy, 1, 2))).toBeGreaterThan(0);
  expect(removals(freeze(proxy, 1, 0.05))).toBe(0);
});

test("both engines give the same trace, event for event, through freezes by the script and by chance", () => {
  const freezes = { every: exponential(0.1), for: exponential(0.02) };
  const architecture: Architecture = {
    ...single({ workers: 4, queue: 20, service: { ...constant(0), each: exponential(0.4e-3) } }),
    hosts: host(["A", "callers", "callees"], { wakeUp: 0.1e-3, staysAwake: 1e-3, variation: 0.2, freezes }),
  };
  const traffic = {
    calls: calls(poisson(150, { duration: 3 })),
    client: { service: exponential(0.1e-3), queue: 30 },
    retransmission: true,
  };
  const traceOf = (engine: Engine) => {
    const events: string[] = [];
    const world = worldOf(scenario(architecture, { traffic, faults: [freeze("M", 1, 0.5)] }), engine);
    engine.observe((time, code, a, b) => events.push(`${time} ${engine.nameOf(code)} ${a} ${b}`));
    world.start(0);
    engine.run(6);
    expect(world.calls.successful).toBeGreaterThan(300);
    return events;
  };
  const native = traceOf(new Kernel());
  expect(native.filter((event) => event.includes("M freezes")).length).toBeGreaterThan(30);
  expect(traceOf(new SimjsEngine())).toEqual(native);
});

test("user agents on the proxy's core: a call takes the work of its messages there and at both sides", () => {
  const [atProxy, atClient] = [0.2e-3, 0.05e-3];
  const described = scenario(
    { ...single({ service: constant(atProxy) }), hosts: host(["A", "callers", "callees"]) },
    {
      traffic: {
        calls: calls(paced(100, { duration: 5 })),
        client: { service: deterministic(atClient), queue: Infinity },
      },
    },
  );
  const world = worldOf(described);
  world.start(0);
  world.engine.run(60);
  expect(world.calls.successful).toBe(500);
  // INVITE, 180, 200, ACK, BYE and 200 at the proxy; 180, 200 and 200 at the caller; INVITE, ACK and BYE at the callee.
  expect(world.machines.processors.get("M")!.busyTime).toBeCloseTo(500 * (6 * atProxy + 6 * atClient), 9);
});

test("a callee's buffer that is full drops what comes", () => {
  const described = scenario(single({ service: constant(1e-6) }), {
    traffic: {
      calls: calls(paced(1e5, { count: 20 }), { ring: deterministic(1), hold: deterministic(1) }),
      client: { service: deterministic(10e-3), queue: 4 },
      retransmission: false,
    },
  });
  const figures = new Replicator(described, engineNamed("native")).run(0);
  // The first INVITE is being read and four wait; no other call gets through.
  expect(figure(figures, "failedCalls")).toBe(15);
});

test("a machine's speed is log-normal with median 1, drawn anew in each run", () => {
  const cv = 0.3;
  const described = scenario(
    { ...single({ service: constant(10e-3) }), hosts: host(["A"], { variation: cv }) },
    { traffic: { options: { arrivals: paced(1, { count: 1 }), access: "round robin" } } },
  );
  const world = worldOf(described);
  const logarithms = Array.from({ length: 400 }, (_, replication) => {
    world.start(replication);
    world.engine.run(3);
    return Math.log(world.machines.processors.get("M")!.busyTime / 10e-3);
  });
  const mean = logarithms.reduce((sum, x) => sum + x, 0) / logarithms.length;
  const deviation = Math.sqrt(logarithms.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (logarithms.length - 1));
  const expected = Math.sqrt(Math.log(1 + cv ** 2));
  expect(Math.abs(mean)).toBeLessThan((3.5 * expected) / Math.sqrt(400));
  expect(Math.abs(deviation - expected)).toBeLessThan((3.5 * expected) / Math.sqrt(800));
});

describe("the death of a host", () => {
  const traffic = { calls: calls(poisson(200, { duration: 4 })), retransmission: false };
  const architecture: Architecture = {
    ...withDatabase(1, { proxies: { service: constant(0.3e-3) } }),
    hosts: [{ name: "M", cores: 2, nodes: ["A", "DB"], wakeUp: 0 }],
  };
  const figuresOf = (faults: readonly Fault[]) =>
    new Replicator(scenario(architecture, { traffic, faults }), engineNamed("native")).run(0);

  test("is that of all its nodes at that moment, for as long", () => {
    const one: Fault = { verb: "kill", at: 1, kill: "M", kind: "host", for: 1 };
    const each = ["A", "DB"].map((name): Fault => ({ verb: "kill", at: 1, kill: name, kind: "host", for: 1 }));
    const none = figuresOf([]);
    expect(figure(figuresOf([one]), "failedCalls")).toBeGreaterThan(figure(none, "failedCalls"));
    expect([...figuresOf([one])]).toEqual([...figuresOf(each)]);
  });

  test("both engines agree, and every node is dead and comes back", () => {
    const one: Fault = { verb: "kill", at: 1, kill: "M", kind: "host", for: 1 };
    const states = [new Kernel(), new SimjsEngine()].map((engine) => {
      const world = worldOf(scenario(architecture, { traffic, faults: [one] }), engine);
      world.start(0);
      const up = () => world.nodes.map(({ name, isUp }) => `${name} ${isUp}`).join(", ");
      return [0.9, 1.5, 2.5].map((at) => {
        engine.run(at);
        return `${up()}, ${world.calls.created} ${world.calls.successful}`;
      });
    });
    expect(states[1]).toEqual(states[0]);
    expect(states[0]![1]).toContain("A false, S1 true, DB false");
    expect(states[0]![2]).toContain("A true, S1 true, DB true");
  });

  test("by chance is a shock that strikes all of them", () => {
    const shock: Fault = {
      ...{
        verb: "shock",
        at: 0,
        shock: ["M"],
        every: deterministic(1),
        probability: 1,
        timeToRepair: deterministic(0.5),
      },
      ...{ kind: "host", coverage: undefined, crews: undefined },
    };
    const world = worldOf(scenario(architecture, { traffic, faults: [shock] }));
    world.start(0);
    const up = [0.9, 1.2, 1.8].map((at) => {
      world.engine.run(at);
      return world.nodes.map(({ isUp }) => isUp);
    });
    expect(up).toEqual([[true, true, true], [false, true, false], [true, true, true]]); // biome-ignore format: a table
  });
});
