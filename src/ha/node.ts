import type { Network, Receiver } from "../network/network.ts";
import type { Station } from "../network/station.ts";
import { envelopeOf, isSip, Kind, kindOf, messageOf, subjectOf } from "../sip/message.ts";
import { channelOf, type Ear, hostOf, payloadOf } from "./signal.ts";

/**
 * What can die. A dead *process* leaves a host that still answers (connections are refused, watchers on other hosts hear
 * silence); a dead *host* answers nothing; a cut *link* leaves a node alive that nobody hears.
 */
export type FaultKind = "process" | "host" | "link";

/** One server: a host, the process on it, and the station where its SIP messages queue. */
export class Node {
  readonly name: string;
  readonly host: number;
  readonly tier: string;
  readonly station: Station;
  /** Whether the server process runs. */
  running = true;
  /** Time of the last fault [s]; NaN if there was none. */
  failedAt = Number.NaN;
  readonly #network: Network;
  readonly #middleware: (Receiver | undefined)[] = [];
  readonly #ears: (Map<number, Ear> | undefined)[] = [];
  /** Channels of daemons that outlive the server process. */
  readonly #daemons = new Set<number>();
  readonly #lost: (message: number) => void;

  /** @param lost hears of messages that arrive while the process is dead */
  constructor(
    name: string,
    host: number,
    tier: string,
    network: Network,
    station: Station,
    lost: (message: number) => void,
  ) {
    this.name = name;
    this.host = host;
    this.tier = tier;
    this.station = station;
    this.#network = network;
    this.#lost = lost;
    network.connect(host, (message, envelope) => this.#receive(message, envelope));
  }

  /** Whether others can reach a running process here. */
  get isUp(): boolean {
    return this.running && this.#network.attached[this.host] === 1;
  }

  /** Whether programs beside the server process run: they die with the host only. */
  get hostRuns(): boolean {
    return this.running || this.#network.attached[this.host] === 1;
  }

  /** Says what the node's middleware does with messages of a kind that is not SIP. */
  on(kind: Kind, receiver: Receiver): void {
    this.#middleware[kind] = receiver;
  }

  /**
   * Takes the signals of one channel; several detectors share a node this way.
   * @param isDaemon whether the ear belongs to a program of its own, which hears while the server process is dead
   */
  listen(kind: Kind, channel: number, ear: Ear, isDaemon = false): void {
    if (isDaemon) this.#daemons.add(channel);
    const ears = this.#ears[kind] ?? new Map<number, Ear>();
    this.#ears[kind] = ears;
    ears.set(channel, ear);
    this.on(kind, (message, envelope) => ears.get(channelOf(message))?.(hostOf(message), payloadOf(message), envelope));
  }

  /** One of its workers has spent its time on an answer to a request of the node itself. */
  hear(message: number, envelope: number): void {
    this.#middleware[kindOf(message)]?.(message, envelope);
  }

  reset(): void {
    this.running = true;
    this.failedAt = Number.NaN;
    this.station.reset();
  }

  /** A fault strikes now. */
  kill(kind: FaultKind, now: number): void {
    this.failedAt = now;
    if (kind !== "process") this.#network.attached[this.host] = 0;
    if (kind === "link") return;
    this.running = false;
    // The operating system resets a dead process's connections, those of queries at work included.
    if (kind === "process")
      for (const message of this.station.held()) if (kindOf(message) === Kind.QUERY) this.#refuse(Kind.QUERY, message);
    this.station.crash();
  }

  #receive(message: number, envelope: number): void {
    const kind = kindOf(message);
    if (!this.running && !(kind === Kind.BEAT && this.#daemons.has(channelOf(message)))) this.#refuse(kind, message);
    else if (isSip(kind)) this.station.accept(message, envelope);
    else this.#middleware[kind]?.(message, envelope);
  }

  /** The process is dead, the host is not: TCP connections are reset at once, UDP is lost. */
  #refuse(kind: Kind, message: number): void {
    const requester = hostOf(message);
    if (kind === Kind.QUERY)
      this.#network.sendByTcp(this.host, messageOf(Kind.ANSWER, subjectOf(message)), envelopeOf(requester, 0, REFUSED));
    else if (kind === Kind.PROBE)
      this.#network.send(
        this.host,
        messageOf(Kind.PROBE_ANSWER, subjectOf(message)),
        envelopeOf(requester, 0, REFUSED),
      );
    else this.#lost(message);
  }
}

/** In the extra bits of an answer: the connection was reset. Queries and probes name their sender in the low 12 subject bits. */
export const REFUSED = 3;
