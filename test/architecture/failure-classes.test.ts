/** Classes of failures in runs at accelerated rates, against closed forms within 99.9 % intervals. */
import { expect, test } from "vitest";
import { exponential } from "../../src/distributions/description.ts";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import { type Failures, linesOfClasses } from "../../src/faults/classes.ts";
import { calls, figure, heartbeat, paced, poll, scenario, standbyGroup } from "./fixture.ts";

const REPLICATIONS = 20;
/** 0.9995 quantile of Student's t with 19 degrees of freedom (tables). */
const T = 3.883;

function nodeUnavailability(failures: Failures, horizon: number): number[] {
  const lazy = standbyGroup(2, 0, { detector: heartbeat({ interval: 1000 }) });
  const story = scenario(lazy, { faults: linesOfClasses(failures), run: { horizon } });
  const replicator = new Replicator(story, engineNamed("native"));
  return Array.from({ length: REPLICATIONS }, (_, i) => figure(replicator.run(i), "nodeUnavailability"));
}

function expectMean(values: readonly number[], expected: number): void {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (values.length - 1);
  expect(Math.abs(mean - expected)).toBeLessThan(T * Math.sqrt(variance / values.length));
  expect(Math.sqrt(variance / values.length)).toBeLessThan(0.02 * expected);
}

const nobody = { crews: [], standby: 1, commonCause: 0 };
const strikes = ["A", "B"];

test("competing classes that escalate: a node is down for Σ λ·m / (1 + Σ λ·m)", () => {
  const failures: Failures = {
    ...nobody,
    classes: [
      {
        ...{ name: "crash", strikes, together: [], kind: "process", timeToFailure: exponential(20) },
        recovery: [
          { does: "restart", takes: { kind: "deterministic", value: 0.5 }, succeeds: 0.6 },
          { does: "reboot", takes: exponential(2), succeeds: 0.5 },
          { does: "repair", takes: exponential(8), succeeds: 1, travel: { kind: "deterministic", value: 2 } },
        ],
      },
      {
        ...{ name: "disk", strikes, together: [], kind: "host", timeToFailure: exponential(50) },
        recovery: [
          { does: "repair", takes: exponential(4), succeeds: 1, spares: { inStock: 0.75, delivery: exponential(12) } },
        ],
      },
    ],
  };
  const loss = (0.5 + 0.4 * (2 + 0.5 * 10)) / 20 + (4 + 0.25 * 12) / 50;
  expectMean(nodeUnavailability(failures, 2500), loss / (1 + loss));
});

test("a crew with hours of work: a wait of Σg² / 2·period for gaps g between shifts", () => {
  // Shifts from 2 to 5 s and from 6 to 8 s of every 10 s: gaps of 1 and 4 s.
  const duty = {
    period: 10,
    shifts: [
      [2, 5],
      [6, 8],
    ],
  } as const;
  const failures: Failures = {
    ...nobody,
    crews: [{ name: "crew", size: 2, priorities: [], preemptive: false, pick: undefined, duty }],
    classes: [
      {
        ...{ name: "disk", strikes, together: [], kind: "host", timeToFailure: exponential(400) },
        recovery: [{ does: "repair", takes: exponential(2), succeeds: 1, crew: "crew" }],
      },
    ],
  };
  const loss = (2 + (1 + 16) / 20) / 400;
  expectMean(nodeUnavailability(failures, 60_000), loss / (1 + loss));
});

test("a group that fails as one: each node is down for σ·m / (1 + σ·m), whoever else is", () => {
  // A node that is still broken when its group is struck is not broken again: its own cycles are σ and m.
  const failures: Failures = {
    ...nobody,
    classes: [
      {
        ...{ name: "rack", strikes: [], together: [["both", strikes]], kind: "host", timeToFailure: exponential(10) },
        recovery: [{ does: "repair", takes: exponential(2), succeeds: 1 }],
      },
    ],
  };
  expectMean(nodeUnavailability(failures, 2500), 0.2 / 1.2);
});

