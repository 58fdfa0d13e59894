/**
 * Packets of a capture file: pcap with its magic numbers of microseconds and nanoseconds in either byte order, and pcapng.
 * Source: draft-ietf-opsawg-pcap and draft-ietf-opsawg-pcapng.
 */

/** One packet as it was captured. */
export interface Packet {
  /** From the begin of the capture's first second [s]. */
  readonly time: number;
  /** LINKTYPE of the interface. */
  readonly link: number;
  /** As much of it as was kept. */
  readonly data: Uint8Array;
  /** Whether it was longer on the wire. */
  readonly isCut: boolean;
}

/** The packets of a file. */
export interface Packets {
  /** The second in which the first packet was captured [s since 1970]. */
  readonly base: number;
  readonly packets: readonly Packet[];
  /** What wrote it, where it says so; "" otherwise. */
  readonly writer: string;
  /** Where the file breaks off, as a byte; null where it ends as it should. */
  readonly brokenAt: number | null;
}

/** A file that is no capture, or one of which nothing can be read. */
export class CaptureProblem extends Error {
  override readonly name = "CaptureProblem";
  readonly found: string;
  readonly expected: string;

  constructor(found: string, expected: string) {
    super(`found ${found}; expected ${expected}`);
    this.found = found;
    this.expected = expected;
  }
}

const SECTION = 0x0a0d0d0a;
/** By the first four bytes, little-endian: byte order and units in a second. */
const PCAP: ReadonlyMap<number, { readonly little: boolean; readonly units: bigint; readonly extra: number }> = new Map(
  [
    [0xa1b2c3d4, { little: true, units: 1_000_000n, extra: 0 }],
    [0xd4c3b2a1, { little: false, units: 1_000_000n, extra: 0 }],
    [0xa1b23c4d, { little: true, units: 1_000_000_000n, extra: 0 }],
    [0x4d3cb2a1, { little: false, units: 1_000_000_000n, extra: 0 }],
    // Kuznetzov's variant has eight bytes more in front of each packet.
    [0xa1b2cd34, { little: true, units: 1_000_000n, extra: 8 }],
    [0x34cdb2a1, { little: false, units: 1_000_000n, extra: 8 }],
  ],
);

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const magicOf = (bytes: Uint8Array): number => (bytes.length < 24 ? 0 : viewOf(bytes).getUint32(0, true));

/** Whether bytes begin as a capture does. */
export const isCapture = (bytes: Uint8Array): boolean => magicOf(bytes) === SECTION || PCAP.has(magicOf(bytes));

/** Packets in whole numbers, before their times are counted from the first second. */
interface Stamped extends Omit<Packet, "time"> {
  /** Nanoseconds since 1970. */
  readonly ns: bigint;
}

/** @throws CaptureProblem for bytes that are no capture, or hold no packet */
export function packetsOf(bytes: Uint8Array): Packets {
  if (!isCapture(bytes)) throw new CaptureProblem("a file that is no capture", "pcap or pcapng");
  const { stamped, writer, brokenAt } = magicOf(bytes) === SECTION ? readBlocks(bytes) : readRecords(bytes);
  const [first] = stamped;
  if (first === undefined) throw new CaptureProblem("a capture without a packet", "packets with SIP over UDP or TCP");
  const second = 1_000_000_000n;
  let earliest = first.ns;
  for (const { ns } of stamped) if (ns < earliest) earliest = ns;
  const base = earliest / second;
  const packets = stamped.map(({ ns, ...packet }) => ({ ...packet, time: Number(ns - base * second) / 1e9 }));
  return { base: Number(base), packets, writer, brokenAt };
}

interface Read {
  readonly stamped: readonly Stamped[];
  readonly writer: string;
  readonly brokenAt: number | null;
}

