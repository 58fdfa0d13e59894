import type { Engine, Lane } from "../kernel/engine.ts";
import { laneOf, type Order } from "./drawn-lane.ts";
import { kindOf } from "./message.ts";
import type { Delay, Hop, Sites } from "./network-options.ts";

/** Something wrong with the links between hosts, for as long as it lasts. */
export type Impairment =
  /** Nothing passes between a host of the one side and a host of the other, in either direction. */
  | { readonly kind: "cut"; readonly from: readonly number[]; readonly to: readonly number[] }
  /** No message of these kinds does, or none from the one side to the other; all others pass. */
  | {
      readonly kind: "block";
      readonly from: readonly number[];
      readonly to: readonly number[];
      readonly kinds: readonly number[];
      readonly oneWay: boolean;
    }
  /** What passes takes so much longer and is lost with this probability as well. */
  | {
      readonly kind: "degrade";
      readonly from: readonly number[];
      readonly to: readonly number[];
      readonly delay: Delay;
      readonly loss: number;
    }
  /** Hosts reach those of their own group only; group by host. */
  | { readonly kind: "partition"; readonly groupOf: Int32Array };

/**
 * How it stands between any two hosts: the way between their sites, and what is wrong with it at the moment. All impairments
 * that are in force add up; when one ends, the others stay.
 */
export class Links {
  readonly #hosts: number;
  readonly #sites: Sites<Hop>;
  readonly #engine: Engine;
  readonly #order: Order;
  /** By pair of hosts. */
  readonly #cut: Uint8Array;
  /** By pair of hosts: kinds of messages that do not pass, where others do. */
  readonly #stopped = new Map<number, readonly number[]>();
  /** What adds up to the delay. */
  readonly #delays: (readonly Delay[])[];
  readonly #lane: (Lane | undefined)[];
  readonly #loss: Float64Array;
  readonly #inForce = new Set<Impairment>();

  constructor(hosts: number, sites: Sites<Hop>, engine: Engine, order: Order) {
    this.#hosts = hosts;
    this.#sites = sites;
    this.#engine = engine;
    this.#order = order;
    this.#cut = new Uint8Array(hosts * hosts);
    this.#delays = new Array<readonly Delay[]>(hosts * hosts).fill([]);
    this.#lane = new Array<Lane | undefined>(hosts * hosts).fill(undefined);
    this.#loss = new Float64Array(hosts * hosts);
    this.#apply();
  }

  isCut(from: number, to: number): boolean {
    return this.#cut[from * this.#hosts + to] === 1;
  }

  /** Whether some kinds of messages do not pass from one host to another, or none do. */
  isDeaf(from: number, to: number): boolean {
    return this.isCut(from, to) || this.#stopped.has(from * this.#hosts + to);
  }

  /** Whether a message does not pass from one host to another. */
  stops(message: number, from: number, to: number): boolean {
    if (this.#stopped.size === 0) return this.isCut(from, to);
    return this.isCut(from, to) || (this.#stopped.get(from * this.#hosts + to)?.includes(kindOf(message)) ?? false);
  }

  /** The way from one host to another, as it is now. */
  lane(from: number, to: number): Lane {
    const pair = from * this.#hosts + to;
    this.#lane[pair] ??= laneOf(this.#engine, this.#order, this.#delays[pair]!);
    return this.#lane[pair];
  }

  loss(from: number, to: number): number {
    return this.#loss[from * this.#hosts + to]!;
  }

  /** The same of a datagram now: it is lost for sure where the link between the sites has no room for it. */
  lossOfDatagram(from: number, to: number): number {
    return this.#way(from, to).link?.isFull ? 1 : this.loss(from, to);
  }

  #way(from: number, to: number): Hop {
    const { siteOf, ways } = this.#sites;
    return ways[siteOf[from]!]![siteOf[to]!]!;
  }

  /** Whether any way between sites loses messages by itself. */
  get isLossy(): boolean {
    return this.#sites.ways.some((row) => row.some(({ loss, link }) => loss > 0 || link !== undefined));
  }

  impair(impairment: Impairment): void {
    this.#inForce.add(impairment);
    this.#apply();
  }

  /** Ends an impairment; nothing happens if it has ended already. */
  mend(impairment: Impairment): void {
    if (this.#inForce.delete(impairment)) this.#apply();
  }

  /** Impairments that are in force, in the order in which they began. */
  get impairments(): readonly Impairment[] {
    return [...this.#inForce];
  }

  reset(): void {
    for (const { link } of this.#sites.ways.flat()) link?.reset();
    if (this.#inForce.size === 0) return;
    this.#inForce.clear();
    this.#apply();
  }

  #apply(): void {
    const n = this.#hosts;
    this.#cut.fill(0);
    this.#stopped.clear();
    this.#lane.fill(undefined);
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) {
        const { delay, loss, link } = this.#way(i, j);
        this.#delays[i * n + j] = link === undefined ? [delay] : [link, delay];
        this.#loss[i * n + j] = loss;
      }
    for (const impairment of this.#inForce) {
      if (impairment.kind === "partition") this.#divide(impairment.groupOf);
      else
        for (const i of impairment.from)
          for (const j of impairment.to)
            if (i !== j) {
              this.#worsen(i * n + j, impairment);
              if (impairment.kind !== "block" || !impairment.oneWay) this.#worsen(j * n + i, impairment);
            }
    }
  }

  #divide(groupOf: Int32Array): void {
    for (let i = 0; i < this.#hosts; i++)
      for (let j = 0; j < this.#hosts; j++) if (groupOf[i] !== groupOf[j]) this.#cut[i * this.#hosts + j] = 1;
  }

  #worsen(pair: number, impairment: Extract<Impairment, { kind: "cut" | "block" | "degrade" }>): void {
    if (impairment.kind === "cut") this.#cut[pair] = 1;
    else if (impairment.kind === "block")
      this.#stopped.set(pair, [...(this.#stopped.get(pair) ?? []), ...impairment.kinds]);
    else {
      this.#delays[pair] = [...this.#delays[pair]!, impairment.delay];
      this.#loss[pair] = 1 - (1 - this.#loss[pair]!) * (1 - impairment.loss);
    }
  }
}
