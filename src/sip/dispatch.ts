import { kindOf, subjectOf } from "../network/message.ts";
import { callIdHash, mixed } from "./call-id-hash.ts";
import type { Flows } from "./flows.ts";
import { ofCall } from "./message.ts";

/** Which proxies directors send to, as plain data; all proxies have weight 1 and priority 0 unless told otherwise. */
export interface DispatchRules {
  /**
   * Among the proxies of the highest priority that are alive: the one that the hash of the Call-ID falls on, modulo their weights; each in
   * turn; by consistent hashing the one whose hash with the Call-ID is highest (rendezvous hashing, D. Thaler and C. Ravishankar,
   * IEEE/ACM Trans. Networking 6 (1998) 1), so that a removal moves only the calls of the removed; any by chance; or the one with the
   * fewest open calls for its weight.
   */
  readonly policy: "call-id hash" | "round robin" | "consistent hash" | "random" | "call load";
  /** By place among the proxies; left out: all alike. */
  readonly weights?: readonly number[];
  readonly priorities?: readonly number[];
  /** Calls that a proxy may have open; Infinity: any number. */
  readonly maxLoads?: readonly number[];
  /** Whether all proxies are tried where none counts as alive. */
  readonly failsOpen?: boolean;
  /** Whether what one director finds holds for all. */
  readonly isShared?: boolean;
}

/** Whom the dispatch of directors is about, and by what chance. */
export interface DispatchParts {
  readonly rules: DispatchRules;
  /** Hosts of the proxies, in order. */
  readonly proxies: readonly number[];
  /** Uniform on (0, 1); drawn by the policy "random" only. */
  readonly random: () => number;
  /** What keeps flows with the proxy that they began with; null: each message is dispatched by itself. */
  readonly flows: Flows | null;
}

/** More than there are hosts. */
const HOSTS = 4096;
/** In place of a director's host where what one finds holds for all. */
const ALL = 0;

/** Which proxies directors believe alive, and which of them gets a message. */
export class Dispatch {
  readonly #with: DispatchParts;
  readonly #all: readonly number[];
  readonly #isEven: boolean;
  /** Per director host, the proxies it dispatches to. */
  readonly #alive = new Map<number, readonly number[]>();
  /** Per director host, the proxies that it considers down; proxies out of service on purpose, and all others. */
  readonly #removed = new Map<number, Set<number>>();
  /** Per director host, the proxies that have failed a request and are not tried first for a while. */
  readonly #onProbation = new Map<number, Set<number>>();
  /** Of those, whom no check has asked in vain since. */
  readonly #marked = new Map<number, Set<number>>();
  readonly #withdrawn = new Set<number>();
  /** Per director and proxy: when the proxy has failed requests of late [s]. */
  readonly #failures = new Map<number, readonly number[]>();
  /** Per director host: of each of its open calls, the proxy that has it; and how many each proxy has. */
  readonly #open = new Map<number, Map<number, number>>();
  readonly #load = new Map<number, Map<number, number>>();
  #inService: readonly number[];
  #turn = 0;

  constructor(parts: DispatchParts) {
    this.#with = parts;
    this.#all = this.#inService = parts.proxies;
    const { weights, priorities, maxLoads } = parts.rules;
    this.#isEven = weights === undefined && priorities === undefined && maxLoads === undefined;
  }

