import type { Engine } from "../kernel/engine.ts";
import { hold, type Process, type Processes } from "../kernel/process.ts";
import type { Network } from "../network/network.ts";
import type { Sampler } from "../random/sampler.ts";
import type { Claims } from "./claims.ts";
import type { Node } from "./node.ts";
import type { Succession } from "./succession.ts";

/** How nodes of a cluster switch each other off. */
export interface FencingOptions {
  /** From the request until the node is off [s]. */
  readonly time: Sampler;
  /** Whether a request works; what is drawn at its end. */
  readonly works: () => boolean;
  /** By name of a node: for how long the request that it be fenced is held back [s]. */
  readonly delays: ReadonlyMap<string, Sampler>;
  /** How long people need to recover what could not be fenced [s]; null: every request works. */
  readonly people: (() => number) | null;
  /** From off until a node that was switched off runs again [s]; null: it stays off. */
  readonly reboot: Sampler | null;
}

/** How far the fencing of a node has come. */
export type FencingStage = "begun" | "done" | "failed" | "recovered";

/** What fencing is made with. */
export interface FencingParts {
  readonly engine: Engine;
  readonly processes: Processes;
  readonly options: FencingOptions;
  readonly network: Network;
  readonly succession: Succession;
  readonly claims: Claims;
  /** Whether a program on a node's host has told that its process is dead: then there is nothing to fence. */
  readonly isSupervised: boolean;
  readonly told: (by: Node, node: Node, stage: FencingStage) => void;
  /** Who has what may be settled from now on. */
  readonly settled: () => void;
}

/** A request that is held back or under way. */
interface Request {
  readonly by: Node;
  readonly node: Node;
  isMade: boolean;
}

/**
 * What a cluster does to a node that it considers down before anybody takes its addresses: it switches it off, be it dead or only out of
 * sight (STONITH). A request that has been made is carried out whatever becomes of the one who made it: two nodes that cannot see each
 * other shoot each other, unless the request for one of them is held back for longer than the other takes. Where a request fails nobody takes
 * over until people have come, who make sure that the node is off; until then it serves nobody if it comes back from the dead.
 */
export class Fencing {
  readonly #with: FencingParts;
  /** Known to be off, until they are heard again. */
  readonly #off = new Set<Node>();
  /** Await people. */
  readonly #failed = new Set<Node>();
  readonly #requests = new Set<Request>();

  constructor(parts: FencingParts) {
    this.#with = parts;
  }

  reset(): void {
    for (const some of [this.#off, this.#failed, this.#requests]) some.clear();
  }

  /** Whether nodes that a member considers down have certainly no address any more. */
  isClear(nodes: readonly Node[], member: Node): boolean {
    return nodes.every((node) => this.#off.has(node) || this.#hasSaidSo(node, member));
  }

  /** A node that was considered down is heard again. */
  heard(node: Node): void {
    this.#off.delete(node);
  }

  /** A member has all fenced that it considers down, unless its part of the cluster has seen to that. */
  condemn(member: Node): void {
    const { network, processes, succession } = this.#with;
    if (!member.running || succession.quorum?.mayAct(member) === false) return;
    for (const node of succession.downFor(member)) {
      if (this.isClear([node], member) || this.#failed.has(node)) continue;
      const isAsked = [...this.#requests].some(
        (request) =>
          request.node === node &&
          (request.isMade || request.by.running) &&
          (request.by === member || network.reaches(request.by.host, member.host)),
      );
      if (!isAsked) processes.start(this.#fence(member, node));
    }
  }

  #hasSaidSo(node: Node, member: Node): boolean {
    const { isSupervised, network } = this.#with;
    return isSupervised && !node.running && node.hostRuns && network.reaches(node.host, member.host);
  }

  *#fence(by: Node, node: Node): Process {
    const { options, succession, told } = this.#with;
    const request: Request = { by, node, isMade: false };
    this.#requests.add(request);
    const delay = options.delays.get(node.name);
    if (delay !== undefined) {
      yield hold(delay.sample());
      if (!by.running || !succession.downFor(by).has(node)) {
        this.#requests.delete(request);
        return;
      }
    }
    request.isMade = true;
    told(by, node, "begun");
    yield hold(options.time.sample());
    this.#requests.delete(request);
    if (options.works()) yield* this.#switchOff(by, node, "done");
    else yield* this.#fail(by, node);
  }

  *#fail(by: Node, node: Node): Process {
    const { options, claims, succession, told } = this.#with;
    told(by, node, "failed");
    const isMissed = claims.heldBy(by, node).length > 0 && succession.spares(by).some(({ running }) => running);
    if (!isMissed || this.#failed.has(node)) return; // asked again at the next occasion
    this.#failed.add(node);
    if (!node.running) node.isBlocked = true;
    yield hold(options.people!());
    this.#failed.delete(node);
    node.isBlocked = false;
    if (succession.downFor(by).has(node)) yield* this.#switchOff(by, node, "recovered");
    else this.#with.settled();
  }

  /** A node is off from now on; it boots again, if it was on and shall. */
  *#switchOff(by: Node, node: Node, stage: FencingStage): Process {
    const { engine, options, settled, told } = this.#with;
    const wasOn = node.hostRuns;
    node.kill("host", engine.now);
    this.#off.add(node);
    told(by, node, stage);
    settled();
    if (!wasOn || options.reboot === null) return;
    yield hold(options.reboot.sample());
    node.bringBack("host", engine.now);
  }
}
