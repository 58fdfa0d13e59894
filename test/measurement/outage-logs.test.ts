/** Logs of daemons, lines as they write them, and samples of `up`: outages by hand, the places of bad lines, and mutants. */
import { describe, expect, test } from "vitest";
import { TableProblem } from "../../src/measurement/delimited-text.ts";
import { lifetimesOf, pooled, seenByClass, seenIn } from "../../src/measurement/lifetimes.ts";
import { outagesOfFiles, readOutageFile } from "../../src/measurement/outage-files.ts";
import { Stream } from "../../src/random/stream.ts";
import { readMutants } from "./mutants.ts";

const at = (text: string): number => Date.parse(`${text}Z`) / 1000;
const none: ReadonlyMap<string, string> = new Map();
const reading = { host: "kam1", year: 2025, only: none, named: none };
/** Outages of texts, as `component class start end`, times in seconds from a zero. */
function read(zero: string, ...texts: readonly string[]): string[] {
  const { outages } = outagesOfFiles(texts.map((text) => readOutageFile(text, reading)));
  return outages.map(
    ({ component, class: of, start, end }) =>
      `${component} ${of} ${start - at(zero)} ${end === null ? "open" : end - at(zero)}`,
  );
}

const KEEPALIVED = `Mar  1 12:00:00 kam1 Keepalived_vrrp[812]: (VI_1) Entering BACKUP STATE (init)
Mar  1 12:00:04 kam1 Keepalived_vrrp[812]: (VI_1) Entering MASTER STATE
Mar  1 12:10:00 kam1 Keepalived_vrrp[812]: VRRP_Script(chk_kamailio) failed (exited with status 1)
Mar  1 12:10:01 kam1 Keepalived_vrrp[812]: (VI_1) Entering FAULT STATE
Mar  1 12:12:00 kam1 Keepalived_vrrp[812]: VRRP_Script(chk_kamailio) succeeded
Mar  1 12:12:01 kam1 Keepalived_vrrp[812]: (VI_1) Entering BACKUP STATE
Mar  1 13:00:00 kam1 Keepalived_vrrp[812]: Netlink reports eth0 down
Mar  1 13:00:00 kam1 Keepalived_vrrp[812]: (VI_1) Entering FAULT STATE
Mar  1 13:00:30 kam1 Keepalived_vrrp[812]: (VI_1) Entering BACKUP STATE
`;
const KEEPALIVED_OLD = `Mar  1 12:00:00 kam2 Keepalived_vrrp[9]: VRRP_Instance(VI_1) Transition to MASTER STATE
Mar  1 12:05:00 kam2 Keepalived_vrrp[9]: VRRP_Instance(VI_1) Entering FAULT STATE
Mar  1 12:06:40 kam2 Keepalived_vrrp[9]: VRRP_Instance(VI_1) Entering BACKUP STATE
`;
const PACEMAKER = `Mar 01 12:00:00 kam1 corosync[700]:   [TOTEM ] A new membership (1.8) was formed. Members joined: 2
Mar 01 12:00:01 kam1 pacemaker-controld  [731] (update_peer_state) notice: Node kam2 state is now member | nodeid=2 previous=unknown
Mar 01 12:10:00 kam1 corosync[700]:   [TOTEM ] A new membership (1.c) was formed. Members left: 2
Mar 01 12:10:00 kam1 corosync[700]:   [TOTEM ] Failed to receive the leave message. failed: 2
Mar 01 12:10:01 kam1 pacemaker-controld  [731] (update_peer_state) notice: Node kam2 state is now lost | nodeid=2 previous=member
Mar 01 12:15:00 kam1 corosync[700]:   [TOTEM ] A new membership (1.10) was formed. Members joined: 2
Mar 01 12:15:02 kam1 pacemaker-attrd     [729] (update_peer_state) notice: Node kam2 state is now member | nodeid=2 previous=lost
Mar 01 13:00:00 kam1 pacemaker-controld  [731] (log_executor_event) notice: Result of monitor operation for kamailio on kam1: not running | graph action confirmed; call=21 key=kamailio_monitor_10000 rc=7
Mar 01 13:00:03 kam1 pacemaker-controld  [731] (log_executor_event) notice: Result of stop operation for kamailio on kam1: ok | CIB update 30
Mar 01 13:00:05 kam1 pacemaker-controld  [731] (log_executor_event) notice: Result of start operation for kamailio on kam1: ok | CIB update 31
Mar 01 14:00:00 kam1 pacemakerd          [720] (pcmk_child_exit) warning: pacemaker-controld[731] terminated with signal 9 (Killed)
Mar 01 14:00:01 kam1 pacemakerd          [720] (pcmk_process_exit) error: Respawning pacemaker-controld subdaemon after unexpected exit
Mar 01 15:00:00 kam1 pacemaker-schedulerd[730] (stage6) notice: Scheduling shutdown of node kam2
Mar 01 15:00:09 kam1 pacemaker-controld  [731] (update_peer_state) notice: Node kam2 state is now lost | nodeid=2 previous=member
Mar 01 15:30:00 kam1 pacemaker-controld  [731] (update_peer_state) notice: Node kam2 state is now member | nodeid=2 previous=lost
`;
const SYSTEMD = `2026-03-01T12:00:00+0000 kam1 systemd[1]: Started kamailio.service - Kamailio - the Open Source SIP Server.
2026-03-01T12:10:00+0000 kam1 systemd[1]: kamailio.service: Main process exited, code=killed, status=11/SEGV
2026-03-01T12:10:00+0000 kam1 systemd[1]: kamailio.service: Failed with result 'signal'.
2026-03-01T12:10:05+0000 kam1 systemd[1]: kamailio.service: Scheduled restart job, restart counter is at 1.
2026-03-01T12:10:05+0000 kam1 systemd[1]: Stopped kamailio.service - Kamailio - the Open Source SIP Server.
2026-03-01T12:10:06+0000 kam1 systemd[1]: Starting kamailio.service - Kamailio - the Open Source SIP Server...
2026-03-01T12:10:09+0000 kam1 systemd[1]: Started kamailio.service - Kamailio - the Open Source SIP Server.
2026-03-01T13:00:00+0000 kam1 systemd[1]: Stopping kamailio.service - Kamailio - the Open Source SIP Server...
2026-03-01T13:00:02+0000 kam1 systemd[1]: kamailio.service: Main process exited, code=killed, status=15/TERM
2026-03-01T13:00:02+0000 kam1 systemd[1]: kamailio.service: Failed with result 'signal'.
2026-03-01T13:00:10+0000 kam1 systemd[1]: Started kamailio.service - Kamailio - the Open Source SIP Server.
2026-03-01T14:00:00+0000 kam1 CRON[99]: (root) CMD (true)
-- Boot 0123456789abcdef0123456789abcdef --
2026-03-01T14:05:00+0000 kam1 systemd[1]: Started kamailio.service - Kamailio - the Open Source SIP Server.
2026-03-01T15:00:00+0000 kam1 systemd[1]: Reached target reboot.target - System Reboot.
-- Boot 1123456789abcdef0123456789abcdef --
2026-03-01T15:02:00+0000 kam1 systemd[1]: Started kamailio.service - Kamailio - the Open Source SIP Server.
2026-03-01T16:00:00+0000 kam1 systemd[1]: kamailio.service: Main process exited, code=exited, status=255/EXCEPTION
`;
const entry = (seconds: number, message: string, boot: string, unit = "kamailio.service") =>
  JSON.stringify({
    ...{ __REALTIME_TIMESTAMP: `${(at("2026-03-01T12:00:00") + seconds) * 1e6}`, _HOSTNAME: "kam1", MESSAGE: message },
    ...{ UNIT: unit, SYSLOG_IDENTIFIER: "systemd", _BOOT_ID: boot },
  });