function readRecords(bytes: Uint8Array): Read {
  const view = viewOf(bytes);
  const { little, units, extra } = PCAP.get(magicOf(bytes))!;
  const link = view.getUint32(20, little) & 0xffff;
  const stamped: Stamped[] = [];
  const head = 16 + extra;
  let at = 24;
  for (; at + head <= bytes.length; ) {
    const [seconds, part] = [view.getUint32(at, little), view.getUint32(at + 4, little)];
    const [kept, whole] = [view.getUint32(at + 8, little), view.getUint32(at + 12, little)];
    if (at + head + kept > bytes.length) break;
    const ns = BigInt(seconds) * 1_000_000_000n + (BigInt(part) * 1_000_000_000n) / units;
    stamped.push({ ns, link, data: bytes.subarray(at + head, at + head + kept), isCut: kept < whole });
    at += head + kept;
  }
  return { stamped, writer: "", brokenAt: at === bytes.length ? null : at };
}

interface Interface {
  readonly link: number;
  /** Units of its times in a second. */
  readonly units: bigint;
  /** Added to its times [s]. */
  readonly offset: bigint;
}

const [INTERFACE, OLD_PACKET, PACKET] = [1, 2, 6];
const [WRITER, RESOLUTION, OFFSET] = [4, 9, 14];

function readBlocks(bytes: Uint8Array): Read {
  const view = viewOf(bytes);
  const stamped: Stamped[] = [];
  let [interfaces, little, writer, at]: [Interface[], boolean, string, number] = [[], true, "", 0];
  while (at + 12 <= bytes.length) {
    if (view.getUint32(at, true) === SECTION) {
      little = view.getUint32(at + 8, true) === 0x1a2b3c4d;
      interfaces = [];
    }
    const [type, length] = [view.getUint32(at, little), view.getUint32(at + 4, little)];
    if (length < 12 || length % 4 !== 0 || at + length > bytes.length) break;
    const body = { bytes: bytes.subarray(at + 8, at + length - 4), little };
    if (type === SECTION) writer ||= textOption(body, 16);
    else if (type === INTERFACE && body.bytes.length >= 8) interfaces.push(interfaceOf(body));
    else if ((type === PACKET || type === OLD_PACKET) && body.bytes.length >= 20) {
      const packet = packetOf(body, type === OLD_PACKET, interfaces);
      if (packet !== null) stamped.push(packet);
    }
    at += length;
  }
  return { stamped, writer, brokenAt: at === bytes.length ? null : at };
}

interface Body {
  readonly bytes: Uint8Array;
  readonly little: boolean;
}

function packetOf({ bytes, little }: Body, isOld: boolean, interfaces: readonly Interface[]): Stamped | null {
  const view = viewOf(bytes);
  const one = interfaces[isOld ? view.getUint16(0, little) : view.getUint32(0, little)];
  const [kept, whole] = [view.getUint32(12, little), view.getUint32(16, little)];
  if (one === undefined || 20 + kept > bytes.length) return null;
  const units = (BigInt(view.getUint32(4, little)) << 32n) | BigInt(view.getUint32(8, little));
  const ns = (units * 1_000_000_000n) / one.units + one.offset * 1_000_000_000n;
  return { ns, link: one.link, data: bytes.subarray(20, 20 + kept), isCut: kept < whole };
}

/** Options from a place of a block on, by code; those that do not fit into it end the list. */
function* optionsOf({ bytes, little }: Body, from: number): Generator<{ code: number; value: Uint8Array }> {
  const view = viewOf(bytes);
  for (let at = from; at + 4 <= bytes.length; ) {
    const [code, length] = [view.getUint16(at, little), view.getUint16(at + 2, little)];
    if (code === 0 || at + 4 + length > bytes.length) return;
    yield { code, value: bytes.subarray(at + 4, at + 4 + length) };
    at += 4 + length + ((4 - (length % 4)) % 4);
  }
}

function textOption(body: Body, from: number): string {
  for (const { code, value } of optionsOf(body, from)) if (code === WRITER) return new TextDecoder().decode(value);
  return "";
}

function interfaceOf(body: Body): Interface {
  const link = viewOf(body.bytes).getUint16(0, body.little);
  let [units, offset] = [1_000_000n, 0n];
  for (const { code, value } of optionsOf(body, 8)) {
    const exponent = BigInt((value[0] ?? 6) & 0x7f);
    if (code === RESOLUTION) units = (value[0] ?? 0) & 0x80 ? 1n << exponent : 10n ** exponent;
    if (code === OFFSET && value.length === 8) offset = viewOf(value).getBigInt64(0, body.little);
  }
  return { link, units, offset };
}
