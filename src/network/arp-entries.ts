import type { Engine, EventCode } from "../kernel/engine.ts";
import type { Addresses } from "./addresses.ts";
import { envelopeOf, toOf, viaOf } from "./message.ts";

/** How it stands between two hosts, and who wants to know of news. */
export interface Reach {
  /** Whether a host's cable is plugged in and the host has power. */
  isAttached(host: number): boolean;
  /** Whether what one sends can arrive at the other. */
  reaches(from: number, to: number): boolean;
  /** One-way delay [s]. */
  delay(from: number, to: number): number;
  /** Whether links between them are cut, whatever becomes of the hosts themselves. */
  isCut(from: number, to: number): boolean;
  /** An entry has changed. */
  learnt(): void;
}

const NONE = -1;

/**
 * How neighbours learn who has an address, by what its owner tells them, and how long they believe what is no longer so (RFC 1122 §2.3.2.1). An entry that leads to a host which does not have the address
 * any more, or which cannot be reached, lives until it runs out: from the moment at which another has the address, or the way to
 * the host is cut. Then its owner is asked for by broadcast, at once and as long as nobody answers.
 *
 * Linux holds an entry reachable for 15 to 45 s, waits 5 s for a sign of life and then asks the host itself three times, a second
 * apart (`base_reachable_time`, `delay_first_probe_time`, `ucast_solicit` of net.ipv4.neigh): 23 to 53 s.
 */
export class ArpEntries {
  readonly #engine: Engine;
  readonly #addresses: Addresses;
  readonly #observers: number;
  readonly #reach: Reach;
  readonly #learn: EventCode;
  readonly #learnApart: EventCode;
  readonly #runOut: EventCode;
  /** By observer and address: the timer of an entry that does not lead to the owner; whether it has run out. */
  readonly #timer: Float64Array;
  readonly #isOut: Uint8Array;
  /** By host: how many of its next gratuitous ARPs are lost. */
  readonly #mute: Float64Array;
  /** By virtual address: how long entries live [s]; none, where addresses do not move. */
  readonly #life = new Map<number, { sample(): number }>();
  readonly #conflicts: ((host: number, address: number, by: number) => void)[] = [];

  /** @param observers how many hosts have entries of their own; 1 where all share those of the first */
  constructor(engine: Engine, addresses: Addresses, observers: number, reach: Reach) {
    this.#engine = engine;
    this.#addresses = addresses;
    this.#observers = observers;
    this.#reach = reach;
    this.#timer = new Float64Array(observers * addresses.count);
    this.#isOut = new Uint8Array(observers * addresses.count);
    this.#mute = new Float64Array(addresses.hosts);
    this.#learn = engine.register("ARP entries change", (address, host) => {
      if (reach.isAttached(host) && addresses.has(host, address))
        for (let observer = 0; observer < addresses.hosts; observer++) this.#hear(observer, address, host);
    });
    this.#learnApart = engine.register("ARP entry changes", (pair, host) => {
      const [observer, address] = [viaOf(pair), toOf(pair)];
      if (addresses.has(host, address) && reach.reaches(host, observer)) this.#hear(observer, address, host);
    });
    this.#runOut = engine.register("ARP entry runs out", (observer, address) => {
      const entry = this.#indexOf(observer, address);
      this.#timer[entry] = NONE;
      this.#isOut[entry] = 1;
      this.#review(observer, address);
    });
    this.reset();
  }

  reset(): void {
    this.#timer.fill(NONE);
    this.#isOut.fill(0);
    this.#mute.fill(0);
  }

  /**
   * A host tells its neighbours that it has an address: they send what is for it there from one hop later on, if they can be reached
   * then. Another host that has the address as well notices the conflict (RFC 5227 §2.4).
   */
  teach(address: number, host: number): void {
    if (this.#observers === 1) {
      this.#engine.after(this.#reach.delay(host, host), this.#learn, address, host);
      return;
    }
    for (let observer = 0; observer < this.#observers; observer++)
      if (observer !== host)
        this.#engine.after(this.#reach.delay(host, observer), this.#learnApart, envelopeOf(address, observer), host);
    this.#hear(host, address, host);
  }

  /** Who wants to know when a host hears another announce an address that it has itself. */
  onConflict(hears: (host: number, address: number, by: number) => void): void {
    this.#conflicts.push(hears);
  }

  /** An observer hears that a host has an address. */
  #hear(observer: number, address: number, host: number): void {
    const isNews = this.#addresses.believed[observer]![address] !== host;
    this.#addresses.learn(observer, address, host);
    if (isNews) {
      this.review();
      this.#reach.learnt();
    }
    if (observer === host || !this.#addresses.has(observer, address) || !this.#reach.reaches(host, observer)) return;
    for (const hears of this.#conflicts) hears(observer, address, host);
  }

  /** From now on the next so many gratuitous ARPs of a host are lost; Infinity: all. */
  loseAnnouncements(host: number, count: number): void {
    this.#mute[host] = count;
  }

  /** Whether the gratuitous ARP that a host sends now is lost. */
  losesAnnouncement(host: number): boolean {
    if (this.#mute[host] === 0) return false;
    this.#mute[host]!--;
    return true;
  }

  /** Entries for an address that can move live so long. */
  live(address: number, life: { sample(): number }): void {
    this.#life.set(address, life);
  }

  /** Something has changed: who has an address, whom somebody believes, or who reaches whom. */
  review(): void {
    for (const address of this.#life.keys())
      for (let observer = 0; observer < this.#observers; observer++) this.#review(observer, address);
  }

  #indexOf(observer: number, address: number): number {
    return observer * this.#addresses.count + address;
  }

  #review(observer: number, address: number): void {
    const entry = this.#indexOf(observer, address);
    const believed = this.#addresses.believed[observer]![address]!;
    if (this.#addresses.has(believed, address) && this.#reach.reaches(observer, believed)) {
      if (this.#timer[entry]! >= 0) this.#engine.cancel(this.#timer[entry]!);
      this.#timer[entry] = NONE;
      this.#isOut[entry] = 0;
      return;
    }
    if (this.#timer[entry]! >= 0) return;
    const owner = this.#addresses.owners(address).find((host) => this.#reach.reaches(observer, host));
    if (this.#isOut[entry] === 1) {
      if (owner === undefined) return;
      this.#isOut[entry] = 0;
      this.#addresses.learn(observer, address, owner);
      this.#reach.learnt();
    } else if (owner !== undefined || this.#reach.isCut(observer, believed))
      this.#timer[entry] = this.#engine.timer(this.#life.get(address)!.sample(), this.#runOut, observer, address);
  }
}