test("a freeze passes, or a reboot ends it: t + (1 − p)·r; a hang is ended by a restart", () => {
  const failures: Failures = {
    ...nobody,
    classes: [
      {
        ...{ name: "stall", strikes, together: [], kind: "freeze", timeToFailure: exponential(20) },
        recovery: [
          { does: "passes", takes: exponential(1), succeeds: 0.8 },
          { does: "reboot", takes: exponential(4), succeeds: 1 },
        ],
      },
      {
        ...{ name: "deadlock", strikes, together: [], kind: "hang", timeToFailure: exponential(50) },
        recovery: [{ does: "restart", takes: { kind: "deterministic", value: 2 }, succeeds: 1 }],
      },
    ],
  };
  const loss = (1 + 0.2 * 4) / 20 + 2 / 50;
  expectMean(nodeUnavailability(failures, 2500), loss / (1 + loss));
});

test("a hang that nobody hears keeps its address: calls fail for λ / (λ + μ), whoever stands by", () => {
  const failures: Failures = {
    ...nobody,
    classes: [
      {
        ...{ name: "deadlock", strikes: ["A", "S1"], together: [], kind: "hang", timeToFailure: exponential(90) },
        recovery: [{ does: "restart", takes: exponential(10), succeeds: 1 }],
      },
    ],
  };
  const story = scenario(standbyGroup(1, 1, { detector: poll({ interval: 2 }) }), {
    faults: linesOfClasses(failures),
    traffic: { calls: calls(paced(0.5, { start: 50, duration: 9900 })) },
    run: { horizon: 10_000 },
  });
  const replicator = new Replicator(story, engineNamed("native"));
  const shares = Array.from({ length: REPLICATIONS }, (_, i) => {
    const run = replicator.run(i);
    return (figure(run, "failedCalls") - figure(run, "failedCalls.bindingMissing")) / figure(run, "createdCalls");
  });
  const mean = shares.reduce((sum, x) => sum + x, 0) / shares.length;
  const error = Math.sqrt(shares.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (shares.length - 1) / shares.length);
  expect(Math.abs(mean - 0.1)).toBeLessThan(T * error);
  expect(error).toBeLessThan(0.005);
});

test("a leak and a preventive restart, one clock anew with the other: age replacement, and a host's repair renews both", () => {
  const [shape, T] = [3, 6];
  const restart = { does: "restart", takes: { kind: "deterministic", value: 0.5 }, succeeds: 1 } as const;
  const failures: Failures = {
    ...nobody,
    classes: [
      {
        ...{ name: "leak", strikes, together: [], kind: "process" },
        ...{ timeToFailure: { kind: "weibull", shape, mean: 10 }, recovery: [{ ...restart, takes: exponential(4) }] },
      },
      {
        ...{ name: "restart", strikes, together: [], kind: "process" },
        ...{ timeToFailure: { kind: "deterministic", value: T }, recovery: [restart] },
      },
      {
        ...{ name: "host", strikes, together: [], kind: "host", timeToFailure: exponential(20) },
        recovery: [{ does: "repair", takes: exponential(3), succeeds: 1 }],
      },
    ],
  };
  // Γ(4/3) = 0.89297951156925; S(t) of all three, cut into small steps.
  const scale = 10 / 0.89297951156925;
  const survives = (t: number) => Math.exp(-((t / scale) ** shape) - t / 20);
  const steps = 60_000;
  let [up, leaks, hosts] = [0, 0, 0];
  for (let i = 0; i < steps; i++) {
    const t = ((i + 0.5) * T) / steps;
    const part = (survives(t) * T) / steps;
    up += part;
    leaks += (part * shape * (t / scale) ** (shape - 1)) / scale;
    hosts += part / 20;
  }
  const down = leaks * 4 + hosts * 3 + survives(T) * 0.5;
  expectMean(nodeUnavailability(failures, 2500), down / (up + down));
});
