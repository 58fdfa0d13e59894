/** Captures are what Wireshark's own dissectors take them for, packet by packet, and count what our event log counts. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { deterministic, exponential } from "../../src/distributions/description.ts";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import { Capture } from "../../src/report/trace/capture.ts";
import { logLine } from "../../src/report/trace/event-log.ts";
import { checksum } from "../../src/report/trace/octets.ts";
import { EPOCH } from "../../src/report/trace/pcapng.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import type { TraceEvent } from "../../src/trace/event.ts";
import type { Participants } from "../../src/trace/participants.ts";
import { trace } from "../../src/trace/trace.ts";
import {
  behindDirectors,
  calls,
  kill,
  paced,
  poll,
  scenario,
  single,
  standbyGroup,
  totem,
  vrrp,
} from "../architecture/fixture.ts";
import { isLong } from "../long.ts";
import { b2bua, sbcPair } from "../sip/back-to-back.ts";
import { over, pair } from "../sip/connections.ts";
import { dispatched, keeping } from "../sip/dispatched.ts";

const hasTshark = spawnSync("tshark", ["--version"]).status === 0;
const folder = mkdtempSync(join(tmpdir(), "sipnines-capture-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const shipped = (name: string): Scenario => {
  const { scenario: read } = parseScenario(readFileSync(`scenarios/${name}.yaml`, "utf8"), name);
  return read!;
};

const stories: Record<string, { readonly story: Scenario; readonly until: number }> = {
  "VRRP, losses, registrations, Record-Route, busy callees": {
    story: scenario(standbyGroup(1, 1, { detector: vrrp() }), {
      network: { loss: 0.05 },
      traffic: {
        calls: calls(paced(10, { count: 50 }), { busy: 0.2 }),
        retransmission: true,
        recordRoute: true,
        registration: { expires: 3600, refresh: 5, within: 2 },
      },
      faults: [kill("A", 2)],
    }),
    until: 12,
  },
  "VRRP version 3 in tenths of a second, no traffic": {
    story: scenario(standbyGroup(1, 2, { detector: vrrp({ version: 3, advertisement: 0.1 }) }), {
      faults: [kill("A", 1)],
      run: { horizon: 3 },
    }),
    until: Infinity,
  },
  "Totem, an outage that retransmission bridges": {
    story: scenario(standbyGroup(2, 1, { detector: totem() }), {
      traffic: { calls: calls(paced(20, { count: 60 })), retransmission: true },
      faults: [kill("A", 1.01)],
    }),
    until: Infinity,
  },
  "directors that check by TCP, a dead process that refuses": {
    story: scenario(behindDirectors(2, { health: poll({ interval: 1 }) }), {
      traffic: { calls: calls(paced(20, { count: 60 })) },
      faults: [kill("P1", 1, "process"), kill("DB", 2, "process")],
      run: { drain: 2 },
    }),
    until: Infinity,
  },
  "callers who hang up while it rings": { story: shipped("impatient-callers"), until: 6 },
  "a stateful director that tries the next proxy, Record-Route": {
    story: scenario(dispatched({ after: deterministic(0.3) }), {
      traffic: { calls: calls(paced(10, { count: 20 }), { busy: 0.2 }), retransmission: true, recordRoute: true },
      faults: [kill("P1", 1)],
      run: { horizon: 10 },
    }),
    until: Infinity,
  },
  "calls forked to two contacts at once and one after them": {
    story: scenario(single({ transactions: { ...keeping, forking: { ringing: 2, silence: Infinity } } }), {
      traffic: {
        calls: calls(paced(10, { count: 20 }), { patience: exponential(4), hold: deterministic(0.5) }),
        ...{ retransmission: true, recordRoute: true },
        registration: {
          ...{ expires: 3600, refresh: 5, within: 2 },
          contacts: [
            { name: "desk", q: 1, ring: exponential(1), busy: 0.3, unreachable: 0 },
            { name: "mobile", q: 1, ring: exponential(1), busy: 0.3, unreachable: 0.2 },
            { name: "mailbox", q: 0.5, ring: deterministic(0.5), busy: null, unreachable: 0 },
          ],
        },
      },
      run: { horizon: 20 },
    }),
    until: Infinity,
  },
  "an SBC with two legs before a stateful registrar, refreshes, re-INVITEs": {
    story: scenario(sbcPair(true, { noticed: 5, moved: 0, rate: 100 }), {
      traffic: {
        calls: calls(paced(10, { count: 20 }), {
          busy: 0.2,
          ring: deterministic(0.1),
          hold: deterministic(6),
          sessionTimer: 4,
        }),
        retransmission: true,
      },
      faults: [kill("S1", 1.5)],
      run: { horizon: 12 },
    }),
    until: Infinity,
  },
  "a back-to-back user agent by itself, Record-Route, callers who hang up": {
    story: scenario(b2bua(single()), {
      traffic: {
        calls: calls(paced(10, { count: 20 }), { busy: 0.2, ring: deterministic(1), patience: exponential(1) }),
        retransmission: true,
        recordRoute: true,
      },
      run: { horizon: 10 },
    }),
    until: Infinity,
  },
  "users with TCP and TLS, whose process dies and another resets": {
    story: pair({
      users: 10,
      clients: "{ transport: { udp: 30 %, tcp: 30 %, tls: 40 % }, connection: { reconnect: { uniform: [1 s, 3 s] } } }",
      calls: "{ rate: 10/s, arrivals: paced, duration: 8 s }",
      faults: ["{ at: 2 s, kill: proxy-1, kind: process }", "{ at: 7 s, drain: proxy-2, within: 1 s, takes: 1 s }"],
      horizon: "14 s",
    }),
    until: Infinity,
  },
  "a stateful proxy, callers who hang up": {
    story: scenario(single({ transactions: { ringing: 180, strayResponses: "forward", limit: Infinity } }), {
      traffic: {
        calls: calls(paced(10, { count: 20 }), { busy: 0.2, ring: deterministic(1), patience: exponential(1) }),
        retransmission: true,
      },
      run: { horizon: 10 },
    }),
    until: Infinity,
  },
  "a stateful director over TLS, whose proxy's process dies": {
    story: scenario(over(dispatched({ after: deterministic(0.3) }), "tls"), {
      traffic: { calls: calls(paced(10, { count: 20 }), { busy: 0.2 }), retransmission: true, recordRoute: true },
      faults: [{ ...kill("P1", 1.05, "process"), for: 0.5 }],
      run: { horizon: 10 },
    }),
    until: Infinity,
  },
  "an SBC over TCP to registrars that take over, and its own standby": {
    story: scenario(over(sbcPair(true), "tcp"), {
      traffic: {
        calls: calls(paced(10, { count: 40 }), { busy: 0.2, ring: deterministic(0.1), hold: deterministic(1) }),
        ...{ retransmission: true, recordRoute: true },
      },
      faults: [kill("R1", 1.05), kill("S1", 3.01, "process")],
      run: { horizon: 12 },
    }),
    until: Infinity,
  },
};

function captured(story: Scenario, until: number) {
  const pieces: Uint8Array[] = [];
  const events: TraceEvent[] = [];
  const capture = new Capture(story, (bytes) => pieces.push(bytes));
  const replicator = new Replicator(story, engineNamed("native"));
  const { participants } = trace(replicator, { replication: 0, until }, (event, who) => {
    events.push(event);
    capture.hear(event, who);
  });
  capture.end();
  return { bytes: Buffer.concat(pieces), events, capture, participants };
}

/** Severity of a warning in tshark's expert information; an error is worse. */
const WARNING = 0x600000;

