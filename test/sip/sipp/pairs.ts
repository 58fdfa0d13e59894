/** Calls of many kinds, with a T1 that a busy machine does not reach; both sides of each as SIPp plays them, with all the headers that it needs; they are read as they stand. */
export interface Pair {
  readonly title: string;
  readonly caller: readonly string[];
  readonly callee: readonly string[];
}

const sent = (text: string, attributes = "") =>
  `<send ${attributes}>\n<![CDATA[\n\n${text}\nContent-Length: 0\n\n]]>\n</send>`;
const via = "Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]";

/** A request of the caller. */
const asks = (method: string, cseq: number | "[cseq]", headers = "") =>
  sent(
    `${method} sip:callee@[remote_ip]:[remote_port] SIP/2.0
${via}
From: <sip:caller@[local_ip]:[local_port]>;tag=a[call_number]
To: <sip:callee@[remote_ip]:[remote_port]>[peer_tag_param]
Call-ID: [call_id]
CSeq: ${cseq} ${method}
Contact: <sip:caller@[local_ip]:[local_port]>
Max-Forwards: 70
${headers}`.trim(),
    method === "ACK" ? "" : 'retrans="3000"',
  );
/** A request of the callee, whose other side stands in a variable. */
const asksBack = (method: string, cseq: number, headers = "") =>
  sent(
    `${method} sip:caller@[remote_ip]:[remote_port] SIP/2.0
${via}
From: <sip:callee@[local_ip]:[local_port]>;tag=b[call_number]
To:[$1]
Call-ID: [call_id]
CSeq: ${cseq} ${method}
Contact: <sip:callee@[local_ip]:[local_port]>
Max-Forwards: 70
${headers}`.trim(),
    method === "ACK" ? "" : 'retrans="3000"',
  );
/** A response; to what came last, or to the request that is named. */
const says = (status: number, cseq = "", attributes = "", headers = "") =>
  sent(
    `SIP/2.0 ${status} Whatever
[last_Via:]
[last_From:]
[last_To:];tag=b[call_number]
[last_Call-ID:]
${cseq === "" ? "[last_CSeq:]" : `CSeq: ${cseq}`}
Contact: <sip:callee@[local_ip]:[local_port]>
${headers}`.trim(),
    attributes,
  );
/** The answer of a side whose tag is there already. */
const agrees = (status = 200) =>
  sent(`SIP/2.0 ${status} Whatever\n[last_Via:]\n[last_From:]\n[last_To:]\n[last_Call-ID:]\n[last_CSeq:]`);
const again = 'retrans="3000"';
const hears = (what: string | number, attributes = "") =>
  `<recv ${typeof what === "number" ? "response" : "request"}="${what}" ${attributes}/>`;
/** Waits for the first request and keeps who has sent it. */
const begun = (method: string) =>
  `<recv request="${method}"><action><ereg regexp=".*" search_in="hdr" header="From:" assign_to="1"/></action></recv>`;
const keeps = '<Reference variables="1"/>';
const pause = (milliseconds: number) => `<pause milliseconds="${milliseconds}"/>`;
/** What is sent at once may overtake what was sent before. */
const breath = pause(20);

const setUp = [
  asks("INVITE", 1),
  hears(100, 'optional="true"'),
  hears(180, 'optional="true"'),
  hears(200),
  asks("ACK", 1),
];
const answers = [begun("INVITE"), says(180), breath, says(200, "", again), hears("ACK")];
const hangsUp = (cseq: number) => [pause(50), asks("BYE", cseq), hears(200)];
const isLeft = [hears("BYE"), agrees(), '<timewait milliseconds="300"/>'];

