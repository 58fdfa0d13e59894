/** A preset is only a short way to write an architecture: its printed copy, and one written by hand, give the same run. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { PRESETS } from "../../src/architecture/presets.ts";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import { Fingerprint } from "../../src/kernel/trace.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import { figure } from "./fixture.ts";

const byHand = parse(readFileSync(new URL("by-hand.yaml", import.meta.url), "utf8")) as Record<string, unknown>;

/** A day in the life of a service: users register, call, and a server that answers calls dies. */
function story(architecture: unknown): Scenario {
  const { scenario, problems } = parseScenario(
    stringify({
      architecture,
      traffic: {
        users: 50,
        registration: { within: "2 s" },
        calls: { rate: "40/s", start: "2 s", duration: "12 s" },
        clients: { nextTarget: { timeout: "1 s" } },
      },
      run: { seed: 11, replications: 1, horizon: "20 s" },
    }),
    "story.yaml",
  );
  if (problems) throw new Error(JSON.stringify(problems.map(({ found, expected }) => [found, expected])));
  const { addresses } = scenario.architecture;
  const entrance = addresses[0]!.owner;
  return { ...scenario, faults: [{ verb: "kill", at: 6, kill: entrance, kind: "host" }] };
}

function fingerprint(scenario: Scenario): string {
  const engine = engineNamed("native");
  const trace = new Fingerprint();
  engine.observe(trace.observe);
  new Replicator(scenario, engine).run(0);
  return trace.toString();
}

test("every preset has its copy by hand", () => {
  expect(Object.keys(byHand).sort()).toEqual(PRESETS.map(({ name }) => name).sort());
});

/** Products whose proxies relay with transactions (t_relay) and forward what matches none; what the thesis describes is stateless. */
const RELAYING = [
  "kamailio-dispatcher",
  "kamailio-dmq",
  "opensips-clusterer",
  "galera-usrloc",
  "kamailio-keepalived",
  "kamailio-kubernetes",
];
/** Kamailio's dispatcher relays too, and tries the next destination after a 500 or fr_timer, 30 s in ticks of a sixteenth. */
const DISPATCHING = { failover: { after: { uniform: ["29.9375 s", "30 s"] }, on: [500] } };

test("proxies keep transactions where those of the product do, as the product does", () => {
  for (const { name, expand } of PRESETS)
    for (const { role, transactions, dialogs } of Object.values(expand({}).tiers)) {
      if (name === "sbc-pair") {
        expect((transactions === undefined) !== (dialogs === undefined)).toBe(true);
        continue;
      }
      const relays = { ringing: "120 s", strayResponses: "forward" };
      const isDispatching = name === "kamailio-dispatcher" && role === "director";
      const isRelaying = RELAYING.includes(name) && role === "proxy";
      expect(transactions, name).toEqual(
        isDispatching ? { ...relays, ...DISPATCHING } : isRelaying ? relays : undefined,
      );
      expect(dialogs, name).toBeUndefined();
    }
});

test("a cluster of OpenSIPS loses no call that rings when its process dies, and ends those that ring for two minutes", () => {
  const told = (ring: string, strays: string) => {
    const { scenario } = parseScenario(
      stringify({
        architecture: {
          preset: "opensips-clusterer",
          tiers: { proxies: { transactions: { strayResponses: strays } } },
        },
        traffic: { calls: { rate: "10/s", arrivals: "paced", duration: "20 s", ring } },
        faults: [{ at: "10 s", kill: "proxy-1", kind: "process" }],
        run: { horizon: "200 s" },
      }),
      "told.yaml",
    );
    return new Replicator(scenario!, engineNamed("native")).run(0);
  };
  const failed = (ring: string, strays = "forward") => figure(told(ring, strays), "failedCalls");
  expect(failed("4 s")).toBe(0);
  expect(Math.abs(failed("4 s", "drop") - 10 * 4)).toBeLessThanOrEqual(1);
  expect(failed("119 s")).toBe(0);
  // A hundred began after the death; of the others nobody knows any more for how long they have rung.
  expect(Math.abs(failed("125 s") - 100)).toBeLessThanOrEqual(1);
});

describe.each(PRESETS.map((preset) => [preset.name, preset] as const))("%s", (name, preset) => {
  const original = story({ preset: name });
  const trace = fingerprint(original);

  test("its printed copy says the same and runs the same", () => {
    const copy = story(parse(stringify(preset.expand({}), { aliasDuplicateObjects: false })));
    expect({ ...copy.architecture, preset: name }).toEqual(original.architecture);
    expect(fingerprint(copy)).toBe(trace);
  });

  test("its copy by hand runs the same", () => {
    expect(fingerprint(story(byHand[name]))).toBe(trace);
  });

  test("the largest it can be is a service too", () => {
    const most = Object.fromEntries(Object.entries(preset.parameters).map(([key, { max }]) => [key, max]));
    expect(() => story({ preset: name, ...most })).not.toThrow();
  });
});