const FIELDS = {
  malformed: "_ws.malformed",
  severity: "_ws.expert.severity",
  reset: "tcp.flags.reset",
  callId: "sip.Call-ID",
  resent: "sip.resend",
  checksums: "vrrp.checksum.status",
  mac: "eth.src",
  ip: "ip.src",
  gratuitous: "arp.isgratuitous",
} as const;

/** What tshark makes of a file: fields of each packet, all checksums checked, and its statistics of SIP. */
function dissected(file: string) {
  const checks = ["ip", "udp", "tcp"].flatMap((protocol) => ["-o", `${protocol}.check_checksum:TRUE`]);
  const fields = Object.values(FIELDS).flatMap((field) => ["-e", field]);
  const words = ["-r", file, ...checks, "-z", "sip,stat", "-T", "fields", ...fields];
  const { stdout, status, stderr } = spawnSync("tshark", words, { encoding: "utf8", maxBuffer: 1 << 26 });
  expect(status, stderr).toBe(0);
  const lines = stdout.split("\n");
  const rule = lines.findIndex((line) => line.startsWith("====="));
  const packets = lines.slice(0, rule).flatMap((line) => {
    const cells = line.split("\t");
    if (cells.length !== fields.length / 2) return [];
    return [
      Object.fromEntries(Object.keys(FIELDS).map((key, i) => [key, cells[i]!])) as Record<keyof typeof FIELDS, string>,
    ];
  });
  return { packets, statistics: lines.slice(rule) };
}

