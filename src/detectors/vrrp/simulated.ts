import type { Node } from "../../ha/node.ts";
import { payloadOf, signal } from "../../ha/signal.ts";
import type { EventCode, Lane } from "../../kernel/engine.ts";
import { BEAT, type DetectorMechanism, type DetectorSurroundings, type RunningDetector } from "../mechanism.ts";
import { LIVING, masterDownInterval, RESIGNING, skew, VirtualRouter, type VrrpOptions } from "./core.ts";
import type { Vrrp as Described } from "./description.ts";

/**
 * Virtual Router Redundancy Protocol for one master and its backups: the master advertises, the backups wait; the first whose
 * time runs out becomes master and advertises, which keeps the others waiting. After a crash at a random moment detection by the
 * first backup is uniform between 2 advertisements + skew and 3 advertisements + skew.
 *
 * A daemon that tracks its process finds it dead at its next look; a master then advertises priority 0, and the backups wait
 * only their skew (RFC 3768 §6.4.2). A daemon that does not look goes on advertising for a dead process: nobody ever knows.
 */
class Vrrp implements RunningDetector {
  readonly #with: DetectorSurroundings;
  /** By priority: the master, then its backups. */
  readonly #nodes: readonly Node[];
  readonly #options: VrrpOptions;
  /** What the daemon of each knows, and its master-down timer. */
  #routers: readonly VirtualRouter[] = [];
  readonly #ticket: Float64Array;
  /** Per router: the lane its armed timer is in. */
  readonly #armed: Lane[];
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
  constructor(surroundings: DetectorSurroundings, options: VrrpOptions, priorities: readonly number[]) {
    const { engine, channel, watched, watchers } = surroundings;
    this.#with = surroundings;
    this.#nodes = [watched[0]!, ...watchers];
    this.#options = options;
    this.#ticket = new Float64Array(this.#nodes.length);
    this.#period = engine.lane(options.advertisement);
    const timesOf = (of: typeof skew) => priorities.map((priority) => engine.lane(of(options, priority)));
    this.#patience = timesOf(masterDownInterval);
    this.#skew = options.track === undefined ? [] : timesOf(skew);
    this.#armed = [...this.#patience];
    this.#advertise = engine.register("VRRP advertisement", (i, term) => {
      if (this.#speaks(i) && this.#routers[i]!.term === term) this.#preside(i);
    });
    this.#masterDown = engine.register("VRRP master down", (i) => {
      this.#ticket[i] = -1;
      if (this.#speaks(i) && !this.#routers[i]!.isUnfit) this.#become(i);
    });
    this.#look = options.track === undefined ? null : engine.register("VRRP track script", (i) => this.#lookAt(i));
    const rankOf = new Map(this.#nodes.map((node, i) => [node.host, i]));
    for (const [i, node] of this.#nodes.entries()) {
      node.onStart((what) => {
        if (options.track === undefined || what === "host") this.#startAgain(i);
        else for (const gone of this.#routers[i]!.tellAgain()) this.#with.verdict(node, this.#nodes[gone]!);
      });
      node.onFailure(() => {
        if (!this.#speaks(i) && !this.#routers[i]!.startsAsMaster) this.#with.waits(node);
      });
      node.listen(BEAT, channel, (from, says) => this.#hear(i, rankOf.get(from)!, says), options.track !== undefined);
    }
  }

  start(): void {
    const { engine, phase } = this.#with;
    const { advertisement, track, preempt } = this.#options;
    this.#ticket.fill(-1);
    this.#routers = this.#nodes.map((_, i) => new VirtualRouter(i, this.#nodes.length, preempt));
    engine.after(phase(0, advertisement) * advertisement, this.#advertise, 0, 1);
    for (let i = 1; i < this.#routers.length; i++) this.#arm(i, this.#patience);
    if (this.#look === null || track === Infinity) return;
    for (const i of this.#routers.keys()) engine.after(phase(1 + i, track!) * track!, this.#look, i, 0);
  }

  #startAgain(i: number): void {
    this.#routers[i]!.startAgain();
    if (this.#routers[i]!.isMaster) this.#preside(i);
    else this.#arm(i, this.#patience);
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
    if (says === LIVING) this.#with.advertised(this.#nodes[i]!);
  }

  /** A master advertises, and does so again after its interval. */
  #preside(i: number): void {
    this.#speak(i, LIVING);
    this.#period.send(this.#advertise, i, this.#routers[i]!.term);
  }

  /** The track script has run: a master whose process is dead resigns; one whose process is back waits as a backup. */
  #lookAt(i: number): void {
    this.#with.engine.lane(this.#options.track!).send(this.#look!, i, 0);
    if (!this.#speaks(i)) return;
    const follows = this.#routers[i]!.looked(this.#nodes[i]!.running);
    if (follows === "wait") this.#arm(i, this.#patience);
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
    if (router.isContested(from, says) && this.#with.heardLower(this.#nodes[i]!)) this.#speak(i, LIVING);
    const follows = router.heard(from, says);
    if (follows === "nothing") return;
    this.#arm(i, follows === "skew" ? this.#skew : this.#patience);
    if (follows === "back") this.#with.recovered(this.#nodes[i]!, this.#nodes[from]!);
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

export const vrrp: DetectorMechanism<Described> = {
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
