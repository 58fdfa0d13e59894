/** What a call does at each step of a SIPp scenario, by the clock. One call each, through one proxy; 0.2 ms for a hop and for a message. */
import { expect, test } from "vitest";
import type { Fault } from "../../../src/faults/description.ts";
import { causeIndex } from "../../../src/sip/calls.ts";
import type { Flow } from "../../../src/sip/sipp/flow.ts";
import { calls, kill, paced, scenario, single, worldOf } from "../../architecture/fixture.ts";
import { instants, wiretap } from "../wire.ts";
import { ANSWER, CALL, playable, recv, request, response } from "./xml.ts";

/** From the caller to the callee or back, through the proxy. */
const WAY = 0.6e-3;
/** The only call begins here. */
const BEGIN = 0.5;

function play(
  flows: { caller?: Flow; callee?: Flow },
  faults: readonly Fault[] = [],
  count = 1,
  retransmission = true,
) {
  const described = scenario(single(), {
    traffic: { calls: calls(paced(count === 1 ? 1 : 100, { count }), { flows }), retransmission },
    faults,
  });
  const world = worldOf(described);
  const seen = wiretap(world, described);
  const ends: number[] = [];
  world.calls.ended = () => ends.push(world.engine.now);
  world.start(0);
  world.engine.run(400);
  const at = (what: string, to: string) =>
    instants(seen, what, to).map((time) => Math.round((time - BEGIN) * 1e7) / 1e7);
  return { world, at, ends: ends.map((time) => Math.round((time - BEGIN) * 1e7) / 1e7) };
}

const caller = playable(...CALL).flow;
const near = (times: readonly number[]) => times.map((time) => expect.closeTo(time, 6));

test("an INVITE without an answer is sent five more times; the call fails when a sixth would be due", () => {
  const { at, ends, world } = play({ caller }, [kill("A", 0)]);
  expect(at("INVITE", "SAP-A")).toEqual([0, 0.5, 1.5, 3.5, 7.5, 15.5]);
  expect(ends).toEqual([31.5]);
  expect(world.calls.failed).toBe(1);
});

test("a BYE without an answer is sent nine more times, at most every T2 = 4 s", () => {
  const talking = playable(...CALL.slice(0, 4), '<pause milliseconds="1000"/>', ...CALL.slice(4)).flow;
  const { at, ends } = play({ caller: talking }, [kill("A", BEGIN + 0.5)]);
  const hungUp = 2 * WAY + 0.2e-3 + 1; // the 200 queues behind the 180
  expect(at("BYE", "SAP-A")).toEqual(
    near([0, 0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5].map((wait) => hungUp + wait)),
  );
  expect(ends).toEqual(near([hungUp + 31.5]));
});

test("without retrans, or with -nr, nothing is sent again and the call hangs for ever", () => {
  const once = playable(request("INVITE"), ...CALL.slice(1)).flow;
  for (const { at, ends } of [play({ caller: once }, [kill("A", 0)]), play({ caller }, [kill("A", 0)], 1, false)]) {
    expect(at("INVITE", "SAP-A")).toEqual([0]);
    expect(ends).toEqual([]);
  }
});

test("the T1 of a message is its own", () => {
  const hasty = playable(request("INVITE", 'retrans="100"'), ...CALL.slice(1)).flow;
  expect(play({ caller: hasty }, [kill("A", 0)]).at("INVITE", "SAP-A")).toEqual([0, 0.1, 0.3, 0.7, 1.5, 3.1]);
});

test("a wait that is over fails the call, or leads to where ontimeout says", () => {
  const impatient = playable(request("INVITE"), recv(200, 'timeout="3000"'), request("ACK")).flow;
  expect(play({ caller: impatient }, [kill("A", 0)]).ends).toEqual([3]);
  const again = playable(
    request("INVITE"),
    recv(200, 'timeout="3000" ontimeout="late"'),
    request("ACK"),
    '<label id="late"/>',
    '<pause milliseconds="250"/>',
  ).flow;
  const { ends, world } = play({ caller: again }, [kill("A", 0)]);
  expect(ends).toEqual([3.25]);
  expect(world.calls.successful).toBe(1);
});

