/** Captures: every link layer and both file formats by hand, our own captures against the run that wrote them, tshark, and mutants. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { captureCalls, captureEvidence, captureTable } from "../../src/measurement/capture/capture-evidence.ts";
import { CaptureProblem } from "../../src/measurement/capture/packets.ts";
import { readSipCapture } from "../../src/measurement/capture/sip-messages.ts";
import { sipTraffic } from "../../src/measurement/capture/sip-traffic.ts";
import { Stream } from "../../src/random/stream.ts";
import { ensureBuilt } from "../cli/built.ts";
import { invoke } from "../cli/in-process.ts";
import { less } from "../long.ts";

const hasTshark = spawnSync("tshark", ["--version"]).status === 0;
if (!hasTshark) console.warn("tshark is not installed: captures are not held against it");
const folder = mkdtempSync(join(tmpdir(), "sipnines-captured-"));
beforeAll(() => ensureBuilt());
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Octets = readonly number[];
const u16 = (value: number): Octets => [(value >> 8) & 255, value & 255];
const u32 = (value: number): Octets => [...u16(value >>> 16), ...u16(value & 0xffff)];
const octets = (text: string): Octets => [...Buffer.from(text, "latin1")];

const udp = (payload: Octets, from = 5061, to = 5060): Octets => [
  ...[...u16(from), ...u16(to), ...u16(8 + payload.length), 0, 0],
  ...payload,
];
const tcp = (payload: Octets, sequence: number, flags = 0x18): Octets => [
  ...[...u16(5061), ...u16(5060), ...u32(sequence), 0, 0, 0, 0, 0x50, flags, 255, 255, 0, 0, 0, 0],
  ...payload,
];
const ip4 = (payload: Octets, { protocol = 17, id = 1, flags = 0, ends = [1, 2] } = {}): Octets => [
  ...[0x45, 0, ...u16(20 + payload.length), ...u16(id), ...u16(flags), 64, protocol, 0, 0],
  ...[10, 0, 0, ends[0]!, 10, 0, 0, ends[1]!, ...payload],
];
const ip6 = (payload: Octets, next = 17): Octets => [
  ...[0x60, 0, 0, 0, ...u16(payload.length), next, 64],
  ...[0xfd, ...Array<number>(14).fill(0), 1, 0xfd, ...Array<number>(14).fill(0), 2, ...payload],
];
const ether = (payload: Octets, type: Octets = [8, 0]): Octets => [...Array<number>(12).fill(2), ...type, ...payload];

/** A pcap file of frames by time [s]. */
function pcap(
  link: number,
  frames: readonly (readonly [time: number, frame: Octets])[],
  big = false,
  nano = false,
): Uint8Array {
  const file = Buffer.alloc(24 + frames.reduce((sum, [, frame]) => sum + 16 + frame.length, 0));
  const put = (value: number, at: number) => (big ? file.writeUInt32BE(value, at) : file.writeUInt32LE(value, at));
  put(nano ? 0xa1b23c4d : 0xa1b2c3d4, 0);
  put(link, 20);
  let at = 24;
  for (const [time, frame] of frames) {
    put(1_772_366_400 + Math.floor(time), at);
    put(Math.round((time % 1) * (nano ? 1e9 : 1e6)), at + 4);
    put(frame.length, at + 8);
    put(frame.length, at + 12);
    file.set(frame, at + 16);
    at += 16 + frame.length;
  }
  return file;
}

