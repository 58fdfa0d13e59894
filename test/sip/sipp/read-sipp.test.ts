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
  ["a label that is nowhere", scenarioOf(request("INVITE"), recv(200, 'next="9"')), 'the label "9", which is nowhere'],
  ["two labels of one name", scenarioOf(...CALL, '<label id="1"/>', '<label id="1"/>'), 'a second label "1"'],
  [
    "TCP",
    scenarioOf(send("INVITE sip:a@b SIP/2.0\nVia: SIP/2.0/TCP a", 'retrans="500"'), recv(200)),
    "a Via with the transport TCP",
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
  ["a pause before the INVITE comes", scenarioOf("<pause/>", ...ANSWER), "a pause before the first request"],
  ["an element like a property of objects", scenarioOf(...CALL, "<toString/>"), "the element <toString>"],
  ["something else before the first call", scenarioOf("<init><pause/></init>", ...CALL), "<pause> in <init>"],
  ["commands behind the end", scenarioOf('<timewait milliseconds="1"/>', ...CALL), "a command behind <timewait>"],
];

test.each(refused)("refused: %s", (_, text, expected) => {
  expect(complaintsOf(text).join("\n")).toContain(expected);
});

/** What a side says and hears, in order: "INVITE", "<180 INVITE", … */
const messagesOf = (...commands: readonly string[]) =>
  playable(...commands).flow.steps.flatMap((step) => {
    if (step.kind === "pause") return [];
    const { method, status } = step.message;
    return [`${step.kind === "send" ? "" : "<"}${status === null ? "" : `${status} `}${method}`];
  });

test.each<[string, readonly string[], string, readonly string[]]>([
  [
    "CANCEL",
    [request("INVITE"), recv(180), request("CANCEL"), recv(200), recv(487), request("ACK")],
    "caller",
    ["INVITE", "<180 INVITE", "CANCEL", "<200 CANCEL", "<487 INVITE", "ACK"],
  ],
  [
    "a re-INVITE",
    [...CALL.slice(0, 4), request("INVITE"), recv(200), request("ACK")],
    "caller",
    ["INVITE", "<180 INVITE", "<200 INVITE", "ACK", "INVITE", "<200 INVITE", "ACK"],
  ],
  [
    "PRACK",
    [request("INVITE"), recv(183), request("PRACK"), recv(200), recv(200), request("ACK")],
    "caller",
    ["INVITE", "<183 INVITE", "PRACK", "<200 PRACK", "<200 INVITE", "ACK"],
  ],
  [
    "a refusal of an INVITE beside an UPDATE",
    [request("INVITE"), recv(183), request("UPDATE"), recv(200), recv(500)],
    "caller",
    ["INVITE", "<183 INVITE", "UPDATE", "<200 UPDATE", "<500 INVITE"],
  ],
  [
    "a callee that hangs up",
    [...ANSWER.slice(0, 4), request("BYE"), recv(200)],
    "callee",
    ["<INVITE", "180 INVITE", "200 INVITE", "<ACK", "BYE", "<200 BYE"],
  ],
  [
    "a caller who is hung up",
    [...CALL.slice(0, 4), recv("BYE"), response(200)],
    "caller",
    ["INVITE", "<180 INVITE", "<200 INVITE", "ACK", "<BYE", "200 BYE"],
  ],
  ["any status", [recv("INVITE"), response(488), recv("ACK")], "callee", ["<INVITE", "488 INVITE", "<ACK"]],
  ["a MESSAGE", [request("MESSAGE"), recv(202)], "caller", ["MESSAGE", "<202 MESSAGE"]],
  [
    "two requests in one flow",
    [request("REGISTER"), recv(200), request("INVITE"), recv(603)],
    "caller",
    ["REGISTER", "<200 REGISTER", "INVITE", "<603 INVITE"],
  ],
  [
    "a challenge that nothing answers",
    [request("INVITE"), '<recv response="407" auth="true"/>', request("ACK")],
    "caller",
    ["INVITE", "<407 INVITE", "ACK"],
  ],
  [
    "a response to what its CSeq names",
    [recv("INVITE"), recv("INFO"), send("SIP/2.0 200 OK", "", "CSeq: 1 INVITE\n"), response(200)],
    "callee",
    ["<INVITE", "<INFO", "200 INVITE", "200 INFO"],
  ],
])("played: %s", (_, commands, role, messages) => {
  expect(playable(...commands).role).toBe(role);
  expect(messagesOf(...commands)).toEqual(messages);
});

/** A loop of INFO requests while a counter is less than a number, with what else is said. */
const loop = (turns: string) => [
  ...CALL.slice(0, 4),
  '<nop><action><assign assign_to="1" value="0"/></action></nop>',
  '<label id="again"/>',
  request("INFO"),
  recv(200),
  `<nop next="again" test="2"><action><add assign_to="1" value="1"/><test assign_to="2" variable="1" compare="less_than" ${turns}/></action></nop>`,
  ...CALL.slice(4),
];
const infos = (...commands: readonly string[]) => messagesOf(...commands).filter((one) => one === "INFO").length;

test("a loop with a counter is written out as often as it is played", () => {
  expect(infos(...loop('value="3"'))).toBe(3);
  expect(infos(...loop('value="0"'))).toBe(1); // it is tested at its end
  expect(messagesOf(...loop('value="2"')).slice(-2)).toEqual(["BYE", "<200 BYE"]);
  expect(complaintsOf(scenarioOf(...loop('value="100000"')))[0]).toContain("a loop that is longer");
});

