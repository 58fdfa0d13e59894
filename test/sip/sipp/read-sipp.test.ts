/** What of SIPp's language is played, and what is refused where, for which reason. */
import { expect, test } from "vitest";
import { momentsOf } from "../../../src/distributions/law.ts";
import { Source } from "../../../src/notation/source.ts";
import { readSipp } from "../../../src/scenario/sipp/read-sipp.ts";
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
  [
    "a challenge to something else",
    scenarioOf(request("INVITE"), '<recv response="407" auth="true"/>', request("ACK"), request("BYE"), recv(200)),
    "a challenge that is waited for",
  ],
  [
    "a challenge that may come",
    scenarioOf(
      request("INVITE"),
      '<recv response="407" auth="true" optional="true"/>',
      request("INVITE", "", "[authentication]\n"),
      recv(200),
    ),
    "a challenge that is waited for",
  ],
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
    "an end from inside",
    scenarioOf(...CALL, '<nop><action><exec int_cmd="stop_call"/></action></nop>'),
    '<exec int_cmd="stop_call">, which ends calls from inside',
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
    scenarioOf(recv("INVITE"), response(488)),
    "a callee that answers INVITE with 488",
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
    "a uniform law with min 9, max 1",
  ],
  ["a pause by a variable", scenarioOf(...CALL, '<pause variable="1"/>'), "a pause as long as a variable says"],
  ["a pause before the INVITE comes", scenarioOf("<pause/>", ...ANSWER), "a pause before the INVITE"],
  ["an element like a property of objects", scenarioOf(...CALL, "<toString/>"), "the element <toString>"],
  ["something else before the first call", scenarioOf("<init><pause/></init>", ...CALL), "<pause> in <init>"],
  ["commands behind the end", scenarioOf('<timewait milliseconds="1"/>', ...CALL), "a command behind <timewait>"],
];

test.each(refused)("refused: %s", (_, text, expected) => {
  expect(complaintsOf(text).join("\n")).toContain(expected);
});

const notesOf = (...commands: readonly string[]) =>
  playable(...commands).notes.map(({ line, text }) => `${line}: ${text}`);

test("what SIPp ignores is read, and told with its line wherever it stands", () => {
  const commands = [
    request("INVITE", 'retrnas="500"'),
    recv(180, 'optional="true" td="true"'),
    recv(200, 'td="true" td="false" crlf'),
    request("ACK"),
    request("BYE", 'retrans="500"start_rtd="1"'),
    '<recv __proto__="1" response="200"/>',
  ];
  expect(notesOf(...commands)).toEqual([
    "3: the attribute retrnas (retrans?) in <send> is ignored, as by SIPp",
    "9: the attribute td (rtd?) in <recv> is ignored, as by SIPp",
    "10: the attribute td (rtd?) in <recv> is ignored, as by SIPp",
    "10: a second td in <recv> is ignored, as by SIPp",
    "10: crlf without a value in <recv> is ignored, as by SIPp",
    "17: start_rtd without white space before it in <send> is ignored, as by SIPp",
    "23: the attribute __proto__ in <recv> is ignored, as by SIPp",
  ]);
  expect(playable(...commands).flow.steps[0]).toMatchObject({ retransmitAfter: null });
});

test("assertions are taken to hold, variables and what is done before the first call are left out", () => {
  const action = (text: string) => `<nop>\n<action>${text}</action>\n</nop>`;
  expect(
    notesOf(
      '<Global variables="g"/><User variables="u"/><init><nop/><label id="1"/></init>',
      '<DefaultMessage id="200"><![CDATA[SIP/2.0 200 Fine]]></DefaultMessage>',
      ...CALL.slice(0, 4),
      action('<ereg regexp="a" search_in="hdr" header="To:" check_it="true" assign_to="1"/>'),
      action('<strcmp variable="1" value="a" check_it_inverse="true"/>'),
      action('<test variable="1" compare="equal" value="1" assign_to="2"/>'),
      action('<error message="x"/><exec int_cmd="stop_now"/><exec foo="1" command="ls"/>'),
      ...CALL.slice(4),
    ).map((note) => note.replace(/^\d+: /, "")),
  ).toEqual([
    "<init> is not played",
    "<ereg> with check_it is taken to hold: simulated messages have no text to be checked",
    "<strcmp> with check_it_inverse is taken to hold: simulated messages have no text to be checked",
    "<test> fills no variables",
    "<error> does not end the run",
    '<exec int_cmd="stop_now"> does not end the run',
    "<exec command> runs nothing",
  ]);
});

