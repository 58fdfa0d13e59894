import { distributionOf } from "../../../distributions/duration.ts";
import { samplerOf } from "../../../distributions/simulated.ts";
import type { Node } from "../../../ha/node.ts";
import type { Engine, EventCode } from "../../../kernel/engine.ts";
import type { Network } from "../../../network/network.ts";
import type { Sampler } from "../../../random/sampler.ts";
import type { Stream } from "../../../random/stream.ts";
import { type LocationService, Lookup } from "../../../sip/location-service.ts";
import type { Registrations } from "../../../sip/registrations.ts";
import type { InUsrloc } from "../description.ts";
import { Stored } from "./stored.ts";

/** A process that cannot load tries again [s]. */
const TRIES_AGAIN = 1;

export interface UsrlocParts {
  readonly engine: Engine;
  readonly network: Network;
  readonly registrations: Registrations;
  readonly bindings: InUsrloc;
  readonly proxies: readonly Node[];
  readonly servers: readonly Node[];
  /** Decides how long starts take, and when timers tick. */
  readonly random: Stream;
  /** Goes on with what a worker was waiting for. */
  readonly resume: (host: number, worker: number, outcome: Lookup) => void;
  /** Hears of a process that has started again, when it has loaded what there is. */
  readonly restarted: (host: number) => void;
}

/**
 * usrloc: look-ups go to the memory of each process, which knows what was registered there and what it loaded at its start. A REGISTER waits
 * until its binding is written (write-through), or is answered at once and written by a timer (write-back), so that a crash takes along
 * what has changed since; or it is never written. A write that fails is answered by 200 even so. A timer's writes cost nobody's time.
 */
export class Usrloc implements LocationService {
  readonly #with: UsrlocParts;
  readonly #stored: Stored;
  /** By host and user: until when its binding lasts [s]. */
  readonly #until: Float64Array;
  /** By host: users whose bindings have changed since the timer ticked. */
  readonly #changed: readonly Set<number>[];
  /** By registration: whether its binding has been counted as lost, and not been stored since. */
  readonly #isLost: Uint8Array;
  readonly #starts: Sampler;
  readonly #tick: EventCode;
  readonly #load: EventCode;
  /** By host: how often its process has started. */
  readonly #life: Int32Array;

