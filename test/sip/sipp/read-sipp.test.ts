/** What of SIPp's language is played, and what is refused where, for which reason. */
import { expect, test } from "vitest";
import { momentsOf } from "../../../src/random/laws.ts";
import { standardTimes } from "../../../src/scenario/sipp/standard-times.ts";
import { ANSWER, CALL, complaintsOf, playable, recv, request, response, scenarioOf, send } from "./xml.ts";

const refused: [string, string, string][] = [
  ["no XML", "<scenario>\n<send>\n</recv>\n</scenario>", "3:"],
  ["another document", "<html/>", "1:1 the element <html>; expected <scenario>"],
  ["nothing to do", scenarioOf("<pause/>"), "2:1 a scenario that sends and receives nothing"],
  [
    "third-party call control",
    scenarioOf(...CALL, "<sendCmd><![CDATA[x]]></sendCmd>"),
    "<sendCmd>: third-party call control",
  ],
  [
    "a challenge",
    scenarioOf(request("INVITE"), '<recv response="407" auth="true"/>'),
    "9:22 a challenge that is waited for",
  ],
  ["credentials", scenarioOf(request("INVITE", "", "[authentication]\n"), recv(200)), "a message with credentials"],
  [
    "a branch by a variable",
    scenarioOf(request("INVITE"), recv(200, 'next="1" test="2"'), '<label id="1"/>'),
    'a branch by the variable "2"',
  ],
  ["a command by a variable", scenarioOf(...CALL, '<pause condexec="x"/>'), 'a branch by the variable "x"'],
  ["a loop", scenarioOf(request("INVITE"), '<label id="1"/>', recv(200, 'next="1"')), 'a jump back to the label "1"'],
  ["a label that is nowhere", scenarioOf(request("INVITE"), recv(200, 'next="9"')), 'the label "9", which is nowhere'],
  ["two labels of one name", scenarioOf(...CALL, '<label id="1"/>', '<label id="1"/>'), 'a second label "1"'],
  [
    "a check of what a message holds",
    scenarioOf(
      request("INVITE"),
      '<recv response="200">\n<action>\n<ereg regexp="x" assign_to="1" check_it="true"/></action></recv>',
    ),
    "<ereg> with check_it",
  ],
  [
    "an end from inside",
    scenarioOf(...CALL, '<nop><action><exec int_cmd="stop_now"/></action></nop>'),
    "<exec int_cmd>",
  ],
  [
    "another destination",
    scenarioOf(...CALL, '<nop><action><setdest host="a" port="1" protocol="udp"/></action></nop>'),
    "<setdest>, another destination",
  ],
  [
    "TCP",
    scenarioOf(send("INVITE sip:a@b SIP/2.0\nVia: SIP/2.0/TCP a", 'retrans="500"'), recv(200)),
    "a Via with the transport TCP",
  ],
  [
    "a message by regular expression",
    scenarioOf('<recv request="INV.*" regexp_match="true"/>'),
    "a message by regular expression",
  ],
  [
    "a method of its own",
    scenarioOf(request("MESSAGE"), recv(200)),
    "a flow that begins with MESSAGE; expected INVITE",
  ],
  [
    "CANCEL",
    scenarioOf(request("INVITE"), recv(180), request("CANCEL"), recv(200)),
    "CANCEL; a simulated caller who gives up falls silent",
  ],
  ["a second INVITE", scenarioOf(...CALL.slice(0, 4), request("INVITE")), "a second INVITE"],
  ["a callee that hangs up", scenarioOf(...ANSWER.slice(0, 4), request("BYE")), "a callee that sends BYE"],
  ["a caller that is called", scenarioOf(...CALL.slice(0, 4), recv("BYE")), "a caller that waits for BYE"],
  [
    "an answer that no callee gives",
    scenarioOf(recv("INVITE"), response(603)),
    "a callee that answers INVITE with 603",
  ],
  [
    "a wait for what nobody sends",
    scenarioOf(request("INVITE"), recv(302)),
    "a wait for 302, which nobody in the simulator sends",
  ],
  ["REGISTER within a call", scenarioOf(...CALL, request("REGISTER")), "a REGISTER within a call"],
  [
    "two workloads in one",
    scenarioOf(request("REGISTER"), recv(200), request("INVITE")),
    "INVITE in one flow with REGISTER",
  ],
  ["no SIP", scenarioOf("<send><![CDATA[\nhello\n]]></send>"), "3:16 a text that begins like no SIP message"],
  ["no text", scenarioOf("<send/>"), "3:1 no message"],
  [
    "a misspelt attribute",
    scenarioOf(request("INVITE", 'retrnas="500"'), recv(200)),
    "the attribute retrnas, which SIPp does not know",
  ],
  [
    "a number that is none",
    scenarioOf(request("INVITE", 'retrans="fast"'), recv(200)),
    'retrans="fast"; expected a number of at least 0',
  ],
  ["neither request nor response", scenarioOf(request("INVITE"), "<recv/>"), "neither request nor response"],
  [
    "a law that SIPp does not know",
    scenarioOf(...CALL, '<pause distribution="cauchy" mean="1"/>'),
    'the distribution "cauchy"; expected one of fixed, uniform',
  ],
  [
    "a law without its parameter",
    scenarioOf(...CALL, '<pause distribution="normal" mean="1000"/>'),
    "no stdev; expected a number",
  ],
  [
    "parameters of no law",
    scenarioOf(...CALL, '<pause distribution="uniform" min="9" max="1"/>'),
    "parameters that this law cannot have",
  ],
  ["a pause by a variable", scenarioOf(...CALL, '<pause variable="1"/>'), "a pause as long as a variable says"],
  ["a pause before the INVITE comes", scenarioOf("<pause/>", ...ANSWER), "a pause before the INVITE"],
  ["commands behind the end", scenarioOf('<timewait milliseconds="1"/>', ...CALL), "a command behind <timewait>"],
];

