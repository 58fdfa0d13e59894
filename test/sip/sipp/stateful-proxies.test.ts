/** Flows of SIPp scenarios at proxies that keep transactions: what these say themselves, what they absorb, and what they send again. */
import { expect, test } from "vitest";
import { renderProblem } from "../../../src/notation/problem.ts";
import { type Companions, Source } from "../../../src/notation/source.ts";
import { parseScenario } from "../../../src/scenario/parse.ts";
import type { Flow } from "../../../src/sip/sipp/flow.ts";
import { calls, paced, scenario, single, worldOf } from "../../architecture/fixture.ts";
import { instants, wiretap } from "../wire.ts";
import { PAIRS, type Pair } from "./pairs.ts";
import { ANSWER, CALL, playable, recv, request, response, scenarioOf } from "./xml.ts";

const COUNT = 5;
const CALLEES = 1;
const TRANSACTIONS = { ringing: 180, strayResponses: "forward", limit: Infinity } as const;

function play(flows: { caller?: Flow; callee?: Flow }, isStateful: boolean, { count = 1, isCalleeGone = false } = {}) {
  const described = scenario(single(isStateful ? { transactions: TRANSACTIONS } : {}), {
    traffic: { calls: calls(paced(1, { count }), { flows }), retransmission: true },
  });
  const world = worldOf(described);
  const seen = wiretap(world, described);
  world.start(0);
  if (isCalleeGone) world.network.plug(CALLEES, false);
  world.engine.run(200);
  const at = (what: string, to: string) => instants(seen, what, to).map((time) => Math.round((time - 0.5) * 1e4) / 1e4);
  return { seen, at, calls: world.calls };
}

/** A caller that takes the 100 of a proxy behind its first INVITE. */
function patient(caller: readonly string[]): string[] {
  const at = caller.findIndex((command) => command.includes("INVITE sip:"));
  return caller.flatMap((command, i) => (i === at ? [command, recv(100, 'optional="true"')] : [command]));
}

/** How often each message reaches a side. */
function heard({ caller, callee }: Pair, isStateful: boolean) {
  const flows = { caller: playable(...patient(caller)).flow, callee: playable(...callee).flow };
  const { seen, calls } = play(flows, isStateful, { count: COUNT });
  const counts = (side: string) => {
    const all: Record<string, number> = { "100": 0 };
    for (const { what, to } of seen) {
      const name = what.replace(" failure", ""); // the proxy's own ACK is another one in the model, not on the wire
      if (to === side) all[name] = (all[name] ?? 0) + 1;
    }
    return all;
  };
  return { callers: counts("callers"), callees: counts("callees"), successful: calls.successful };
}

// real-pairs.test.ts counts the same ones between two SIPps; of proxies with transactions a caller hears one message more.
test.each(PAIRS.map((pair) => [pair.title, pair] as const))(
  "each message once, and 100 from the proxy: %s",
  (_, pair) => {
    const [passed, kept] = [heard(pair, false), heard(pair, true)];
    const calling = pair.caller.some((command) => command.includes("INVITE sip:"));
    const trying = Object.keys(kept.callers).filter((what) => what.startsWith("100"));
    expect(passed.successful).toBe(COUNT);
    expect(trying.reduce((sum, what) => sum + kept.callers[what]!, 0)).toBe(calling ? COUNT : 0);
    for (const what of trying) kept.callers[what] = passed.callers[what] ?? 0;
    expect(kept).toEqual(passed);
  },
);

const invites = (then: readonly string[], attributes = 'retrans="500"') =>
  playable(request("INVITE", attributes), recv(100, 'optional="true"'), ...then).flow;
/** Timers A and G at T1 = 500 ms and T2 = 4 s until 32 s are over (RFC 3261 §17.1.1.2, §17.2.1). */
const TIMER_A = [0, 0.5, 1.5, 3.5, 7.5, 15.5, 31.5];
const TIMER_G = [0, 0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5];
const later = (instants: readonly number[], by: number) => instants.map((at) => expect.closeTo(at + by, 6));

test("an INVITE that is lost behind the proxy is sent again by the proxy, whatever the scenario says, and answered by 408", () => {
  const { at, calls } = play({ caller: invites([recv(408), request("ACK")], "") }, true, { isCalleeGone: true });
  expect(at("INVITE", "SAP-A")).toEqual([0]);
  expect(at("INVITE", "callees")).toEqual(later(TIMER_A, 0.0004)); // a hop, and the proxy's 0.2 ms
  expect(at("408", "callers")[0]).toBeCloseTo(32.0004, 6);
  expect(calls.successful).toBe(1);
});

