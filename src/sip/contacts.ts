import type { Sampler } from "../random/sampler.ts";
import { STATUS, toContact } from "./message.ts";
import type { TargetSet } from "./target-set.ts";

/** The contacts of users, and how long they are tried. */
export interface ContactsParts {
  /** The q of each contact; its branch is its place, from 1. */
  readonly qs: readonly number[];
  readonly callees: number;
  readonly silence: Sampler | null;
  /** How long those of one q ring before the next are tried [s]. */
  readonly ringing: number;
}

/** The contacts of a user as targets of a proxy: those of the highest q first, all of one q at once (RFC 3261 §16.6). */
export class Contacts implements TargetSet {
  readonly silence: Sampler | null;
  readonly ringing: number;
  readonly #callees: number;
  /** Branches in the order in which they are tried. */
  readonly #rounds: readonly (readonly number[])[];

  constructor({ qs, callees, silence, ringing }: ContactsParts) {
    this.#callees = callees;
    this.silence = silence;
    this.ringing = ringing;
    const inOrder = [...new Set(qs)].sort((a, b) => b - a);
    this.#rounds = inOrder.map((q) => qs.flatMap((own, i) => (own === q ? [i + 1] : [])));
  }

  next(_: number, __: number, tried: readonly number[]): readonly number[] {
    return this.#rounds.find(([first]) => !tried.includes(first!)) ?? [];
  }

  destination(): number {
    return this.#callees;
  }

  mark(branch: number): number {
    return toContact(branch);
  }

  /** Unless somebody has declined for all (6xx). */
  goesOn(status: number): boolean {
    return STATUS[status]! < 600;
  }

  failed(): void {}
}