export const PAIRS: readonly Pair[] = [
  {
    title: "the caller puts the call on hold and takes it up again",
    caller: [
      ...setUp,
      pause(30),
      asks("INVITE", 2),
      hears(200),
      asks("ACK", 2),
      pause(30),
      asks("INVITE", 3),
      hears(200),
      asks("ACK", 3),
      ...hangsUp(4),
    ],
    callee: [
      ...answers,
      hears("INVITE"),
      agrees(),
      hears("ACK"),
      hears("INVITE"),
      agrees(),
      hears("ACK"),
      ...isLeft,
      keeps,
    ],
  },
  {
    title: "the callee sends a re-INVITE",
    caller: [...setUp, hears("INVITE"), agrees(100), breath, agrees(), hears("ACK"), ...hangsUp(2)],
    callee: [
      ...answers,
      pause(50),
      asksBack("INVITE", 1),
      hears(100, 'optional="true"'),
      hears(200),
      asksBack("ACK", 1),
      ...isLeft,
    ],
  },
  {
    title: "a provisional response is acknowledged by PRACK",
    caller: [
      asks("INVITE", 1),
      hears(183),
      asks("PRACK", 2, "RAck: 1 1 INVITE"),
      hears(200),
      hears(180, 'optional="true"'),
      hears(200),
      asks("ACK", 1),
      ...hangsUp(3),
    ],
    callee: [
      begun("INVITE"),
      says(183, "", again, "Require: 100rel\nRSeq: 1"),
      hears("PRACK"),
      agrees(),
      breath,
      says(180, "1 INVITE"),
      breath,
      says(200, "1 INVITE", again),
      hears("ACK"),
      ...isLeft,
      keeps,
    ],
  },
  {
    title: "UPDATE before the answer, INFO three times behind it",
    caller: [
      ...[asks("INVITE", 1), hears(183), asks("UPDATE", 2), hears(200), hears(200), asks("ACK", 1)],
      ...[pause(30), asks("INFO", 3), hears(200), asks("INFO", 4), hears(200), asks("INFO", 5), hears(200)],
      ...hangsUp(6),
    ],
    callee: [
      ...[begun("INVITE"), says(183), hears("UPDATE"), agrees(), breath, says(200, "1 INVITE", again), hears("ACK")],
      ...[hears("INFO"), agrees(), hears("INFO"), agrees(), hears("INFO"), agrees()],
      ...isLeft,
      keeps,
    ],
  },
  {
    title: "the caller gives up while it rings",
    caller: [asks("INVITE", 1), hears(180), pause(100), asks("CANCEL", 1), hears(200), hears(487), asks("ACK", 1)],
    callee: [
      begun("INVITE"),
      says(180),
      hears("CANCEL"),
      says(200),
      breath,
      says(487, "1 INVITE", again),
      hears("ACK"),
      keeps,
    ],
  },
  {
    title: "the callee hangs up",
    caller: [...setUp, hears("BYE"), agrees(), '<timewait milliseconds="100"/>'],
    callee: [...answers, pause(50), asksBack("BYE", 1), hears(200)],
  },
  {
    title: "a MESSAGE and its answer",
    caller: [asks("MESSAGE", 1), hears(202)],
    callee: [begun("MESSAGE"), says(202), keeps],
  },
  {
    title: "REFER, and the NOTIFY that tells what has become of it",
    caller: [
      ...setUp,
      asks("REFER", 2, "Refer-To: <sip:other@127.0.0.1>"),
      hears(202),
      hears("NOTIFY"),
      agrees(),
      ...hangsUp(3),
    ],
    callee: [
      ...answers,
      hears("REFER"),
      agrees(202),
      pause(50),
      asksBack("NOTIFY", 1, "Event: refer\nSubscription-State: terminated"),
      hears(200),
      ...isLeft,
    ],
  },
  {
    title: "a challenge that another INVITE answers, after a pause",
    caller: [
      asks("INVITE", 1),
      hears(100, 'optional="true"'),
      hears(407),
      asks("ACK", 1),
      pause(30),
      asks("INVITE", 2),
      hears(100, 'optional="true"'),
      hears(180),
      hears(200),
      asks("ACK", 2),
      ...hangsUp(3),
    ],
    callee: [
      begun("INVITE"),
      says(407, "", again),
      hears("ACK"),
      hears("INVITE"),
      says(180),
      breath,
      says(200, "", again),
      hears("ACK"),
      ...isLeft,
      keeps,
    ],
  },
  {
    title: "a call is redirected",
    caller: [asks("INVITE", 1), hears(302), asks("ACK", 1)],
    callee: [begun("INVITE"), says(302, "", again), hears("ACK"), keeps],
  },
  {
    title: "SUBSCRIBE, NOTIFY, and an end by another SUBSCRIBE",
    caller: [
      asks("SUBSCRIBE", 1, "Event: presence\nExpires: 60"),
      hears(200),
      hears("NOTIFY"),
      agrees(),
      pause(30),
      asks("SUBSCRIBE", 2, "Event: presence\nExpires: 0"),
      hears(200),
      hears("NOTIFY"),
      agrees(),
    ],
    callee: [
      begun("SUBSCRIBE"),
      says(200),
      pause(50),
      asksBack("NOTIFY", 1, "Event: presence\nSubscription-State: active"),
      hears(200),
      hears("SUBSCRIBE"),
      agrees(),
      pause(50),
      asksBack("NOTIFY", 2, "Event: presence\nSubscription-State: terminated"),
      hears(200),
    ],
  },
  {
    title: "a registration is refused, and made",
    caller: [
      asks("REGISTER", 1),
      hears(423),
      asks("REGISTER", 2),
      hears(200),
      pause(30),
      asks("PUBLISH", 3),
      hears(489),
    ],
    callee: [begun("REGISTER"), says(423), hears("REGISTER"), says(200), hears("PUBLISH"), says(489), keeps],
  },
  {
    title: "a loop with a counter on either side",
    caller: [
      ...setUp,
      '<nop><action><assign assign_to="n" value="0"/></action></nop>',
      '<label id="again"/>',
      breath,
      ...[asks("INFO", "[cseq]"), hears(200)], // with the same CSeq it would be a copy
      '<nop next="again" test="more"><action><add assign_to="n" value="1"/><test assign_to="more" variable="n" compare="less_than" value="4"/></action></nop>',
      ...hangsUp(9),
    ],
    callee: [
      ...answers,
      '<nop><action><assign assign_to="left" value="4"/></action></nop>',
      '<label id="again"/>',
      ...[hears("INFO"), agrees()],
      '<nop next="again" test="more"><action><subtract assign_to="left" value="1"/><test assign_to="more" variable="left" compare="greater_than" value="0"/></action></nop>',
      ...isLeft,
      keeps,
    ],
  },
  {
    title: "commands that a variable lets pass, and assertions that hold",
    caller: [
      asks("INVITE", 1),
      hears(180, 'optional="true"'),
      '<recv response="200"><action><ereg regexp="200" search_in="msg" check_it="true" assign_to="ok"/></action></recv>',
      asks("ACK", 1),
      '<nop><action><assign assign_to="n" value="7"/><test assign_to="is" variable="n" compare="equal" value="7"/></action></nop>',
      '<nop condexec="is" next="message"/>',
      ...[asks("INFO", 2), hears(200)],
      '<label id="message"/>',
      ...[asks("MESSAGE", 2), hears(200)],
      ...hangsUp(3),
      '<Reference variables="ok"/>',
    ],
    callee: [...answers, hears("MESSAGE"), agrees(), ...isLeft, keeps],
  },
  {
    title: "it rings several times",
    caller: [
      asks("INVITE", 1),
      '<label id="rings"/>',
      hears(180, 'optional="true" next="rings"'),
      hears(200),
      asks("ACK", 1),
      ...hangsUp(2),
    ],
    callee: [
      begun("INVITE"),
      says(180),
      pause(50),
      says(180),
      pause(50),
      says(180),
      pause(50),
      says(200, "", again),
      hears("ACK"),
      ...isLeft,
      keeps,
    ],
  },
  {
    title: "OPTIONS within a call, by both",
    caller: [...setUp, asks("OPTIONS", 2), hears(200), hears("OPTIONS"), agrees(), ...hangsUp(3)],
    callee: [...answers, hears("OPTIONS"), agrees(), pause(50), asksBack("OPTIONS", 1), hears(200), ...isLeft],
  },
];
