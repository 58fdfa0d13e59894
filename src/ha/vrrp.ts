import type { EventCode, Lane } from "../kernel/engine.ts";
import { Kind } from "../sip/message.ts";
import type { Detector, Surroundings } from "./detector.ts";
import type { Node } from "./node.ts";
import { signal } from "./signal.ts";

export interface VrrpOptions {
  readonly version: 2 | 3;
  /** Advertisement interval of the master [s]. */
  readonly advertisement: number;
  /** Priority of the first backup, 1 … 254; the master has a higher one, further backups evenly lower ones. */
  readonly priority: number;
}

/** Skew time [s]: (256 − priority)/256 s in version 2 (RFC 3768 §6.1), that times the advertisement interval in version 3 (RFC 5798 §6.1). */
export const skew = ({ version, advertisement, priority }: VrrpOptions): number =>
  ((256 - priority) / 256) * (version === 2 ? 1 : advertisement);

/** After so long without an advertisement the backup takes over [s]: 3 advertisements and the skew. */
export const masterDownInterval = (options: VrrpOptions): number => 3 * options.advertisement + skew(options);

/**
 * Virtual Router Redundancy Protocol for one master and its backups: the master advertises, the backups wait; the first whose
 * time runs out becomes master and advertises, which keeps the others waiting. After a crash at a random moment detection by the
 * first backup is uniform between 2 advertisements + skew and 3 advertisements + skew.
 */
export class Vrrp implements Detector {
  readonly #with: Surroundings;
  /** By priority: the master, then its backups. */
  readonly #routers: readonly Node[];
  readonly #advertisement: number;
  /** Per router: the term as master it is in, odd while it is master; its master-down timer. */
  readonly #term: Int32Array;
  readonly #ticket: Float64Array;
  /** Per pair (router, router of higher priority): whether the one holds the other dead. */
  readonly #dead: Uint8Array;
  readonly #advertise: EventCode;
  readonly #masterDown: EventCode;
  readonly #period: Lane;
  readonly #patience: readonly Lane[];

  /** The watched node is the master, the other watchers are its backups. */
  constructor(surroundings: Surroundings, options: VrrpOptions) {
    const { engine, channel, watched, watchers } = surroundings;
    const master = watched[0]!;
    this.#with = surroundings;
    this.#routers = [master, ...watchers.filter((node) => node !== master)];
    const n = this.#routers.length;
    this.#advertisement = options.advertisement;
    this.#term = new Int32Array(n);
    this.#ticket = new Float64Array(n);
    this.#dead = new Uint8Array(n * n);
    this.#period = engine.lane(options.advertisement);
    this.#patience = this.#routers.map((_, i) => {
      const priority = Math.ceil((options.priority * (n - Math.max(1, i))) / Math.max(1, n - 1));
      return engine.lane(masterDownInterval({ ...options, priority }));
    });
    this.#advertise = engine.register("VRRP advertisement", (i, term) => {
      if (this.#routers[i]!.running && this.#term[i] === term) this.#speak(i);
    });
    this.#masterDown = engine.register("VRRP master down", (i) => {
      this.#ticket[i] = -1;
      if (this.#routers[i]!.running) this.#become(i);
    });
    const indexOf = new Map(this.#routers.map((node, i) => [node.host, i]));
    for (const [i, router] of this.#routers.entries())
      router.listen(Kind.BEAT, channel, (from) => this.#hear(i, indexOf.get(from)!));
  }

  start(): void {
    const { engine, phase } = this.#with;
    this.#term.fill(0);
    this.#ticket.fill(-1);
    this.#dead.fill(0);
    this.#term[0] = 1;
    engine.after(phase(0) * this.#advertisement, this.#advertise, 0, 1);
    for (let i = 1; i < this.#routers.length; i++) this.#arm(i);
  }

  #speak(i: number): void {
    const { network, channel } = this.#with;
    const { host } = this.#routers[i]!;
    for (const [j, other] of this.#routers.entries())
      if (j !== i) network.send(host, signal(Kind.BEAT, channel, host, 0), other.host);
    this.#period.send(this.#advertise, i, this.#term[i]!);
  }

  /** Nobody of higher priority has been heard for too long. */
  #become(i: number): void {
    this.#term[i]!++;
    this.#speak(i);
    for (let j = i - 1; j >= 0; j--) {
      if (this.#dead[i * this.#routers.length + j] === 1) continue;
      this.#dead[i * this.#routers.length + j] = 1;
      this.#with.verdict(this.#routers[i]!, this.#routers[j]!);
    }
  }

  #hear(i: number, from: number): void {
    if (from > i) return; // a lower priority is none of its business
    if (this.#term[i]! % 2 === 1) this.#term[i]!++; // it gives way
    if (this.#ticket[i]! >= 0) this.#patience[i]!.cancel(this.#ticket[i]!);
    this.#arm(i);
    const pair = i * this.#routers.length + from;
    if (this.#dead[pair] === 0) return;
    this.#dead[pair] = 0;
    this.#with.recovered(this.#routers[i]!, this.#routers[from]!);
  }

  #arm(i: number): void {
    this.#ticket[i] = this.#patience[i]!.timer(this.#masterDown, i, 0);
  }
}