/** The same as pcapng in big-endian, with times in microseconds of an interface that says nothing else. */
function pcapng(link: number, frames: readonly (readonly [time: number, frame: Octets])[]): Uint8Array {
  const block = (type: number, body: Octets): Octets => {
    const padded = [...body, ...Array<number>((4 - (body.length % 4)) % 4).fill(0)];
    return [...u32(type), ...u32(12 + padded.length), ...padded, ...u32(12 + padded.length)];
  };
  const packets = frames.map(([time, frame]) => {
    const units = BigInt(1_772_366_400) * 1_000_000n + BigInt(Math.round(time * 1e6));
    const stamp = [...u32(Number(units >> 32n)), ...u32(Number(units & 0xffffffffn))];
    return block(6, [...u32(0), ...stamp, ...u32(frame.length), ...u32(frame.length), ...frame]);
  });
  const section = block(0x0a0d0d0a, [0x1a, 0x2b, 0x3c, 0x4d, 0, 1, 0, 0, ...Array<number>(8).fill(255)]);
  return Uint8Array.from([...section, ...block(1, [...u16(link), 0, 0, 0, 0, 0, 0]), ...packets.flat()]);
}

const sip = (start: string, cseq: string, { vias = 1, tag = "", body = "" } = {}): string =>
  [
    start,
    ...Array.from(
      { length: vias },
      (_, i) => `${i === 0 ? "v" : "Via"}: SIP/2.0/UDP h${vias - i};branch=z9hG4bK${vias - i}${cseq.replace(" ", "")}`,
    ),
    "From: <sip:alice@a>;tag=1",
    `t: <sip:bob@b>${tag === "" ? "" : `;tag=${tag}`}`,
    "Call-ID: one@a",
    `CSeq: ${cseq}`,
    `l: ${body.length}`,
    "",
    body,
  ].join("\r\n");
const INVITE = sip("INVITE sip:bob@b SIP/2.0", "1 INVITE", { body: "v=0\r\n" });
const OK = sip("SIP/2.0 200 OK", "1 INVITE", { tag: "2" });
const BYE = sip("BYE sip:bob@b SIP/2.0", "2 BYE", { tag: "2" });

/** What was read, as `time method status from`. */
const read = (bytes: Uint8Array): string[] =>
  readSipCapture(bytes).messages.map(
    ({ time, method, status, from }) => `${time.toFixed(6)} ${method} ${status ?? "–"} ${from}`,
  );

