/** Calls in progress that back-to-back user agents drop: the chain against closed forms and against messages. */
import { expect, test } from "vitest";
import { serviceAvailability } from "../../src/analysis/service-availability.ts";
import { droppedCalls } from "../../src/availability/dropped-calls.ts";
import { studiedScenario } from "../../src/availability/studied-service.ts";
import { exponential } from "../../src/distributions/description.ts";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import type { Fault } from "../../src/faults/description.ts";
import type { Architecture } from "../../src/service/description.ts";
import {
  calls,
  figure,
  heartbeat,
  poisson,
  type Story,
  scenario,
  single,
  standbyGroup,
} from "../architecture/fixture.ts";
import { b2bua } from "../sip/back-to-back.ts";

const YEAR = 365 * 86_400;
const [MTTF, MTTR, RATE, HOLD] = [500, 20, 0.5, 10];
const lifetimes = { timeToFailure: exponential(MTTF), timeToRepair: exponential(MTTR) };
const story: Story = {
  traffic: {
    calls: calls(poisson(RATE, { duration: 40_000 }), { hold: exponential(HOLD) }),
    retransmission: true,
    registration: { expires: 300, refresh: 100 },
  },
};

function perYear(architecture: Architecture): number {
  const service = studiedScenario(scenario(architecture, story), lifetimes);
  const [dropped, ...others] = droppedCalls(service.scenario!, serviceAvailability(service.model!));
  expect(others).toEqual([]);
  return dropped!.perYear;
}

test("one server: deaths a year × calls in progress, with copies as well, for nobody has them", () => {
  const deaths = YEAR / (MTTF + MTTR);
  expect(perYear(b2bua(single())) / (deaths * RATE * HOLD)).toBeCloseTo(1, 6);
  const copied = b2bua(single(), { replication: { mode: "synchronous" } });
  expect(perYear(copied) / (deaths * RATE * HOLD)).toBeCloseTo(1, 6);
});

const beats = { detector: heartbeat({ interval: 1, misses: 2 }) };

test("a lag drops what was answered within it; synchronous copies leave what the death of the last server drops", () => {
  const none = perYear(b2bua(standbyGroup(1, 1, beats)));
  const lagged = perYear(b2bua(standbyGroup(1, 1, beats), { replication: { mode: "lagged", lag: 5 } }));
  const synchronous = perYear(b2bua(standbyGroup(1, 1, beats), { replication: { mode: "synchronous" } }));
  const part = 1 - Math.exp(-5 / HOLD); // E[min(hold, lag)] / E[hold]
  expect((lagged - synchronous) / (none - synchronous) / part).toBeCloseTo(1, 3);
  // Deaths of the one that is left: while one of two is broken, a share 2uA of the time.
  const u = MTTR / (MTTF + MTTR);
  expect(synchronous / ((YEAR / MTTF) * 2 * u * (1 - u) * RATE * HOLD)).toBeCloseTo(1, 1);
});

test("and by messages", () => {
  const architecture = b2bua(standbyGroup(1, 1, beats));
  const broken: Fault<"chance"> = { verb: "chance", at: 0, chance: ["proxies"], ...lifetimes, kind: "host" };
  const told = scenario(architecture, { ...story, faults: [broken], run: { horizon: 40_000 } });
  const replicator = new Replicator(told, engineNamed("native"));
  const dropped = [0, 1].map((i) => figure(replicator.run(i), "droppedCalls")).reduce((sum, n) => sum + n, 0);
  const expected = (perYear(architecture) * 2 * 40_000) / YEAR;
  // About 160 deaths of five calls each: a relative deviation of √(1/160 + 1/800).
  expect(Math.abs(dropped / expected - 1)).toBeLessThan(3.3 * Math.sqrt(1 / 160 + 1 / 800));
});