  constructor(parts: UsrlocParts) {
    this.#with = parts;
    const { engine, network, registrations, bindings, proxies, servers, random, resume } = parts;
    const { users } = registrations;
    this.#until = new Float64Array(network.hosts * users);
    this.#changed = Array.from({ length: network.hosts }, () => new Set<number>());
    this.#isLost = new Uint8Array(registrations.acknowledgedUntil.length);
    this.#life = new Int32Array(network.hosts);
    this.#starts = samplerOf(distributionOf(bindings.start), random);
    const byHost = new Map(proxies.map((node) => [node.host, node]));
    const done = (host: number, worker: number) =>
      byHost.get(host)!.whenItWorks(() => resume(host, worker, Lookup.FOUND));
    this.#stored = new Stored({ engine, network, users, servers, done });
    this.#tick = engine.register("usrloc's timer", (host, life) => this.#flush(host, life));
    this.#load = engine.register("usrloc loads", (host, life) => this.#loads(host, life));
    for (const node of proxies) {
      node.onFailure(() => {
        if (!node.running) this.#stored.forgetAll(node.host);
      });
      if (bindings.mode === "memory") node.onStart(() => this.#forget(node.host));
      else node.prepare = () => this.#prepare(node);
    }
  }

  reset(): void {
    this.#until.fill(0);
    this.#isLost.fill(0);
    this.#life.fill(0);
    this.#stored.reset();
    for (const changed of this.#changed) changed.clear();
    if (this.#with.bindings.mode === "write-back") for (const { host } of this.#with.proxies) this.#wind(host);
  }

  /** Puts a binding that was registered before the run into a node's memory, and into the database. */
  preload(host: number, registration: number): void {
    const { registrations, bindings } = this.#with;
    const until = registrations.requestedUntil[registration]!;
    this.#until[this.#place(host, registration)] = until;
    if (bindings.mode !== "memory") this.#stored.keep(registrations.userOf(registration), until);
  }

  serve(message: number): void {
    this.#stored.serve(message);
  }

  find(host: number, _address: number, user: number): Lookup {
    const { engine, registrations } = this.#with;
    return this.#until[host * registrations.users + user]! > engine.now ? Lookup.FOUND : Lookup.MISSING;
  }

  credentials(): Lookup {
    return Lookup.FOUND;
  }

  store(host: number, registration: number, worker: number): Lookup {
    const { registrations, bindings } = this.#with;
    const user = registrations.userOf(registration);
    const until = registrations.requestedUntil[registration]!;
    this.#until[this.#place(host, registration)] = until;
    this.#isLost[registration] = 0;
    if (bindings.mode === "write-back") this.#changed[host]!.add(user);
    if (bindings.mode !== "write-through") return Lookup.FOUND;
    return this.#stored.write(host, worker, user, until) ? Lookup.ASKED : Lookup.FOUND;
  }

  /** Users at `address` who believe to be registered there although `host` has no binding for them; each counts once. */
  lost(host: number, address: number): number {
    const { engine, registrations } = this.#with;
    let lost = 0;
    for (let user = 0; user < registrations.users; user++) {
      const registration = registrations.at(user, address);
      if (registration < 0 || registrations.acknowledgedUntil[registration]! <= engine.now) continue;
      if (this.#isLost[registration] === 1 || this.#until[host * registrations.users + user]! > engine.now) continue;
      this.#isLost[registration] = 1;
      lost++;
    }
    return lost;
  }

  /** A process has started, and loads before it serves. */
  #prepare(node: Node): void {
    const { engine, bindings, registrations } = this.#with;
    this.#forget(node.host);
    let known = 0;
    for (let user = 0; user < registrations.users; user++) if (this.#stored.until[user]! > engine.now) known++;
    engine.after(this.#starts.sample() + known * bindings.load, this.#load, node.host, this.#life[node.host]!);
  }

  /** It has loaded what the database has; it does not serve without one. */
  #loads(host: number, life: number): void {
    const { engine, registrations, bindings, proxies, restarted } = this.#with;
    const node = proxies.find((one) => one.host === host)!;
    if (life !== this.#life[host] || !node.prepares) return;
    if (this.#stored.serverFor(host) === undefined) {
      engine.after(TRIES_AGAIN, this.#load, host, life);
      return;
    }
    for (let user = 0; user < registrations.users; user++)
      this.#until[host * registrations.users + user] = this.#stored.until[user]!;
    node.serve(engine.now);
    if (bindings.mode === "write-back") this.#wind(host);
    restarted(host);
  }

  /** A process is new: it knows nothing, and nobody writes what the one before had not written. */
  #forget(host: number): void {
    const { registrations, bindings, restarted } = this.#with;
    this.#life[host]!++;
    this.#changed[host]!.clear();
    this.#until.fill(0, host * registrations.users, (host + 1) * registrations.users);
    if (bindings.mode === "memory") restarted(host);
  }

  /** A timer begins, at a random phase: it has run since some start, whenever that was. */
  #wind(host: number): void {
    const { engine, bindings, random } = this.#with;
    engine.after(random.uniform() * bindings.interval, this.#tick, host, this.#life[host]!);
  }

  #flush(host: number, life: number): void {
    const { engine, bindings, registrations } = this.#with;
    if (life !== this.#life[host]) return;
    engine.after(bindings.interval, this.#tick, host, life);
    if (!this.#with.proxies.find((node) => node.host === host)!.works) return;
    if (this.#stored.serverFor(host) === undefined) return;
    for (const user of this.#changed[host]!) this.#stored.keep(user, this.#until[host * registrations.users + user]!);
    this.#changed[host]!.clear();
  }

  #place(host: number, registration: number): number {
    const { registrations } = this.#with;
    return host * registrations.users + registrations.userOf(registration);
  }
}
