import { type Fault, isOfLinks, lastsUntil, strikesAt } from "../ha/fault.ts";
import type { FaultKind, Node } from "../ha/node.ts";
import type { Takeover } from "../ha/takeover.ts";
import type { Engine, EventCode } from "../kernel/engine.ts";
import { hold, type Process, type Processes } from "../kernel/process.ts";
import type { Impairment } from "../network/links.ts";
import type { Network } from "../network/network.ts";
import type { Director } from "../sip/director.ts";

/** How often it is looked whether a drained node has finished its work, or an upgraded one is trusted again [s]. */
const LOOK = 10e-3;

/** What faults act on. */
export interface Stage {
  readonly engine: Engine;
  readonly processes: Processes;
  readonly network: Network;
  readonly nodes: readonly Node[];
  readonly director: Director;
  readonly takeovers: readonly Takeover[];
}

/**
 * Plays a fault script: each line at its time, and what ends by itself so long afterwards. What happens to work in flight is told
 * in docs/faults.md.
 */
export class FaultScript {
  readonly #stage: Stage;
  readonly #faults: readonly Fault[];
  /** By line: what it does to links; null if nothing. */
  readonly #impairments: readonly (Impairment | null)[];
  readonly #hostsNamed: (name: string) => readonly number[];
  readonly #strike: EventCode;
  readonly #end: EventCode;
  readonly #chance: (line: number) => number;
  /** When each line strikes in this replication [s]. */
  #times: Float64Array = new Float64Array();
  readonly #back: EventCode;

