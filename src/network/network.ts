import type { EventCode, Lane } from "../kernel/engine.ts";
import type { Stream } from "../random/stream.ts";
import { Addresses } from "./addresses.ts";
import { ArpEntries } from "./arp-entries.ts";
import { laneOf, Order, timeOn } from "./drawn-lane.ts";
import { HostInterfaces } from "./host-interfaces.ts";
import { type Impairment, Links } from "./links.ts";
import { toOf } from "./message.ts";
import type { NetworkParts, Receiver } from "./network-parts.ts";
import { STEERED, type Steering } from "./steering.ts";
import type { LossReason, Tap } from "./tap.ts";
import { TcpSegments } from "./tcp-segments.ts";

/** Hosts and addresses that an envelope can name. */
const ADDRESSES = 2 ** 12 - 1;

/**
 * Switched LANs, one or several. A message goes to an address; which host that is, is decided when it arrives, by what its sender's
 * neighbourhood believes (ARP entries). Every host has an address of its own with the same number; virtual addresses follow. A host that does
 * not have the address a message is for drops it. One LAN whose links stay whole takes the short way: one delay, one table of ARP entries.
 * Where hosts are in several sites, or links can break, each host has its own table, and delay, loss and reachability belong to pairs of hosts.
 * Where delays are drawn, datagrams overtake each other; what goes over a connection does not.
 *
 * Not modelled: ICMP (measured to make no difference: it is rate-limited and ignored by the user agents).
 */
export class Network {
  readonly hosts: number;
  readonly addresses: Addresses;
  /** Mean one-way delay of a hop within a site [s]. */
  readonly delay: number;
  /** The host that the first host (the callers) sends an address's traffic to; on one LAN everybody does. */
  readonly resolve: Int32Array;
  /** Whether a host's cable is plugged in and the host has power. */
  readonly attached: Uint8Array;
  tap: Tap | null = null;
  /** Who takes the messages of each host. */
  readonly receivers: Receiver[];
  readonly #hop: Lane;
  readonly #order = new Order();
  readonly #loss: number;
  readonly #random: Stream;
  readonly #arrive: EventCode;
  readonly #lost: (message: number, reason: LossReason) => void;
  /** Links between pairs of hosts, where they differ or can break; else null. */
  readonly #links: Links | null;
  /** Whether links can break during a run. */
  readonly breaks: boolean;
  /** By sender: what arrives from it, where links differ. */
  readonly #arriveFrom: EventCode[] = [];
  /** By address: what decides where each message goes. */
  readonly #steering = new Map<number, Steering>();
  /** How neighbours come to know who has an address, and how long they believe what is no longer so. */
  readonly entries: ArpEntries;
  /** Whether messages pass at hosts; of each host, whether they do at once. */
  readonly interfaces: HostInterfaces;
  readonly #open: Uint8Array;
  /** One LAN whose links stay whole and lose nothing. */
  readonly #isSound: boolean;
  /** Whether somebody asks for connections, who is refused by a dead process and unheard where nobody has the address. */
  isConnectionOriented = false;
  readonly #mended: (() => void)[] = [];
  readonly #moved: (() => void)[] = [];
  /** What is said over TCP connections. */
  readonly segments: TcpSegments;

  /** @throws RangeError for more hosts and addresses than an envelope can name */
  constructor({ engine, options, hosts, virtualAddresses, random, lost, apart }: NetworkParts) {
    if (hosts + virtualAddresses > ADDRESSES)
      throw new RangeError(`${hosts} hosts and ${virtualAddresses} addresses are more than ${ADDRESSES}`);
    this.hosts = hosts;
    this.#links = apart ? new Links(hosts, apart.sites, engine, this.#order) : null;
    this.breaks = apart?.breaks ?? false;
    this.addresses = new Addresses(hosts, virtualAddresses, apart !== undefined);
    [this.resolve, this.interfaces] = [this.addresses.believed[0]!, new HostInterfaces(hosts)];
    [this.attached, this.#open] = [this.interfaces.attached, this.interfaces.open];
    this.#isSound = apart === undefined && options.loss === 0;
    this.receivers = new Array<Receiver>(hosts).fill(() => {});
    this.#hop = laneOf(engine, this.#order, [options.delay]);
    [this.delay, this.#loss, this.#random, this.#lost] = [this.#hop.delay, options.loss, random, lost];
    this.#arrive = engine.register("arrive", (message, envelope) => {
      this.#deliver(this.resolve[toOf(envelope)]!, message, envelope);
    });
    if (apart)
      for (let from = 0; from < hosts; from++)
        this.#arriveFrom.push(engine.register("arrive", (message, envelope) => this.#arrived(from, message, envelope)));
    this.entries = new ArpEntries(engine, this.addresses, apart ? hosts : 1, {
      isAttached: (host) => this.attached[host] === 1,
      reaches: (from, to) => this.reaches(from, to),
      delay: (from, to) => this.delayBetween(from, to),
      isCut: (from, to) => this.#links?.isCut(from, to) ?? false,
      learnt: () => this.#tellOfChange(),
    });
    this.segments = new TcpSegments(engine, hosts, {
      hostFor: (from, message, envelope) => this.#nextHost(from, message, envelope),
      obstacle: (from, to) =>
        this.reaches(from, to) ? null : this.#links?.isCut(from, to) ? "partition" : "unreachable",
      loses: (from, to) => {
        const loss = this.#links?.loss(from, to) ?? this.#loss;
        return loss > 0 && this.#random.uniform() < loss;
      },
      lane: (from, to) => this.#links?.lane(from, to) ?? this.#hop,
      sent: (from, message, envelope) => this.tap?.sent(from, message, envelope),
      lost: (message, envelope, reason) => this.tap?.lost(message, envelope, reason),
      arrived: (host, message, envelope) => this.#deliver(host, message, envelope),
      again: (from, message, envelope, attempt) => this.sendByTcp(from, message, envelope, attempt),
      late: (from, message, envelope) => this.#sendAs(from, message, envelope, true),
    });
    this.reset();
  }

