import { type Ends, FLAGS, type Ip, tcpFrame } from "./frames.ts";

const SIP_PORT = 5060;
/**
 * Ports of user agents: by user, and another one for each connection. All are above SIP's, since Wireshark asks the protocol of the lower port first
 * what a segment is, and would take SIP from port 1883 for MQTT.
 */
const FIRST_PORT = 5100;
const PORTS = 0xffff - FIRST_PORT;
const NEXT_PORT = 7919;

/** A connection: its port at the user agent, and the next sequence number of either side. */
interface Stream {
  readonly port: number;
  user: number;
  server: number;
}

const FROM_USER = "user";
type Side = "user" | "server";

/**
 * Connections as a capture has them: one stream for each user, address of his agent and address of the service, or for two addresses of servers
 * (user −1), with sequence numbers that follow each other. What is said over TLS is shown as it is inside.
 */
export class TcpStreams {
  readonly #streams = new Map<string, Stream>();

  /** A message, from a user or for him. */
  said(ends: Ends, user: number, from: Side, number: number, text: string): Uint8Array {
    return this.#segment(ends, user, from, number, { flags: FLAGS.PSH_ACK, text });
  }

  /** A segment without data: of a SYN the numbers begin anew. */
  control(ends: Ends, user: number, from: Side, number: number, flags: number): Uint8Array {
    return this.#segment(ends, user, from, number, { flags, text: "" });
  }

  #segment(
    ends: Ends,
    user: number,
    from: Side,
    number: number,
    { flags, text }: { readonly flags: number; readonly text: string },
  ): Uint8Array {
    const [agent, service]: [Ip, Ip] = from === FROM_USER ? [ends.from, ends.to] : [ends.to, ends.from];
    const key = `${user} ${agent} ${service}`;
    const known = this.#streams.get(key);
    const stream = known === undefined || flags === FLAGS.SYN ? beginning(user, known?.port) : known;
    this.#streams.set(key, stream);
    const other: Side = from === FROM_USER ? "server" : FROM_USER;
    const sequence = stream[from];
    const acknowledgement = flags === FLAGS.SYN ? 0 : stream[other];
    const counts = flags === FLAGS.SYN || flags === FLAGS.SYN_ACK ? 1 : text.length;
    stream[from] = (stream[from] + counts) >>> 0;
    const [fromPort, toPort] = from === FROM_USER ? [stream.port, SIP_PORT] : [SIP_PORT, stream.port];
    return tcpFrame(ends, fromPort, toPort, number, { flags, sequence, acknowledgement, text });
  }
}

function beginning(user: number, before: number | undefined): Stream {
  const port =
    before === undefined
      ? FIRST_PORT + ((user + PORTS) % PORTS)
      : FIRST_PORT + ((before - FIRST_PORT + NEXT_PORT) % PORTS);
  return { port, user: Math.imul(user + 1, 0x9e3779b1) >>> 0, server: Math.imul(port, 0x85ebca6b) >>> 0 };
}
