import type { Node } from "../../ha/node.ts";
import { payloadOf, signal } from "../../ha/signal.ts";
import type { EventCode, Lane } from "../../kernel/engine.ts";
import { BEAT, type Mechanism, type RunningDetector, type Surroundings } from "../mechanism.ts";
import type { Vrrp as Described } from "./description.ts";

/** As described, and whether a router takes over from a living master of lower priority (RFC 3768 §6.1, Preempt_Mode). */
type VrrpOptions = Pick<Described, "version" | "advertisement" | "track"> & { readonly preempt: boolean };

/** Skew time [s]: (256 − priority)/256 s in version 2 (RFC 3768 §6.1), that times the advertisement interval in version 3 (RFC 5798 §6.1). */
const skew = ({ version, advertisement }: VrrpOptions, priority: number): number =>
  ((256 - priority) / 256) * (version === 2 ? 1 : advertisement);

/** After so long without an advertisement the backup takes over [s]: 3 advertisements and the skew. */
const masterDownInterval = (options: VrrpOptions, priority: number): number =>
  3 * options.advertisement + skew(options, priority);

/** What an advertisement says. */
const LIVING = 0;
const RESIGNING = 1; // priority 0

/**
 * Virtual Router Redundancy Protocol for one master and its backups: the master advertises, the backups wait; the first whose
 * time runs out becomes master and advertises, which keeps the others waiting. After a crash at a random moment detection by the
 * first backup is uniform between 2 advertisements + skew and 3 advertisements + skew.
 *
 * A daemon that tracks its process finds it dead at its next look; a master then advertises priority 0, and the backups wait
 * only their skew (RFC 3768 §6.4.2). A daemon that does not look goes on advertising for a dead process: nobody ever knows.
 */
class Vrrp implements RunningDetector {
  readonly #with: Surroundings;
  /** By priority: the master, then its backups. */
  readonly #routers: readonly Node[];
  readonly #advertisement: number;
  readonly #track: number | undefined;
  readonly #preempt: boolean;
  /** Per router: the term as master it is in, odd while it is master; its master-down timer; whether it is known to be unfit. */
  readonly #term: Int32Array;
  readonly #ticket: Float64Array;
  readonly #unfit: Uint8Array;
  /** Per router: the lane its armed timer is in. */
  readonly #armed: Lane[];
  /** Per router: the master that it heard last, −1 if none since it became master itself. */
  readonly #heard: Int32Array;
  /** Per pair of routers: whether the one considers the other down. */
  readonly #dead: Uint8Array;
  readonly #advertise: EventCode;
  readonly #masterDown: EventCode;
  readonly #look: EventCode | null;
  readonly #period: Lane;
  readonly #patience: readonly Lane[];
  readonly #skew: readonly Lane[];

