/**
 * Addresses on the network. Every host has one of its own with the same number; virtual addresses follow. Which hosts have a
 * virtual address configured is one thing; whom each host believes to have it (its ARP entry) is another.
 */
export class Addresses {
  readonly hosts: number;
  readonly count: number;
  /** By observer: the host that its traffic to an address goes to, −1 if nobody. On one undivided LAN all share one table. */
  readonly believed: readonly Int32Array[];
  /** By virtual address and host: whether the host has it. */
  readonly #configured: Uint8Array;
  readonly #virtual: number;

  /** @param apart whether hosts may come to believe different things */
  constructor(hosts: number, virtualAddresses: number, apart: boolean) {
    this.hosts = hosts;
    this.count = hosts + virtualAddresses;
    this.#virtual = virtualAddresses;
    const shared = new Int32Array(this.count);
    this.believed = Array.from({ length: hosts }, () => (apart ? new Int32Array(this.count) : shared));
    this.#configured = new Uint8Array(hosts * virtualAddresses);
    this.reset();
  }

  /** Everybody has its own address, and nobody a virtual one. */
  reset(): void {
    for (const table of this.believed)
      for (let address = 0; address < this.count; address++) table[address] = address < this.hosts ? address : -1;
    this.#configured.fill(0);
  }

  /** Whether the host takes what is sent to the address. */
  has(host: number, address: number): boolean {
    return address < this.hosts
      ? host === address
      : this.#configured[host * this.#virtual + address - this.hosts] === 1;
  }

  configure(host: number, address: number): void {
    this.#configured[host * this.#virtual + address - this.hosts] = 1;
  }

  release(host: number, address: number): void {
    this.#configured[host * this.#virtual + address - this.hosts] = 0;
  }

  /** Hosts that have a virtual address. */
  owners(address: number): number[] {
    const owners: number[] = [];
    for (let host = 0; host < this.hosts; host++) if (this.has(host, address)) owners.push(host);
    return owners;
  }

  /** Virtual addresses that a host has. */
  of(host: number): number[] {
    const all: number[] = [];
    for (let address = this.hosts; address < this.count; address++) if (this.has(host, address)) all.push(address);
    return all;
  }

  /** The observer sends what is for the address to the host from now on. */
  learn(observer: number, address: number, host: number): void {
    this.believed[observer]![address] = host;
  }
}
