import type { Engine } from "../kernel/engine.ts";
import { extraOf, kindOf, SUBJECTS, subjectOf } from "../network/message.ts";
import type { Stream } from "../random/stream.ts";
import type { Authentication } from "../tiers/description.ts";
import { grown } from "./growing.ts";
import { Kind, WITH_CREDENTIALS } from "./message.ts";
import type { Nonces } from "./nonces.ts";

/** What a server does first with a request: nothing, since its client is trusted; it challenges it; or it checks its credentials. */
export const Met = { TRUSTED: 0, CHALLENGED: 1, CHECKED: 2 } as const;
export type Met = (typeof Met)[keyof typeof Met];

const METHODS = {
  [Kind.REGISTER]: "REGISTER",
  [Kind.INVITE]: "INVITE",
  [Kind.BYE]: "BYE",
  [Kind.SUBSCRIBE]: "SUBSCRIBE",
} as const;
type Challengeable = keyof typeof METHODS;

const methodOf = (kind: number): (typeof METHODS)[Challengeable] | undefined => METHODS[kind as Challengeable];

/** Addresses in an envelope, of which hosts are some. */
const HOSTS_MAX = 4096;

const UNDECIDED = 0;
const IS_TRUSTED = 1;
const IS_CHALLENGED = 2;

/** By kind of client: the nonces they hold. */
export interface ClientNonces {
  readonly calls: Nonces;
  readonly registrations: Nonces;
  readonly requests: Nonces;
}

const noncesFor = ({ calls, registrations, requests }: ClientNonces, kind: number): Nonces =>
  kind === Kind.REGISTER ? registrations : kind === Kind.SUBSCRIBE ? requests : calls;

/** The first number of a SUBSCRIBE; as clients they are counted from 0. */
export const FIRST_SUBSCRIPTION = SUBJECTS / 2;
const clientOf = (message: number): number =>
  kindOf(message) === Kind.SUBSCRIBE ? subjectOf(message) - FIRST_SUBSCRIPTION : subjectOf(message);

/** Whose requests are challenged by chance: by method and client, decided when the first of them comes. */
export class Trust {
  readonly #random: Stream;
  readonly #decided = new Map<number, Uint8Array>();

  constructor(random: Stream) {
    this.#random = random;
  }

  reset(): void {
    this.#decided.clear();
  }

  isChallenged(kind: number, client: number, share: number): boolean {
    if (share === 0 || share === 1) return share === 1;
    const decided = grown(this.#decided.get(kind) ?? new Uint8Array(64), client + 1);
    this.#decided.set(kind, decided);
    if (decided[client] === UNDECIDED) decided[client] = this.#random.uniform() < share ? IS_CHALLENGED : IS_TRUSTED;
    return decided[client] === IS_CHALLENGED;
  }
}

/**
 * Digest authentication at the servers of one tier (RFC 3261 §22): which requests they challenge, and which nonces they accept. A process
 * that starts again is another issuer.
 */
export class Challenges {
  readonly options: Authentication;
  readonly #engine: Engine;
  readonly #nonces: ClientNonces;
  readonly #trust: Trust;
  /** By host: how often its process has died. */
  readonly #deaths = new Map<number, number>();
  /** Challenges sent. */
  sent = 0;

  constructor(engine: Engine, options: Authentication, nonces: ClientNonces, trust: Trust) {
    this.#engine = engine;
    this.options = options;
    this.#nonces = nonces;
    this.#trust = trust;
  }

  reset(): void {
    this.#deaths.clear();
    this.sent = 0;
  }

  /** A process dies, and what it knows of its nonces. */
  forget(host: number): void {
    this.#deaths.set(host, (this.#deaths.get(host) ?? 0) + 1);
  }

  /** What a request meets at a host. */
  meets(host: number, message: number, envelope: number): Met {
    const kind = kindOf(message);
    const method = methodOf(kind);
    if (method === undefined) return Met.TRUSTED;
    const client = clientOf(message);
    if (!this.#trust.isChallenged(kind, client, this.options.challenge[method])) return Met.TRUSTED;
    const isKnown =
      extraOf(envelope) === WITH_CREDENTIALS && this.#accepts(host, noncesFor(this.#nonces, kind), client);
    return isKnown ? Met.CHECKED : Met.CHALLENGED;
  }

  /** A request is challenged: its client is sent a new nonce. */
  challenge(host: number, message: number): void {
    this.sent++;
    noncesFor(this.#nonces, kindOf(message)).issue(clientOf(message), this.#issuerAt(host), this.#engine.now);
  }

  /** The credentials of a request are accepted. */
  accept(message: number): void {
    noncesFor(this.#nonces, kindOf(message)).spend(clientOf(message));
  }

  #accepts(host: number, nonces: Nonces, client: number): boolean {
    const { nonce, knownTo } = this.options;
    if (knownTo === "issuer" && nonces.issuer(client) !== this.#issuerAt(host)) return false;
    return nonce === 0 ? !nonces.isSpent(client) : this.#engine.now - nonces.since(client) <= nonce;
  }

  /** The process of a host in this life, as an issuer of nonces. */
  #issuerAt(host: number): number {
    return 1 + host + HOSTS_MAX * (this.#deaths.get(host) ?? 0);
  }
}
