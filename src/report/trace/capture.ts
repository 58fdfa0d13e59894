import { CHANNELS_PER_WATCH, watchOf } from "../../architecture/watching.ts";
import { detectorKind } from "../../detectors/description.ts";
import { mechanismOf } from "../../detectors/simulated.ts";
import { channelOf } from "../../ha/signal.ts";
import { extraOf, subjectOf } from "../../network/message.ts";
import type { Segment } from "../../network/tap.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { type Transport, transportOf } from "../../sip/connections/transport.ts";
import {
  isBegunByCallee,
  isChallenge,
  isInDialog,
  isOfCallee,
  isOfFlow,
  isSip,
  isStaleChallenge,
  Kind,
  WITH_CREDENTIALS,
} from "../../sip/message.ts";
import { type Spoken, sipText } from "../../sip/wire.ts";
import { formOf, statusOf } from "../../sip/wire-form.ts";
import type { Packet, TraceEvent } from "../../trace/event.ts";
import { isVirtual, type Participants } from "../../trace/participants.ts";
import { Recent } from "../../trace/recent.ts";
import { SAID } from "../../trace/said.ts";
import {
  type Advertisement,
  contactIp,
  type Ends,
  FLAGS,
  gratuitousArp,
  hostIp,
  type Ip,
  ipText,
  macOf,
  NOBODY,
  tcpFrame,
  udpFrame,
  virtualIp,
  vrrpFrame,
} from "./frames.ts";
import { capturedPacket, captureHead } from "./pcapng.ts";
import { TcpStreams } from "./tcp-streams.ts";
import { Vias } from "./vias.ts";

const SIP_PORT = 5060;
/** Port of heartbeats (IANA ha-cluster). */
const HA_CLUSTER = 694;
/** Messages remembered to tell those that come again. */
const REMEMBERED = 1 << 18;

interface Held {
  readonly at: number;
  readonly frame: Uint8Array;
  comment: string | null;
  known: boolean;
}

/**
 * Writes the traffic of a run as a capture, as if every packet had been seen on one LAN at the moment it was sent. A packet is
 * held back until its fate is known, for one hop or so, because a lost one says so in a comment. What a host sent into its own
 * cut cable was never on the wire and is left out; of the copies that the simulation makes of a multicast one is written.
 */
export class Capture {
  readonly #scenario: Scenario;
  readonly #write: (bytes: Uint8Array) => void;
  readonly #held: Held[] = [];
  readonly #flying = new Map<number, Held>();
  #begun = false;
  #multicast = "";
  /** Packets written, and SIP messages among them by what they say: "INVITE", "200 BYE". */
  packets = 0;
  readonly counts = new Map<string, number>();
  /**
   * SIP messages that had been seen before between the same two IP addresses: those sent again, and those that a director passes
   * on as they came. Wireshark calls them resent.
   */
  again = 0;
  readonly #seen = new Recent<string, true>(REMEMBERED);
  readonly #vias: Vias;
  readonly #streams = new TcpStreams();
  /** How Vias call the transport between servers. */
  readonly #between: string;

  constructor(scenario: Scenario, write: (bytes: Uint8Array) => void) {
    this.#scenario = scenario;
    this.#vias = new Vias(scenario.architecture);
    const { over = "udp" } = scenario.architecture.tiers.find(({ transport }) => transport)?.transport ?? {};
    this.#between = VIA[over];
    this.#write = write;
  }

