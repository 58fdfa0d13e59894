/** What a detector is given to draw from while it runs. */
import { expect, test, vi } from "vitest";
import type { DetectorSurroundings } from "../../src/detectors/mechanism.ts";
import { mechanismOf } from "../../src/detectors/simulated.ts";
import { heartbeat, scenario, standbyGroup, worldOf } from "../architecture/fixture.ts";

/** Ten numbers that each watch draws in each of two replications; what the first one draws in between changes nothing for the second. */
function drawn(first: number): number[][] {
  const make = vi.spyOn(mechanismOf(heartbeat()), "make");
  const group = standbyGroup(1, 1);
  const world = worldOf(scenario({ ...group, watches: [group.watches[0]!, group.watches[0]!] }, { run: { seed: 7 } }));
  const [one, other] = make.mock.calls.map(([surroundings]) => surroundings as DetectorSurroundings);
  make.mockRestore();
  return [0, 1].flatMap((replication) => {
    world.start(replication);
    return [
      Array.from({ length: first }, () => one!.random().uniform()).slice(0, 10),
      Array.from({ length: 10 }, () => other!.random().uniform()),
    ];
  });
}

test("each watch has a stream of its own, which starts anew with each replication", () => {
  const [a0, b0, a1, b1] = drawn(10);
  expect(new Set([a0, b0, a1, b1].flat()).size).toBe(40);
  expect(drawn(25)).toEqual([a0, b0, a1, b1]);
});
