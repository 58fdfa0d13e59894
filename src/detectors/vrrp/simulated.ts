import type { Node } from "../../ha/node.ts";
import { payloadOf, signal } from "../../ha/signal.ts";
import type { EventCode, Lane } from "../../kernel/engine.ts";
import { Looks } from "../core.ts";
import { BEAT, type DetectorMechanism, type DetectorSurroundings, type RunningDetector } from "../mechanism.ts";
import {
  CHANGED,
  LIVING,
  masterDownInterval,
  RESIGNING,
  type Routers,
  skew,
  VirtualRouter,
  type VrrpOptions,
} from "./core.ts";
import { effectivePriority } from "./description/track.ts";
import type { Vrrp as Described } from "./description.ts";

/** What may fall due while a machine is frozen. */
const ADVERTISEMENT = 1;
const MASTER_DOWN = 2;

/**
 * Virtual Router Redundancy Protocol for one master and its backups: the master advertises, the backups wait; the first whose
 * time runs out becomes master and advertises, which keeps the others waiting. After a crash at a random moment detection by the
 * first backup is uniform between 2 advertisements + skew and 3 advertisements + skew.
 *
 * A daemon that tracks its process finds it dead after as many looks as it is told to make; a master then advertises priority 0, and the
 * backups wait only their skew (RFC 3768 §6.4.2). Where looks have a weight it advertises another priority instead: backups that are higher
 * take no notice of it any more and wait their master-down interval, lower ones go on as before, and nobody steps in. A daemon that
 * does not look goes on advertising for a dead process: nobody ever knows.
 */
class Vrrp implements RunningDetector {
  readonly #with: DetectorSurroundings;
  /** By priority: the master, then its backups. */
  readonly #nodes: readonly Node[];
  readonly #options: VrrpOptions;
  readonly #among: Routers;
  /** What the daemon of each knows, and its master-down timer. */
  #routers: readonly VirtualRouter[] = [];
  /** What the script of each has found. */
  #looks: readonly Looks[] = [];
  readonly #ticket: Float64Array;
  /** Per router: the lane its armed timer is in. */
  readonly #armed: Lane[];
  /** Per router: what was due while its machine was frozen, as bits: an advertisement, the end of its wait. */
  readonly #due: Uint8Array;
  readonly #advertise: EventCode;
  readonly #masterDown: EventCode;
  readonly #look: EventCode | null;
  readonly #unanswered: EventCode | null;
  readonly #period: Lane;
  /** Per router, by its priority as configured and as a check leaves it. */
  readonly #patience: readonly (readonly Lane[])[];
  readonly #skew: readonly (readonly Lane[])[];

