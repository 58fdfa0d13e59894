/** Calls of a real SIPp on loopback, captured by tshark: counts and times as SIPp and tshark have them. Skipped where one of them is missing. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { captureCalls, captureEvidence } from "../../src/measurement/capture/capture-evidence.ts";
import { readSipCapture } from "../../src/measurement/capture/sip-messages.ts";

const isThere = ["sipp", "tshark"].every((program) => spawnSync(program, ["-v"]).error === undefined);
if (!isThere) console.warn("sipp or tshark is not installed: real captures are skipped");
const folder = mkdtempSync(join(tmpdir(), "sipnines-real-capture-"));
const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill("SIGTERM");
  rmSync(folder, { recursive: true, force: true });
});

const started = (program: string, words: readonly string[]): ChildProcess => {
  const child = spawn(program, words, { cwd: folder, stdio: "ignore" });
  children.push(child);
  return child;
};
const ended = (child: ChildProcess) => new Promise((resolve) => child.on("close", resolve));
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

test.skipIf(!isThere).each([
  ["udp", "u1", 25_160],
  ["tcp", "t1", 25_260],
])(
  "SIPp over %s",
  async (_, transport, port) => {
    const file = join(folder, `${transport}.pcapng`);
    const capture = started("tshark", ["-i", "lo", "-f", `port ${port}`, "-w", file, "-q"]);
    const near = ["-i", "127.0.0.1", "-t", transport, "-nostdin"];
    started("sipp", ["-sn", "uas", "-p", `${port}`, ...near]);
    await pause(3000);
    const caller = started("sipp", [
      "-sn",
      "uac",
      `127.0.0.1:${port}`,
      "-r",
      "40",
      "-m",
      "200",
      "-d",
      "500",
      "-trace_stat",
      "-stf",
      `${transport}.csv`,
      ...near,
    ]);
    expect(await ended(caller)).toBe(0);
    await pause(2000);
    capture.kill("SIGTERM");
    await ended(capture);
    const bytes = readFileSync(file);
    const { conditions } = captureEvidence(bytes, file, { onTheWay: 0 });
    const found = new Map(conditions[0]!.quantities.map((one) => [one.metric, one.estimate.mean]));
    expect([found.get("createdCalls"), found.get("successfulCalls")]).toEqual([200, 200]);
    const { calls } = captureCalls(bytes, { onTheWay: 0 });
    const hold = calls.reduce((sum, one) => sum + one.hold!, 0) / calls.length;
    expect(hold).toBeGreaterThan(0.495);
    expect(hold).toBeLessThan(0.6);
    const words = [
      "-r",
      file,
      "-d",
      `${transport === "t1" ? "tcp" : "udp"}.port==${port},sip`,
      "-Y",
      "sip",
      "-T",
      "fields",
      "-e",
      "sip.Call-ID",
      "-E",
      "occurrence=a",
    ];
    const { stdout } = spawnSync("tshark", words, { encoding: "utf8", maxBuffer: 2 ** 28 });
    const theirs = stdout
      .trim()
      .split("\n")
      .flatMap((line) => line.split(","));
    const { messages } = readSipCapture(bytes);
    expect(messages.length).toBe(theirs.length);
    expect(messages.length).toBe(200 * 6); // INVITE, 180, 200, ACK, BYE, 200
  },
  120_000,
);
