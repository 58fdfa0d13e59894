/**
 * Bindings in the memory of the proxies: each host has a table of its own for each address it serves (or stands by for),
 * as in the thesis, where every user registers with every active SAP.
 */
export class Memory {
  readonly #hosts: number;
  readonly #addresses: number;
  readonly #users: number;
  readonly #expiresAt: Float64Array;

  /** @param hosts, addresses, users how many there are; all are numbered from 0 */
  constructor(hosts: number, addresses: number, users: number) {
    this.#hosts = hosts;
    this.#addresses = addresses;
    this.#users = users;
    this.#expiresAt = new Float64Array(hosts * addresses * users);
  }

  reset(): void {
    this.#expiresAt.fill(0);
  }

  /** A host's memory is empty: its process has started again. */
  forget(host: number): void {
    const size = this.#addresses * this.#users;
    this.#expiresAt.fill(0, host * size, (host + 1) * size);
  }

  /** A host gets to know what another knows. */
  copy(from: number, to: number): void {
    const size = this.#addresses * this.#users;
    for (let i = 0; i < size; i++) {
      const known = this.#expiresAt[from * size + i]!;
      if (known > this.#expiresAt[to * size + i]!) this.#expiresAt[to * size + i] = known;
    }
  }

  /** Entries that a host's memory has room for. */
  get sizeOfHost(): number {
    return this.#addresses * this.#users;
  }

  /** The place behind the next bindings that a host knows, from a place on, so many at most. */
  placeBehind(host: number, place: number, most: number, now: number): number {
    const size = this.sizeOfHost;
    let found = 0;
    let i = place;
    for (; i < size && found < most; i++) if (this.#expiresAt[host * size + i]! > now) found++;
    return i;
  }

  /** A host gets to know what another knows between two places, but for what it knows better; returns how many it had not known. */
  copyPart(from: number, to: number, [place, until]: readonly [number, number], now: number): number {
    const size = this.sizeOfHost;
    let news = 0;
    for (let i = place; i < until; i++) {
      const known = this.#expiresAt[from * size + i]!;
      const own = this.#expiresAt[to * size + i]!;
      if (known <= now || known <= own) continue;
      if (own <= now) news++;
      this.#expiresAt[to * size + i] = known;
    }
    return news;
  }

  has(host: number, address: number, user: number, now: number): boolean {
    return this.#expiresAt[this.#index(host, address, user)]! > now;
  }

  put(host: number, address: number, user: number, expiresAt: number): void {
    this.#expiresAt[this.#index(host, address, user)] = expiresAt;
  }

  #index(host: number, address: number, user: number): number {
    if (host >= this.#hosts || address >= this.#addresses || user >= this.#users)
      throw new RangeError(`no binding table for host ${host}, address ${address}, user ${user}`);
    return (host * this.#addresses + address) * this.#users + user;
  }
}