test("a send whose ontimeout leads nowhere fails the call there", () => {
  const scenario = playable(request("INVITE", 'retrans="500" ontimeout="9"'), ...CALL.slice(1));
  expect(scenario.flow.steps[0]).toMatchObject({ onTimeout: null });
  expect(scenario.notes[0]!.text).toContain('ontimeout="9" leads to no label');
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

test("a challenge is left out with the request that answers it, and labels move along", () => {
  const challenge = '<recv response="401" auth="true"/>';
  const again = (method: string) => request(method, 'retrans="500"', "[authentication username=a password=b]\n");
  const { flow, notes } = playable(
    ...CALL.slice(0, 2),
    challenge,
    request("ACK"),
    again("INVITE"),
    recv(100, 'optional="true"'),
    recv(486, 'optional="true" next="end"'),
    recv(200),
    request("ACK"),
    again("BYE"),
    recv(200),
    '<label id="end"/>',
    "<pause/>",
  );
  expect(
    flow.steps.map((step) =>
      step.kind === "pause" ? "pause" : `${step.kind} ${step.message.status ?? step.message.method}`,
    ),
  ).toEqual([
    ...[
      "send INVITE",
      "receive 180",
      "receive 100",
      "receive 486",
      "receive 200",
      "send ACK",
      "send BYE",
      "receive 200",
      "pause",
    ],
  ]);
  expect(flow.steps[3]!.next).toBe(8);
  expect(notes.map(({ text }) => text)).toEqual([
    "credentials are left out: the simulated servers do not authenticate",
    expect.stringContaining("the challenge (401) and the INVITE that answers it are left out"),
  ]);
  const twice = ["REGISTER", "REGISTER", "REGISTER"].flatMap((method, i) => [
    i === 0 ? request(method) : again(method),
    challenge,
  ]);
  expect(playable(...twice.slice(0, -1), recv(200))).toMatchObject({ role: "registrant" });
});

test("a SUBSCRIBE is a workload of its own; its NOTIFY is left out, and told", () => {
  const { role, notes } = playable(request("SUBSCRIBE", 'retrans="500"'), recv(202), recv("NOTIFY"), response(200));
  expect(role).toBe("subscriber");
  expect(notes.map(({ line, text }) => `${line}: ${text}`)).toEqual([
    "10: NOTIFY and its answer are left out: a simulated subscription is a SUBSCRIBE and its 200",
  ]);
  expect(complaintsOf(scenarioOf(request("SUBSCRIBE"), recv(200), request("SUBSCRIBE"), recv(200)))[0]).toContain(
    "a second SUBSCRIBE",
  );
});

test("a callee may begin with a <nop>", () => {
  expect(playable("<nop/>", ...ANSWER).role).toBe("callee");
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
  ['distribution="negbin" n="2000" p="0.4"', 3, Math.sqrt(1 / (2000 * 0.6))], // no failure at all: 0.4^2000, which is no number
  ['distribution="negbin" n="3" p="1"', 0, 0],
  ['distribution="gpareto" shape="0" scale="1000" location="2000"', 3, 1 / 3],
  ['distribution="gpareto" shape="-0.5" scale="1000" location="0"', 2 / 3, Math.sqrt(1 / 2)],
  ['distribution="lognormal" mean="7" stdev="0"', Math.exp(7) / 1000, 0],
  ['distribution="normal" mean="500" stdev="0"', 0.5, 0],
  ['distribution="exponential" mean="0"', 0, 0],
  ['distribution="exponential" mean="1e-320"', 0, 0],
];

test.each(laws)("<pause %s>", (attributes, mean, cv) => {
  const { flow } = playable(...CALL.slice(0, 4), `<pause ${attributes}/>`, ...CALL.slice(4));
  const step = flow.steps[4]!;
  if (step.kind !== "pause" || step.length === null) throw new Error("no pause");
  const moments = momentsOf(step.length);
  const close = step.length.kind === "empirical" ? 0.02 : 1e-9; // a thousand quantiles lack the ends of the tails
  expect(Math.abs(moments.mean - mean)).toBeLessThanOrEqual((close / 10) * mean);
  expect(Math.abs(Math.sqrt(moments.variance) - cv * mean)).toBeLessThanOrEqual(close * Math.max(cv, 0.1) * mean);
});

/** SIPp refuses a pause whose 99th percentile is longer than 2^31 - 1 ms; what its own mean and stdev are is said. */
test.each([
  [
    'distribution="lognormal" mean="700" stdev="700"',
    "a pause that is not a matter of milliseconds: lognormal, mean 700, stdev 700",
    'for a mean of 700 ms and a standard deviation of 700 ms write mean="6.2045" stdev="0.83255"',
  ],
  ['distribution="lognormal" mean="-2000" stdev="60"', "a pause that is not a matter of milliseconds", ""],
  ['distribution="lognormal" mean="7" stdev="-1"', 'stdev="-1"', ""],
  ['milliseconds="1e400"', 'milliseconds="1e400"', ""],
  ['milliseconds="NaN"', 'milliseconds="NaN"', ""],
  ['milliseconds="3000000000"', "a pause that is not a matter of milliseconds: fixed, milliseconds 3000000000", ""],
  ['distribution="fixed" value="-1"', 'value="-1"', ""],
  ['distribution="exponential" mean="1e12"', "a pause that is not a matter of milliseconds", ""],
  ['distribution="weibull" lambda="1000" k="0.001"', 'k="0.001"; a number from 0.051 to 10000', ""],
  ['distribution="lognormal" mean="0" stdev="4"', "a coefficient of variation of at most 100", ""],
  ['distribution="pareto" k="0.01" x_m="1000"', "a pause that is not a matter of milliseconds", ""],
  ['distribution="pareto" k="0" x_m="1000"', 'k="0"; a number above 0', ""],
  ['distribution="gpareto" shape="50" scale="1000" location="0"', "a pause that is not a matter of milliseconds", ""],
  ['distribution="gamma" k="1e300" theta="1e-300"', 'k="1e300"; a number from 0.051 to 10000', ""],
  ['distribution="gamma" k="9" theta="1e300"', "a pause that is not a matter of milliseconds", ""],
  ['distribution="normal" mean="1e300" stdev="1e300"', "a pause that is not a matter of milliseconds", ""],
  ['distribution="uniform" min="0" max="1e308"', "a pause that is not a matter of milliseconds", ""],
  ['distribution="negbin" n="0.001" p="1e-12"', "a negbin law with n 0.001, p 1e-12", ""],
  ['distribution="negbin" n="5" p="1.5"', 'p="1.5"; a number above 0, at most 1', ""],
  ['distribution="toString" mean="1"', 'the distribution "toString"', ""],
])("<pause %s> is refused", (attributes, found, hint) => {
  const { complaints } = readSipp(new Source("test.xml", scenarioOf(...CALL, `<pause ${attributes}/>`)));
  expect(complaints.map((complaint) => `${complaint.found}; ${complaint.expected}`)).toEqual([
    expect.stringContaining(found),
  ]);
  expect(complaints[0]!.hint).toContain(hint);
});