  /** Whether messages may get lost on the way. */
  get isLossy(): boolean {
    return this.#loss > 0 || this.breaks || (this.#links?.isLossy ?? false);
  }

  /** Every host is attached, has its own address, and nobody a virtual one; all links are whole. */
  reset(): void {
    for (const part of [this.addresses, this.entries, this.interfaces, this.#links, this.#order, this.segments])
      part?.reset();
    this.#steering.clear();
  }

  /** Says who takes the messages of a host. */
  connect(host: number, receiver: Receiver): void {
    this.receivers[host] = receiver;
  }

  /** A host has a virtual address from now on; whom others believe to have it is another matter. */
  configure(address: number, host: number): void {
    this.addresses.configure(host, address);
    this.#changed();
  }

  /** A host gives an address up, and tells nobody. */
  release(address: number, host: number): void {
    this.addresses.release(host, address);
    this.#changed();
  }

  /** Whether a host's cable is plugged in and the host has power, from now on. */
  plug(host: number, isAttached: boolean): void {
    this.interfaces.plug(host, isAttached);
    this.#changed();
  }

  /** Who wants to know when hosts may have come to have other addresses, to be believed or to be reached otherwise. */
  onChange(hears: () => void): void {
    this.#moved.push(hears);
  }

  #changed(): void {
    this.entries.review();
    this.#tellOfChange();
  }

  #tellOfChange(): void {
    for (const hears of this.#moved) hears();
  }

  /** A host has a virtual address, and everybody knows. */
  assign(address: number, host: number): void {
    this.addresses.configure(host, address);
    for (let observer = 0; observer < this.hosts; observer++) this.addresses.learn(observer, address, host);
  }

  /** Whether an address leads different askers to different hosts. */
  isSteered(address: number): boolean {
    return this.#steering.has(address);
  }

  /** Several hosts have a virtual address, and from now on each message to it goes where the steering says. */
  steer(address: number, steering: Steering, hosts: readonly number[]): void {
    this.#steering.set(address, steering);
    for (const host of hosts) this.addresses.configure(host, address);
    for (let observer = 0; observer < this.hosts; observer++) this.addresses.learn(observer, address, STEERED);
  }

  /** Whether what a host sends can arrive at another now, or what its detectors say. */
  reaches(from: number, to: number, what: "anything" | "watches" = "anything"): boolean {
    const isApart = (what === "watches" ? this.#links?.isDeaf(from, to) : this.#links?.isCut(from, to)) ?? false;
    return this.attached[from] === 1 && this.attached[to] === 1 && (from === to || !isApart);
  }

  /** Sends a message from a host on its way; it arrives one hop later at whoever then has the address. */
  send(from: number, message: number, envelope: number): void {
    if (this.#isSound && this.tap === null && this.#open[from] === 1) this.#hop.send(this.#arrive, message, envelope);
    else this.#sendAs(from, message, envelope, false);
  }

  /** @param isCarried whether TCP has seen to it that no link loses the message */
  #sendAs(from: number, message: number, envelope: number, isCarried: boolean): void {
    if (this.#open[from] === 0) {
      const later = this.#sendAs.bind(this, from, message, envelope, isCarried);
      if (this.interfaces.keep(from, later)) return;
    }
    if (this.tap !== null) this.tap.sent(from, message, envelope);
    const loss = isCarried ? 0 : this.#loss;
    if (this.attached[from] === 0) this.#lose(message, envelope, "unreachable");
    else if (this.#links !== null) this.#sendApart(this.#links, from, message, envelope, isCarried);
    else if (loss > 0 && this.#random.uniform() < loss) this.#lose(message, envelope, "linkLoss");
    else this.#hop.send(this.#arrive, message, envelope);
  }

  /** The same over a connection between two that know it (by number, if there are several): what a link loses comes later. */
  carry(from: number, message: number, envelope: number, connection = -1): void {
    if (this.segments.isDelayed(from, message, envelope)) return;
    this.#order.begin(from, toOf(envelope), connection);
    this.#sendAs(from, message, envelope, true);
    this.#order.end();
  }

  /** A host sends what cannot get to its user: no connection leads there, or the NAT before him lets nothing in. */
  sendInVain(from: number, message: number, envelope: number): void {
    if (this.tap !== null) this.tap.sent(from, message, envelope);
    this.#lose(message, envelope, "flowMissing");
  }

  /** How long what goes from a host to another now takes, or after so many hops to and fro [s]. */
  delayBetween(from: number, to: number, hops = 1): number {
    return timeOn(this.#links?.lane(from, to) ?? this.#hop, hops);
  }

  /** How long what goes from a host to another takes on average [s]. */
  readonly meanDelayBetween = (from: number, to: number): number => (this.#links?.lane(from, to) ?? this.#hop).delay;

  #lose(message: number, envelope: number, reason: LossReason): void {
    if (this.tap !== null) this.tap.lost(message, envelope, reason);
    this.#lost(message, reason);
  }

  /** The same over a TCP connection: what does not arrive is sent again, as long as the connection lives. */
  sendByTcp(from: number, message: number, envelope: number, attempt = 0): void {
    this.segments.send(from, message, envelope, attempt);
  }

  /** A host tells its neighbours by gratuitous ARP that it has an address. */
  announce(address: number, host: number): void {
    if (this.tap !== null) this.tap.announced(address, host);
    this.entries.teach(address, host);
  }

  /** Who wants to know when something that was wrong with links has ended. */
  onMend(hears: () => void): void {
    this.#mended.push(hears);
  }

  /** Something goes wrong with links. Only where the network was built to break. */
  impair(impairment: Impairment): void {
    this.#links!.impair(impairment);
    this.#changed();
  }

  /** It ends. */
  mend(impairment: Impairment): void {
    this.#links!.mend(impairment);
    this.#changed();
    for (const hears of this.#mended) hears();
  }

  /** What is wrong with links, in the order in which it began. */
  get impairments(): readonly Impairment[] {
    return this.#links?.impairments ?? [];
  }

  /** The host that a message will go to, as its sender sees it now; itself where nobody has the address. */
  #nextHost(from: number, message: number, envelope: number): number {
    const host = this.hostFor(from, message, envelope);
    return host < 0 ? from : host;
  }

  /** The host that a message goes to if it is sent now, as its sender believes; −1: nobody has the address. */
  hostFor(from: number, message: number, envelope: number): number {
    const host = this.addresses.believed[from]![toOf(envelope)]!;
    return host === STEERED ? this.#steering.get(toOf(envelope))!.hostFor(message) : host;
  }

  #sendApart(links: Links, from: number, message: number, envelope: number, isCarried: boolean): void {
    const to = this.#nextHost(from, message, envelope);
    const loss = isCarried ? 0 : links.lossOfDatagram(from, to);
    if (links.stops(message, from, to)) this.#lose(message, envelope, "partition");
    else if (loss > 0 && this.#random.uniform() < loss) this.#lose(message, envelope, "linkLoss");
    else links.lane(from, to).send(this.#arriveFrom[from]!, message, envelope);
  }

  #arrived(from: number, message: number, envelope: number): void {
    const host = this.hostFor(from, message, envelope);
    if (host >= 0 && this.#links!.stops(message, from, host)) this.#lose(message, envelope, "partition");
    else this.#deliver(host, message, envelope);
  }

  #deliver(host: number, message: number, envelope: number): void {
    if (this.#open[host] === 1 && this.addresses.has(host, toOf(envelope))) {
      if (this.tap !== null) this.tap.arrived(host, message, envelope);
      this.receivers[host]!(message, envelope);
    } else if (host === STEERED) this.#deliver(this.#steering.get(toOf(envelope))!.hostFor(message), message, envelope);
    else if (!this.interfaces.keep(host, this.#deliver.bind(this, host, message, envelope)))
      this.#lose(message, envelope, "unreachable");
  }
}