describe("by hand", () => {
  const whole = ["0.250000 INVITE – 10.0.0.1:5061"];
  const invite = udp(octets(INVITE));
  test.each<readonly [string, number, Octets]>([
    ["Ethernet", 1, ether(ip4(invite))],
    ["a VLAN in a VLAN", 1, ether([0, 5, 0x81, 0, 0, 6, 8, 0, ...ip4(invite)], [0x88, 0xa8])],
    ["Linux cooked", 113, [...Array<number>(14).fill(0), 8, 0, ...ip4(invite)]],
    ["Linux cooked, version 2", 276, [8, 0, ...Array<number>(18).fill(0), ...ip4(invite)]],
    ["raw IP", 101, ip4(invite)],
    ["IP in IP", 101, ip4(ip4(invite), { protocol: 4, ends: [8, 9] })],
    ["BSD's loopback", 0, [2, 0, 0, 0, ...ip4(invite)]],
  ])("%s", (_, link, frame) => {
    for (const file of [
      pcap(link, [[0.25, frame]]),
      pcap(link, [[0.25, frame]], true, true),
      pcapng(link, [[0.25, frame]]),
    ])
      expect(read(file)).toEqual(whole);
  });
  test("IPv6, behind hop-by-hop options, in fragments", () => {
    const [first, rest] = [invite.slice(0, 96), invite.slice(96)];
    const part = (data: Octets, offset: number, more: number): Octets =>
      ip6([44, 0, 1, 4, 0, 0, 0, 0, 17, 0, ...u16(offset | more), ...u32(77), ...data], 0);
    const frames = [part(rest, 96, 0), part(first, 0, 1)].map(
      (frame, i) => [i / 4, ether(frame, [0x86, 0xdd])] as const,
    );
    expect(read(pcap(1, frames))).toEqual(["0.250000 INVITE – [fd00::1]:5061"]);
  });
  test("IPv4 in fragments that come in another order, one twice", () => {
    const part = (at: number, to: number, more: number) =>
      ip4(invite.slice(at, to), { id: 9, flags: (at / 8) | (more << 13) });
    const frames = [part(80, 160, 1), part(160, invite.length, 0), part(80, 160, 1), part(0, 80, 1)];
    expect(
      read(
        pcap(
          101,
          frames.map((frame, i) => [i / 10, frame] as const),
        ),
      ),
    ).toEqual(["0.300000 INVITE – 10.0.0.1:5061"]);
    expect(
      read(
        pcap(101, [
          [0, part(0, 80, 1)],
          [1, ip4(udp(octets(BYE)))],
        ]),
      ),
    ).toHaveLength(1);
  });
  test("TCP: segments out of order and sent again, two messages in one, sequence numbers that go round, a gap", () => {
    const text = octets(`\r\n\r\n${INVITE}${BYE}`);
    const [zero, cut, second] = [0xffffff00, 100, 300];
    const at = (from: number, to: number, time: number) =>
      [
        time,
        ip4(tcp(text.slice(from, to), (zero + 1 + from) >>> 0), {
          protocol: 6,
        }),
      ] as const;
    const syn = [0, ip4(tcp([], zero, 2), { protocol: 6 })] as const;
    const frames = [syn, at(second, text.length, 0.1), at(0, cut, 0.2), at(0, cut, 0.3), at(cut, second, 0.4)];
    const both = ["0.400000 INVITE – 10.0.0.1:5061", "0.400000 BYE – 10.0.0.1:5061"];
    expect(read(pcap(101, frames))).toEqual(both);
    const joined = INVITE.length + 4;
    // what lies between is missing
    expect(() => read(pcap(101, [syn, at(0, cut, 0.2), at(joined, text.length, 0.3)]))).toThrow(/no SIP message in 3/);
    expect(read(pcap(101, [at(cut, second, 0.1), at(second, text.length, 0.2)]))).toEqual([
      "0.200000 BYE – 10.0.0.1:5061",
    ]); // from the middle on
  });
  test("a call through a proxy: set-up, ring, hold, time in the proxy, a retransmission and a copy", () => {
    const say = (time: number, ends: readonly [number, number], text: string) =>
      [time, ip4(udp(octets(text), 5060), { ends: [...ends] })] as const;
    const invite2 = sip("INVITE sip:bob@b SIP/2.0", "1 INVITE", { vias: 2 });
    const ringing = (vias: number) => sip("SIP/2.0 180 Ringing", "1 INVITE", { vias, tag: "2" });
    const ok2 = sip("SIP/2.0 200 OK", "1 INVITE", { vias: 2, tag: "2" });
    const ack = sip("ACK sip:bob@b SIP/2.0", "1 ACK", { tag: "2" });
    const over = sip("SIP/2.0 200 OK", "2 BYE", { tag: "2" });
    const file = pcap(101, [
      say(0, [1, 2], INVITE),
      say(0.0001, [1, 2], INVITE), // seen twice
      say(0.5, [1, 2], INVITE), // T1
      say(0.503, [2, 3], invite2),
      say(0.6, [3, 2], ringing(2)),
      say(0.601, [2, 1], ringing(1)),
      say(4.6, [3, 2], ok2),
      say(4.602, [2, 1], OK),
      say(4.7, [1, 3], ack),
      say(64.7, [1, 3], BYE),
      say(64.8, [3, 1], over),
    ]);
    const capture = readSipCapture(file);
    expect([capture.copies, capture.packets, capture.messages.length]).toEqual([1, 11, 10]);
    const { forwarded, retransmissions } = sipTraffic(capture);
    expect(retransmissions).toBe(1);
    expect(forwarded.map(({ host, message, time }) => `${host} ${message} ${time.toFixed(4)}`)).toEqual([
      "10.0.0.2 INVITE 0.5030",
      "10.0.0.2 180 0.0010",
      "10.0.0.2 200 0.0020",
    ]);
    const [call] = captureCalls(file, { onTheWay: 0 }).calls;
    expect(call).toMatchObject({
      caller: "alice",
      callee: "bob",
      outcome: "answered",
      start: 1_772_366_400,
    });
    expect(call!.ring).toBeCloseTo(4.602 - 0.601, 6);
    expect(call!.hold).toBeCloseTo(60, 6);
    const quantities = new Map(
      captureEvidence(file, "x", { onTheWay: 0 }).conditions[0]!.quantities.map((one) => [
        one.metric,
        one.estimate.mean,
      ]),
    );
    expect(quantities.get("callSetupTime")).toBeCloseTo(4.602, 6);
    expect(quantities.get("srd")).toBeCloseTo(0.601, 6);
    expect([quantities.get("createdCalls"), quantities.get("successfulCalls")]).toEqual([1, 1]);
  });
});

