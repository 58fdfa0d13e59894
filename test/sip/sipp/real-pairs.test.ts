/**
 * Calls of many kinds between two real SIPps, and the same ones simulated: as many messages of each kind. A relay between the two
 * counts what passes. Without sipp (Debian: sip-tester) on the path these tests are skipped.
 */
import { spawn, spawnSync } from "node:child_process";
import { createSocket, type Socket } from "node:dgram";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { afterAll, expect, test } from "vitest";
import { calls, paced, scenario, single, worldOf } from "../../architecture/fixture.ts";
import { wiretap } from "../wire.ts";
import { PAIRS, type Pair } from "./pairs.ts";
import { playable, scenarioOf } from "./xml.ts";

const isThere = spawnSync("sipp", ["-v"]).error === undefined;
const folder = mkdtempSync(join(tmpdir(), "sipp-pairs-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const COUNT = 5;
type Counts = Readonly<Record<string, number>>;

const counted = (names: readonly string[]): Counts => {
  const counts: Record<string, number> = {};
  for (const name of [...names].sort()) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
};

/** What the model says, per kind, as it reaches the users. */
function simulated({ caller, callee }: Pair): { counts: Counts; successful: number } {
  const flows = { caller: playable(...caller).flow, callee: playable(...callee).flow };
  const described = scenario(single(), {
    traffic: { calls: calls(paced(20, { count: COUNT }), { flows }), retransmission: true },
  });
  const world = worldOf(described);
  const seen = wiretap(world, described);
  world.start(0);
  world.engine.run(100);
  const ofUsers = seen.filter(({ to }) => to === "callers" || to === "callees").map(({ what }) => what);
  return { counts: counted(ofUsers.map((what) => what.replace(" failure", ""))), successful: world.calls.successful };
}

const bound = (): Promise<Socket> =>
  new Promise((resolve) => {
    const socket = createSocket("udp4").bind(0, "127.0.0.1", () => resolve(socket));
  });
const freePort = async (): Promise<number> => {
  const socket = await bound();
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(resolve));
  return port;
};

/** "INVITE", "200 BYE", "487", … */
function nameOf(text: string): string {
  const status = /^SIP\/2\.0 (\d{3})/.exec(text)?.[1];
  const method = /^CSeq:\s*\d+\s+([A-Z]+)/im.exec(text)![1]!;
  return status === undefined ? method : status === "200" ? `200 ${method}` : status;
}

/** What two SIPps say to each other. */
async function real({ caller, callee }: Pair, name: string): Promise<{ counts: Counts; successful: boolean }> {
  const files = { caller: join(folder, `${name}-caller.xml`), callee: join(folder, `${name}-callee.xml`) };
  writeFileSync(files.caller, scenarioOf(...caller));
  writeFileSync(files.callee, scenarioOf(...callee));
  const [relay, calleePort, callerPort] = [await bound(), await freePort(), await freePort()];
  const names: string[] = [];
  relay.on("message", (bytes, { port }) => {
    names.push(nameOf(bytes.toString()));
    relay.send(bytes, port === calleePort ? callerPort : calleePort, "127.0.0.1");
  });
  const common = (file: string, port: number) => ["-sf", file, "-i", "127.0.0.1", "-p", String(port), "-nostdin"];
  const server = spawn("sipp", [...common(files.callee, calleePort), "-nd"], { cwd: folder, stdio: "ignore" });
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const words = [...common(files.caller, callerPort), "-nd", "-m", String(COUNT), "-r", "20", "-timeout", "20s"];
  const client = spawn("sipp", [...words, `127.0.0.1:${relay.address().port}`], { cwd: folder, stdio: "ignore" });
  const code = await new Promise<number | null>((resolve) => client.on("close", resolve));
  server.kill("SIGKILL");
  relay.close();
  return { counts: counted(names), successful: code === 0 };
}

test.skipIf(!isThere).concurrent.each(PAIRS.map((pair, i) => [pair.title, pair, i] as const))(
  "as many messages as between two real SIPps: %s",
  async (_, pair, i) => {
    const model = simulated(pair);
    expect(model.successful).toBe(COUNT);
    const expected = { counts: model.counts, successful: true };
    let heard = await real(pair, `pair-${i}`);
    // A busy machine may be late, so that something is sent twice; what is wrong goes wrong each time.
    for (let tries = 1; tries < 4 && !isDeepStrictEqual(heard, expected); tries++)
      heard = await real(pair, `pair-${i}`);
    expect(heard).toEqual(expected);
  },
  120_000,
);