  /**
   * The watched node is the master, the watchers are its backups in the order in which they take over.
   *
   * @param priorities of the master and of its backups, 1 … 255, none lower than the next
   */
  constructor(surroundings: DetectorSurroundings, options: VrrpOptions, priorities: readonly number[]) {
    const { engine, channel, watched, watchers } = surroundings;
    const { track } = options;
    this.#with = surroundings;
    this.#nodes = [watched[0]!, ...watchers];
    this.#options = options;
    this.#among = {
      priorities: priorities.map((configured) =>
        track === undefined || track.weight === 0
          ? [configured, configured]
          : [effectivePriority(configured, track, true), effectivePriority(configured, track, false)],
      ),
      ipAddresses: this.#nodes.map(({ host }) => host),
    };
    this.#ticket = new Float64Array(this.#nodes.length);
    this.#due = new Uint8Array(this.#nodes.length);
    this.#period = engine.lane(options.advertisement);
    const timesOf = (of: typeof skew) =>
      this.#among.priorities.map((both) => both.map((priority) => engine.lane(of(options, priority))));
    this.#patience = timesOf(masterDownInterval);
    this.#skew = track === undefined ? [] : timesOf(skew);
    this.#armed = this.#patience.map(([lane]) => lane!);
    this.#advertise = engine.register("VRRP advertisement", (i, term) => {
      if (!this.#speaks(i) || this.#routers[i]!.term !== term) return;
      if (this.#nodes[i]!.isFrozen) this.#due[i]! |= ADVERTISEMENT;
      else this.#preside(i);
    });
    this.#masterDown = engine.register("VRRP master down", (i) => {
      this.#ticket[i] = -1;
      if (!this.#speaks(i) || this.#routers[i]!.isUnfit) return;
      if (this.#nodes[i]!.isFrozen) this.#due[i]! |= MASTER_DOWN;
      else this.#become(i);
    });
    this.#look = track === undefined ? null : engine.register("VRRP track script", (i) => this.#lookAt(i));
    this.#unanswered = !track?.asks
      ? null
      : engine.register("VRRP track script gives up", (i) => this.#found(i, false));
    const rankOf = new Map(this.#nodes.map((node, i) => [node.host, i]));
    for (const [i, node] of this.#nodes.entries()) {
      node.onStart((what) => {
        if (track === undefined || what === "host") this.#startAgain(i);
        else {
          for (const gone of this.#routers[i]!.tellAgain()) this.#with.verdict(node, this.#nodes[gone]!);
          if (track.interval === 0) this.#found(i, true);
        }
      });
      if (track?.interval === 0) node.onDeath(() => this.#found(i, false));
      node.onGoOn(() => this.#goOn(i));
      node.onFailure(() => {
        const isShut = !this.#speaks(i) || node.deadParts.includes("link");
        if (isShut && !this.#routers[i]!.startsAsMaster) this.#with.waits(node);
      });
      node.onAttach(() => {
        if (this.#speaks(i)) this.#interfaceUp(i);
      });
      node.listen(BEAT, channel, (from, says) => this.#hear(i, rankOf.get(from)!, says), track !== undefined);
    }
  }

  start(): void {
    const { engine, phase } = this.#with;
    const { advertisement, track } = this.#options;
    this.#ticket.fill(-1);
    this.#due.fill(0);
    this.#routers = this.#nodes.map((_, i) => new VirtualRouter(i, this.#among, this.#options));
    engine.after(phase(0, advertisement) * advertisement, this.#advertise, 0, 1);
    for (let i = 1; i < this.#routers.length; i++) this.#wait(i);
    if (track === undefined) return;
    this.#looks = this.#nodes.map(() => new Looks(track));
    if (track.interval === 0 || track.interval === Infinity) return;
    for (const i of this.#routers.keys())
      engine.after(phase(1 + i, track.interval) * track.interval, this.#look!, i, 0);
  }

  #startAgain(i: number): void {
    this.#routers[i]!.startAgain();
    this.#looks[i]?.forget();
    if (this.#routers[i]!.isMaster) this.#preside(i);
    else this.#wait(i);
  }

  /** Its interface is there again: it begins as after a start (RFC 3768 §6.4.1), with what its script has found. */
  #interfaceUp(i: number): void {
    const router = this.#routers[i]!;
    router.startAgain();
    if (this.#looks[i]?.isAlive === false) {
      if (this.#options.track!.weight !== 0) router.says = CHANGED;
      else {
        router.looked(false);
        this.#disarm(i);
        return;
      }
    }
    if (router.isMaster) this.#preside(i);
    else this.#wait(i);
  }

  /** Its machine goes on: what was due meanwhile is done, behind what it hears now. */
  #goOn(i: number): void {
    const due = this.#due[i]!;
    this.#due[i] = 0;
    const { engine } = this.#with;
    if (due & ADVERTISEMENT) engine.after(0, this.#advertise, i, this.#routers[i]!.term);
    if (due & MASTER_DOWN && this.#ticket[i]! < 0) this.#arm(i, engine.lane(0));
  }

  /** Whether the VRRP daemon of a router runs. */
  #speaks(i: number): boolean {
    return this.#options.track === undefined ? this.#nodes[i]!.running : this.#nodes[i]!.hostRuns;
  }

  #speak(i: number, says: number): void {
    const { network, channel } = this.#with;
    const { host } = this.#nodes[i]!;
    for (const [j, other] of this.#nodes.entries())
      if (j !== i) network.send(host, signal(BEAT, channel, host, says), other.host);
    if (says !== RESIGNING) this.#with.advertised(this.#nodes[i]!);
  }

  /** A master advertises, and does so again after its interval. */
  #preside(i: number): void {
    this.#speak(i, this.#routers[i]!.says);
    this.#period.send(this.#advertise, i, this.#routers[i]!.term);
  }

  /** A script runs: it sees at once whether there is a process, and waits for the answer of one that hangs. */
  #lookAt(i: number): void {
    const { interval, timeout, asks } = this.#options.track!;
    const { engine } = this.#with;
    engine.lane(interval).send(this.#look!, i, 0);
    const node = this.#nodes[i]!;
    if (!this.#speaks(i) || node.isFrozen) return;
    if (asks && node.running && !node.works) engine.lane(timeout).send(this.#unanswered!, i, 0);
    else this.#found(i, node.running);
  }

  /** It has found the process alive or dead; where it changes its mind the priority changes, or a master resigns and who is back waits. */
  #found(i: number, isAlive: boolean): void {
    if (!this.#speaks(i) || !this.#looks[i]!.found(isAlive)) return;
    const router = this.#routers[i]!;
    if (this.#options.track!.weight !== 0) {
      router.says = isAlive ? LIVING : CHANGED;
      this.#with.prioritised(this.#nodes[i]!, router.priority);
      return;
    }
    const follows = router.looked(isAlive);
    if (follows === "wait") this.#wait(i);
    else if (follows !== "nothing") this.#disarm(i);
    if (follows !== "resign") return;
    this.#with.waits(this.#nodes[i]!);
    this.#speak(i, RESIGNING);
  }

  #become(i: number): void {
    const gone = this.#routers[i]!.become();
    this.#preside(i);
    for (const rank of gone) this.#with.verdict(this.#nodes[i]!, this.#nodes[rank]!);
  }

  #hear(i: number, from: number, says: number): void {
    const router = this.#routers[i]!;
    if (router.isContested(from, says) && this.#with.heardLower(this.#nodes[i]!)) this.#speak(i, router.says);
    const follows = router.heard(from, says, this.#with.engine.now);
    if (follows === "nothing") return;
    this.#wait(i, follows === "skew" ? this.#skew : this.#patience);
    if (follows === "back") this.#with.recovered(this.#nodes[i]!, this.#nodes[from]!);
    else if (follows === "yield") this.#with.yields(this.#nodes[i]!, this.#nodes[from]!);
  }

  /** A router waits as a backup, as long as its priority says. */
  #wait(i: number, lanes = this.#patience): void {
    this.#arm(i, lanes[i]![this.#routers[i]!.says === CHANGED ? 1 : 0]!);
  }

  #arm(i: number, lane: Lane): void {
    this.#disarm(i);
    this.#armed[i] = lane;
    this.#ticket[i] = lane.timer(this.#masterDown, i, 0);
  }

  #disarm(i: number): void {
    if (this.#ticket[i]! >= 0) this.#armed[i]!.cancel(this.#ticket[i]!);
    this.#ticket[i] = -1;
  }
}

export const vrrp: DetectorMechanism<Described> = {
  make: (surroundings, detector, { priorities, preempt }) =>
    new Vrrp(surroundings, { ...detector, preempt }, priorities),
  sign: ({ advertisement }) => ({ by: "rhythm", interval: advertisement }),
  says: { [BEAT]: "beat" },
  wire: ({ version, advertisement, track }, message) => ({
    version,
    interval: advertisement,
    priorityOf: (configured) => {
      const says = payloadOf(message);
      if (says === RESIGNING) return 0;
      return track === undefined ? configured : effectivePriority(configured, track, says === LIVING);
    },
  }),
};