test("a capture without SIP, or without a call, is refused by what it holds", () => {
  const none = (link: number, frame: Octets) => () => captureCalls(pcap(link, [[0, frame]]), { onTheWay: 0 });
  expect(none(105, ether(ip4(udp(octets(INVITE)))))).toThrow(
    /no SIP message in 1 packet: packets of link type 105 are not read/,
  );
  expect(none(1, ether(ip4(udp(octets(OK)))))).toThrow(/1 SIP message, of which none is an INVITE/);
  const { quantities } = captureEvidence(pcap(101, [[0, ip4(udp(octets(OK)))]]), "x", { onTheWay: 0 }).conditions[0]!;
  expect(quantities.map(({ metric }) => metric)).toEqual(["retransmissions", "registrations"]);
});

/** Callers over two proxies, hops of 1 ms, users who register in the first second. */
const SERVICE = `title: captured
network: { delay: 1 ms }
architecture: { preset: iprs, active: 2, standby: 0, tiers: { proxies: { service: { each: { exponential: 0.3 ms } } } } }
traffic:
  users: 20
  registration: { expires: 60 s, within: 1 s }
  calls: { rate: 30/s, duration: 2 s, start: 2 s, ring: { exponential: 50 ms }, hold: 100 ms, busy: 10 % }
run: { replications: 1 }
`;