  /**
   * @param hostsNamed the hosts that a name of the script stands for
   * @param chance uniform on (0, 1) for each line whose time is drawn, anew in each replication
   */
  constructor(
    stage: Stage,
    faults: readonly Fault[],
    hostsNamed: (name: string) => readonly number[],
    chance: (line: number) => number,
  ) {
    this.#chance = chance;
    this.#stage = stage;
    this.#faults = faults;
    this.#hostsNamed = hostsNamed;
    this.#impairments = faults.map((fault) => (isOfLinks(fault) ? this.#impairmentOf(fault) : null));
    this.#strike = stage.engine.register("fault", (line) => this.#begin(line));
    this.#end = stage.engine.register("fault ends", (line) => this.#finish(line));
    this.#back = stage.engine.register("node is back", (host, kinds) => {
      const node = stage.nodes.find((candidate) => candidate.host === host)!;
      for (const [bit, kind] of KINDS.entries()) if ((kinds >> bit) & 1) node.bringBack(kind, stage.engine.now);
    });
  }

  /** Schedules every line of the script. */
  start(): void {
    this.#times = strikesAt(this.#faults, this.#chance);
    for (const [line, fault] of this.#faults.entries())
      if (!("chance" in fault || "shock" in fault)) this.#stage.engine.at(this.#times[line]!, this.#strike, line, 0);
  }

  /** When the last of what the lines say is over in this replication [s]; 0 without lines. */
  get over(): number {
    return this.#faults.reduce((last, fault, line) => Math.max(last, lastsUntil(fault, this.#times[line]!)), 0);
  }

  #begin(line: number): void {
    const fault = this.#faults[line]!;
    const { engine, network, processes } = this.#stage;
    const impairment = this.#impairments[line] ?? null;
    if (impairment !== null) network.impair(impairment);
    else if ("kill" in fault) {
      const node = this.#node(fault.kill);
      node.uncovered = fault.covered === false;
      node.kill(fault.kind, engine.now);
    } else if ("restart" in fault) this.#restart(this.#node(fault.restart), fault.kind, fault.takes);
    else if ("hang" in fault) this.#node(fault.hang).hang(engine.now);
    else if ("resume" in fault) this.#node(fault.resume).resume(engine.now);
    else if ("slow" in fault) this.#node(fault.slow).station.slowDown(fault.factor);
    else if ("heal" in fault) this.#heal(fault.heal);
    else if ("loseArp" in fault)
      network.entries.loseAnnouncements(
        this.#node(fault.loseArp).host,
        fault.for === undefined ? fault.next : Infinity,
      );
    else if ("drain" in fault) processes.start(this.#drain(this.#node(fault.drain), fault.within, fault.takes));
    else if ("upgrade" in fault) processes.start(this.#upgrade(fault.upgrade, fault.within, fault.takes, fault.pause));
    const lasting = "for" in fault ? fault.for : undefined;
    if (lasting !== undefined) engine.after(lasting, this.#end, line, 0);
  }

  /** What a line began ends by itself. */
  #finish(line: number): void {
    const fault = this.#faults[line]!;
    const { engine, network } = this.#stage;
    const impairment = this.#impairments[line] ?? null;
    if (impairment !== null) network.mend(impairment);
    else if ("kill" in fault) this.#node(fault.kill).bringBack(fault.kind, engine.now);
    else if ("hang" in fault) this.#node(fault.hang).resume(engine.now);
    else if ("slow" in fault) this.#node(fault.slow).station.slowDown(1);
    else if ("loseArp" in fault) network.entries.loseAnnouncements(this.#node(fault.loseArp).host, 0);
  }

  /** What is to come back is stopped first if it is alive, and is back after its time. */
  #restart(node: Node, kind: FaultKind | undefined, takes: number): void {
    const dead = node.deadParts;
    const kinds = kind !== undefined ? [kind] : dead.length > 0 ? dead : (["process"] as const);
    for (const one of kinds) node.kill(one, this.#stage.engine.now);
    const bits = kinds.reduce((sum, one) => sum | (1 << KINDS.indexOf(one)), 0);
    this.#stage.engine.after(takes, this.#back, node.host, bits);
  }

  #heal(what: "all" | readonly string[]): void {
    const { network } = this.#stage;
    const names = (fault: Fault) =>
      "cut" in fault
        ? fault.cut
        : "degrade" in fault
          ? fault.degrade
          : "partition" in fault
            ? fault.partition.flat()
            : [];
    const same = (fault: Fault) => what === "all" || names(fault).toSorted().join() === what.toSorted().join();
    for (const [line, fault] of this.#faults.entries()) {
      const impairment = this.#impairments[line] ?? null;
      if (impairment !== null && same(fault)) network.mend(impairment);
    }
  }

  /** A node gives away its addresses and its share of the dispatch, finishes its work, stops, and comes back. */
  *#drain(node: Node, within: number, takes: number | undefined): Process {
    const { engine, network, director, takeovers } = this.#stage;
    if (!node.running) return;
    const deadline = engine.now + within;
    node.isInMaintenance = true;
    director.withdraw(node.host);
    const moves = takeovers.filter((takeover) => takeover.handOver(node)).length > 0;
    do yield hold(Math.min(LOOK + network.delay, within));
    while (
      engine.now < deadline &&
      (node.station.occupancy > 0 || (moves && network.addresses.of(node.host).length > 0))
    );
    node.kill("process", engine.now);
    if (takes === undefined) return;
    yield hold(takes);
    node.bringBack("process", engine.now);
    node.isInMaintenance = false;
    director.readmit(node.host);
  }

  /** Standbys first, then actives; the next only when the one before is back and everybody trusts it. */
  *#upgrade(tier: string, within: number, takes: number, pause: number): Process {
    const { nodes, director, takeovers } = this.#stage;
    const members = nodes.filter((node) => node.tier === tier);
    const trusted = (node: Node) =>
      node.isUp && director.isTrusted(node.host) && takeovers.every((takeover) => takeover.trusts(node));
    for (const node of [
      ...members.filter(({ standsBy }) => standsBy),
      ...members.filter(({ standsBy }) => !standsBy),
    ]) {
      yield* this.#drain(node, within, takes);
      while (!trusted(node)) yield hold(LOOK);
      yield hold(pause);
    }
  }

  #node(name: string): Node {
    return this.#stage.nodes.find((node) => node.name === name)!;
  }

  #impairmentOf(fault: Fault): Impairment | null {
    const all = Array.from({ length: this.#stage.network.hosts }, (_, host) => host);
    const sides = ([one, other]: readonly string[]) => {
      const from = this.#hostsNamed(one!);
      return { from, to: other === undefined ? all.filter((host) => !from.includes(host)) : this.#hostsNamed(other) };
    };
    if ("cut" in fault) return { kind: "cut", ...sides(fault.cut) };
    if ("degrade" in fault) return { kind: "degrade", ...sides(fault.degrade), delay: fault.delay, loss: fault.loss };
    if (!("partition" in fault)) return null;
    const groupOf = new Int32Array(all.length).fill(fault.partition.length);
    for (const [group, names] of fault.partition.entries())
      for (const name of names) for (const host of this.#hostsNamed(name)) groupOf[host] = group;
    return { kind: "partition", groupOf };
  }
}

/** In the order in which they are brought back: a process needs its host. */
const KINDS: readonly FaultKind[] = ["link", "host", "process"];
