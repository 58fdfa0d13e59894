/**
 * What UDP and TCP carry in the packets of a capture: link layers, IPv4 with fragments, IPv6 with its extension headers, IP in IP.
 * Source: LINKTYPE values of tcpdump.org; RFC 791, 768, 2003, 2473, 8200, 9293.
 */
import type { Packet } from "./packets.ts";

/** A UDP datagram, or a segment of TCP. */
export interface Segment {
  readonly time: number;
  /** Address and port. */
  readonly from: string;
  readonly to: string;
  /** Where the link layer sent it, as hexadecimal digits; "" where that is not in the packet. */
  readonly card: string;
  readonly tcp: { readonly sequence: number; readonly isSyn: boolean; readonly isEnd: boolean } | null;
  readonly payload: Uint8Array;
}

/** Reads packets one after the other: fragments of one datagram lie in several. */
export class SegmentReader {
  readonly #fragments = new Map<string, Fragments>();
  /** Packets that carried neither UDP nor TCP, by why. */
  readonly other = { links: new Set<number>(), cut: 0 };

  read({ time, link, data, isCut }: Packet): Segment | null {
    const frame = linked(data, link);
    if (frame === null) {
      if (!KNOWN_LINKS.has(link)) this.other.links.add(link);
      return null;
    }
    let packet = frame.version === 4 ? ipv4(frame.data) : ipv6(frame.data);
    let payload = packet && this.#whole(packet, time);
    for (let deep = 0; packet !== null && payload !== null && TUNNELS.has(packet.protocol) && deep < DEEPEST; deep++) {
      packet = packet.protocol === IPV4_IN ? ipv4(payload) : ipv6(payload);
      payload = packet && this.#whole(packet, time);
    }
    if (packet === null || payload === null) return null;
    if (isCut) this.other.cut++;
    return transported(packet, payload, { time, card: frame.card });
  }

  #whole(packet: IpPacket, time: number): Uint8Array | null {
    return packet.fragment === null ? packet.payload : this.#joined(packet, packet.fragment, time);
  }

  /** The whole, if this was the last fragment that was missing. */
  #joined({ from, to, protocol, payload }: IpPacket, fragment: Fragment, time: number): Uint8Array | null {
    const key = `${from} ${to} ${protocol} ${fragment.id}`;
    let known = this.#fragments.get(key);
    if (known === undefined || time - known.time > FRAGMENT_LIFE) {
      if (this.#fragments.size >= FRAGMENTED_MAX) this.#fragments.delete(this.#fragments.keys().next().value!);
      known = { time, parts: new Map(), end: null };
      this.#fragments.set(key, known);
    }
    known.parts.set(fragment.offset, payload);
    if (!fragment.isMore) known.end = fragment.offset + payload.length;
    if (known.end === null || known.end > DATAGRAM_MAX) return null;
    const whole = new Uint8Array(known.end);
    let reached = 0;
    for (const [offset, part] of [...known.parts].sort(([a], [b]) => a - b)) {
      if (offset > reached || offset + part.length > known.end) return null;
      whole.set(part, offset);
      reached = Math.max(reached, offset + part.length);
    }
    if (reached < known.end) return null;
    this.#fragments.delete(key);
    return whole;
  }
}

interface Fragments {
  readonly time: number;
  readonly parts: Map<number, Uint8Array>;
  end: number | null;
}
/** Datagrams whose fragments are waited for, and for how long [s]. */
const FRAGMENTED_MAX = 1000;
const FRAGMENT_LIFE = 60;
const DATAGRAM_MAX = 65_535;

const [ETHERNET, NULL, LOOP, SLL, SLL2] = [1, 0, 108, 113, 276];
const RAW = new Set([12, 14, 101, 228, 229]);
const KNOWN_LINKS = new Set([ETHERNET, NULL, LOOP, SLL, SLL2, ...RAW]);
const [IPV4, IPV6] = [0x0800, 0x86dd];
const VLANS = new Set([0x8100, 0x88a8, 0x9100]);

const u16 = (data: Uint8Array, at: number): number => ((data[at] ?? 0) << 8) | (data[at + 1] ?? 0);
const u32 = (data: Uint8Array, at: number): number => u16(data, at) * 65_536 + u16(data, at + 2);
const hex = (data: Uint8Array): string => [...data].map((byte) => byte.toString(16).padStart(2, "0")).join("");

interface Frame {
  readonly version: 4 | 6;
  readonly data: Uint8Array;
  readonly card: string;
}

