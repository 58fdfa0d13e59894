/** A replicator forgets: a replication has the same events whatever was run before it. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import { Fingerprint } from "../../src/kernel/trace.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import { some } from "../long.ts";

/** Events of each: enough for faults to strike, transactions to end, replicas to be promoted. */
const EVENTS = 40_000;

const NAMES = some(
  ["kamailio-keepalived", "galera-usrloc", "redis-sentinel", "failover-iprs", "ppdr", "tls-phones"],
  [0, 1, 2],
);

for (const name of NAMES)
  test(`${name}: the same replication again, after another`, () => {
    const text = readFileSync(new URL(`../../scenarios/${name}.yaml`, import.meta.url), "utf8");
    const { scenario, problems } = parseScenario(text, name);
    if (problems) throw new Error(JSON.stringify(problems));
    const replicator = new Replicator(scenario, engineNamed("native"));
    const { engine } = replicator;
    const fingerprintOf = (replication: number): string => {
      const fingerprint = new Fingerprint();
      engine.observe((time, code, a, b) => {
        fingerprint.observe(time, code, a, b);
        if (engine.handled >= EVENTS) engine.stop();
      });
      replicator.begin(replication);
      replicator.advance(Infinity);
      return fingerprint.toString();
    };
    const first = fingerprintOf(1);
    expect(fingerprintOf(2)).not.toBe(first);
    expect(fingerprintOf(1)).toBe(first);
  });