  hear(event: TraceEvent, participants: Participants): void {
    if (!this.#begun) this.begin(participants);
    if (event.kind === "connection") {
      this.#held.push(this.#connecting(event, participants));
    } else if (event.kind === "arp") {
      const frame = gratuitousArp(macOf(event.by), ipOf(event.address, participants));
      this.#held.push({ at: event.time, frame, comment: null, known: true });
    } else if (event.kind === "sent" && event.packet.onWire) {
      const { packet } = event;
      const frame = this.#frame(packet, participants);
      if (frame === null) return;
      const held: Held = { at: packet.sentAt, frame, comment: null, known: false };
      this.#held.push(held);
      this.#flying.set(packet.number, held);
    } else if (event.kind === "arrived" || event.kind === "lost") {
      const held = this.#flying.get(event.packet.number);
      if (held === undefined) return;
      this.#flying.delete(event.packet.number);
      held.known = true;
      if (event.kind === "lost")
        held.comment = `lost: ${event.cause}${event.at >= 0 ? ` at ${participants.names[event.at]}` : " on the way"}`;
    }
    while (this.#held[0]?.known) this.#release();
  }

  /** Writes what a capture begins with; a run in which nothing happens has a capture too. */
  begin(participants: Participants): void {
    this.#begun = true;
    const names = new Map(
      participants.names.map((name, number) => [ipOf(number, participants), name.replace(/[^\w.-]/g, "-")]),
    );
    const { title, run } = this.#scenario;
    this.#write(captureHead(`${title}; seed ${run.seed}; simulated time 0 is 2008-06-01 00:00:00 UTC`, names));
  }

  /** The run is over: what is still on its way is written as it is. */
  end(): void {
    while (this.#held.length > 0) this.#release();
  }

  #release(): void {
    const { at, frame, comment } = this.#held.shift()!;
    this.packets++;
    this.#write(capturedPacket(at, frame, comment));
  }

  #frame(packet: Packet, participants: Participants): Uint8Array | null {
    const { number, kind, from, towards, source, destination, message, envelope } = packet;
    const ip = (one: number): Ip =>
      packet.contact > 0 && participants.parts[one] === "callees" ? contactIp(packet.contact) : ipOf(one, participants);
    const ends: Ends = {
      fromMac: macOf(from),
      toMac: towards >= 0 ? macOf(towards) : NOBODY,
      from: ip(source),
      to: ip(destination),
    };
    if (isSip(kind)) return this.#sip(packet, ends, participants);
    const said = SAID[kind];
    if (said === undefined) return this.#signal(packet, ends, participants);
    const name = (one: number): string => participants.names[one] ?? "nobody";
    return udpFrame(ends, said.port, said.port, number, `${said.text(message, envelope, name, packet.user)}\n`);
  }

  #signal(packet: Packet, ends: Ends, participants: Participants): Uint8Array | null {
    const { message, from, sentAt, number, envelope } = packet;
    const { architecture } = this.#scenario;
    const channel = channelOf(message);
    const index = watchOf(channel, architecture);
    const { detector, tier } = architecture.watches[index]!;
    const sender = participants.names[from] ?? "nobody";
    const wire = mechanismOf(detector).wire(detector, message, envelope, sender);
    if ("text" in wire) return udpFrame(ends, HA_CLUSTER, HA_CLUSTER, number, `${wire.text}\n`);
    if ("segment" in wire) return connecting(wire.segment, ends, subjectOf(message), number);
    const multicast = `${sentAt} ${from} ${channel}`;
    if (multicast === this.#multicast) return null;
    this.#multicast = multicast;
    const { elections } = detectorKind(detector);
    const all = elections === "none" ? [] : elections.of(detector, architecture, tier);
    const router = all[channel - index * CHANNELS_PER_WATCH]!;
    const { priority } = router.members.find(({ name }) => name === sender)!;
    const said: Advertisement = {
      version: wire.version,
      router: channel + 1,
      priority: wire.priorityOf(priority),
      interval: wire.interval,
      addresses: router.addresses.map((i) => ipOf(participants.hosts + i, participants)),
    };
    return vrrpFrame(macOf(from), hostIp(from), number, said);
  }

  #sip(packet: Packet, ends: Ends, participants: Participants): Uint8Array {
    const { traffic } = this.#scenario;
    const { kind, message, envelope, said: flow, concern, cseq, user } = packet;
    const { method } = formOf(kind, flow)!;
    const status = statusOf(message, envelope, flow);
    const way = this.#vias.of(packet, status, participants);
    // The inner leg of a back-to-back user agent begins at its connection to the next tier.
    const isPassedOn = way.leg?.name === "inner" && way.path.length > 0;
    const isRefusal = kind === Kind.ACK_FAIL || (status !== null && status >= 300);
    const client = concern.of === "registration" ? "callees" : "callers";
    const said = `${status === null ? "" : `${status} `}${method}`;
    this.counts.set(said, (this.counts.get(said) ?? 0) + 1);
    const key = `${packet.source} ${packet.destination} ${message} ${status} ${cseq} ${packet.contact}`;
    if (this.#seen.get(key)) this.again++;
    this.#seen.set(key, true);
    const text = sipText({
      method,
      status,
      concern,
      cseq,
      user,
      path: way.path.map(({ at, branch }) => ({ ip: ipText(ipOf(at, participants)), branch })),
      passed: concern.of === "registration" ? 0 : way.passed,
      origin: isOfProxies(kind) ? way.origin : -1,
      refusal: !isRefusal || isOfFlow(kind) ? "none" : isOfCallee(extraOf(envelope)) ? "by the callee" : "by a server",
      credentials: credentialsIn(kind, envelope, status),
      recordRoute: traffic.recordRoute && (way.leg === undefined || way.path.length > 0),
      expires: traffic.registration.expires,
      contact: packet.contact,
      contacts: (traffic.registration.contacts ?? []).map(({ q }, i) => ({ ip: ipText(contactIp(i + 1)), q })),
      client: ipText(ipOf(way.leg?.client ?? participants.parts.indexOf(client), participants)),
      server: ipText(
        packet.contact > 0
          ? contactIp(packet.contact)
          : ipOf(way.leg?.server ?? participants.parts.indexOf("callees"), participants),
      ),
      leg: way.leg?.name ?? "whole",
      isBackwards: (way.leg?.name === "outer" && isOfMoving(kind)) || isBegunByCallee(kind),
      isInDialog: isInDialog(kind) || isOfMoving(kind),
      service: ipText(ipOf(way.target, participants)),
      target: way.target,
      transports: {
        client: isPassedOn ? this.#between : this.#transportOf(packet.connections?.client ?? -1),
        between: this.#between,
        server: this.#transportOf(packet.connections?.server ?? -1),
      },
    });
    const { hop = -1 } = packet.connections ?? {};
    if (packet.between !== null)
      return this.#streams.said(ends, hop, packet.between === "client" ? "user" : "server", packet.number, text);
    if (hop < 0) return udpFrame(ends, SIP_PORT, SIP_PORT, packet.number, text);
    const side = participants.parts[packet.from] === "proxy" ? "server" : "user";
    return this.#streams.said(ends, hop, side, packet.number, text);
  }

  /** How the Vias call the transport of a user; −1: of nobody with a connection. */
  #transportOf(user: number): string {
    const { transport } = this.#scenario.traffic;
    return user < 0 || transport === undefined ? "UDP" : VIA[transportOf(user, transport.shares)];
  }