test("the time-out of the first of several waits counts, and after an optional message that of the next", () => {
  const waits = [recv(180, 'optional="true" timeout="5000"'), recv(200, 'timeout="1000"')];
  const flow = playable(request("INVITE"), ...waits, request("ACK")).flow;
  expect(play({ caller: flow }, [kill("A", 0)]).ends).toEqual([5]);
  const callee = playable(
    recv("INVITE"),
    response(180),
    '<pause milliseconds="9000"/>',
    response(200),
    recv("ACK"),
  ).flow;
  expect(play({ caller: flow, callee }).ends).toEqual(near([2 * WAY + 1]));
});

test("after an optional message it is the shortest time-out of all that follow that counts", () => {
  const waits = [recv(180, 'optional="true"'), recv(183, 'optional="true" timeout="700"'), recv(200, 'timeout="4000"')];
  const flow = playable(request("INVITE"), ...waits, request("ACK")).flow;
  const callee = playable(
    recv("INVITE"),
    response(180),
    '<pause milliseconds="9000"/>',
    response(200),
    recv("ACK"),
  ).flow;
  expect(play({ caller: flow, callee }).ends).toEqual(near([2 * WAY + 0.7]));
});

test("a 200 that comes again because its ACK was lost is acknowledged again, before the BYE and behind it", () => {
  const count = 300;
  for (const [pause, answers] of [
    [40_000, 1 / 0.7], // each ACK arrives with 70 %, and until one does the 200 comes again
    [0, 1], // the BYE ends it
  ] as const) {
    const forgetful = playable(
      ...CALL.slice(0, 3),
      request("ACK", 'lost="30"'),
      `<pause milliseconds="${pause}"/>`,
      ...CALL.slice(4),
    ).flow;
    const { at, world } = play(
      {
        caller: forgetful,
        callee: playable(...ANSWER.slice(0, 3), recv("ACK", 'optional="true"'), ...ANSWER.slice(4)).flow,
      },
      [],
      count,
    );
    const sent = at("200 INVITE", "callers").length;
    expect(Math.abs(sent - count * answers)).toBeLessThanOrEqual(
      answers === 1 ? 0 : 3.3 * Math.sqrt((count * 0.3) / 0.49),
    );
    expect(world.calls.successful).toBe(count);
  }
});

test("the flow of a callee: provisional responses, pauses, a call that ends with the ACK", () => {
  const callee = playable(
    recv("INVITE"),
    response(100),
    '<pause milliseconds="700"/>',
    response(183),
    '<pause distribution="fixed" value="300"/>',
    response(200),
    recv("ACK"),
  ).flow;
  const short = playable(
    request("INVITE", 'retrans="500"'),
    recv(100, 'optional="true"'),
    recv(183),
    recv(200),
    '<pause milliseconds="50"/>',
    request("ACK"),
  ).flow;
  const { at, ends, world } = play({ caller: short, callee });
  expect(at("INVITE", "SAP-A")).toEqual([0]);
  expect(at("200 INVITE", "callers")).toEqual(near([2 * WAY - 0.2e-3 + 1]));
  expect(at("ACK", "SAP-A")).toEqual(near([2 * WAY + 1.05]));
  expect(ends).toEqual(near([2 * WAY + 1.05]));
  expect(world.calls.successful).toBe(1);
});

test("a 183 in place of a 180 that must come is unexpected and fails the call", () => {
  const strict = playable(request("INVITE"), recv(180), recv(200), request("ACK")).flow;
  const callee = playable(recv("INVITE"), response(183), response(180), response(200), recv("ACK")).flow;
  const { ends, world } = play({ caller: strict, callee });
  expect(ends).toEqual(near([2 * WAY]));
  expect(world.calls.failed).toBe(1);
});

