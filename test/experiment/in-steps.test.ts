/** A replication played in steps, however they are cut, is the one that runs through: the same events, the same figures. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import type { EngineName } from "../../src/kernel/engine.ts";
import { Fingerprint } from "../../src/kernel/trace.ts";
import { Stream } from "../../src/random/stream.ts";
import { shippedScenario } from "../../src/scenario/shipped.ts";

const read = (name: string, ...settings: string[]) =>
  shippedScenario(readFileSync(new URL(`../../scenarios/${name}.yaml`, import.meta.url)), name, settings);

const CASES = {
  "until the last call has ended": read("failover-iprs", "traffic.calls.duration=4 s", "faults.0.at=1 s"),
  "to a horizon, after a warm-up": read("mm1", "run.horizon=20 s", "run.warmUp=3 s"),
  "calls that are cut short by the end": read(
    "failover-iprs",
    "traffic.calls.hold=3 s",
    "run.drain=1 s",
    "faults.0.at=1 s",
    "traffic.calls.duration=4 s",
  ),
  "a fault script that ends last": read("crash-and-return", "traffic.calls.duration=2 s"),
};

const fingerprinted = (replicator: Replicator, play: () => void) => {
  const fingerprint = new Fingerprint();
  replicator.engine.observe((time, code, a, b) => fingerprint.observe(time, code, a, b));
  play();
  return fingerprint.toString();
};

for (const [what, scenario] of Object.entries(CASES))
  for (const engine of ["native", "simjs"] as const satisfies readonly EngineName[])
    test(`${what}, on ${engine}`, () => {
      const whole = new Replicator(scenario, engineNamed(engine));
      let figures = whole.figures();
      const expected = fingerprinted(whole, () => {
        figures = whole.run(1);
      });
      const { handled, now } = whole.engine;

      const cut = new Replicator(scenario, engineNamed(engine));
      const random = new Stream("steps", 7);
      cut.run(0); // what an earlier replication leaves behind must not matter
      const fingerprint = new Fingerprint();
      cut.begin(1);
      let stopAfter = Infinity;
      cut.engine.observe((time, code, a, b) => {
        fingerprint.observe(time, code, a, b);
        if (--stopAfter <= 0) cut.engine.stop();
      });
      let until = 0;
      for (let isOver = false; !isOver; ) {
        stopAfter = random.uniform() < 0.5 ? Infinity : 1 + random.integer(200);
        until = Math.max(until, cut.engine.now) + (stopAfter === Infinity ? random.uniform() * 0.3 : 0);
        isOver = cut.advance(stopAfter === Infinity ? until : Infinity);
      }
      expect(cut.finish()).toEqual(figures);
      expect([fingerprint.toString(), cut.engine.handled]).toEqual([expected, handled]);
      expect(cut.engine.now).toBe(now);
    });
