/** The share of calls that back-to-back user agents lose: closed forms, and messages. */
import { expect, test } from "vitest";
import { messageLevelRow } from "../../src/agreement/message-row.ts";
import { serviceAvailability } from "../../src/analysis/service-availability.ts";
import { callAvailability } from "../../src/availability/call-availability.ts";
import { studiedScenario } from "../../src/availability/studied-service.ts";
import { deterministic, exponential } from "../../src/distributions/description.ts";
import { Streams } from "../../src/random/stream.ts";
import type { Architecture } from "../../src/service/description.ts";
import {
  calls,
  heartbeat,
  poisson,
  type Story,
  scenario,
  single,
  standbyGroup,
  vrrp,
} from "../architecture/fixture.ts";
import { isLong } from "../long.ts";
import { b2bua, sbcPair } from "../sip/back-to-back.ts";

const [MTTF, MTTR] = [1000, 125];
const lifetimes = { timeToFailure: exponential(MTTF), timeToRepair: exponential(MTTR) };
const story = (differs: Partial<Parameters<typeof calls>[1]> = {}, retransmission = false): Story => ({
  traffic: {
    calls: calls(poisson(1, { duration: 1000 }), { ring: deterministic(20), hold: exponential(10), ...differs }),
    retransmission,
    registration: { expires: 3600, refresh: Infinity },
  },
});
const studied = (architecture: Architecture, told = story()) =>
  studiedScenario(scenario(architecture, told), lifetimes);
async function called(architecture: Architecture, told = story()) {
  const service = studied(architecture, told);
  return callAvailability(service, serviceAvailability(service.model!), false);
}

/** E[e^(−λT)] of a fixed and of an exponential time: the server outlives ring and hold. */
const OUTLIVES = Math.exp(-20 / MTTF) / (1 + 10 / MTTF);
const copied = { replication: { mode: "synchronous" } } as const;
const beats = { detector: heartbeat({ interval: 1, misses: 2 }) };
const share = async (architecture: Architecture, told = story()): Promise<number> => {
  const call = await called(architecture, told);
  if (typeof call === "string") throw new Error(call);
  return call.unavailability;
};

test("one server: it is dead, or dies before the call is over; copies are of no use", async () => {
  const up = MTTF / (MTTF + MTTR);
  for (const architecture of [b2bua(single()), b2bua(single(), copied)])
    expect(await share(architecture)).toBeCloseTo(1 - up * OUTLIVES, 5);
});

test("two and a standby: whoever serves the INVITE has to outlive the call", async () => {
  const instant = story({ ring: deterministic(0), hold: deterministic(0) });
  const unserved = await share(standbyGroup(2, 1, beats), instant);
  expect(await share(b2bua(standbyGroup(2, 1, beats)))).toBeCloseTo(1 - (1 - unserved) * OUTLIVES, 5);
});

test("copies save calls in progress but for those whose address is dead at the BYE, or was without any server before it", async () => {
  const told = story({ ring: deterministic(0) });
  const stateless = await share(standbyGroup(1, 1, beats), told);
  const saved = await share(b2bua(standbyGroup(1, 1, beats), copied), told);
  // Both die, every MTTF/(2u·A) of time, and one is back within the hold: E[(hold − D)+] = hold²/(hold + D) of exponential times, D = MTTR/2.
  const u = MTTR / (MTTF + MTTR);
  const both = (2 * u * (1 - u)) / MTTF;
  expect((saved - stateless) / (both * (10 ** 2 / (10 + MTTR / 2)))).toBeCloseTo(1, 1);
  const ringing = await share(b2bua(standbyGroup(1, 1, beats), copied));
  expect((ringing - saved) / ((1 - saved) * (1 - Math.exp(-20 / MTTF)))).toBeCloseTo(1, 2);
});

test("where it cannot be told, the answer says why", async () => {
  const lagged = b2bua(standbyGroup(1, 1, beats), { replication: { mode: "lagged", lag: 1 } });
  expect(await called(lagged)).toMatch(/^Copies of dialogs come late, of which .* proxies lose/);
  expect(await called(b2bua(standbyGroup(1, 1, { detector: vrrp() })))).toMatch(/^An address goes back to its owner/);
  expect(await called(b2bua(standbyGroup(1, 1, beats)), story({ sessionTimer: 90 }))).toMatch(/^Session timers/);
  expect(await called(sbcPair())).toMatch(/^sbcs send calls on to another tier/);
});

/** Random services: one to three servers, up to two standbys, every other one with copies. */
const DESIGNS = Array.from({ length: 12 }, (_, i) => {
  const random = new Streams(1000 + i).stream("designs");
  const among = <Choice>(choices: readonly Choice[]): Choice => choices[Math.floor(random.uniform() * choices.length)]!;
  const [active, standby, hasCopies] = [among([1, 2, 3]), among([0, 1, 2]), i % 2 === 0];
  const ring = deterministic(40 * random.uniform());
  const hold = among([exponential, deterministic])(10 * random.uniform());
  const architecture = b2bua(standbyGroup(active, standby, beats), hasCopies ? copied : {});
  return { name: `${active}+${standby}, copies ${hasCopies}`, architecture, told: story({ ring, hold }), seed: i };
});

test.skipIf(!isLong)("random services and messages", async () => {
  let squares = 0;
  for (const { name, architecture, told, seed } of DESIGNS) {
    const row = await messageLevelRow(studied(architecture, { ...told, run: { seed } }), 4e6);
    if (typeof row === "string") throw new Error(`${name}: ${row}`);
    expect(Math.abs(row.deviation!), `${name}: ${row.sentence}`).toBeLessThan(4);
    squares += row.deviation! ** 2;
  }
  expect(squares).toBeLessThan(32.9); // chi-square with 12 degrees of freedom, once in a thousand
});
