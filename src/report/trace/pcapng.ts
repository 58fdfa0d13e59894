import { Octets } from "./octets.ts";

/**
 * The capture file format of Wireshark, as far as it is needed (draft-ietf-opsawg-pcapng): one section, one Ethernet interface with
 * times in nanoseconds, names for addresses, and packets with comments. Little-endian.
 */

/** Simulated time 0 is the first of June 2008, the month of the thesis, at midnight UTC [s since 1970]. */
export const EPOCH = Date.UTC(2008, 5, 1) / 1000;

const [SECTION, INTERFACE, NAMES, PACKET] = [0x0a0d0d0a, 1, 4, 6];
const ETHERNET = 1;
const [COMMENT, USER_APPLICATION, INTERFACE_NAME, TIME_RESOLUTION] = [1, 4, 2, 9];
const IPV4_NAME = 1;
const EPOCH_NS = BigInt(EPOCH) * 1_000_000_000n;

function block(type: number, body: Octets): Uint8Array {
  const padded = body.pad(4).toBytes();
  const length = padded.length + 12;
  return new Octets(length).u32(type, true).u32(length, true).bytes(padded).u32(length, true).toBytes();
}

const option = (body: Octets, code: number, text: string): Octets => {
  const bytes = new TextEncoder().encode(text);
  return body.u16(code, true).u16(bytes.length, true).bytes(bytes).pad(4);
};

const endOfOptions = (body: Octets): Octets => body.u32(0);

/** What a capture begins with. */
export function captureHead(comment: string, names: ReadonlyMap<number, string>): Uint8Array {
  const section = new Octets().u32(0x1a2b3c4d, true).u16(1, true).u16(0, true).u32(0xffffffff).u32(0xffffffff);
  endOfOptions(option(option(section, COMMENT, comment), USER_APPLICATION, "sipnines"));
  const lan = new Octets().u16(ETHERNET, true).u16(0).u32(0);
  option(lan, INTERFACE_NAME, "simulated LAN").u16(TIME_RESOLUTION, true).u16(1, true).u8(9).pad(4);
  endOfOptions(lan);
  const directory = new Octets();
  for (const [ip, name] of names) {
    const bytes = new TextEncoder().encode(name);
    directory
      .u16(IPV4_NAME, true)
      .u16(4 + bytes.length + 1, true)
      .u32(ip)
      .bytes(bytes)
      .u8(0)
      .pad(4);
  }
  endOfOptions(directory);
  const blocks = [block(SECTION, section), block(INTERFACE, lan), block(NAMES, directory)];
  return new Octets(512).bytes(blocks[0]!).bytes(blocks[1]!).bytes(blocks[2]!).toBytes();
}

/** One packet, captured at a simulated time [s]. */
export function capturedPacket(time: number, frame: Uint8Array, comment: string | null): Uint8Array {
  const ns = EPOCH_NS + BigInt(Math.round(time * 1e9));
  const body = new Octets(frame.length + 64)
    .u32(0)
    .u32(Number(ns >> 32n), true)
    .u32(Number(ns & 0xffffffffn), true)
    .u32(frame.length, true)
    .u32(frame.length, true)
    .bytes(frame)
    .pad(4);
  if (comment !== null) endOfOptions(option(body, COMMENT, comment));
  return block(PACKET, body);
}
