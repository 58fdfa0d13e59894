/** SIPp's screen, copies of its statistics with commas, and its error log. */
import { spawn, spawnSync } from "node:child_process";
import { createSocket } from "node:dgram";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { Evidence } from "../../src/measurement/evidence.ts";
import { readMeasurement } from "../../src/measurement/read-measurement.ts";

const isThere = spawnSync("sipp", ["-v"]).error === undefined;
const folder = mkdtempSync(join(tmpdir(), "sipp-screen-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const reading = { by: null, only: new Map<string, string>(), rtd: new Map<number, string>() };
const read = (text: string): Evidence => readMeasurement(text, "file", reading);
const mean = ({ conditions }: Evidence, metric: string): number | undefined =>
  conditions[0]!.quantities.find((one) => one.metric === metric)?.estimate.mean;
const counts = (evidence: Evidence) =>
  ["createdCalls", "successfulCalls", "failedCalls"].map((metric) => mean(evidence, metric));

const screen = (outgoing: number, open: number, successful: number) => `
------------------------------ Scenario Screen -------- [1-9]: Change Screen --
  Call rate (length)   Port   Total-time  Total-calls  Remote-host
  10.0(0 ms)/1.000s   5992       0.61 s            3  127.0.0.1:5991(UDP)
----------------------------- Statistics Screen ------- [1-9]: Change Screen --
  Counter Name           | Periodic value            | Cumulative value
-------------------------+---------------------------+--------------------------
  Call Rate              |    0.000 cps              |    4.747 cps
-------------------------+---------------------------+--------------------------
  Incoming calls created |        0                  |        0
  Outgoing calls created |        0                  |      ${outgoing}
  Total Calls created    |                           |      ${outgoing}
  Current Calls          |      ${open}                  |
-------------------------+---------------------------+--------------------------
  Successful call        |        0                  |      ${successful}
  Failed call            |        0                  |        1
-------------------------+---------------------------+--------------------------
  Response Time 1        | 00:00:00:000000           | 00:00:00:020500
  Call Length            | 00:00:00:000000           | 00:00:00:000000
------------------------------ Test Terminated --------------------------------
`;

test("the last screen of a run is read as its counters", () => {
  const found = read(screen(99, 0, 90) + screen(100, 30, 69));
  expect(counts(found)).toEqual([100, 69, 31]);
  expect(mean(found, "callSetupTime")).toBeCloseTo(0.0205, 12);
  expect(found.warnings.join()).toMatch(/30 calls were still open.*three times the rate/);
  expect(() => read(screen(1, 0, 1).replace(/Successful call.*/, "Successful call | | x"))).toThrow(
    /no number for "Successful call"/,
  );
});

const HEAD = [
  "StartTime",
  "TargetRate",
  "IncomingCall(C)",
  "OutgoingCall(C)",
  "CurrentCall",
  "SuccessfulCall(C)",
  "FailedCall(C)",
  "ResponseTime(C)",
];
const ROW = ["2026-11-29", "20", "0", "100", "0", "98", "2", "00:00:00:250"];

test("statistics of the first versions, and copies with commas, are read like any others", () => {
  for (const separator of [";", ","]) {
    const found = read(`${[...HEAD, ""].join(separator)}\n${[...ROW, ""].join(separator)}\n`);
    expect(counts(found)).toEqual([100, 98, 2]);
    expect(mean(found, "callSetupTime")).toBe(0.25);
  }
  expect(() => read("a,b,\n1,2,3\n")).toThrow(/no name over column 3/);
});

/** As SIPp 3.6.1 writes it: what is no message ends without a new line. */
const stamp = (second: number) => `2026-11-30\t17:01:${second}.992619\t17960580${second}.992619: `;
const unexpected = (id: number, status: string) =>
  `Aborting call on unexpected message for Call-Id '${id}-7@127.0.0.1': while expecting '100' (index 1), received 'SIP/2.0 ${status}\r\nCall-ID: ${id}-7@127.0.0.1\r\n\r\n'`;
const ERRORS = [
  "The following events occurred:\n",
  ...[stamp(10), unexpected(1, "404 Not Found"), stamp(11), unexpected(2, "503 Service Unavailable")],
  ...[stamp(12), "Aborting call on UDP retransmission timeout for Call-ID '3-7@127.0.0.1'"],
  ...[stamp(13), "Aborting call on UDP retransmission timeout for Call-ID '4-7@127.0.0.1'"],
  ...[
    stamp(14),
    "Call-Id: 5-7@127.0.0.1, receive timeout on message to:1 without label to jump to (ontimeout attribute): ",
  ],
  ...["aborting call", stamp(15), unexpected(5, "487 Request Terminated")],
  ...[stamp(16), "Dead call 1-7@127.0.0.1 (successful), received 'BYE sip:a SIP/2.0\r\n'"],
].join("");

test("an error log counts the calls that were given up, each once, by why", () => {
  for (const log of [ERRORS, ERRORS.split("\n").slice(1).join("\n")]) {
    const found = read(log);
    expect(
      found.conditions[0]!.quantities.map(({ metric, unit, estimate }) => `${metric} ${estimate.mean} ${unit}`),
    ).toEqual([
      "failedCalls 5 calls",
      "failedCalls.bindingMissing 1 calls",
      "unexpected503 1 calls",
      "retransmissionTimeout 2 calls",
      "receiveTimeout 1 calls",
      "otherErrors 1 messages",
    ]);
    expect(found.warnings.join()).toMatch(/5 calls that it gave up.*-trace_stat/);
  }
});

test.skipIf(!isThere)("screen and statistics of one real run say the same", async () => {
  const port = await new Promise<number>((resolve) => {
    const socket = createSocket("udp4").bind(0, "127.0.0.1", () => {
      const { port: free } = socket.address();
      socket.close(() => resolve(free));
    });
  });
  const options = { cwd: folder, stdio: "ignore" } as const;
  const server = spawn("sipp", ["-sn", "uas", "-i", "127.0.0.1", "-p", String(port), "-nostdin"], options);
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const files = ["-trace_stat", "-stf", "stat.csv", "-fd", "1", "-trace_screen", "-screen_file", "screen.log"];
  const words = ["-sn", "uac", "-i", "127.0.0.1", "-m", "12", "-r", "20", "-nostdin", "-timeout", "30s", ...files];
  const client = spawn("sipp", [...words, `127.0.0.1:${port}`], options);
  await new Promise((resolve) => client.on("close", resolve));
  server.kill("SIGKILL");
  const [stat, shown] = ["stat.csv", "screen.log"].map((file) => read(readFileSync(join(folder, file), "utf8")));
  expect(counts(stat!)).toEqual([12, 12, 0]);
  expect(counts(shown!)).toEqual([12, 12, 0]);
});

test("response times by name, as rtd has had them since SIPp 2: in statistics, on the screen and in -trace_rtt", () => {
  const columns = (...timers: readonly string[]) =>
    timers
      .map((timer) => `ResponseTime${timer}(C);ResponseTime${timer}StDev(C);ResponseTimeRepartition${timer}_<10(C)`)
      .join(";");
  const statistics = (...timers: readonly string[]) =>
    read(
      `StartTime;TargetRate;IncomingCall(C);OutgoingCall(C);CurrentCall;SuccessfulCall(C);FailedCall(C);${columns(...timers)}\n` +
        `x;10;0;4;0;4;0;${timers.map(() => "00:00:00:120000;00:00:00:030000;4").join(";")}\n`,
    );
  expect(mean(statistics("invite"), "callSetupTime")).toBeCloseTo(0.12, 12);
  expect(mean(statistics("invite", "1"), "responseTimeinvite")).toBeCloseTo(0.12, 12);
  const shown = screen(4, 0, 4).replace("Response Time 1     ", "Response Time invite");
  expect(mean(read(shown), "callSetupTime")).toBeCloseTo(0.0205, 12);
  const each = read("Date_ms;response_time_ms;rtd_no\n104.001;20;invite\n204.001;30;bye\n304.001;40;invite\n");
  expect([mean(each, "responseTimeinvite"), mean(each, "responseTimebye")]).toEqual([0.03, 0.03]);
});