test("a refusal that a flow waits for is acknowledged by it, and the call is a success", () => {
  const callee = playable(recv("INVITE"), response(486, 'retrans="500"'), recv("ACK")).flow;
  const polite = playable(
    request("INVITE"),
    recv(486, 'optional="true" next="refused"'),
    recv(200),
    '<label id="refused"/>',
    request("ACK"),
  ).flow;
  for (const [flow, successful] of [
    [polite, 1],
    [caller, 0],
  ] as const) {
    const { at, world } = play({ caller: flow, callee });
    expect(at("486", "callers")).toEqual(near([2 * WAY - 0.2e-3])); // once: the ACK ends it
    expect(at("ACK failure", "callees")).toHaveLength(1);
    expect(world.calls.successful).toBe(successful);
  }
});

test.each([480, 600, 603] as const)("a callee declines by %d: busy for who does not wait for it", (status) => {
  const callee = playable(recv("INVITE"), response(status, 'retrans="500"'), recv("ACK")).flow;
  const waits = playable(request("INVITE"), recv(status), request("ACK")).flow;
  expect(play({ caller: waits, callee }).world.calls.successful).toBe(1);
  for (const flows of [{ caller, callee }, { callee }]) {
    const { world, at } = play(flows);
    expect(at(String(status), "callers")).toHaveLength(1);
    expect(world.calls.failedBy[causeIndex("busy")]).toBe(1);
  }
});

test("of ten calls to a callee that ends with the ACK none succeeds, to one that waits all do: as with two SIPps", () => {
  const leaves = [recv("INVITE"), response(200, 'retrans="500"'), recv("ACK")];
  const successful = (...callee: string[]) => play({ callee: playable(...callee).flow }, [], 10).world.calls.successful;
  expect(successful(...leaves)).toBe(0);
  expect(successful(...leaves, '<timewait milliseconds="4000"/>')).toBe(10);
});

test("lost and chance hold for their share of the calls", () => {
  const count = 2000;
  const lossy = playable(request("INVITE", 'lost="20"'), recv(200, 'timeout="1000"'), request("ACK")).flow;
  const callee = playable(
    recv("INVITE", 'next="drop" chance="0.25"'),
    response(200),
    recv("ACK"),
    '<label id="drop"/>',
    '<timewait milliseconds="10"/>',
  ).flow;
  const described = scenario(single(), {
    traffic: { calls: calls(paced(1000, { count }), { flows: { caller: lossy, callee } }) },
  });
  const world = worldOf(described);
  world.start(0);
  world.engine.run(60);
  const p = 0.8 * 0.75;
  expect(world.calls.created).toBe(count);
  expect(Math.abs(world.calls.successful - count * p)).toBeLessThan(3.3 * Math.sqrt(count * p * (1 - p)));
});

test("a callee answers a BYE that its flow does not wait for, and a copy of it", () => {
  const strict = playable(...ANSWER).flow; // waits for the ACK before the BYE
  const rude = playable(request("INVITE"), recv(180), recv(200), request("BYE", 'retrans="500"'), recv(200)).flow;
  const { world, at } = play({ caller: rude, callee: strict });
  expect(at("200 BYE", "callers")).toHaveLength(1);
  expect(world.calls.successful).toBe(1);
});

test("a 100 that the callee sends keeps the INVITE from being sent again, by SIPp's default caller as well", () => {
  const slow = playable(recv("INVITE"), response(100), '<pause milliseconds="5000"/>', ...ANSWER.slice(2)).flow;
  const patient = playable(CALL[0]!, recv(100, 'optional="true"'), ...CALL.slice(2)).flow;
  for (const flows of [{ callee: slow }, { caller: patient, callee: slow }]) {
    const { at, world } = play(flows);
    expect(at("INVITE", "SAP-A")).toEqual([0]);
    expect(world.calls.successful).toBe(1);
  }
});

test("only what answers it ends the retransmission of a message: a 200 goes on behind another request, and keeps the next one waiting", () => {
  const callee = playable(recv("MESSAGE"), response(200, 'retrans="500"'), recv("MESSAGE"), response(202)).flow;
  const asks = playable(request("MESSAGE"), recv(200), request("MESSAGE"), recv(202)).flow;
  const { at } = play({ caller: asks, callee });
  expect(at("200 MESSAGE", "SAP-A").length).toBe(10); // as with two SIPps 3.6.1: 9 more, and no 202
  expect(at("202 MESSAGE", "callers")).toEqual([]);
});