test("a branch by what messages would fill is not taken at first, and taken the next time", () => {
  expect(infos(...loop('variable2="unknown"'))).toBe(1);
  const waits = [
    '<label id="again"/>',
    '<recv request="REGISTER" next="known" test="9"><action><ereg regexp="x" search_in="hdr" header="Authorization:" assign_to="9"/></action></recv>',
    send("SIP/2.0 401 Unauthorized", 'next="again"'),
    '<label id="known"/>',
    response(200),
  ];
  expect(messagesOf(...waits)).toEqual(["<REGISTER", "401 REGISTER", "<REGISTER", "200 REGISTER"]);
});

test("a loop without an end is played once, and one that waits for what may come leads back", () => {
  const endless = ['<label id="1"/>', request("MESSAGE"), recv(200, 'next="1"')];
  expect(messagesOf(...endless)).toEqual(["MESSAGE", "<200 MESSAGE"]);
  expect(notesOf(...endless).join()).toContain("a loop without an end is played once");
  const ringing = [
    request("INVITE"),
    '<label id="1"/>',
    recv(180, 'optional="true" next="1"'),
    recv(200),
    request("ACK"),
  ];
  const { steps } = playable(...ringing).flow;
  expect(steps[steps[1]!.next]).toMatchObject({ kind: "receive", message: { status: 180 } });
});

test("a command is done or left out by a variable", () => {
  const by = (set: string) => [
    ...CALL.slice(0, 4),
    `<nop><action>${set}</action></nop>`,
    request("INFO", 'condexec="x"'),
    request("UPDATE", 'condexec="x" condexec_inverse="true"'),
    recv(200),
  ];
  const said = (set: string) => messagesOf(...by(set)).filter((one) => one === "INFO" || one === "UPDATE");
  expect(said('<assign assign_to="x" value="0"/>')).toEqual(["INFO"]); // it holds something
  expect(said('<assign assign_to="y" value="0"/>')).toEqual(["UPDATE"]);
  expect(said('<assign assign_to="y" value="2"/><test assign_to="x" variable="y" compare="equal" value="3"/>')).toEqual(
    ["UPDATE"],
  );
  expect(said('<ereg regexp="a" search_in="msg" assign_to="x"/>')).toEqual(["INFO"]); // nobody knows: it is done, and not the other
});

test("what SIPps tell each other beside SIP, other destinations and messages by pattern are noted", () => {
  const notes = notesOf(
    ...CALL,
    "<sendCmd><![CDATA[x]]></sendCmd>",
    '<nop><action><setdest host="a" port="1" protocol="udp"/><verifyauth assign_to="1" username="a" password="b"/></action></nop>',
    '<recv request="BYE" optional="global"/>',
    '<recv request="REG.*|OPT.*" regexp_match="true"/>',
  ).join("\n");
  for (const text of [
    "<sendCmd> is left out",
    "<setdest> changes nothing",
    "<verifyauth> is taken to hold",
    'optional="global"',
    "OPTIONS comes",
  ])
    expect(notes).toContain(text);
  expect(complaintsOf(scenarioOf('<recv request="^X$" regexp_match="true"/>'))[0]).toContain("that no message fits");
  expect(notesOf(...CALL, '<nop><action><exec int_cmd="stop_call"/></action></nop>', "<pause/>").join()).toContain(
    "ends the call here",
  );
});

test("a pause by a variable is as long as what it is drawn from", () => {
  const sample = '<nop><action><sample assign_to="p" distribution="uniform" min="1000" max="3000"/></action></nop>';
  const { steps } = playable(...CALL.slice(0, 4), sample, '<pause variable="p"/>', ...CALL.slice(4)).flow;
  expect(steps.find((step) => step.kind === "pause" && step.length?.kind === "uniform")).toMatchObject({
    length: { low: 1, high: 3 },
  });
});

test("a response where nothing was asked is refused", () => {
  expect(complaintsOf(scenarioOf(response(200)))[0]).toContain("a response where a call should begin");
  expect(notesOf(request("INVITE"), response(200))[0]).toContain("the 200 answers nothing that was asked");
  expect(complaintsOf(scenarioOf(recv("INVITE"), recv(180)))[0]).toContain("a wait for a 180 where nothing was asked");
  expect(complaintsOf(scenarioOf(request("FOO"), recv(200)))[0]).toContain("the method FOO, which is none of SIP");
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

test("credentials that stand in an injection file answer a challenge, too", () => {
  const again = request("INVITE", "", "[field1 file=users.csv]\n");
  const challenged = (answer: string) =>
    playable(request("INVITE"), '<recv response="407" auth="true"/>', request("ACK"), answer, ...CALL.slice(1));
  expect(challenged(again).flow.steps.map(({ kind }) => kind)).toEqual(
    playable(...CALL).flow.steps.map(({ kind }) => kind),
  );
  expect(challenged(request("INVITE")).flow.steps).toHaveLength(CALL.length + 3);
});

test("a SUBSCRIBE is a workload of its own; its NOTIFY is left out, and told", () => {
  const { role, notes } = playable(request("SUBSCRIBE", 'retrans="500"'), recv(202), recv("NOTIFY"), response(200));
  expect(role).toBe("subscriber");
  expect(notes.map(({ line, text }) => `${line}: ${text}`)).toEqual([
    "10: NOTIFY and its answer are left out: a simulated subscription is a SUBSCRIBE and its 200",
  ]);
  expect(playable(request("SUBSCRIBE"), recv(200), request("SUBSCRIBE"), recv(200)).role).toBe("caller");
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