/** Blocks of a capture by type and body, read anew from the format's description. */
function blocks(bytes: Buffer): { type: number; body: Buffer }[] {
  const all: { type: number; body: Buffer }[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = bytes.readUInt32LE(at + 4);
    expect(bytes.readUInt32LE(at + length - 4)).toBe(length);
    all.push({ type: bytes.readUInt32LE(at), body: bytes.subarray(at + 8, at + length - 4) });
    at += length;
  }
  return all;
}

/** What the event log says was put on the wire, by method or by status and method. */
function countsOf(events: readonly TraceEvent[], participants: Participants) {
  const counts = new Map<string, number>();
  const byCallId = new Map<string, number>();
  for (const event of events) {
    if (event.kind !== "sent" || !event.packet.onWire) continue;
    const line = logLine(event, participants);
    if (line["method"] === undefined) continue;
    const said = line["status"] === null ? `${line["method"]}` : `${line["status"]}`;
    counts.set(said, (counts.get(said) ?? 0) + 1);
    const { concern } = event.packet;
    const of = { call: "c", registration: "r", request: "q", nothing: "x" }[concern.of];
    const id = `${of}${concern.of === "nothing" ? "" : concern.number}`;
    byCallId.set(id, (byCallId.get(id) ?? 0) + 1);
  }
  return { counts, byCallId };
}

test("the checksum is that of the example in RFC 1071 §3", () => {
  expect(checksum(Uint8Array.of(0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7))).toBe(~0xddf2 & 0xffff);
  expect(checksum(Uint8Array.of(0x00, 0x01, 0xf2))).toBe(~0xf201 & 0xffff);
});