test.each(refused)("refused: %s", (_, text, expected) => {
  expect(complaintsOf(text).join("\n")).toContain(expected);
});

test("everything that is wrong is said at once, at its place", () => {
  const text = scenarioOf(request("INVITE", 'retrans="x"'), '<recv response="2oo"/>', "<what/>");
  expect(complaintsOf(text).map((one) => one.split(" ")[0])).toEqual(["3:7", "9:7", "10:1"]);
});

test("statistics, logs and media change nothing, and what is left out is said", () => {
  const scenario = playable(
    ...CALL.slice(0, 4),
    '<nop display="media"><action><exec play_pcap_audio="a.pcap"/><log message="x"/></action></nop>',
    '<ResponseTimeRepartition value="1, 2"/>',
    '<CallLengthRepartition value="1, 2"/>',
    '<Reference variables="1"/>',
    ...CALL.slice(4),
  );
  expect(scenario.notes.map(({ text }) => text)).toEqual([
    "<exec play_pcap_audio> sends no media; a <pause> behind it still counts",
    "<log> writes no log",
  ]);
  expect(standardTimes(scenario.flow, "caller")).toEqual({
    pause: { kind: "deterministic", value: 0 },
    busy: 0,
    t1: 0.5,
  });
});

test("which request a response answers follows the jumps, not the order of the lines", () => {
  const { flow } = playable(
    recv("INVITE", 'next="busy" chance="0.1"'),
    response(200),
    recv("ACK"),
    recv("BYE"),
    send("SIP/2.0 200 OK", 'next="end"'),
    '<label id="busy"/>',
    response(486),
    recv("ACK"),
    '<label id="end"/>',
  );
  expect(flow.steps.map((step) => (step.kind === "send" ? step.message : null)).filter((one) => one !== null)).toEqual([
    { method: "INVITE", status: 200 },
    { method: "BYE", status: 200 },
    { method: "INVITE", status: 486 },
  ]);
  expect(flow.steps[0]).toMatchObject({ next: 5, chance: 0.1 });
});

test("one REGISTER or OPTIONS is a workload of its own", () => {
  const registrant = playable(
    request("REGISTER", 'retrans="500"', "Expires: 300\n"),
    recv(100, 'optional="true"'),
    recv(200),
  );
  expect(registrant).toMatchObject({ role: "registrant", expires: 300, retransmits: true });
  expect(playable(request("OPTIONS"), recv(200))).toMatchObject({ role: "requester", retransmits: false });
  expect(playable(request("REGISTER", "", "Contact: <sip:a@b>;expires=60\n"), recv(200)).expires).toBe(60);
});

/** Mean [s] and coefficient of variation of each of SIPp's laws, from textbook formulas. */
const laws: [string, number, number][] = [
  ['milliseconds="1500"', 1.5, 0],
  ['distribution="fixed" value="250"', 0.25, 0],
  ['min="1000" max="3000"', 2, 1 / Math.sqrt(12)],
  ['distribution="uniform" min="1000" max="3000"', 2, 1 / Math.sqrt(12)],
  ['distribution="exponential" mean="900"', 0.9, 1],
  ['exponential="true" mean="900"', 0.9, 1],
  ['distribution="normal" mean="60000" stdev="6000"', 60, 0.1],
  ['distribution="lognormal" mean="7" stdev="0.5"', Math.exp(7.125) / 1000, Math.sqrt(Math.exp(0.25) - 1)],
  ['distribution="weibull" lambda="1000" k="2"', Math.sqrt(Math.PI) / 2, Math.sqrt(4 / Math.PI - 1)],
  ['distribution="gamma" k="9" theta="200"', 1.8, 1 / 3],
  ['distribution="pareto" k="6" x_m="1000"', 6 / 5, Math.sqrt(1 / (6 * 4))],
  ['distribution="negbin" n="50" p="0.1"', 0.45, Math.sqrt(1 / (50 * 0.9))],
];

test.each(laws)("<pause %s>", (attributes, mean, cv) => {
  const { flow } = playable(...CALL.slice(0, 4), `<pause ${attributes}/>`, ...CALL.slice(4));
  const step = flow.steps[4]!;
  if (step.kind !== "pause" || step.length === null) throw new Error("no pause");
  const moments = momentsOf(step.length);
  const close = step.length.kind === "empirical" ? 0.02 : 1e-9; // a thousand quantiles lack the ends of the tails
  expect(Math.abs(moments.mean / mean - 1)).toBeLessThan(close / 10);
  expect(Math.abs(Math.sqrt(moments.variance) / moments.mean - cv)).toBeLessThan(close * Math.max(cv, 0.1));
});
