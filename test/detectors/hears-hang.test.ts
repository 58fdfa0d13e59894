/** Which detectors find a process that hangs: what they say of themselves, and what happens to an address. */
import { expect, test } from "vitest";
import { type Detector, detectorKind } from "../../src/detectors/description.ts";
import { looking } from "../../src/detectors/vrrp/description/track.ts";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import { figure, heartbeat, optionsPing, poll, scenario, standbyGroup, totem, vrrp } from "../architecture/fixture.ts";

const asking = { ...looking(1), asks: true, timeout: 0.5 };
const DETECTORS: readonly (readonly [string, Detector, boolean])[] = [
  ["heartbeat", heartbeat(), true],
  ["phi", { kind: "phi", interval: 0.1, threshold: 8, samples: 100, deviation: 0.02, pause: 0 }, true],
  ["totem", totem(), false],
  ["VRRP without a script", vrrp(), false],
  ["VRRP with a script that looks", vrrp({ track: 1 }), false],
  ["VRRP with a script that asks", vrrp({ track: asking }), true],
  ["TCP checks", poll(), false],
  ["OPTIONS", optionsPing(), true],
];

test.each(DETECTORS)("%s", (_, detector, hears) => {
  expect(detectorKind(detector).hearsHang(detector)).toBe(hears);
  const story = scenario(standbyGroup(1, 1, { detector }), {
    faults: [{ verb: "hang", at: 10.05, hang: "A" }],
    run: { horizon: 60 },
  });
  const run = new Replicator(story, engineNamed("native")).run(0);
  expect(figure(run, "failovers")).toBe(hears ? 1 : 0);
});