describe.each(Object.entries(stories))("%s", (name, { story, until }) => {
  const { bytes, events, capture, participants } = captured(story, until);
  const file = join(folder, `${Object.keys(stories).indexOf(name)}.pcapng`);
  writeFileSync(file, bytes);
  test("packets stand in the file in the order of time, in nanoseconds from simulated time 0", () => {
    const [section, lan, names, ...packets] = blocks(bytes);
    expect([section!.type, lan!.type, names!.type]).toEqual([0x0a0d0d0a, 1, 4]);
    expect(packets.every(({ type }) => type === 6)).toBe(true);
    const times = packets.map(
      ({ body }) => ((BigInt(body.readUInt32LE(4)) << 32n) | BigInt(body.readUInt32LE(8))) - BigInt(EPOCH) * 10n ** 9n,
    );
    const sent = events.flatMap((event) => {
      const isWritten =
        event.kind === "arp" || event.kind === "connection" || (event.kind === "sent" && event.packet.onWire);
      return isWritten ? [BigInt(Math.round(event.time * 1e9))] : [];
    });
    expect(times.every((time, i) => i === 0 || time >= times[i - 1]!)).toBe(true);
    expect([...new Set(times)]).toEqual([...new Set(sent)]);
    expect(packets.length).toBe(capture.packets);
  });

  test("SIP messages have what RFC 3261 §8.1.1 demands, and as many Vias as hops", () => {
    const messages = bytes
      .toString("latin1")
      .split(
        /(?=SIP\/2\.0 \d{3} [A-Z]|(?:INVITE|ACK|BYE|CANCEL|REGISTER|OPTIONS|SUBSCRIBE|UPDATE) sip:[^\r\n]* SIP\/2\.0\r\n)/,
      )
      .slice(1)
      .map((piece) => /^([\s\S]*?\r\n\r\n)([\s\S]*)$/.exec(piece)!);
    const branches = new Map<string, Set<string>>();
    for (const [, head, rest] of messages) {
      const of = (header: string) =>
        [...head!.matchAll(new RegExp(`^${header}: (.*)\r$`, "gm"))].map(([, value]) => value!);
      for (const header of ["From", "To", "Call-ID", "CSeq", "Content-Length"]) expect(of(header).length, head).toBe(1);
      const vias = of("Via");
      expect(
        vias.every((via) => /^SIP\/2\.0\/(?:UDP|TCP|TLS) 10\.[01]\.\d+\.\d+:5060;branch=z9hG4bK-/.test(via)),
        head,
      ).toBe(true);
      const isRequest = !head!.startsWith("SIP/2.0");
      if (isRequest) expect(of("Max-Forwards"), head).toEqual([`${71 - vias.length}`]);
      const [number, method] = of("CSeq")[0]!.split(" ");
      if (isRequest) expect(head!.split(" ")[0]).toBe(method);
      const length = Number(of("Content-Length")[0]);
      const body = rest!.slice(0, length);
      expect(length > 0).toBe(of("Content-Type").length === 1);
      if (length > 0) expect(body).toMatch(/^v=0\r\no=.*\r\n(?:[stcma]=.*\r\n)+$/);
      // A client's transactions are told apart by their branch alone: what shares a branch is one request and its answers.
      const mark = `${of("Call-ID")[0]} ${number} ${method === "ACK" || method === "CANCEL" ? "" : method}`;
      const branch = vias.at(-1)!;
      branches.set(branch, (branches.get(branch) ?? new Set()).add(mark));
    }
    expect([...branches.values()].filter((marks) => marks.size > 2)).toEqual([]);
    expect(messages.length).toBe([...capture.counts.values()].reduce((sum, n) => sum + n, 0));
  });

  test.skipIf(!hasTshark || (!isLong && Object.keys(stories).indexOf(name) % 2 === 1))(
    "tshark reads it without complaint and counts what the event log counts (needs tshark)",
    () => {
      const { packets, statistics } = dissected(file);
      expect(packets.length).toBe(capture.packets);
      expect(packets.filter(({ malformed }) => malformed !== "")).toEqual([]);
      // A refused connection is worth a warning to Wireshark, and is what we mean.
      const warned = packets.filter(
        ({ severity, reset }) => severity.split(",").some((one) => Number(one) >= WARNING) && reset !== "1",
      );
      expect(warned).toEqual([]);
      expect(packets.filter(({ checksums }) => /0/.test(checksums))).toEqual([]);

      const { counts, byCallId } = countsOf(events, participants);
      const theirs = new Map<string, number>();
      for (const line of statistics) {
        const [, said, n] = /^\s+(?:SIP (\d{3}).*|[A-Z]+)\s*:\s+(\d+) Packets$/.exec(line) ?? [];
        if (n !== undefined) theirs.set(said ?? line.trim().split(/\s/)[0]!, Number(n));
      }
      expect(theirs).toEqual(counts);
      const ids = new Map<string, number>();
      for (const { callId } of packets) {
        const mark = callId.split("@")[0]!.replace(/b$/, ""); // the inner leg of a call has a Call-ID of its own
        if (mark !== "") ids.set(mark, (ids.get(mark) ?? 0) + 1);
      }
      expect(ids).toEqual(byCallId);

      // tshark remembers the last transaction of a call only; what comes again after the next one has begun it takes for new.
      const resent = packets.filter((packet) => packet.resent === "1").length;
      expect(resent).toBeLessThanOrEqual(capture.again);
      if (name.startsWith("Totem")) expect(resent).toBe(capture.again);
      expect(resent > 0).toBe(capture.again > 0);
    },
  );
});

test.skipIf(!hasTshark)("an address that moves answers from another network card (needs tshark)", () => {
  const { story, until } = stories["Totem, an outage that retransmission bridges"]!;
  const { bytes, participants } = captured(story, until);
  const file = join(folder, "takeover.pcapng");
  writeFileSync(file, bytes);
  const { packets } = dissected(file);
  const mac = (name: string) => `02:00:00:00:00:0${participants.names.indexOf(name) + 1}`;
  expect([...new Set(packets.filter(({ ip }) => ip === "10.1.0.1").map((packet) => packet.mac))]).toEqual([
    mac("A"),
    mac("S1"),
  ]);
  expect(packets.filter(({ gratuitous }) => gratuitous === "1").map((packet) => packet.mac)).toEqual([mac("S1")]);
});
