import type { Sites } from "./network-options.ts";

/** Something wrong with the links between hosts, for as long as it lasts. */
export type Impairment =
  /** Nothing passes between a host of the one side and a host of the other, in either direction. */
  | { readonly kind: "cut"; readonly from: readonly number[]; readonly to: readonly number[] }
  /** What passes takes so much longer and is lost with this probability as well. */
  | {
      readonly kind: "degrade";
      readonly from: readonly number[];
      readonly to: readonly number[];
      readonly delay: number;
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
  readonly #sites: Sites;
  /** By pair of hosts. */
  readonly #cut: Uint8Array;
  readonly #delay: Float64Array;
  readonly #loss: Float64Array;
  readonly #inForce = new Set<Impairment>();

  constructor(hosts: number, sites: Sites) {
    this.#hosts = hosts;
    this.#sites = sites;
    this.#cut = new Uint8Array(hosts * hosts);
    this.#delay = new Float64Array(hosts * hosts);
    this.#loss = new Float64Array(hosts * hosts);
    this.#apply();
  }

  isCut(from: number, to: number): boolean {
    return this.#cut[from * this.#hosts + to] === 1;
  }

  delay(from: number, to: number): number {
    return this.#delay[from * this.#hosts + to]!;
  }

  loss(from: number, to: number): number {
    return this.#loss[from * this.#hosts + to]!;
  }

  /** Whether any way between sites loses messages by itself. */
  get isLossy(): boolean {
    return this.#sites.ways.some((row) => row.some(({ loss }) => loss > 0));
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
    if (this.#inForce.size === 0) return;
    this.#inForce.clear();
    this.#apply();
  }

  #apply(): void {
    const n = this.#hosts;
    const { siteOf, ways } = this.#sites;
    this.#cut.fill(0);
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) {
        const { delay, loss } = ways[siteOf[i]!]![siteOf[j]!]!;
        this.#delay[i * n + j] = delay;
        this.#loss[i * n + j] = loss;
      }
    for (const impairment of this.#inForce) {
      if (impairment.kind === "partition") this.#divide(impairment.groupOf);
      else
        for (const i of impairment.from)
          for (const j of impairment.to)
            if (i !== j) for (const pair of [i * n + j, j * n + i]) this.#worsen(pair, impairment);
    }
  }

  #divide(groupOf: Int32Array): void {
    for (let i = 0; i < this.#hosts; i++)
      for (let j = 0; j < this.#hosts; j++) if (groupOf[i] !== groupOf[j]) this.#cut[i * this.#hosts + j] = 1;
  }

  #worsen(pair: number, impairment: Extract<Impairment, { kind: "cut" | "degrade" }>): void {
    if (impairment.kind === "cut") {
      this.#cut[pair] = 1;
      return;
    }
    this.#delay[pair]! += impairment.delay;
    this.#loss[pair] = 1 - (1 - this.#loss[pair]!) * (1 - impairment.loss);
  }
}
