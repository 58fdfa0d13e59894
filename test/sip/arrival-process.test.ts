import { expect, test } from "vitest";
import { Kernel } from "../../src/kernel/kernel.ts";
import { Stream } from "../../src/random/stream.ts";
import { ArrivalProcess } from "../../src/sip/arrival-process.ts";
import type { Arrivals } from "../../src/sip/traffic.ts";

/** Times of the arrivals that `accepts` lets through, up to the nominal end. */
function timesOf(arrivals: Arrivals, replication: number, accepts: (index: number) => boolean = () => true): number[] {
  const engine = new Kernel();
  const times: number[] = [];
  const process = new ArrivalProcess({
    engine,
    name: "call",
    arrivals,
    random: new Stream("arrivals", 1, replication),
    roundSize: 6,
    create: (index) => {
      if (!accepts(index)) return false;
      times.push(engine.now);
      return true;
    },
  });
  process.start();
  engine.run(ArrivalProcess.nominalEnd(arrivals, 6));
  return times;
}

test("paced arrivals come at start + (i + ½)/rate", () => {
  const times = timesOf({ kind: "paced", rate: 4, start: 2, count: 3, duration: Infinity }, 0);
  expect(times).toEqual([2.125, 2.375, 2.625]);
});

test("a count of Poisson arrivals is complete in every replication, however slow they come", () => {
  const arrivals: Arrivals = { kind: "poisson", rate: 0.1, start: 0, count: 5, duration: Infinity };
  for (let replication = 0; replication < 500; replication++) expect(timesOf(arrivals, replication)).toHaveLength(5);
});

test("what is declined is not made up for, but a count counts what was created", () => {
  const arrivals: Arrivals = { kind: "paced", rate: 10, start: 0, count: 5, duration: Infinity };
  const times = timesOf(arrivals, 0, (index) => index !== 1);
  expect(times).toEqual([0.05, 0.25, 0.35, 0.45].map((time) => expect.closeTo(time, 12)));
});

test("rounds: all ordered pairs from each time on", () => {
  const times = timesOf({ kind: "rounds", at: [1, 10], spacing: 0.5 }, 0);
  expect(times).toEqual([1, 1.5, 2, 2.5, 3, 3.5, 10, 10.5, 11, 11.5, 12, 12.5]);
});

test("with a tick each comes at the next one after it is due, and those of one tick together; none is left out", () => {
  const limits = { rate: 4, start: 2, count: 5, duration: Infinity };
  // Due at 2.125, 2.375, 2.625, 2.875 and 3.125.
  expect(timesOf({ kind: "paced", ...limits, tick: 0.5 }, 0)).toEqual([2.5, 2.5, 3, 3, 3.5]);
  const poisson = { kind: "poisson", rate: 1000, start: 0, count: 4000, duration: Infinity } as const;
  const due = timesOf(poisson, 0);
  const ticked = timesOf({ ...poisson, tick: 4e-3 }, 0);
  expect(ticked).toEqual(due.map((time) => Math.ceil(time / 4e-3) * 4e-3));
});
