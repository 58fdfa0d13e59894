/** The SIP messages of a capture, as they were sent and sent again. */
import { counted } from "../../units/number.ts";
import { CaptureProblem, packetsOf } from "./packets.ts";
import { SegmentReader } from "./segments.ts";
import { SipStream } from "./sip-stream.ts";
import { type SipHead, sipHead } from "./sip-text.ts";

/** One message on one hop. */
export interface CapturedMessage extends SipHead {
  /** From the begin of the capture's first second [s]; over TCP of its last segment. */
  readonly time: number;
  /** Address and port. */
  readonly from: string;
  readonly to: string;
  /** Whether the same message had gone the same way before: a retransmission. */
  readonly isAgain: boolean;
}

/** All that is said in SIP. */
export interface SipCapture {
  /** The second in which it begins [s since 1970]. */
  readonly base: number;
  /** From there to its last packet [s]. */
  readonly until: number;
  /** In order of time. */
  readonly messages: readonly CapturedMessage[];
  readonly packets: number;
  /** Packets that were captured twice, or passed on as they came; in no other count. */
  readonly copies: number;
  /** Whether sipnines wrote it: then every packet is stamped with the time at which it was sent. */
  readonly isSimulated: boolean;
  /** What was not read, in sentences. */
  readonly notes: readonly string[];
}

/** The same packet so shortly after itself was captured at two places of one host [s]. */
const TWICE = 0.005;
/** To another network card so shortly it was passed on; the shortest timer of SIP, T1, is 500 ms [s]. */
const PASSED_ON = 0.4;

/** @throws CaptureProblem for bytes that are no capture, or hold no SIP message */
export function readSipCapture(bytes: Uint8Array): SipCapture {
  const { base, packets, writer, brokenAt } = packetsOf(bytes);
  const reader = new SegmentReader();
  const streams = new Map<string, SipStream>();
  const seen = new Map<string, { readonly time: number; readonly card: string }>();
  const messages: CapturedMessage[] = [];
  let copies = 0;
  let until = 0;
  const take = (text: string, time: number, ends: { from: string; to: string; card: string }): void => {
    const head = sipHead(text);
    if (head === null) return;
    const { from, to, card } = ends;
    const key = `${from} ${to} ${head.status ?? ""} ${head.method} ${head.callId} ${head.cseq} ${head.branch} ${head.vias} ${head.toTag}`;
    const before = seen.get(key);
    if (before !== undefined && time - before.time < (before.card === card ? TWICE : PASSED_ON)) {
      copies++;
      return;
    }
    if (before === undefined) seen.set(key, { time, card });
    messages.push({ ...head, time, from, to, isAgain: before !== undefined });
  };
  for (const packet of packets.toSorted((a, b) => a.time - b.time)) {
    until = Math.max(until, packet.time);
    const segment = reader.read(packet);
    if (segment === null) continue;
    if (segment.tcp === null) {
      take(Buffer.from(segment.payload).toString("latin1"), packet.time, segment);
      continue;
    }
    const way = `${segment.from} ${segment.to}`;
    const stream = streams.get(way) ?? new SipStream();
    streams.set(way, stream);
    for (const text of stream.add(segment)) take(text, packet.time, segment);
  }
  const { links, cut } = reader.other;
  const strange = [...streams.values()].filter(({ isStrange }) => isStrange).length;
  const told: readonly (readonly [boolean, string])[] = [
    [brokenAt !== null, `the file breaks off at byte ${brokenAt}; what stands before is read.`],
    [
      links.size > 0,
      `packets of link type ${[...links].join(", ")} are not read: Ethernet, Linux cooked, loopback and raw IP are.`,
    ],
    [cut > 0, `${cut} packets were cut when they were captured (snaplen): what is behind the cut is missing.`],
    [strange > 0, `${strange} directions of TCP carry no SIP in clear, such as TLS or WebSocket, and are not read.`],
  ];
  const notes = told.flatMap(([isSo, text]) => (isSo ? [text] : []));
  if (messages.length === 0)
    throw new CaptureProblem(
      [`no SIP message in ${counted(packets.length, "packet")}`, ...notes].join(": ").replace(/\.$/, ""),
      "packets with SIP over UDP or TCP",
    );
  return { base, until, messages, packets: packets.length, copies, isSimulated: writer === "sipnines", notes };
}
