import type { Targets } from "./targets.ts";
import type { Traffic } from "./traffic.ts";

/** Who registers with which addresses. */
export interface RegistrantsParts {
  /** How many users register. */
  readonly users: number;
  /** The addresses users register with; registration numbers follow their order. */
  readonly addresses: readonly number[];
  /** How users choose among them, where they register with one; null: with every address. */
  readonly targets: Targets | null;
  /** What follows when an address has failed. */
  readonly nextTarget: Traffic["nextTarget"];
}

/**
 * Registrations by number. A registration is one user at one address, number = user × addresses + address; or, where users register
 * with one address of their choice, one user: then it may move to another address (RFC 3263 §4.3).
 */
export class Registrants {
  readonly users: number;
  readonly addresses: readonly number[];
  /** How many registrations there are, and how many a user has. */
  protected readonly count: number;
  readonly #perUser: number;
  readonly #targets: Targets | null;
  readonly #nextTarget: Traffic["nextTarget"];
  /** The address that each has chosen. */
  readonly #target: Uint16Array;

  constructor({ users, addresses, targets, nextTarget }: RegistrantsParts) {
    this.users = users;
    this.addresses = addresses;
    this.#targets = targets;
    this.#nextTarget = nextTarget;
    this.#perUser = targets === null ? addresses.length : 1;
    this.count = users * this.#perUser;
    this.#target = new Uint16Array(targets === null ? 0 : this.count);
  }

  /** Whether users register with every address, each for itself. */
  get isBound(): boolean {
    return this.#targets === null;
  }

  userOf(registration: number): number {
    return Math.floor(registration / this.#perUser);
  }

  /** Registrations of the user of one of them. */
  ofSameUser(registration: number): number[] {
    const first = this.userOf(registration) * this.#perUser;
    return Array.from({ length: this.#perUser }, (_, i) => first + i);
  }

  /** The address of a registration: where its REGISTERs go. */
  addressOf(registration: number): number {
    if (this.#targets !== null) return this.#target[registration]!;
    return this.addresses[registration % this.addresses.length]!;
  }

  /** Number of the registration of a user at an address; −1 if the user does not register there. */
  at(user: number, address: number): number {
    if (this.#targets !== null) return this.#target[user] === address ? user : -1;
    const index = this.addresses.indexOf(address);
    return index < 0 ? -1 : user * this.addresses.length + index;
  }

  /** Number of the registration by which a user is reached from an address: his only one where he has one. */
  of(user: number, address: number): number {
    return this.#targets === null ? this.at(user, address) : user;
  }

  /** As at the start of a replication: those who choose have chosen. */
  protected chooseAll(): void {
    if (this.#targets === null) return;
    this.#targets.reset();
    for (let user = 0; user < this.count; user++) this.#target[user] = this.#targets.choose(user, user);
  }

  /** A user who is not bound to an address chooses one. */
  choose(registration: number): void {
    if (this.#targets === null) return;
    const target = this.#targets.choose(registration, registration);
    this.#target[registration] = target;
    if (this.#nextTarget !== null) this.#targets.begin(registration, target);
  }

  /** The address of a registration has failed; whether it has another one from now on. */
  protected movesOn(registration: number): boolean {
    if (this.#nextTarget === null || this.#targets === null) return false;
    const failed = this.#target[registration]!;
    if (this.#nextTarget.avoid > 0) this.#targets.avoid(failed, this.#nextTarget.avoid, registration);
    const next = this.#targets.next(registration, failed, registration);
    if (next < 0) return false;
    this.#target[registration] = next;
    return true;
  }
}
