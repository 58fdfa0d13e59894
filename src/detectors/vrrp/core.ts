import type { Vrrp } from "./description.ts";

/** As described, and whether a router takes over from a living master of lower priority (RFC 3768 §6.1, Preempt_Mode). */
export type VrrpOptions = Pick<Vrrp, "version" | "advertisement" | "track"> & { readonly preempt: boolean };

/** What an advertisement says. */
export const LIVING = 0;
export const RESIGNING = 1; // priority 0

/** Skew time [s]: (256 − priority)/256 s in version 2 (RFC 3768 §6.1), that times the advertisement interval in version 3 (RFC 5798 §6.1). */
export const skew = ({ version, advertisement }: Pick<Vrrp, "version" | "advertisement">, priority: number): number =>
  ((256 - priority) / 256) * (version === 2 ? 1 : advertisement);

/** After so long without an advertisement the backup takes over [s]: 3 advertisements and the skew. */
export const masterDownInterval = (options: Pick<Vrrp, "version" | "advertisement">, priority: number): number =>
  3 * options.advertisement + skew(options, priority);

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
  /** The master that it heard last, −1 if none since it became master itself. */
  #heard = -1;
  /** By rank: whether it considers that router down. */
  readonly #down: boolean[];
  readonly #rank: number;
  readonly #preempts: boolean;

  /** @param rank by priority: 0 is the owner of the address, first master of all, then its backups up to `routers` − 1 */
  constructor(rank: number, routers: number, preempts: boolean) {
    this.#rank = rank;
    this.#preempts = preempts;
    this.term = rank === 0 ? 1 : 0;
    this.#down = new Array(routers).fill(false);
  }

  get isMaster(): boolean {
    return this.term % 2 === 1;
  }

  /**
   * The daemon starts again and knows nothing: the owner of the address is master at once (priority 255, RFC 3768 §6.4.1) unless it
   * does not preempt, others wait as backups.
   */
  startAgain(): void {
    this.isUnfit = false;
    this.#heard = -1;
    this.#down.fill(false);
    this.term += this.isMaster === this.startsAsMaster ? 2 : 1; // what is left of the term before is none
  }

  get startsAsMaster(): boolean {
    return this.#rank === 0 && this.#preempts;
  }

  /** Its server process starts again and does not know whom the daemon considers down. Returns whom it is told of, the lowest first. */
  tellAgain(): number[] {
    if (this.isMaster) return this.#down.flatMap((isDown, rank) => (isDown ? [rank] : [])).reverse();
    this.#down.fill(false); // it will, when it is master again
    return [];
  }

  /** The track script has run. Returns what follows if it found a change: a master resigns, one whose process is back waits. */
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
    return !this.isUnfit && this.isMaster && from > this.#rank && says === LIVING;
  }

  /**
   * An advertisement has come. Returns what follows: nothing; a wait of the skew, or of the master-down interval ("alive"); or the same
   * with a router that was considered down ("back"). A lower priority is none of the business of who preempts or is master.
   */
  heard(from: number, says: number): "nothing" | "skew" | "alive" | "back" {
    if (this.isUnfit || (from > this.#rank && (this.#preempts || this.isMaster))) return "nothing";
    if (says === RESIGNING) return "skew";
    if (this.isMaster) this.term++; // it gives way
    this.#heard = from;
    const wasDown = this.#down[from];
    this.#down[from] = false;
    return wasDown ? "back" : "alive";
  }
}
