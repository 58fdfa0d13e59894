import { CHANNELS_PER_WATCH, watchOf } from "../architecture/watching.ts";
import type { World } from "../architecture/world.ts";
import { detectorKind } from "../detectors/description.ts";
import type { Sign } from "../detectors/mechanism.ts";
import { mechanismOf, SIGNALS } from "../detectors/simulated.ts";
import { longestOf } from "../distributions/law.ts";
import type { Node } from "../ha/node.ts";
import { channelOf, hostOf, payloadOf, REFUSED } from "../ha/signal.ts";
import { extraOf, kindOf } from "../network/message.ts";
import type { NetworkOptions } from "../network/network-options.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Architecture, Watch } from "../service/description.ts";

/** A signal that comes at the very moment it is due is not late; part of an interval. */
const GRACE = 1e-6;

/** A sign of life that a watcher waits for. */
export interface Awaited {
  readonly by: number;
  /** −1: whoever has the token. */
  readonly of: number;
  /** Since when it is awaited [s]; and when it is overdue [s], Infinity while nothing is awaited. */
  since: number;
  due: number;
  /** Whether it has been doubted since the last good sign. */
  doubted: boolean;
}

/**
 * When a watcher begins to doubt, told from the signals on the wire alone: a beat or an advertisement is overdue for the first
 * time, a check is not answered or refused, the token has not come round. Detectors themselves only say when they are sure.
 */
export class Suspicions {
  readonly #world: World;
  readonly #architecture: Architecture;
  /** How much later than usual a signal comes now and then, where hops take random times [s]. */
  readonly #late: number;
  readonly #suspect: (time: number, by: number, of: number) => void;
  /** By watcher and channel, and where a channel is shared by who is awaited. */
  readonly #awaited = new Map<number, Awaited>();
  /** No deadline is earlier than this. */
  #next = Infinity;

  constructor(
    world: World,
    { architecture, network }: Pick<Scenario, "architecture" | "network">,
    suspect: (time: number, by: number, of: number) => void,
  ) {
    this.#world = world;
    this.#architecture = architecture;
    this.#late = latenessOf(network);
    this.#suspect = suspect;
    for (const [index, watch] of architecture.watches.entries()) this.#begin(index, watch);
  }

  /** Beats and advertisements are awaited as if all had been heard at the start. */
  #begin(index: number, watch: Watch): void {
    const { detector, tier, by } = watch;
    const sign = mechanismOf(detector).sign(detector);
    if (sign.by !== "rhythm") return;
    const { nodes, network } = this.#world;
    const awaits = (watcher: Node, { host }: Node, channel: number) => {
      const due = network.delay + sign.interval * (1 + GRACE) + this.#late;
      if (host !== watcher.host) this.#await(watcher.host, host, keyOf(watcher.host, channel, host), { since: 0, due });
    };
    const channel = index * CHANNELS_PER_WATCH;
    const { elections } = detectorKind(detector);
    if (elections !== "none")
      for (const [i, { members }] of elections.of(detector, this.#architecture, tier).entries()) {
        const [owner, ...backups] = members.map(({ name }) => nodes.find((node) => node.name === name)!);
        for (const backup of backups) awaits(backup, owner!, channel + i);
      }
    else
      for (const watcher of nodes.filter((node) => node.tier === by))
        for (const node of nodes) if (node.tier === tier) awaits(watcher, node, channel);
  }

  /** All that is awaited now, as it stands. */
  get awaited(): Readonly<Awaited>[] {
    return [...this.#awaited.values()].map((one) => ({ ...one }));
  }

  /** Time goes on: deadlines that have passed are doubts now. */
  look(now: number): void {
    if (now < this.#next) return;
    const overdue = [...this.#awaited.values()].filter(({ due }) => due <= now).sort((a, b) => a.due - b.due);
    for (const awaited of overdue) this.#doubt(awaited.due, awaited);
    this.#next = Infinity;
    for (const { due } of this.#awaited.values()) this.#next = Math.min(this.#next, due);
  }

  sent(now: number, from: number, to: number, message: number): void {
    const sign = this.#signOf(message);
    if (sign?.by === "answer" && sign.isQuestion(message))
      this.#await(from, to, keyOf(from, channelOf(message)), { since: now, due: now + sign.timeout });
  }

  arrived(now: number, host: number, message: number, envelope: number): void {
    const sign = this.#signOf(message);
    const key = keyOf(host, channelOf(message));
    if (sign?.by === "answer" && !sign.isQuestion(message)) {
      const awaited = this.#awaited.get(key);
      if (awaited === undefined) return;
      if (extraOf(envelope) === REFUSED) this.#doubt(now, awaited);
      else awaited.doubted = false;
      awaited.due = Infinity;
    } else if (sign?.by === "token" && sign.isToken(payloadOf(message)))
      this.#await(host, -1, key, { since: now, due: now + sign.within }).doubted = false;
    else if (sign?.by === "rhythm") {
      const of = hostOf(message);
      const due = now + sign.interval * (1 + GRACE) + this.#late;
      this.#await(host, of, keyOf(host, channelOf(message), of), { since: now, due }).doubted = false;
    }
  }

  #await(by: number, of: number, key: number, { since, due }: Pick<Awaited, "since" | "due">): Awaited {
    const awaited = this.#awaited.get(key) ?? { by, of, since, due, doubted: false };
    this.#awaited.set(key, awaited);
    [awaited.since, awaited.due] = [since, due];
    this.#next = Math.min(this.#next, due);
    return awaited;
  }

  #doubt(time: number, awaited: Awaited): void {
    awaited.due = Infinity;
    if (awaited.doubted || !this.#world.nodes.find(({ host }) => host === awaited.by)?.running) return;
    awaited.doubted = true;
    this.#suspect(time, awaited.by, awaited.of);
  }

  #signOf(message: number): Sign | undefined {
    if (SIGNALS[kindOf(message)] === undefined) return undefined;
    const watch = this.#architecture.watches[watchOf(channelOf(message), this.#architecture)];
    return watch && mechanismOf(watch.detector).sign(watch.detector);
  }
}

/** The longest random delay of a hop [s]; 0 where all are constant. */
const latenessOf = ({ delay, between, ways = [] }: NetworkOptions): number =>
  Math.max(
    ...[delay, between?.delay ?? 0, ...ways.map((way) => way.delay)].map((one) =>
      typeof one === "number" ? 0 : longestOf(one),
    ),
  );

/** A watcher, a channel, and the watched host where several share a channel. */
const keyOf = (by: number, channel: number, of = 4095): number => (by * 64 + channel) * 4096 + of;
