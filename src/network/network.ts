import type { Engine, EventCode, Lane } from "../kernel/engine.ts";
import type { Stream } from "../random/stream.ts";

/** Takes a message that reached a host. */
export type Receiver = (message: number, envelope: number) => void;

/** Why the network did not deliver. */
export type LossReason = "linkLoss" | "unreachable";

/** Hears of each message when it is sent, and then of its fate. It touches nothing; where there is none, nothing is spent on it. */
export interface Tap {
  sent(from: number, message: number, envelope: number): void;
  /** It reached a host that is attached; whether the host can use it is another matter. */
  arrived(host: number, message: number, envelope: number): void;
  lost(message: number, envelope: number, reason: LossReason): void;
}

export interface NetworkOptions {
  /** One-way delay of a hop [s], ≥ 0. */
  readonly delay: number;
  /** Probability that a hop loses a message, 0 … 1. */
  readonly loss: number;
}

const ADDRESS = 0xfff; // the destination's bits in an envelope

/** First retransmission time-out of TCP on a LAN [s]: the minimum that Linux allows; it doubles with each loss (RFC 6298 §5.5). */
const TCP_TIMEOUT = 0.2;

/**
 * One switched LAN. A message goes to an address; which host that is, is decided when it arrives, by what the neighbours
 * believe (their ARP entries). Every host has an address of its own with the same number; virtual addresses follow.
 *
 * Not modelled: bandwidth, ICMP (measured to make no difference: it is rate-limited and ignored by the user agents).
 */
export class Network {
  readonly hosts: number;
  /** One-way delay of a hop [s]. */
  readonly delay: number;
  /** The host that neighbours send an address's traffic to. */
  readonly resolve: Int32Array;
  /** Whether a host's cable is plugged in and the host has power. */
  readonly attached: Uint8Array;
  tap: Tap | null = null;
  readonly #engine: Engine;
  readonly #receivers: Receiver[];
  readonly #hop: Lane;
  readonly #loss: number;
  readonly #random: Stream;
  readonly #arrive: number;
  readonly #lost: (message: number, reason: LossReason) => void;
  /** Segments lost that their senders will send again, by number. */
  readonly #unacknowledged = new Map<number, { from: number; message: number; envelope: number }>();
  readonly #sendAgain: EventCode;
  #segments = 0;

  constructor(
    engine: Engine,
    options: NetworkOptions,
    hosts: number,
    virtualAddresses: number,
    random: Stream,
    lost: (message: number, reason: LossReason) => void,
  ) {
    if (hosts + virtualAddresses > ADDRESS)
      throw new RangeError(`${hosts} hosts and ${virtualAddresses} addresses are more than ${ADDRESS}`);
    this.hosts = hosts;
    this.delay = options.delay;
    this.resolve = new Int32Array(hosts + virtualAddresses);
    this.attached = new Uint8Array(hosts);
    this.#receivers = new Array<Receiver>(hosts).fill(() => {});
    this.#hop = engine.lane(options.delay);
    this.#loss = options.loss;
    this.#random = random;
    this.#lost = lost;
    this.#arrive = engine.register("arrive", (message, envelope) => {
      const host = this.resolve[envelope & ADDRESS]!;
      if (this.attached[host] === 1) {
        if (this.tap !== null) this.tap.arrived(host, message, envelope);
        this.#receivers[host]!(message, envelope);
      } else this.#lose(message, envelope, "unreachable");
    });
    this.#sendAgain = engine.register("TCP retransmission", (segment, attempt) => {
      const { from, message, envelope } = this.#unacknowledged.get(segment)!;
      this.#unacknowledged.delete(segment);
      this.sendByTcp(from, message, envelope, attempt);
    });
    this.#engine = engine;
    this.reset();
  }

  /** Whether messages get lost on the way. */
  get isLossy(): boolean {
    return this.#loss > 0;
  }

  /** Every host is attached, owns its own address, and nobody owns a virtual one. */
  reset(): void {
    for (let address = 0; address < this.resolve.length; address++)
      this.resolve[address] = address < this.hosts ? address : -1;
    this.attached.fill(1);
    this.#unacknowledged.clear();
    this.#segments = 0;
  }

  /** Says who takes the messages of a host. */
  connect(host: number, receiver: Receiver): void {
    this.#receivers[host] = receiver;
  }

  /** Sends a message from a host on its way; it arrives one hop later at whoever then has the address. */
  send(from: number, message: number, envelope: number): void {
    if (this.tap !== null) this.tap.sent(from, message, envelope);
    if (this.attached[from] === 0) this.#lose(message, envelope, "unreachable");
    else if (this.#loss > 0 && this.#random.uniform() < this.#loss) this.#lose(message, envelope, "linkLoss");
    else this.#hop.send(this.#arrive, message, envelope);
  }

  #lose(message: number, envelope: number, reason: LossReason): void {
    if (this.tap !== null) this.tap.lost(message, envelope, reason);
    this.#lost(message, reason);
  }

  /**
   * The same over a TCP connection: what the network loses is sent again until it gets through. Whether the receiver can be
   * reached is left to the time-out of whoever waits for an answer.
   */
  sendByTcp(from: number, message: number, envelope: number, attempt = 0): void {
    if (this.attached[from] === 0) return;
    if (this.tap !== null) this.tap.sent(from, message, envelope);
    if (this.#loss === 0 || this.#random.uniform() >= this.#loss) {
      this.#hop.send(this.#arrive, message, envelope);
      return;
    }
    if (this.tap !== null) this.tap.lost(message, envelope, "linkLoss");
    const segment = this.#segments++;
    this.#unacknowledged.set(segment, { from, message, envelope });
    this.#engine.after(TCP_TIMEOUT * 2 ** attempt, this.#sendAgain, segment, attempt + 1);
  }
}