const JOURNAL = [
  entry(0, "Started the Open Source SIP Server.", "a"),
  entry(100, "kamailio.service: Main process exited, code=exited, status=1/FAILURE", "a"),
  entry(130, "Started the Open Source SIP Server.", "a"),
  entry(500, "Started the Open Source SIP Server.", "b"),
].join("\n");
const range = (values: readonly (readonly [string, string])[]) =>
  JSON.stringify({
    status: "success",
    data: {
      resultType: "matrix",
      result: values.map(([instance, ups]) => ({
        metric: { __name__: "up", instance, job: "sip" },
        values: [...ups].map((up, i) => [at("2026-03-01T12:00:00") + 15 * i, up]),
      })),
    },
  });
const RANGE = range([
  ["kam1:9100", "1110011111"],
  ["kam2:9100", "0111111111"],
  ["kam3:9100", "1111111111"],
]);
const WIDE = `Time,"up{instance=""kam1""}",kam2
2026-03-01 12:00:00,1,1
2026-03-01 12:00:15,0,
2026-03-01 12:00:30,0,1
2026-03-01 12:00:45,1,0
`;

describe("logs as daemons write them", () => {
  test("Keepalived: a script's failure and its FAULT are one outage, of the process; an interface's is of the link", () => {
    expect(read("2025-03-01T12:00:00", KEEPALIVED)).toEqual(["kam1 process 600 721", "kam1 link 3600 3630"]);
    expect(read("2025-03-01T12:00:00", KEEPALIVED_OLD)).toEqual(["kam2 link 300 400"]);
  });
  test("corosync and Pacemaker: who left without a word is down, who was shut down is not", () => {
    expect(read("2025-03-01T12:00:00", PACEMAKER)).toEqual([
      "kam2 host 600 900",
      "kam1 process 3600 3605",
      "kam1 process 7200 7201",
    ]);
  });
  test("Keepalived's checkers: what a director removes or sets to weight 0 is down, what it removes while it stops is not", () => {
    const log = `Mar  1 12:00:00 lb1 Keepalived_healthcheckers[26]: Activating healthchecker for service [10.0.0.11]:5060
Mar  1 12:00:05 lb1 Keepalived_healthcheckers[26]: Removing service [10.0.0.11]:5060 from VS [10.9.0.5]:5060
Mar  1 12:00:25 lb1 Keepalived_healthcheckers[26]: Adding service [10.0.0.11]:5060 to VS [10.9.0.5]:5060
Mar  1 12:01:00 lb1 Keepalived_healthcheckers[26]: Disabling service [10.0.0.12]:udp:5060 of VS [10.9.0.5]:udp:5060
Mar  1 12:01:30 lb1 Keepalived_healthcheckers[26]: Enabling service [10.0.0.12]:udp:5060 of VS [10.9.0.5]:udp:5060
Mar  1 12:02:00 lb1 Keepalived[20]: Stopping
Mar  1 12:02:00 lb1 Keepalived_healthcheckers[26]: Removing service [10.0.0.11]:5060 from VS [10.9.0.5]:5060
Mar  1 12:03:00 lb1 Keepalived[30]: Starting Healthcheck child process, pid=36
Mar  1 12:03:10 lb1 Keepalived_healthcheckers[36]: Removing service [fd00::11]:5060 from VS [fd00::5]:5060
`;
    expect(read("2025-03-01T12:00:00", log)).toEqual([
      "10.0.0.11:5060 process 5 25",
      "10.0.0.12:5060 process 60 90",
      "[fd00::11]:5060 process 190 open",
    ]);
  });
  test("corosync: a member that left when the token was lost is down, one that left by itself is not", () => {
    const log = `Mar 01 12:00:00 kam1 corosync[700]:   [TOTEM ] A new membership (1.8) was formed. Members joined: 2 3
Mar 01 12:10:00 kam1 corosync[700]:   [TOTEM ] A processor failed, forming new configuration.
Mar 01 12:10:02 kam1 corosync[700]:   [TOTEM ] A new membership (1.c) was formed. Members left: 2
Mar 01 12:15:00 kam1 corosync[700]:   [TOTEM ] A new membership (1.10) was formed. Members joined: 2 left: 3
Mar 01 12:20:00 kam1 corosync[700]:   [TOTEM ] A new membership (1.14) was formed. Members joined: 3
Mar 01 12:30:00 kam1 corosync[700]:   [TOTEM ] memb_state_operational_enter Failed to receive the leave message. failed: 3
Mar 01 12:31:00 kam1 corosync[700]:   [TOTEM ] A new membership (1.18) was formed. Members joined: 3
`;
    expect(read("2025-03-01T12:00:00", log)).toEqual(["node 2 host 602 900", "node 3 host 1800 1860"]);
    const named = `Mar 01 12:00:01 kam1 pacemaker-controld  [731] (update_peer_state) notice: Node kam2 state is now member | nodeid=2 previous=unknown
Mar 01 12:10:00 kam1 corosync[700]:   [TOTEM ] A new membership (1.c) was formed. Members left: 2
Mar 01 12:10:01 kam1 pacemaker-controld  [731] (update_peer_state) notice: Node kam2 state is now lost | nodeid=2 previous=member
`;
    expect(read("2025-03-01T12:00:00", named)).toEqual([]);
  });
  test("systemd: crashes and reboots out of the blue count, stops and shutdowns do not", () => {
    expect(read("2026-03-01T12:00:00", SYSTEMD)).toEqual([
      "kam1 process 600 609",
      "kam1 host 7200 7500",
      "kam1 process 14400 open",
    ]);
    expect(read("2026-03-01T12:00:00", JOURNAL)).toEqual(["kam1 process 100 130", "kam1 host 130 500"]);
  });
  test("samples of up: from the first 0 to the next 1; who never failed is watched, too", () => {
    expect(read("2026-03-01T12:00:00", RANGE)).toEqual(["kam2:9100 undefined 0 15", "kam1:9100 undefined 45 75"]);
    expect(read("2026-03-01T12:00:00", WIDE)).toEqual(["kam1 undefined 15 45", "kam2 undefined 45 open"]);
    const { components, watched } = readOutageFile(RANGE, reading);
    expect(components).toEqual(["kam1:9100", "kam2:9100", "kam3:9100"]);
    expect(watched!.until - watched!.from).toBe(135);
  });
  test("one log says that a peer has left, the other that it has come back", () => {
    const line = (time: string, host: string, state: string) =>
      `Mar  1 ${time} ${host} pacemaker-controld[7]: notice: Node kam3 state is now ${state}\n`;
    expect(read("2025-03-01T12:00:00", line("12:00:10", "kam1", "lost"), line("12:00:50", "kam2", "member"))).toEqual([
      "kam3 host 10 50",
    ]);
  });
  test("--only takes a node or a unit", () => {
    const only = (word: string, value: string) =>
      outagesOfFiles([readOutageFile(KEEPALIVED, { ...reading, only: new Map([[word, value]]) })]).outages.length;
    expect([only("unit", "script chk_kamailio"), only("unit", "instance VI_1"), only("node", "kam9")]).toEqual([
      1, 2, 0,
    ]);
    expect(() => only("zone", "x")).toThrow("one of node, unit");
  });
});