  reset(): void {
    for (const kept of [this.#alive, this.#removed, this.#onProbation, this.#marked, this.#failures]) kept.clear();
    for (const kept of [this.#open, this.#load]) kept.clear();
    this.#withdrawn.clear();
    this.#with.flows?.reset();
    this.#inService = this.#all;
    this.#turn = 0;
  }

  /** Whether what one director finds holds for all. */
  get isShared(): boolean {
    return this.#with.rules.isShared === true;
  }

  /** Calls that flows have kept with a proxy considered down; null where there are no flows. */
  get pinned(): number | null {
    return this.#with.flows?.pinned ?? null;
  }

  /** Proxies that a director dispatches to. */
  aliveFor(host: number): readonly number[] {
    return this.#alive.get(this.#believer(host)) ?? this.#inService;
  }

  /** A director stops dispatching to a proxy. */
  remove(host: number, proxy: number): void {
    this.#note(this.#removed, host, proxy);
  }

  /** A director dispatches to a proxy again. */
  restore(host: number, proxy: number): void {
    this.#removed.get(this.#believer(host))?.delete(proxy);
    this.#choices(this.#believer(host));
  }

  /** A director dispatches nothing to a proxy that has failed a request, until the end of its probation. */
  suspend(host: number, proxy: number): void {
    this.#note(this.#marked, host, proxy);
    this.#note(this.#onProbation, host, proxy);
  }

  /** Whether a proxy is on probation and has the mark of the request that failed there. */
  isMarked(host: number, proxy: number): boolean {
    return this.#marked.get(this.#believer(host))?.has(proxy) === true;
  }

  /** A mark is taken off; the probation goes on. */
  unmark(host: number, proxy: number): void {
    this.#marked.get(this.#believer(host))?.delete(proxy);
  }

  /** The probation of a proxy is over: by time, or because it has answered a check. */
  reprieve(host: number, proxy: number): void {
    this.unmark(host, proxy);
    if (this.#onProbation.get(this.#believer(host))?.delete(proxy)) this.#choices(this.#believer(host));
  }

  /** A proxy has failed a request of a director now [s]. Returns how often it has since a time. */
  fails(host: number, proxy: number, now: number, since: number): number {
    const times = this.#failures.get(host * HOSTS + proxy) ?? [];
    const recent = [...times.filter((time) => time > since), now];
    this.#failures.set(host * HOSTS + proxy, recent);
    return recent.length;
  }

  /** A director's process dies, and what it held against proxies with it, its flows and its count of calls. */
  forget(host: number): void {
    this.#with.flows?.forget(host);
    this.#open.delete(host);
    this.#load.delete(host);
    for (const proxy of this.#all) this.#failures.delete(host * HOSTS + proxy);
    if (this.isShared) return;
    this.#marked.delete(host);
    if (this.#onProbation.delete(host)) this.#choices(host);
  }

  /** All directors stop dispatching to a proxy that is going to be serviced. */
  withdraw(proxy: number): void {
    this.#withdrawn.add(proxy);
    this.#with.flows?.drain(proxy);
    this.#service();
  }

  /** It has been serviced. */
  readmit(proxy: number): void {
    this.#withdrawn.delete(proxy);
    this.#with.flows?.readmit(proxy);
    this.#service();
  }

  /** Whether no director that counts has removed a proxy from its dispatch. */
  isTrusted(proxy: number, counts: (host: number) => boolean): boolean {
    return [...this.#removed].every(([host, removed]) => !removed.has(proxy) || (host !== ALL && !counts(host)));
  }

  /** The proxy that a director chooses for a message, or for a connection, by what would be its REGISTER; −1: there is none. */
  dispatched(host: number, message: number): number {
    const { flows } = this.#with;
    const kept = flows?.proxyOf(host, message) ?? -1;
    if (kept >= 0) return kept;
    const chosen = this.#chosen(host, message);
    if (chosen >= 0) flows?.begins(host, message, chosen);
    return chosen;
  }

  /** The next proxy for a request after those that have failed it, in the order of their priorities; −1: none is left. */
  following(host: number, tried: readonly number[]): number {
    const eligible = this.#eligible(host);
    const last = this.#all.indexOf(tried.at(-1)!);
    const order = [...this.#all.slice(last + 1), ...this.#all.slice(0, last)];
    const left = order.filter((proxy) => eligible.includes(proxy) && !tried.includes(proxy));
    return this.#ofHighestPriority(left)[0] ?? -1;
  }

  /** A director's call is over, or nobody has taken it. */
  ended(host: number, call: number): void {
    const proxy = this.#open.get(host)?.get(call);
    if (proxy === undefined) return;
    this.#open.get(host)!.delete(call);
    this.#load.get(host)!.set(proxy, this.#loadOf(host, proxy) - 1);
  }

  /** A director sends a call to a proxy, which has it open from now on. */
  takes(host: number, call: number, proxy: number): void {
    if (this.#with.rules.policy !== "call load") return;
    this.ended(host, call);
    this.#open.set(host, (this.#open.get(host) ?? new Map()).set(call, proxy));
    this.#load.set(host, (this.#load.get(host) ?? new Map()).set(proxy, this.#loadOf(host, proxy) + 1));
  }

  readonly #loadOf = (host: number, proxy: number): number => this.#load.get(host)?.get(proxy) ?? 0;
  readonly #believer = (host: number): number => (this.isShared ? ALL : host);
  readonly #place = (proxy: number): number => this.#all.indexOf(proxy);
  readonly #weightOf = (proxy: number): number => this.#with.rules.weights?.[this.#place(proxy)] ?? 1;
  readonly #priorityOf = (proxy: number): number => this.#with.rules.priorities?.[this.#place(proxy)] ?? 0;

  #note(kept: Map<number, Set<number>>, host: number, proxy: number): void {
    const believer = this.#believer(host);
    kept.set(believer, (kept.get(believer) ?? new Set()).add(proxy));
    this.#choices(believer);
  }

  #service(): void {
    this.#inService = this.#all.filter((proxy) => !this.#withdrawn.has(proxy));
    for (const host of this.#alive.keys()) this.#choices(host);
  }

  #choices(host: number): void {
    const removed = this.#removed.get(host);
    const onProbation = this.#onProbation.get(host);
    this.#alive.set(
      host,
      this.#inService.filter((proxy) => !removed?.has(proxy) && !onProbation?.has(proxy)),
    );
  }

  /** Whom a director may send something new to: those that are alive; where there are none and it fails open, all. */
  #eligible(host: number): readonly number[] {
    const { failsOpen, maxLoads } = this.#with.rules;
    const alive = this.aliveFor(host);
    const open = alive.length === 0 && failsOpen ? this.#inService : alive;
    if (maxLoads === undefined) return open;
    return open.filter((proxy) => this.#loadOf(host, proxy) < (maxLoads[this.#place(proxy)] ?? Infinity));
  }

  #ofHighestPriority(proxies: readonly number[]): readonly number[] {
    if (this.#with.rules.priorities === undefined) return proxies;
    const highest = Math.max(...proxies.map(this.#priorityOf));
    return proxies.filter((proxy) => this.#priorityOf(proxy) === highest);
  }

  #chosen(host: number, message: number): number {
    const among = this.#ofHighestPriority(this.#eligible(host));
    if (among.length === 0) return -1;
    const { policy } = this.#with.rules;
    switch (policy) {
      case "call-id hash":
        return this.#at(callIdHash(message), among);
      case "round robin":
        return this.#at(this.#turn++, among);
      case "consistent hash":
        return this.#highest(callIdHash(message), among);
      case "random":
        return this.#at(Math.floor(this.#with.random() * this.#sum(among)), among);
      case "call load": {
        const known = this.#open.get(host)?.get(subjectOf(message));
        return ofCall(kindOf(message)) && known !== undefined ? known : this.#leastLoaded(host, among);
      }
      default:
        return policy satisfies never;
    }
  }

  readonly #sum = (proxies: readonly number[]): number =>
    this.#isEven ? proxies.length : proxies.reduce((sum, proxy) => sum + this.#weightOf(proxy), 0);

  /** The proxy on which a number falls, where each takes as many numbers in a row as it weighs. */
  #at(number: number, proxies: readonly number[]): number {
    if (this.#isEven) return proxies[number % proxies.length]!;
    let left = number % this.#sum(proxies);
    for (const proxy of proxies) {
      left -= this.#weightOf(proxy);
      if (left < 0) return proxy;
    }
    throw new RangeError(`a number beyond the weights of ${proxies.length} proxies`);
  }

  /** The one with the fewest open calls for its weight; of equal ones the first. */
  #leastLoaded(host: number, proxies: readonly number[]): number {
    const relative = proxies.map((proxy) => this.#loadOf(host, proxy) / this.#weightOf(proxy));
    return proxies[relative.indexOf(Math.min(...relative))]!;
  }

  /** The proxy whose hash together with the given one is the highest; with weights w the greatest of w/(−ln u), u the hash as a share (weighted rendezvous). */
  #highest(hashed: number, proxies: readonly number[]): number {
    let chosen = proxies[0]!;
    let best = -1;
    for (const proxy of proxies) {
      const own = mixed(hashed ^ Math.imul(proxy, 0x27d4eb2f));
      const rank = this.#isEven ? own : this.#weightOf(proxy) / -Math.log((own + 0.5) / 2 ** 32);
      if (rank <= best) continue;
      best = rank;
      chosen = proxy;
    }
    return chosen;
  }
}