/** What the link layer carries, if that is IP. */
function linked(data: Uint8Array, link: number): Frame | null {
  const typed = (type: number, at: number, card: string): Frame | null => {
    if (type !== IPV4 && type !== IPV6) return null;
    return { version: type === IPV4 ? 4 : 6, data: data.subarray(at), card };
  };
  if (link === ETHERNET) {
    let at = 12;
    while (VLANS.has(u16(data, at))) at += 4;
    return typed(u16(data, at), at + 2, hex(data.subarray(0, 6)));
  }
  if (link === SLL) return typed(u16(data, 14), 16, "");
  if (link === SLL2) return typed(u16(data, 0), 20, "");
  const raw = RAW.has(link) ? data : link === NULL || link === LOOP ? data.subarray(4) : data.subarray(data.length);
  const version = (raw[0] ?? 0) >> 4;
  return version === 4 || version === 6 ? { version, data: raw, card: "" } : null;
}

interface Fragment {
  readonly id: number;
  /** In bytes. */
  readonly offset: number;
  readonly isMore: boolean;
}

interface IpPacket {
  readonly from: string;
  readonly to: string;
  readonly protocol: number;
  readonly payload: Uint8Array;
  readonly fragment: Fragment | null;
}

function ipv4(data: Uint8Array): IpPacket | null {
  const head = ((data[0] ?? 0) & 0x0f) * 4;
  // A length of 0 is left to the network card (segmentation offload).
  const length = u16(data, 2) || data.length;
  if (head < 20 || data.length < head || length < head) return null;
  const flags = u16(data, 6);
  const [offset, isMore] = [(flags & 0x1fff) * 8, (flags & 0x2000) !== 0];
  const ip = (at: number) => data.subarray(at, at + 4).join(".");
  return {
    ...{ from: ip(12), to: ip(16), protocol: data[9]!, payload: data.subarray(head, Math.min(length, data.length)) },
    fragment: offset > 0 || isMore ? { id: u16(data, 4), offset, isMore } : null,
  };
}

/** Headers between that of IPv6 and the payload: hop-by-hop, routing, destination options. */
const EXTENSIONS = new Set([0, 43, 60]);
const FRAGMENT_HEADER = 44;

function ipv6(data: Uint8Array): IpPacket | null {
  if (data.length < 40) return null;
  const end = Math.min(data.length, u16(data, 4) === 0 ? data.length : 40 + u16(data, 4));
  const ip = (at: number) =>
    `[${Array.from({ length: 8 }, (_, i) => u16(data, at + 2 * i).toString(16))
      .join(":")
      .replace(/\b0(?::0)+\b/, ":")
      .replace(/:{3,}/, "::")}]`;
  let [protocol, at, fragment]: [number, number, Fragment | null] = [data[6]!, 40, null];
  while ((EXTENSIONS.has(protocol) || protocol === FRAGMENT_HEADER) && at + 8 <= end) {
    const next = data[at]!;
    if (protocol === FRAGMENT_HEADER) {
      const flags = u16(data, at + 2);
      fragment = { id: u32(data, at + 4), offset: flags & 0xfff8, isMore: (flags & 1) === 1 };
      at += 8;
    } else at += 8 + data[at + 1]! * 8;
    protocol = next;
  }
  if (at > end) return null;
  return { from: ip(8), to: ip(24), protocol, payload: data.subarray(at, end), fragment };
}

const [TCP, UDP, IPV4_IN, IPV6_IN] = [6, 17, 4, 41];
/** IP in IP (RFC 2003, RFC 2473), so often at most. */
const TUNNELS = new Set([IPV4_IN, IPV6_IN]);
const DEEPEST = 4;
const [FIN, SYN, RST] = [1, 2, 4];

function transported(
  { from, to, protocol }: IpPacket,
  data: Uint8Array,
  seen: Pick<Segment, "time" | "card">,
): Segment | null {
  const ends = { from: `${from}:${u16(data, 0)}`, to: `${to}:${u16(data, 2)}` };
  if (protocol === UDP && data.length >= 8)
    return { ...seen, ...ends, tcp: null, payload: data.subarray(8, Math.max(8, Math.min(u16(data, 4), data.length))) };
  if (protocol !== TCP || data.length < 20) return null;
  const head = (data[12]! >> 4) * 4;
  const flags = data[13]!;
  const tcp = { sequence: u32(data, 4), isSyn: (flags & SYN) !== 0, isEnd: (flags & (FIN | RST)) !== 0 };
  return head < 20 || head > data.length ? null : { ...seen, ...ends, tcp, payload: data.subarray(head) };
}