test("years are counted on where months go back", () => {
  const log = ["Dec 31 23:59:50", "Jan  1 00:00:10", "Dec 31 23:59:59", "Jan  1 00:00:20"]
    .map((time, i) => `${time} kam1 Keepalived_vrrp[1]: (VI_1) Entering ${i % 2 === 0 ? "FAULT" : "BACKUP"} STATE\n`)
    .join("");
  expect(read("2025-12-31T23:59:50", log)).toEqual(["kam1 link 0 20"]);
  expect(readOutageFile(log, reading).notes).toEqual([
    "line 3: earlier than the line above; the lines were put in order.",
  ]);
});

test.each([
  ["Feb 30 12:00:00 kam1 systemd[1]: Started x.", 1, "which no calendar has"],
  ["Feb 29 12:00:00 kam1 systemd[1]: Started x.", 1, "another --year"],
  ["Mar  1 12:00:00 kam1 a: b\nFoo  1 12:00:00 kam1 a: b", 2, 'the month "Foo"'],
  [`${JOURNAL}\n{"__REALTIME`, 5, "no JSON"],
  [entry(0, "", "a").replace(/"1\d{15}"/, '"soon"'), 1, "microseconds"],
  ['{"status":"success","data":{"result":[]}}', 1, "no data.result"],
  [RANGE.replace('"0"', '"NaN"'), 1, "0 or 1"],
  [WIDE.replace("30,0", "30,2"), 4, "0 or 1"],
  ["no time\nin it", 1, "one named start"],
])("%j is refused at its line", (text, line, reason) => {
  try {
    readOutageFile(text, reading);
  } catch (error) {
    expect(error).toBeInstanceOf(TableProblem);
    expect((error as TableProblem).line).toBe(line);
    expect(`${(error as TableProblem).message}`).toContain(reason);
    return;
  }
  expect.unreachable();
});