test("a refusal of any status is acknowledged by the proxy, which repeats it until the caller does", () => {
  const callee = playable(
    recv("INVITE"),
    response(302, 'retrans="500"'),
    recv("ACK"),
    '<timewait milliseconds="9000"/>',
  ).flow;
  const heard = play({ caller: invites([recv(302), request("ACK"), '<pause milliseconds="9000"/>']), callee }, true);
  expect(heard.at("302", "callers")).toHaveLength(1);
  expect(heard.at("ACK failure", "callees")).toHaveLength(1);
  expect(heard.at("ACK", "callees")).toEqual([]); // the caller's ends at the proxy
  const silent = play({ caller: invites([recv(302), '<pause milliseconds="90000"/>']), callee }, true);
  const repeated = silent.at("302", "callers");
  expect(repeated).toEqual(later(TIMER_G, repeated[0]!));
  expect(silent.at("302", "SAP-A")).toHaveLength(1); // the callee has its ACK
});

test("the proxy answers a CANCEL itself, and cancels what rings", () => {
  const gives = [recv(180), request("CANCEL", 'retrans="500"'), recv(200), recv(487), request("ACK")];
  const gone = [
    recv("INVITE"),
    response(180),
    recv("CANCEL"),
    '<pause milliseconds="1000"/>',
    response(200),
    response(487),
    recv("ACK"),
  ];
  const { at, calls } = play({ caller: invites(gives), callee: playable(...gone).flow }, true);
  const [cancelled] = at("CANCEL", "SAP-A");
  expect(at("200 CANCEL", "callers")[0]! - cancelled!).toBeLessThan(0.001);
  expect(at("487", "callers")[0]! - cancelled!).toBeGreaterThan(1);
  expect(calls.successful).toBe(1);
});

test("a challenge that the callee plays, and a BYE that is challenged, are answered by what comes after them", () => {
  const caller = invites([
    ...[recv(180, 'optional="true"'), recv(200), request("ACK"), request("BYE", 'retrans="500"'), recv(401)],
    ...[request("BYE", 'retrans="500"'), recv(200)],
  ]);
  const callee = playable(
    ...ANSWER.slice(0, 5),
    response(401),
    recv("BYE"),
    response(200),
    '<timewait milliseconds="4000"/>',
  ).flow;
  const { at, calls } = play({ caller, callee }, true);
  expect(calls.successful).toBe(1);
  expect(at("BYE", "callees")).toHaveLength(2);
  expect(at("200 BYE", "callers")).toHaveLength(1);
});

test("a caller that does not wait for a 100 is refused where proxies keep transactions, and so are stateful directors and user agents between", () => {
  const files: Record<string, string> = {
    "hasty.xml": scenarioOf(...CALL),
    "patient.xml": scenarioOf(
      CALL[0]!,
      recv(100, 'optional="true"'),
      ...CALL.slice(1, 4),
      '<pause milliseconds="10"/>',
      ...CALL.slice(4),
    ),
    "callee.xml": scenarioOf(...ANSWER),
  };
  const companions: Companions = (path) => ({ source: new Source(path, files[path]!) });
  const said = (architecture: string, file: string, side: string) => {
    const text = `architecture: { preset: ${architecture} }\ntraffic: { calls: { rate: 1/s, count: 1, sipp: { ${side}: ${file} } } }\n`;
    return parseScenario(text, "file.yaml", [], companions).problems?.map(renderProblem).join("\n") ?? "";
  };
  expect(said("kamailio-keepalived", "hasty.xml", "caller")).toContain("a caller that does not expect the 100");
  expect(said("kamailio-keepalived", "patient.xml", "caller")).toBe("");
  expect(said("kamailio-keepalived", "callee.xml", "callee")).toBe("");
  expect(said("single", "hasty.xml", "caller")).toBe("");
  const dialogs = "single, tiers: { proxies: { dialogs: {} } }";
  expect(said(dialogs, "patient.xml", "caller")).toContain("back-to-back user agents for calls that follow a SIPp");
  expect(said("kamailio-dispatcher", "patient.xml", "caller")).toContain(
    "stateful directors for calls that follow a SIPp",
  );
});