  /**
   * The watched node is the master, the watchers are its backups in the order in which they take over.
   *
   * @param priorities of the master and of its backups, 1 … 255, none lower than the next
   */
  constructor(surroundings: Surroundings, options: VrrpOptions, priorities: readonly number[]) {
    const { engine, channel, watched, watchers } = surroundings;
    this.#with = surroundings;
    this.#routers = [watched[0]!, ...watchers];
    const n = this.#routers.length;
    this.#advertisement = options.advertisement;
    this.#track = options.track;
    this.#preempt = options.preempt;
    this.#term = new Int32Array(n);
    this.#ticket = new Float64Array(n);
    this.#unfit = new Uint8Array(n);
    this.#heard = new Int32Array(n);
    this.#dead = new Uint8Array(n * n);
    this.#period = engine.lane(options.advertisement);
    const timesOf = (of: typeof skew) => priorities.map((priority) => engine.lane(of(options, priority)));
    this.#patience = timesOf(masterDownInterval);
    this.#skew = options.track === undefined ? [] : timesOf(skew);
    this.#armed = [...this.#patience];
    this.#advertise = engine.register("VRRP advertisement", (i, term) => {
      if (this.#speaks(i) && this.#term[i] === term) this.#preside(i);
    });
    this.#masterDown = engine.register("VRRP master down", (i) => {
      this.#ticket[i] = -1;
      if (this.#speaks(i) && this.#unfit[i] === 0) this.#become(i);
    });
    this.#look = options.track === undefined ? null : engine.register("VRRP track script", (i) => this.#lookAt(i));
    const indexOf = new Map(this.#routers.map((node, i) => [node.host, i]));
    for (const [i, router] of this.#routers.entries()) {
      router.onStart((what) => {
        if (options.track === undefined || what === "host") this.#startAgain(i);
        else this.#tellAgain(i);
      });
      router.listen(
        BEAT,
        channel,
        (from, says) => this.#hear(i, indexOf.get(from)!, says),
        options.track !== undefined,
      );
    }
  }

  start(): void {
    const { engine, phase } = this.#with;
    this.#term.fill(0);
    this.#ticket.fill(-1);
    this.#unfit.fill(0);
    this.#heard.fill(-1);
    this.#dead.fill(0);
    this.#term[0] = 1;
    engine.after(phase(0, this.#advertisement) * this.#advertisement, this.#advertise, 0, 1);
    for (let i = 1; i < this.#routers.length; i++) this.#arm(i, this.#patience);
    if (this.#look === null || this.#track === Infinity) return;
    for (const i of this.#routers.keys()) engine.after(phase(1 + i, this.#track!) * this.#track!, this.#look, i, 0);
  }

  /**
   * The VRRP daemon of a router starts again and knows nothing: the owner of the address is master at once (priority 255, RFC 3768
   * §6.4.1) unless it does not preempt, others wait as backups.
   */
  #startAgain(i: number): void {
    const n = this.#routers.length;
    this.#unfit[i] = 0;
    this.#heard[i] = -1;
    this.#dead.fill(0, i * n, (i + 1) * n);
    const isMaster = i === 0 && this.#preempt;
    this.#term[i]! += (this.#term[i]! % 2 === 1) === isMaster ? 2 : 1; // what is left of the term before is none
    if (isMaster) this.#preside(i);
    else this.#arm(i, this.#patience);
  }

  /** A server process starts again under a daemon that has gone on, and does not know what the daemon does: who is dead. */
  #tellAgain(i: number): void {
    const n = this.#routers.length;
    for (let j = n - 1; j >= 0; j--) {
      if (this.#dead[i * n + j] === 0) continue;
      if (this.#term[i]! % 2 === 1) this.#with.verdict(this.#routers[i]!, this.#routers[j]!);
      else this.#dead[i * n + j] = 0; // it will, when it is master again
    }
  }

  /** Whether the VRRP daemon of a router runs. */
  #speaks(i: number): boolean {
    return this.#track === undefined ? this.#routers[i]!.running : this.#routers[i]!.hostRuns;
  }

  #speak(i: number, says: number): void {
    const { network, channel } = this.#with;
    const { host } = this.#routers[i]!;
    for (const [j, other] of this.#routers.entries())
      if (j !== i) network.send(host, signal(BEAT, channel, host, says), other.host);
    if (says === LIVING) this.#with.advertised(this.#routers[i]!);
  }

  /** A master advertises, and does so again after its interval. */
  #preside(i: number): void {
    this.#speak(i, LIVING);
    this.#period.send(this.#advertise, i, this.#term[i]!);
  }

  /** The track script has run: a master whose process is dead resigns; one whose process is back waits as a backup. */
  #lookAt(i: number): void {
    const { engine } = this.#with;
    engine.lane(this.#track!).send(this.#look!, i, 0);
    if (!this.#speaks(i)) return;
    const unfit = this.#routers[i]!.running ? 0 : 1;
    if (unfit === this.#unfit[i]) return;
    this.#unfit[i] = unfit;
    if (unfit === 0) this.#arm(i, this.#patience);
    else {
      this.#disarm(i);
      if (this.#term[i]! % 2 === 0) return;
      this.#term[i]!++;
      this.#speak(i, RESIGNING);
    }
  }

  /** No master that counts has been heard for too long. */
  #become(i: number): void {
    this.#term[i]!++;
    this.#preside(i);
    const n = this.#routers.length;
    const last = this.#heard[i]!;
    this.#heard[i] = -1;
    for (let j = n - 1; j >= 0; j--) {
      if ((j >= i && j !== last) || this.#dead[i * n + j] === 1) continue;
      this.#dead[i * n + j] = 1;
      this.#with.verdict(this.#routers[i]!, this.#routers[j]!);
    }
  }

  #hear(i: number, from: number, says: number): void {
    if (this.#unfit[i] === 1) return;
    const isMaster = this.#term[i]! % 2 === 1;
    if (from > i && isMaster && says === LIVING && this.#with.heardLower(this.#routers[i]!)) this.#speak(i, LIVING);
    if (from > i && (this.#preempt || isMaster)) return; // a lower priority is none of its business
    if (says === RESIGNING) {
      this.#arm(i, this.#skew);
      return;
    }
    if (isMaster) this.#term[i]!++; // it gives way
    this.#heard[i] = from;
    this.#arm(i, this.#patience);
    const pair = i * this.#routers.length + from;
    if (this.#dead[pair] === 0) return;
    this.#dead[pair] = 0;
    this.#with.recovered(this.#routers[i]!, this.#routers[from]!);
  }

  #arm(i: number, lanes: readonly Lane[]): void {
    this.#disarm(i);
    this.#armed[i] = lanes[i]!;
    this.#ticket[i] = lanes[i]!.timer(this.#masterDown, i, 0);
  }

  #disarm(i: number): void {
    if (this.#ticket[i]! >= 0) this.#armed[i]!.cancel(this.#ticket[i]!);
    this.#ticket[i] = -1;
  }
}

export const vrrp: Mechanism<Described> = {
  make: (surroundings, detector, { priorities, preempt }) =>
    new Vrrp(surroundings, { ...detector, preempt }, priorities),
  sign: ({ advertisement }) => ({ by: "rhythm", interval: advertisement }),
  says: { [BEAT]: "beat" },
  wire: ({ version, advertisement }, message) => ({
    version,
    interval: advertisement,
    isResigning: payloadOf(message) === RESIGNING,
  }),
};