test("by hand: classes compete for one time in service", () => {
  // one node for 1000 s: processes fail at 100 and 300 (10 s each), the host at 600 (80 s)
  const outage = (start: number, end: number, of: string) => ({ component: "a", start, end, line: 0, class: of });
  const list = [outage(100, 110, "process"), outage(300, 310, "process"), outage(600, 680, "host")];
  const window = { from: 0, until: 1000, endsWithList: false };
  const all = pooled(seenIn(list, window), 0, window);
  const [host, process] = seenByClass(list, window, all);
  expect([host!.up, process!.up]).toEqual([900, 900]);
  expect(lifetimesOf(process!).timeToFailure!.estimate).toBe(450); // 900 s over two
  expect(lifetimesOf(process!).timeToRepair!.estimate).toBe(10);
  expect([host!.component, host!.failures, host!.repairs]).toEqual(["host", [600], [80]]);
  expect(seenByClass(list.slice(0, 2), window, all)).toEqual([]);
});

test("mutants of every kind are read or refused at a line", () => {
  readMutants(
    new Stream("outage-logs", 14, 0),
    [KEEPALIVED, KEEPALIVED_OLD, PACEMAKER, SYSTEMD, JOURNAL, RANGE, WIDE],
    ["{", "Feb 30", "99999999999", " ", "[", "failed: 1 2 x", "("],
    (mutant) => {
      for (const { start, end } of outagesOfFiles([readOutageFile(mutant, reading)]).outages)
        expect(Number.isFinite(start) && (end ?? start) >= start).toBe(true);
    },
  );
});
