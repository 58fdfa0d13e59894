import type { Node } from "../../../ha/node.ts";
import type { Engine } from "../../../kernel/engine.ts";
import type { Servers } from "./servers.ts";

/** Which server of a database a proxy asks, and which next when that fails. */
export interface Connections {
  /** Whom a worker asks first; undefined: none is left that has not failed lately. */
  first(slot: number, host: number): Node | undefined;
  /** Whom it asks after a failure; undefined: nobody. */
  next(slot: number, host: number): Node | undefined;
  /** How often connections to a server have broken; −1 where it has not the address that proxies ask. */
  epoch(server: Node): number;
  /** The host to which leads what was sent to another. */
  leadsTo(host: number): number;
  reset(): void;
}

/** All ask the address of the database, which the primary has. */
export const toPrimary = (servers: Servers): Connections => ({
  first: () => servers.primary,
  next: () => undefined,
  epoch: (server) => (server === servers.primary ? servers.changes : -1),
  leadsTo: () => servers.primary.host,
  reset: () => {},
});

/** Each has servers of its own choice. */
export interface ListOptions {
  /** Of each proxy, by host: the place of the server that it asks first. */
  readonly own: ReadonlyMap<number, number>;
  /** How long a server that has failed is left out [s]; undefined: the first is the only one. */
  readonly inactive: number | undefined;
}

/** Each proxy asks its own server first, and after a failure those behind it, in a circle. */
export class ListedServers implements Connections {
  readonly #engine: Engine;
  readonly #nodes: readonly Node[];
  readonly #options: ListOptions;
  readonly #starts = new Map<Node, number>();
  /** Of a worker: places behind the first that it has tried for this query. */
  readonly #tried = new Map<number, number>();
  /** Of a proxy and a server: until when it is left out [s]. */
  readonly #leftOut = new Map<string, number>();

  constructor(engine: Engine, nodes: readonly Node[], options: ListOptions) {
    this.#engine = engine;
    this.#nodes = nodes;
    this.#options = options;
    for (const node of nodes) node.onStart(() => this.#starts.set(node, this.epoch(node) + 1));
  }

  first(slot: number, host: number): Node | undefined {
    return this.#from(slot, host, 0);
  }

  next(slot: number, host: number): Node | undefined {
    const { inactive } = this.#options;
    if (inactive === undefined) return undefined;
    const tried = this.#tried.get(slot)!;
    if (tried >= this.#nodes.length) return undefined; // nobody was asked
    this.#leftOut.set(`${host} ${this.#at(host, tried).host}`, this.#engine.now + inactive);
    return this.#from(slot, host, tried + 1);
  }

  epoch(server: Node): number {
    return this.#starts.get(server) ?? 0;
  }

  leadsTo(host: number): number {
    return host;
  }

  reset(): void {
    for (const map of [this.#starts, this.#tried, this.#leftOut]) map.clear();
  }

  #at(host: number, place: number): Node {
    return this.#nodes[(this.#options.own.get(host)! + place) % this.#nodes.length]!;
  }

  #from(slot: number, host: number, place: number): Node | undefined {
    const most = this.#options.inactive === undefined ? 1 : this.#nodes.length;
    for (let tried = place; tried < most; tried++) {
      const server = this.#at(host, tried);
      if ((this.#leftOut.get(`${host} ${server.host}`) ?? 0) > this.#engine.now) continue;
      this.#tried.set(slot, tried);
      return server;
    }
    this.#tried.set(slot, this.#nodes.length);
    return undefined;
  }
}