/** What tshark takes for SIP: time, method of the request or status, Call-ID, CSeq. */
function dissected(file: string): string[][] {
  const fields = ["frame.time_epoch", "sip.Method", "sip.Status-Code", "sip.Call-ID", "sip.CSeq"].flatMap((field) => [
    "-e",
    field,
  ]);
  const { stdout } = spawnSync("tshark", ["-r", file, "-Y", "sip", "-T", "fields", ...fields], {
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  return stdout
    .trim()
    .split("\n")
    .map((line) => line.split("\t"));
}

test("a capture of our own says what the run said that wrote it, and tshark the same", async () => {
  const [scenario, file] = [join(folder, "captured.yaml"), join(folder, "captured.pcapng")];
  writeFileSync(scenario, SERVICE);
  const traced = await invoke("trace", scenario, "--as", "pcapng", "--out", file);
  expect(traced.code, traced.stderr).toBe(0);
  const { metrics } = JSON.parse((await invoke("run", scenario, "--json")).stdout);
  const bytes = readFileSync(file);
  const { conditions } = captureEvidence(bytes, file, { onTheWay: 0.001 });
  const found = new Map(conditions[0]!.quantities.map((one) => [one.metric, one.estimate.mean]));
  for (const metric of ["createdCalls", "successfulCalls"])
    expect(found.get(metric), metric).toBe(metrics[metric].mean);
  const { calls: captured, forwarded, registrations } = sipTraffic(readSipCapture(bytes));
  const answered = captured.filter(({ status }) => status === 200);
  const mean = (times: readonly number[]) => times.reduce((sum, time) => sum + time, 0) / times.length;
  const hop = 0.001;
  const times = {
    callSetupTime: answered.map(({ begin, decided }) => decided! - begin + hop),
    srd: answered.map(({ begin, ringing }) => ringing! - begin + hop),
    processingTime: forwarded.filter(({ message }) => message === "INVITE").map(({ time }) => time - hop),
    rrd: registrations.map(({ time }) => time! + hop),
  };
  for (const [metric, values] of Object.entries(times))
    expect(mean(values) / metrics[metric].mean, metric).toBeCloseTo(1, 4);
  const words = ["--on-the-way", "1ms", "--quiet"];
  const compared = await invoke("compare", scenario, file, ...words, "--expect", "compatible", "--json");
  expect(compared.code, compared.stderr).toBe(0);
  const { comparisons, identical } = JSON.parse(compared.stdout);
  const named = [...identical, ...comparisons.map(({ metric }: { metric: string }) => metric)];
  expect(named).toEqual(expect.arrayContaining(["createdCalls", "callSetupTime", "processingTime", "rrd", "srd"]));
  const late = await invoke("compare", scenario, file, "--quiet", "--expect", "compatible");
  expect(late.code).toBe(1); // a hop too few, and one too many
  const service = await invoke(
    "calibrate",
    "service",
    file,
    ...words,
    "--only",
    "message=INVITE",
    "--bootstrap",
    "0",
    "--json",
  );
  expect(JSON.parse(service.stdout).about).toContain("values of processingTime_s");
  const calls = await invoke("calibrate", "calls", file, ...words, "--bootstrap", "0", "--json");
  expect(JSON.parse(calls.stdout).outcomes.busy.calls).toBe(found.get("finalResponses.486"));
  expect((await invoke("calibrate", "lifetimes", file)).code).toBe(2);
  if (!hasTshark) return;
  const { messages, base, copies } = readSipCapture(bytes);
  const sinceBase = (time: string) => `${Number(time.split(".")[0]) - base}.${time.split(".")[1]}`;
  const theirs = dissected(file).map(
    ([time, method, status, callId, cseq]) => `${sinceBase(time!)} ${method || status} ${callId} ${cseq}`,
  );
  const ours = messages.map(
    ({ time, method, status, callId, cseq }) => `${time.toFixed(9)} ${status ?? method} ${callId} ${cseq} ${method}`,
  );
  expect(copies).toBe(0);
  expect(ours).toEqual(theirs);
});

test("mutants of a capture are read or refused", async () => {
  const file = pcapng(1, [
    [0, ether(ip4(udp(octets(INVITE))))],
    [0.1, ether(ip4(tcp(octets(OK + BYE), 7), { protocol: 6 }))],
    [0.2, ether(ip6(udp(octets(BYE))), [0x86, 0xdd])],
  ]);
  const files = [
    file,
    pcap(1, [
      [0, ether(ip4(udp(octets(INVITE))))],
      [1, ether(ip4(udp(octets(OK), 5060, 5061), { ends: [2, 1] }))],
    ]),
  ];
  const random = new Stream("captures", 14, 0);
  let readable = 0;
  for (let i = less(600, 20_000); i > 0; i--) {
    let mutant = Buffer.from(files[i % 2]!);
    for (let n = 1 + random.integer(4); n > 0; n--) mutant[random.integer(mutant.length)] = random.integer(256);
    if (random.bernoulli(0.3)) mutant = mutant.subarray(0, random.integer(mutant.length));
    try {
      for (const { estimate } of captureEvidence(mutant, "x", { onTheWay: 0 }).conditions[0]!.quantities)
        expect(Number.isFinite(estimate.mean)).toBe(true);
      captureCalls(mutant, { onTheWay: 0 });
      readable++;
    } catch (error) {
      if (!(error instanceof CaptureProblem)) throw error;
    }
  }
  expect(readable).toBeGreaterThan(100);
  writeFileSync(join(folder, "last.pcap"), files[1]!);
});

test("a capture in which nobody sends a message on holds no service times, and says so", () => {
  const one = pcap(1, [[0, ether(ip4(udp(octets(INVITE))))]]);
  expect(() => captureTable(one, { onTheWay: 0 })).toThrow(/no message that a host took and sent on/);
});
