/**
 * The real SIPp as oracle: what it prints is read, what we write it plays, and it sends as often as our model says. Its
 * texts are taken from the program itself. Without sipp (Debian: sip-tester) on the path these tests are skipped.
 */
import { spawn, spawnSync } from "node:child_process";
import { createSocket, type Socket } from "node:dgram";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { afterAll, expect, test } from "vitest";
import { exponential } from "../../../src/distributions/description.ts";
import { Source } from "../../../src/notation/source.ts";
import type { Scenario } from "../../../src/scenario/scenario.ts";
import { exportToSipp } from "../../../src/scenario/sipp/export.ts";
import { readSipp } from "../../../src/scenario/sipp/read-sipp.ts";
import { standardTimes } from "../../../src/scenario/sipp/standard-times.ts";
import { calls, paced, type Story, scenario, single } from "../../architecture/fixture.ts";
import { isLong } from "../../long.ts";
import { PAIRS } from "./pairs.ts";
import { TALKS, type Talk } from "./talks.ts";
import { ANSWER, CALL, playable, recv, response, scenarioOf } from "./xml.ts";

const isThere = spawnSync("sipp", ["-v"]).error === undefined;
if (!isThere) console.warn("sipp is not installed: the tests against it are skipped");

const folder = mkdtempSync(join(tmpdir(), "sipp-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A free UDP port on loopback, bound for a moment; or a socket that stays. */
const bound = (): Promise<Socket> =>
  new Promise((resolve) => {
    const socket = createSocket("udp4").bind(0, "127.0.0.1", () => resolve(socket));
  });
async function freePort(): Promise<number> {
  const socket = await bound();
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(resolve));
  return port;
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Waits until somebody listens at a UDP port of this machine; where the system does not tell, for a second and a half. */
async function isBound(port: number): Promise<void> {
  const table = "/proc/net/udp";
  if (!existsSync(table)) return void (await pause(1500));
  const place = `:${port.toString(16).toUpperCase().padStart(4, "0")} 00000000:0000`;
  for (let waited = 0; waited < 60_000 && !readFileSync(table, "utf8").includes(place); waited += 20) await pause(20);
}

/** Runs a program to its end; null: it had to be ended. */
function ended(command: string, words: readonly string[], cwd: string, env: Record<string, string> = {}) {
  return new Promise<number | null>((resolve) => {
    const child = spawn(command, words, { cwd, stdio: "ignore", env: { ...process.env, ...env } });
    const patience = setTimeout(() => child.kill("SIGTERM"), 60_000);
    child.on("close", (code) => {
      clearTimeout(patience);
      resolve(code);
    });
  });
}

/**
 * What is found, tried again where it is not what is expected: SIPp has real timers, and on a busy machine one of two is late. What is wrong goes
 * wrong each time.
 */
async function found<Found>(expected: Found, attempt: () => Promise<Found>): Promise<Found> {
  for (let tries = 1; ; tries++) {
    const result = await attempt();
    if (tries === 5 || isDeepStrictEqual(result, expected)) return result;
  }
}

/** Those that mostly wait, at the same time. */
const waiting = test.skipIf(!isThere).concurrent;

const builtIn = (name: string) => {
  const text = spawnSync("sipp", ["-sd", name], { encoding: "utf8" }).stdout;
  return readSipp(new Source(`${name}.xml`, text));
};

test.skipIf(!isThere)("SIPp's built-in uac and uas are the user agents' default flow", () => {
  const noPause = { pause: { kind: "deterministic", value: 0 }, busy: 0, t1: 0.5 };
  expect(standardTimes(builtIn("uac").scenario!.flow, "caller")).toEqual(noPause);
  expect(standardTimes(builtIn("uas").scenario!.flow, "callee")).toEqual({ ...noPause });
});

test.skipIf(!isThere).each([
  ["uac_pcap", "caller"],
  ["regexp", "caller"],
  ["3pcc-A", "callee"],
  ["3pcc-B", "callee"],
  ["branchc", "caller"],
  ["branchs", "callee"],
  ["ooc_default", "callee"],
  ["3pcc-C-A", "caller"],
  ["3pcc-C-B", "caller"],
])("SIPp's built-in %s is played as a %s", (name, role) => {
  expect(builtIn(name).scenario?.role).toBe(role);
});

test.skipIf(!isThere).each([["ooc_dummy", "the method DUMMY, which is none of SIP"]])(
  "SIPp's built-in %s is refused: %s",
  (name, reason) => {
    const { scenario: read, complaints } = builtIn(name);
    expect(read).toBeNull();
    expect(complaints.map(({ found }) => found).join("\n")).toContain(reason);
  },
);

/** Twenty calls, twenty a second. */
const twenty = (differs: Parameters<typeof calls>[1] = {}) => ({ calls: calls(paced(20, { count: 20 }), differs) });
const flows = {
  caller: playable(...CALL.slice(0, 2), recv(183, 'optional="true"'), ...CALL.slice(2)).flow,
  callee: playable(recv("INVITE"), response(183), '<pause milliseconds="50"/>', ...ANSWER.slice(1)).flow,
};
const experiments: [string, Story][] = [
  ["the default flow, nothing sent again", { traffic: twenty() }],
  [
    "ringing and talking by distributions",
    {
      traffic: {
        ...twenty({
          ring: {
            kind: "hyperexponential",
            branches: [
              { probability: 0.7, mean: 0.02 },
              { probability: 0.3, mean: 0.1 },
            ],
          },
          hold: { kind: "lognormal", mean: 0.1, cv: 0.5 },
        }),
        retransmission: true,
      },
    },
  ],
  [
    "a route set, in rounds",
    {
      traffic: {
        users: 4,
        recordRoute: true,
        calls: calls({ kind: "rounds", at: [0, 0.6], spacing: 0.04 }, { hold: exponential(0.05) }),
      },
    },
  ],
  ["flows of its own", { traffic: { ...twenty({ flows }), retransmission: true } }],
  // One that cancels, one whose callee asks; all of them where there is time.
  ...PAIRS.filter(({ title }) => isLong || /gives up|re-INVITE/.test(title)).map(
    ({ title, caller, callee }): [string, Story] => [
      title,
      {
        traffic: {
          ...twenty({ flows: { caller: playable(...caller).flow, callee: playable(...callee).flow } }),
          retransmission: true,
        },
      },
    ],
  ),
];

waiting("exported experiments pass a real sipp against a real sipp", async () => {
  const play = async (story: Story, name: string, i: number) => {
    const described: Scenario = { ...scenario(single(), story), title: name };
    const out = mkdtempSync(join(folder, `${i}-`));
    for (const [file, text] of exportToSipp(described)) writeFileSync(join(out, file), text);
    const port = String(await freePort());
    const code = await ended("sh", ["run.sh"], out, {
      SERVER: `127.0.0.1:${port}`,
      CALLEE_PORT: port,
      REGISTRARS: "none",
    });
    const successful = (log: string): number =>
      Number(/Successful call\s*\|\s*\d+\s*\|\s*(\d+)/.exec(readFileSync(join(out, "out", `${log}.log`), "utf8"))?.[1]);
    const logs = name.includes("rounds") ? ["caller-1", "caller-2"] : ["caller"];
    return { name, code, successful: logs.reduce((sum, log) => sum + successful(log), 0) };
  };
  const expected = experiments.map(([name]) => ({ name, code: 0, successful: name.includes("rounds") ? 24 : 20 }));
  const results = experiments.map(([name, story], i) => found(expected[i]!, () => play(story, name, i)));
  expect(await Promise.all(results)).toEqual(expected);
});

waiting("exported registrants and requesters are answered by a real sipp", async () => {
  const described = scenario(single(), {
    traffic: {
      users: 7,
      options: { arrivals: paced(20, { count: 5 }), access: "weighted" },
      registration: { within: 1 },
    },
  });
  const play = async () => {
    const out = mkdtempSync(join(folder, "register-"));
    for (const [file, text] of exportToSipp(described)) writeFileSync(join(out, file), text);
    const registrar = scenarioOf('<recv request="REGISTER|OPTIONS" regexp_match="true"/>', okFor());
    writeFileSync(join(out, "registrar.xml"), registrar);
    const port = await freePort();
    const words = ["-sf", "registrar.xml", "-i", "127.0.0.1", "-p", String(port), "-m", "12", "-nostdin"];
    const server = ended("sipp", words, out);
    await isBound(port);
    const code = await ended("sh", ["run.sh"], out, { SERVER: `127.0.0.1:${port}` });
    return [code, await server];
  };
  expect(await found([0, 0], play)).toEqual([0, 0]);
});

const okFor = (): string =>
  "<send><![CDATA[\n\nSIP/2.0 200 OK\n[last_Via:]\n[last_From:]\n[last_To:];tag=1\n[last_Call-ID:]\n[last_CSeq:]\nContent-Length: 0\n\n]]></send>";

waiting("a real sipp sends an INVITE six times and a BYE ten times, as the model does", async () => {
  const described = scenario(single(), {
    traffic: { ...twenty(), retransmission: true, timers: { t1: 0.02, t2: 0.04, t4: 5 } },
  });
  const out = mkdtempSync(join(folder, "again-"));
  for (const [file, text] of exportToSipp(described)) writeFileSync(join(out, file), text);
  /** Counts what a caller sends to a server that answers only what it is told to. */
  const heard = async (answers: boolean): Promise<Record<string, number>> => {
    const counts: Record<string, number> = {};
    const socket = await bound();
    socket.on("message", (bytes, { port }) => {
      const text = bytes.toString();
      const method = text.slice(0, text.indexOf(" "));
      counts[method] = (counts[method] ?? 0) + 1;
      if (!answers || method !== "INVITE") return;
      const headers = text.split("\r\n").filter((line) => /^(?:Via|From|To|Call-ID|CSeq):/.test(line));
      const ok = ["SIP/2.0 200 OK", ...headers.map((line) => (line.startsWith("To:") ? `${line};tag=9` : line))];
      socket.send(`${ok.join("\r\n")}\r\nContent-Length: 0\r\n\r\n`, port, "127.0.0.1");
    });
    const { port } = socket.address();
    const words = ["-sf", "caller.xml", "-inf", "callees.csv", "-key", "domain", "x", "-i", "127.0.0.1"];
    const only = ["-m", "1", "-T2", "40", "-nd", "-nostdin", `127.0.0.1:${port}`];
    expect(await ended("sipp", [...words, ...only], out)).toBe(1);
    socket.close();
    return counts;
  };
  expect(await heard(false)).toEqual({ INVITE: 6 });
  expect(await heard(true)).toEqual({ INVITE: 1, ACK: 1, BYE: 10 });
});

/** What a real sipp answers to the requests of a talk, to the nearest tenth of a second. */
async function answersOf({ callee, requests }: Talk, name: string) {
  const file = join(folder, `${name}.xml`);
  const lastHeaders = ["Via", "From", "To", "Call-ID", "CSeq"].map((header) => `[last_${header}:]\n`).join("");
  writeFileSync(
    file,
    scenarioOf(...callee).replaceAll(
      "Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]\n",
      `${lastHeaders}Content-Length: 0\n`,
    ),
  );
  const port = await freePort();
  const server = spawn("sipp", ["-sf", file, "-i", "127.0.0.1", "-p", String(port), "-nostdin"], { stdio: "ignore" });
  const socket = await bound();
  const own = socket.address().port;
  await isBound(port);
  const begin = Date.now();
  const heard: [number, number, string][] = [];
  socket.on("message", (bytes) => {
    const text = bytes.toString();
    heard.push([
      Math.round((Date.now() - begin) / 100) / 10,
      Number(text.slice(8, 11)),
      /CSeq: \d ([A-Z]+)/.exec(text)![1]!,
    ]);
  });
  for (const [at, method] of requests)
    setTimeout(() => {
      const lines = [
        `${method} sip:x@127.0.0.1:${port} SIP/2.0`,
        `Via: SIP/2.0/UDP 127.0.0.1:${own};branch=z9hG4bK-${method}`,
        "From: <sip:a@127.0.0.1>;tag=1",
        "To: <sip:x@127.0.0.1>",
        `Call-ID: ${name}`,
        `CSeq: ${method === "BYE" ? 2 : 1} ${method}`,
        "Content-Length: 0",
      ];
      socket.send(`${lines.join("\r\n")}\r\n\r\n`, port, "127.0.0.1");
    }, 1000 * at);
  await pause(1000 * (requests.at(-1)![0] + 0.3));
  socket.close();
  server.kill("SIGKILL");
  return heard;
}

waiting("what the model of a callee is held to, a real sipp answers", async () => {
  // A busy machine may be late by a tenth; what is answered, and in which order, does not depend on that.
  const bare = (answers: readonly (readonly [number, number, string])[]) => answers.map(([, ...what]) => what);
  const heard = TALKS.map((talk, i) => found(bare(talk.answers), async () => bare(await answersOf(talk, `talk-${i}`))));
  expect(await Promise.all(heard)).toEqual(TALKS.map(({ answers }) => bare(answers)));
});
