import type { EventCode, Lane } from "../kernel/engine.ts";
import { Kind } from "../sip/message.ts";
import type { Detector, Surroundings } from "./detector.ts";
import type { Node } from "./node.ts";
import { signal } from "./signal.ts";

export interface VrrpOptions {
  readonly version: 2 | 3;
  /** Advertisement interval of the master [s]. */
  readonly advertisement: number;
  /** Priority of the backup, 1 … 254; the master has a higher one. */
  readonly priority: number;
}

/** Skew time [s]: (256 − priority)/256 s in version 2 (RFC 3768 §6.1), that times the advertisement interval in version 3 (RFC 5798 §6.1). */
export const skew = ({ version, advertisement, priority }: VrrpOptions): number =>
  ((256 - priority) / 256) * (version === 2 ? 1 : advertisement);

/** After so long without an advertisement the backup takes over [s]: 3 advertisements and the skew. */
export const masterDownInterval = (options: VrrpOptions): number => 3 * options.advertisement + skew(options);

/**
 * Virtual Router Redundancy Protocol for one master and its backups: the master advertises, the backup waits. After a crash at
 * a random moment detection is uniform between 2 advertisements + skew and 3 advertisements + skew.
 */
export class Vrrp implements Detector {
  readonly #with: Surroundings;
  readonly #master: Node;
  readonly #backups: readonly Node[];
  readonly #ticket: Float64Array;
  readonly #advertise: EventCode;
  readonly #masterDown: EventCode;
  readonly #period: Lane;
  readonly #patience: Lane;
  readonly #advertisement: number;

  /** The watched node is the master, the other watchers are its backups. */
  constructor(surroundings: Surroundings, options: VrrpOptions) {
    const { engine, network, channel, watched, watchers } = surroundings;
    this.#with = surroundings;
    this.#master = watched[0]!;
    this.#backups = watchers.filter((node) => node !== this.#master);
    this.#ticket = new Float64Array(this.#backups.length);
    this.#advertisement = options.advertisement;
    this.#period = engine.lane(options.advertisement);
    this.#patience = engine.lane(masterDownInterval(options));
    this.#advertise = engine.register("VRRP advertisement", () => {
      if (!this.#master.running) return;
      const { host } = this.#master;
      for (const backup of this.#backups) network.send(host, signal(Kind.BEAT, channel, host, 0), backup.host);
      this.#period.send(this.#advertise, 0, 0);
    });
    this.#masterDown = engine.register("VRRP master down", (i) => {
      this.#ticket[i] = -1;
      if (this.#backups[i]!.running) surroundings.verdict(this.#backups[i]!, this.#master);
    });
    for (const [i, backup] of this.#backups.entries())
      backup.listen(Kind.BEAT, channel, () => {
        if (this.#ticket[i]! >= 0) this.#patience.cancel(this.#ticket[i]!);
        else surroundings.recovered(backup, this.#master);
        this.#arm(i);
      });
  }

  start(): void {
    const { engine, phase } = this.#with;
    engine.after(phase(0) * this.#advertisement, this.#advertise, 0, 0);
    for (const i of this.#backups.keys()) this.#arm(i);
  }

  #arm(i: number): void {
    this.#ticket[i] = this.#patience.timer(this.#masterDown, i, 0);
  }
}
