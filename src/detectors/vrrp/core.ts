import type { Vrrp } from "./description.ts";

/** As described, and whether a router takes over from a living master of lower priority (RFC 3768 §6.1, Preempt_Mode). */
export type VrrpOptions = Pick<Vrrp, "version" | "advertisement" | "track" | "preemptDelay"> & {
  readonly preempt: boolean;
};

/** What an advertisement says of the sender's priority: the configured one, 0, or that which a check of its process has left. */
export const LIVING = 0;
export const RESIGNING = 1;
export const CHANGED = 2;

/** Skew time [s]: (256 − priority)/256 s in version 2 (RFC 3768 §6.1), that times the advertisement interval in version 3 (RFC 5798 §6.1). */
export const skew = ({ version, advertisement }: Pick<Vrrp, "version" | "advertisement">, priority: number): number =>
  ((256 - priority) / 256) * (version === 2 ? 1 : advertisement);

/** After so long without an advertisement the backup takes over [s]: 3 advertisements and the skew. */
export const masterDownInterval = (options: Pick<Vrrp, "version" | "advertisement">, priority: number): number =>
  3 * options.advertisement + skew(options, priority);

/** Of one virtual router: who takes part, by the configured priority: first the owner of the address, then its backups. */
export interface Routers {
  /** What each advertises as LIVING, and as CHANGED, 1 … 255. */
  readonly priorities: readonly (readonly [living: number, changed: number])[];
  /** Of two that advertise the same priority, the higher wins (RFC 5798 §6.4.3). */
  readonly ipAddresses: readonly number[];
}

/**
 * What the VRRP daemon of one router knows: whether it is master, which others it considers down, whether its own process is fit to be
 * master. A living router of higher priority is alive, one whose advertisements the router has missed for its master-down interval is
 * dead: VRRP knows no doubt in between.
 */
export class VirtualRouter {
  /** The term as master or backup it is in, odd while it is master; what was scheduled in an earlier one is none. */
  term: number;
  /** Whether its process was found dead. */
  isUnfit = false;
  /** What it advertises: LIVING or CHANGED. */
  says = LIVING;
  /** The master that it heard last, −1 if none since it became master itself. */
  #heard = -1;
  /** When it heard the first of lower priority that it may take over from: its preempt delay begins. */
  #lowerSince = Number.NaN;
  /** By rank: whether it considers that router down. */
  readonly #down: boolean[];
  readonly #rank: number;
  readonly #routers: Routers;
  readonly #options: Pick<VrrpOptions, "preempt" | "preemptDelay">;

  /** @param rank 0 is the owner of the address, first master of all, then its backups */
  constructor(rank: number, routers: Routers, options: Pick<VrrpOptions, "preempt" | "preemptDelay">) {
    this.#rank = rank;
    this.#routers = routers;
    this.#options = options;
    this.term = rank === 0 ? 1 : 0;
    this.#down = new Array(routers.priorities.length).fill(false);
  }

  get isMaster(): boolean {
    return this.term % 2 === 1;
  }

  /** Its priority as it is now. */
  get priority(): number {
    return this.#priorityOf(this.#rank, this.says);
  }

  /**
   * The daemon starts again and knows nothing: with priority 255 it is master at once (RFC 3768 §6.4.1) unless it does not preempt or waits
   * before it does, others wait as backups.
   */
  startAgain(): void {
    this.isUnfit = false;
    this.says = LIVING;
    this.#heard = -1;
    this.#lowerSince = Number.NaN;
    this.#down.fill(false);
    this.term += this.isMaster === this.startsAsMaster ? 2 : 1; // what is left of the term before is none
  }

  get startsAsMaster(): boolean {
    return (
      this.#priorityOf(this.#rank, LIVING) === 255 && this.#options.preempt && this.#options.preemptDelay === undefined
    );
  }

  /** Its server process starts again and does not know whom the daemon considers down. Returns whom it is told of, the lowest first. */
  tellAgain(): number[] {
    if (this.isMaster) return this.#down.flatMap((isDown, rank) => (isDown ? [rank] : [])).reverse();
    this.#down.fill(false); // it will, when it is master again
    return [];
  }

  /** The track script has changed its mind, and that makes it fit or unfit: a master resigns, one whose process is back waits. */
  looked(isFit: boolean): "resign" | "stop" | "wait" | "nothing" {
    if (isFit !== this.isUnfit) return "nothing";
    this.isUnfit = !isFit;
    if (isFit) return "wait";
    if (!this.isMaster) return "stop";
    this.term++;
    return "resign";
  }

  /** No master that counts has been heard for too long: it becomes master. Returns whom it considers down by that, the lowest first. */
  become(): number[] {
    this.term++;
    const last = this.#heard;
    this.#heard = -1;
    this.#lowerSince = Number.NaN;
    const gone: number[] = [];
    for (let rank = this.#down.length - 1; rank >= 0; rank--) {
      if ((rank >= this.#rank && rank !== last) || this.#down[rank]) continue;
      this.#down[rank] = true;
      gone.push(rank);
    }
    return gone;
  }

  /** Whether what it hears is a living router of lower priority advertising beside it, the master. */
  isContested(from: number, says: number): boolean {
    return !this.isUnfit && this.isMaster && says !== RESIGNING && !this.#yieldsTo(from, says);
  }

  /**
   * An advertisement has come at a time [s]. Returns what follows: nothing; a wait of the skew, or of the master-down interval ("alive"); or
   * the same with a router that was considered down ("back"), or that makes a master a backup though it was not ("yield"). A lower priority
   * is none of the business of who preempts or is master.
   */
  heard(from: number, says: number, now: number): "nothing" | "skew" | "alive" | "back" | "yield" {
    if (this.isUnfit) return "nothing";
    if (says === RESIGNING) return this.isMaster ? "nothing" : "skew";
    const wasMaster = this.isMaster;
    if (wasMaster ? !this.#yieldsTo(from, says) : this.#overrules(from, says, now)) return "nothing";
    if (wasMaster) this.term++; // it gives way
    this.#heard = from;
    const wasDown = this.#down[from];
    this.#down[from] = false;
    return wasDown ? "back" : wasMaster ? "yield" : "alive";
  }

  #priorityOf(rank: number, says: number): number {
    return this.#routers.priorities[rank]![says === CHANGED ? 1 : 0];
  }

  /** A master gives way to a higher priority; to the same one of a higher address (RFC 5798 §6.4.3). */
  #yieldsTo(from: number, says: number): boolean {
    const { ipAddresses } = this.#routers;
    const margin = this.#priorityOf(from, says) - this.priority;
    return margin > 0 || (margin === 0 && ipAddresses[from]! > ipAddresses[this.#rank]!);
  }

  /** A backup takes no notice of a lower priority (RFC 5798 §6.4.2), once its preempt delay is over. */
  #overrules(from: number, says: number, now: number): boolean {
    const { preempt, preemptDelay = 0 } = this.#options;
    if (!preempt || this.#priorityOf(from, says) >= this.priority) {
      this.#lowerSince = Number.NaN;
      return false;
    }
    if (Number.isNaN(this.#lowerSince)) this.#lowerSince = now;
    if (now - this.#lowerSince < preemptDelay) return false;
    if (this.#heard === from) this.#heard = -1;
    return true;
  }
}