  #connecting(event: TraceEvent & { readonly kind: "connection" }, participants: Participants): Held {
    const { what, from, to, address, user, time, client, clientAddress } = event;
    const side = from === client ? "user" : "server";
    const ip = (one: number): Ip => ipOf(one === client ? clientAddress : address, participants);
    const ends: Ends = { fromMac: macOf(from), toMac: to >= 0 ? macOf(to) : NOBODY, from: ip(from), to: ip(to) };
    const frame = this.#streams.control(ends, user, side, Math.round(time * 1e6), SEGMENTS[what]);
    return {
      at: time,
      frame,
      comment: what.includes("TLS") ? `${what} over: what follows is inside TLS` : null,
      known: true,
    };
  }
}

/** Transports as Vias name them (RFC 3261 §20.42, RFC 7118 §5.2). */
const VIA: Readonly<Record<Transport, string>> = { udp: "UDP", tcp: "TCP", tls: "TLS", ws: "WSS" };

/** What opens or ends a connection, as flags. */
const SEGMENTS: Readonly<Record<Segment, number>> = {
  SYN: FLAGS.SYN,
  "SYN-ACK": FLAGS.SYN_ACK,
  RST: FLAGS.RST_ACK,
  "TLS handshake": FLAGS.ACK,
  "resumed TLS handshake": FLAGS.ACK,
};

/** What a stateful proxy says for itself, or is answered for itself. */
const isOfProxies = (kind: number): boolean =>
  kind === Kind.ACK_FAIL || kind === Kind.CANCEL || kind === Kind.OK_CANCEL;

/** The re-INVITE of a server that moves the media, and what belongs to it. */
const isOfMoving = (kind: number): boolean => kind >= Kind.REINVITE && kind <= Kind.ACK_REINVITE;

function credentialsIn(kind: number, envelope: number, status: number | null): Spoken["credentials"] {
  const extra = extraOf(envelope);
  if (status !== null)
    return !isChallenge(extra) || status < 300 ? "none" : isStaleChallenge(extra) ? "asked again" : "asked";
  return kind !== Kind.ACK_FAIL && extra === WITH_CREDENTIALS ? "shown" : "none";
}

/** How a connection is opened to a SIP port, by a question and its answer of one subject. */
function connecting(segment: "SYN" | "SYN_ACK" | "RST_ACK", ends: Ends, subject: number, number: number): Uint8Array {
  const sequence = Math.imul(subject, 0x9e3779b1) >>> 0;
  const port = 32768 + (subject >>> 12);
  const flags = FLAGS[segment];
  if (segment === "SYN") return tcpFrame(ends, port, SIP_PORT, number, { flags, sequence, acknowledgement: 0 });
  const answer = {
    flags,
    sequence: segment === "RST_ACK" ? 0 : ~sequence >>> 0,
    acknowledgement: (sequence + 1) >>> 0,
  };
  return tcpFrame(ends, SIP_PORT, port, number, answer);
}

const ipOf = (number: number, participants: Participants): Ip =>
  isVirtual(participants, number) ? virtualIp(number - participants.hosts) : hostIp(number);
