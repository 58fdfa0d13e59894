/** `traffic.calls.sipp`: a scenario file and the SIPp scenarios that it names are judged together. */
import { expect, test } from "vitest";
import { renderProblem } from "../../../src/notation/problem.ts";
import { type Companions, Source } from "../../../src/notation/source.ts";
import { parseScenario } from "../../../src/scenario/parse.ts";
import { ANSWER, CALL, recv, request, response, scenarioOf } from "./xml.ts";

const files: Readonly<Record<string, string>> = {
  "uac.xml": scenarioOf(...CALL),
  "early.xml": scenarioOf(ANSWER[0]!, response(183), ...ANSWER.slice(1)),
  "tests.xml": scenarioOf(request("INVITE"), recv(200, 'next="1" chance="2"'), '<label id="1"/>'),
  "routes.xml": scenarioOf(
    CALL[0]!,
    recv(180, 'optional="true"'),
    recv(200, 'rrs="true"'),
    request("ACK", "", "[routes]\n"),
    "<pause/>",
    request("BYE"),
    recv(200),
  ),
  "hangs.xml": scenarioOf(request("INVITE"), recv(200), request("ACK"), recv(200)),
  "slip.xml": scenarioOf(request("INVITE", 'retrnas="500"'), ...CALL.slice(1)),
  "talks.xml": scenarioOf(...CALL.slice(0, 4), '<pause milliseconds="5000"/>', ...CALL.slice(4)),
  "paused.xml": scenarioOf(...CALL.slice(0, 4), "<pause/>", ...CALL.slice(4)),
  "leaves.xml": scenarioOf(...ANSWER.slice(0, 4)),
  "waits.xml": scenarioOf(...ANSWER.slice(0, 4), '<timewait milliseconds="6000"/>'),
  "waits-less.xml": scenarioOf(...ANSWER.slice(0, 4), '<timewait milliseconds="4000"/>'),
};
const companions: Companions = (path) =>
  path in files ? { source: new Source(path, files[path]!) } : { refused: `${JSON.stringify(path)}: no such file` };

const read = (sipp: string, more = "", clients = "") =>
  parseScenario(
    `architecture: { preset: single }\ntraffic:\n  calls: { rate: 1/s, count: 1, sipp: ${sipp}, ${more} }\n  clients: { ${clients} }\n`,
    "file.yaml",
    [],
    companions,
  );

test.each([
  ["{ caller: gone.xml }", "", "", "file.yaml:3:49  traffic.calls.sipp.caller"],
  ["{ caller: tests.xml }", "", "", "tests.xml:9:31  traffic.calls.sipp.caller"],
  ["{ caller: early.xml }", "", "", "found the scenario of a callee"],
  ["{}", "", "", "neither caller nor callee"],
  ["{ callee: early.xml, receiveTimeout: 0 s }", "", "", "a duration above 0"],
  ["{ callee: early.xml }", "ring: 1 s", "", "found ring, which the SIPp scenario"],
  ["{ callee: early.xml }", "busy: 10 %", "", "a branch by chance in it"],
  ["{ caller: uac.xml }", "hold: 1 s", "", "found hold, which the SIPp scenario"],
  ["{ caller: uac.xml }", "patience: 5 s", "", "a flow says itself when it cancels"],
  ["{ caller: uac.xml }", "", "recordRoute: true", "keeps no route set"],
  ["{ caller: uac.xml }", "", "nextTarget: { timeout: 4 s }", "SIPp does not fail over"],
  ["{ caller: uac.xml, callee: early.xml }", "", "", 'Add <recv response="183" optional="true"/> before it.'],
  ["{ caller: hangs.xml, callee: early.xml }", "", "", "a caller that does not expect the"],
  ["{ caller: talks.xml, callee: leaves.xml }", "", "", "The callee's part is over by then: let it wait for the BYE"],
  ["{ caller: talks.xml, callee: waits-less.xml }", "", "", "the other side sends nothing more"],
  ["{ caller: hangs.xml, callee: silent.xml }", "", "", "silent.xml"],
])("sipp: %s with %s%s is refused: %s", (sipp, more, clients, expected) => {
  const { problems = [] } = read(sipp, more, clients);
  expect(problems.map(renderProblem).join("\n")).toContain(expected);
});

test("a caller who waits for what never comes is refused where it waits", () => {
  const flows = {
    ...files,
    "hangs.xml": scenarioOf(request("INVITE"), recv(180), recv(200), request("ACK"), recv(183)),
  };
  const { problems = [] } = parseScenario(
    "architecture: { preset: single }\ntraffic: { calls: { rate: 1/s, count: 1, sipp: { caller: hangs.xml, callee: leaves.xml } } }\n",
    "file.yaml",
    [],
    (path) => ({ source: new Source(path, flows[path as "hangs.xml"]) }),
  );
  expect(problems.map(({ file, line, found }) => `${file}:${line} ${found}`)).toEqual([
    "hangs.xml:17 a caller that waits here for ever: the other side sends nothing more",
  ]);
});

test.each([
  "{ caller: talks.xml, callee: waits.xml }",
  "{ callee: leaves.xml }", // how long the default caller talks is said elsewhere
])("sipp: %s fits together, or may", (sipp) => {
  expect(read(sipp).problems).toBeUndefined();
});

test("what SIPp ignores, and a callee that is gone when the BYE comes, are warned of", () => {
  const warned = (sipp: string, more = "") =>
    read(sipp, more).warnings!.map(({ file, line, path, found }) => `${file}:${line} ${path} ${found}`);
  const gone = "file.yaml:3 traffic.calls.sipp.callee a callee whose part is over when the BYE comes";
  expect(warned("{ caller: paused.xml, callee: leaves.xml }")).toEqual([gone]);
  expect(warned("{ callee: leaves.xml }")).toEqual([gone]); // SIPp's default caller sends its BYE at once
  expect(warned("{ callee: waits.xml }", "hold: 5 s")).toEqual([]);
  expect(warned("{ callee: waits.xml }", "hold: 7 s")).toEqual([gone]);
  expect(warned("{ callee: waits.xml }", "hold: { exponential: 7 s }")).toEqual([]);
  expect(warned("{ caller: paused.xml, callee: leaves.xml }", "hold: 40 s")).toEqual([]); // forgotten by then: answered as one that nobody waits for
  expect(warned("{ caller: slip.xml }")).toEqual([
    "slip.xml:3 traffic.calls.sipp.caller the attribute retrnas (retrans?) in <send> is ignored, as by SIPp",
  ]);
});

test("SIPp's default open-call limit counts the pauses of the callers' scenario", () => {
  const limit = (sipp: string, more: string) =>
    read(sipp, `openLimit: 3 x rate, ${more}`).scenario!.traffic.calls!.openLimit;
  expect(limit("{ caller: talks.xml, callee: waits.xml }", "")).toBe(15);
  expect(limit("{ caller: uac.xml }", "")).toBe(3);
  expect(limit("{ callee: waits.xml }", "hold: 2 s")).toBe(6);
});

test("a <pause/> without a length takes the hold, and a route set goes with recordRoute", () => {
  const { scenario, problems } = read("{ caller: routes.xml, receiveTimeout: 3 s }", "hold: 2 s", "recordRoute: true");
  expect(problems).toBeUndefined();
  const { calls } = scenario!.traffic;
  expect(calls!.flows!.caller).toMatchObject({
    keepsRouteSet: true,
    steps: { 1: { timeout: 3 }, 4: { length: null } },
  });
  expect(calls!.hold).toEqual({ kind: "deterministic", value: 2 });
});
