import { checksum, Octets } from "./octets.ts";

/** An IPv4 address as 32 bits. */
export type Ip = number;
/** An Ethernet address, 6 bytes. */
export type Mac = Uint8Array;

export const ipText = (ip: Ip): string => [24, 16, 8, 0].map((shift) => (ip >>> shift) & 0xff).join(".");

/** Hosts are 10.0.0.0/16, virtual addresses 10.1.0.0/16, each by number from 1. */
export const hostIp = (host: number): Ip => 0x0a000001 + host;
export const virtualIp = (index: number): Ip => 0x0a010001 + index;

/** Contacts of the callees, by number from 1: 10.2.0.1 and up. */
export const contactIp = (contact: number): Ip => 0x0a020000 + contact;

/** Every host has one network card, with a locally administered address. */
export const macOf = (host: number): Mac => Uint8Array.of(2, 0, 0, 0, (host + 1) >>> 8, (host + 1) & 0xff);
const BROADCAST: Mac = new Uint8Array(6).fill(0xff);
/** Where a frame goes if nobody answers for its address. */
export const NOBODY: Mac = new Uint8Array(6);

const VRRP_GROUP: Ip = 0xe0000012; // 224.0.0.18
const VRRP_MAC: Mac = Uint8Array.of(0x01, 0x00, 0x5e, 0, 0, 0x12);

const IPV4 = 0x0800;
const ARP = 0x0806;
const [TCP, UDP, VRRP] = [6, 17, 112];

export interface Ends {
  readonly fromMac: Mac;
  readonly toMac: Mac;
  readonly from: Ip;
  readonly to: Ip;
}

const ethernet = (to: Mac, from: Mac, type: number): Octets => new Octets(1024).bytes(to).bytes(from).u16(type);

/** An Ethernet frame with an IPv4 packet (RFC 791), without options and not to be fragmented. */
function ipv4(
  { fromMac, toMac, from, to }: Ends,
  protocol: number,
  ttl: number,
  id: number,
  payload: Uint8Array,
): Uint8Array {
  const header = new Octets(20)
    .u8(0x45)
    .u8(0)
    .u16(20 + payload.length)
    .u16(id & 0xffff)
    .u16(0x4000)
    .u8(ttl)
    .u8(protocol)
    .u16(0)
    .u32(from)
    .u32(to);
  header.put16(10, checksum(header.toBytes()));
  return ethernet(toMac, fromMac, IPV4).bytes(header.toBytes()).bytes(payload).toBytes();
}

/** What the checksums of TCP, UDP and VRRP version 3 cover of the IP header. */
const pseudoHeader = (from: Ip, to: Ip, protocol: number, length: number): Uint8Array =>
  new Octets(12).u32(from).u32(to).u8(0).u8(protocol).u16(length).toBytes();

/** A datagram (RFC 768). */
export function udpFrame(ends: Ends, fromPort: number, toPort: number, id: number, text: string): Uint8Array {
  const body = new Octets(8 + text.length).u16(fromPort).u16(toPort).u16(0).u16(0).text(text);
  body.put16(4, body.length);
  const sum = checksum(pseudoHeader(ends.from, ends.to, UDP, body.length), body.toBytes());
  return ipv4(ends, UDP, 64, id, body.put16(6, sum || 0xffff).toBytes());
}

export const FLAGS = { SYN: 0x02, SYN_ACK: 0x12, RST_ACK: 0x14, ACK: 0x10, PSH_ACK: 0x18 } as const;

/** What stands in a TCP segment; left out, it has no data. */
export interface SegmentSaid {
  readonly flags: number;
  readonly sequence: number;
  readonly acknowledgement: number;
  readonly text?: string;
}

/** A TCP segment (RFC 9293); one without data is all that a connection check needs. */
export function tcpFrame(
  ends: Ends,
  fromPort: number,
  toPort: number,
  id: number,
  { flags, sequence, acknowledgement, text = "" }: SegmentSaid,
): Uint8Array {
  const body = new Octets(20 + text.length)
    .u16(fromPort)
    .u16(toPort)
    .u32(sequence)
    .u32(acknowledgement)
    .u8(0x50)
    .u8(flags)
    .u16(flags === FLAGS.RST_ACK ? 0 : 64240)
    .u16(0)
    .u16(0)
    .text(text);
  body.put16(16, checksum(pseudoHeader(ends.from, ends.to, TCP, body.length), body.toBytes()));
  return ipv4(ends, TCP, 64, id, body.toBytes());
}

/** A gratuitous ARP request (RFC 826, RFC 5227 §3): "who has my own address?", to everybody. */
export const gratuitousArp = (mac: Mac, ip: Ip): Uint8Array =>
  ethernet(BROADCAST, mac, ARP).u16(1).u16(IPV4).u8(6).u8(4).u16(1).bytes(mac).u32(ip).bytes(NOBODY).u32(ip).toBytes();

export interface Advertisement {
  readonly version: 2 | 3;
  readonly router: number;
  /** 0 … 255. */
  readonly priority: number;
  /** Between two of them [s]. */
  readonly interval: number;
  readonly addresses: readonly Ip[];
}

/** A VRRP advertisement (RFC 3768 §5 for version 2, RFC 5798 §5 for version 3), to the multicast group of all VRRP routers. */
export function vrrpFrame(mac: Mac, from: Ip, id: number, advertisement: Advertisement): Uint8Array {
  const { version, router, priority, interval, addresses } = advertisement;
  const body = new Octets(64)
    .u8((version << 4) | 1)
    .u8(router)
    .u8(priority)
    .u8(addresses.length);
  // Version 2 counts seconds, and has no authentication any more; version 3 counts hundredths.
  if (version === 2) body.u8(0).u8(Math.max(1, Math.min(255, Math.round(interval))));
  else body.u16(Math.max(1, Math.min(0xfff, Math.round(interval * 100))));
  body.u16(0);
  for (const address of addresses) body.u32(address);
  if (version === 2) body.u32(0).u32(0);
  const covered = version === 3 ? [pseudoHeader(from, VRRP_GROUP, VRRP, body.length)] : [];
  body.put16(6, checksum(...covered, body.toBytes()));
  return ipv4({ fromMac: mac, toMac: VRRP_MAC, from, to: VRRP_GROUP }, VRRP, 255, id, body.toBytes());
}
