/** The counterpart of one side of a call: what is sent is waited for, what is waited for is sent. */
import { expect, test } from "vitest";
import { exponential } from "../../../src/distributions/description.ts";
import { quantileOf } from "../../../src/distributions/law.ts";
import { Source } from "../../../src/notation/source.ts";
import { parseScenario } from "../../../src/scenario/parse.ts";
import { mirrorOf } from "../../../src/sip/sipp/mirror.ts";
import { calls, paced, scenario, single, worldOf } from "../../architecture/fixture.ts";
import { wiretap } from "../wire.ts";
import { PAIRS } from "./pairs.ts";
import { ANSWER, CALL, playable, recv, request, response, scenarioOf } from "./xml.ts";

const mirrored = (...commands: readonly string[]) => mirrorOf(playable(...commands).flow);
/** "INVITE" is sent, "<180" is waited for, "(<180)" may come, a number is a pause [s], "?" one as long as the traffic says. */
const inWords = (flow: ReturnType<typeof mirrored>) =>
  flow!.steps.map((step) => {
    if (step.kind === "pause") return step.length === null ? "?" : quantileOf(step.length, 0.5);
    const said = `${step.message.status ?? step.message.method}`;
    if (step.kind === "send") return said;
    return step.optional ? `(<${said})` : `<${said}`;
  });

test("a caller's counterpart rings if that may be, answers and waits for the end", () => {
  expect(inWords(mirrored(...CALL))).toEqual(["<INVITE", "180", "?", "200", "(<ACK)", "<BYE", "200", 4]);
  expect(inWords(mirrored(request("INVITE"), recv(603), request("ACK")))).toEqual(["<INVITE", "603", "<ACK", 4]);
});

test("a callee's counterpart takes what comes before the answer as it comes, and holds the call", () => {
  expect(inWords(mirrored(...ANSWER))).toEqual(["INVITE", "(<100)", "(<180)", "<200", "ACK", "?", "BYE", "<200"]);
});

test("what is answered is sent again until it is, but no request that another follows at once", () => {
  const again = (flow: ReturnType<typeof mirrored>) =>
    flow!.steps.flatMap((step) => (step.kind === "send" ? [step.retransmitAfter] : []));
  expect(again(mirrored(...ANSWER))).toEqual([0.5, null, 0.5]);
  expect(again(mirrored(...CALL))).toEqual([null, 0.5, null]);
  expect(again(mirrored(recv("MESSAGE"), recv("INFO"), response(200), response(200)))).toEqual([null, 0.5]);
});

test("where a side pauses before it listens, its counterpart waits for it", () => {
  const pausing = mirrored(
    request("INVITE"),
    recv(180),
    '<pause milliseconds="3000"/>',
    "<nop/>",
    recv(200),
    request("ACK"),
  );
  expect(inWords(pausing)).toEqual(["<INVITE", "180", 3.05, "200", "<ACK", 4]);
  const talking = mirrored(...CALL.slice(0, 4), '<pause milliseconds="3000"/>', ...CALL.slice(4));
  expect(inWords(talking)).not.toContain(3.05); // it speaks first
  const drawn = mirrored(request("INVITE"), recv(180), '<pause distribution="exponential" mean="1000"/>', recv(200));
  expect(inWords(drawn)[2]).toBeCloseTo(quantileOf(exponential(1), 1 - 1e-6) + 0.05, 9);
});

test("branches by chance are told apart by what comes, and where nothing comes there is no counterpart", () => {
  const leaving = (first: string) => [
    ...CALL.slice(0, 3),
    request("ACK"),
    '<nop next="informs" chance="0.5"/>',
    first,
    recv(200),
    '<nop next="end"/>',
    '<label id="informs"/>',
    request("INFO"),
    recv(202),
    '<label id="end"/>',
    "<nop/>",
  ];
  const { steps } = mirrored(...leaving(request("BYE")))!;
  const words = inWords({ name: "", keepsRouteSet: false, steps });
  const at = words.indexOf("(<INFO)");
  expect(words.slice(at, at + 3)).toEqual(["(<INFO)", "<BYE", "200"]);
  expect(words[steps[at]!.next]).toBe("202");
  expect(mirrored(...leaving(recv("BYE")))).toBeNull();
});

/** Of what is written for both sides each side alone is played against its counterpart: the call ends well, and says as much. */
test.each(PAIRS)("alone, each side of a pair finds its counterpart: $title", ({ caller, callee }) => {
  for (const [role, commands] of [
    ["caller", caller],
    ["callee", callee],
  ] as const) {
    const text = `architecture: { preset: single }\ntraffic: { calls: { rate: 20/s, arrivals: paced, count: 3, sipp: { ${role}: side.xml } }, clients: { retransmission: true } }\n`;
    const { scenario: read, problems } = parseScenario(text, "file.yaml", [], () => ({
      source: new Source("side.xml", scenarioOf(...commands)),
    }));
    expect(problems).toBeUndefined();
    const { flows } = read!.traffic.calls!;
    const described = scenario(single(), {
      traffic: { calls: calls(paced(20, { count: 3 }), { flows: flows! }), retransmission: true },
    });
    const world = worldOf(described);
    const seen = wiretap(world, described);
    world.start(0);
    world.engine.run(200);
    expect(world.calls.successful).toBe(3);
    const sends = flows![role]!.steps.filter(({ kind }) => kind === "send").length;
    expect(sends).toBeGreaterThan(0);
    const first = seen.filter(({ to }) => to === (role === "caller" ? "callees" : "callers"));
    expect(first.length).toBeGreaterThanOrEqual(3);
  }
});
