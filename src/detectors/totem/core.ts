/** Tokens are numbered modulo this, and rings in their messages. */
const NUMBERS = 128;

/** The nodes in a set of bits, lowest first. */
export const nodesIn = (bits: number): number[] =>
  Array.from({ length: 32 - Math.clz32(bits) }, (_, i) => i).filter((i) => (bits >> i) & 1);

/** What one node knows of its ring; sets of nodes are bits. Whoever it does not hear while it gathers is dead to it. */
export class Member {
  /** Number of its ring; what was scheduled in an earlier one is none. */
  ring = 0;
  /** The members of its ring, and while it gathers whom it would have in the next. */
  members: number;
  /** Number of the last token that it has seen. */
  token = 0;
  /** Whether it has missed the token, or was called together, and waits for the others. */
  isGathering = false;
  readonly #index: number;
  readonly #nodes: number;
  /** The members of the last ring it was in, as far as it has not been told of their death by other means. */
  #installed: number;
  /** While it gathers: the highest number of a ring it has heard of, whom it has heard, whom it has called because others knew them. */
  #highest = 0;
  #heard = 0;
  #called = 0;

  constructor(index: number, nodes: number) {
    this.#index = index;
    this.#nodes = nodes;
    this.members = 2 ** nodes - 1;
    this.#installed = this.members;
  }

  /** The ring's number as messages say it. */
  get ringSaid(): number {
    return this.ring % NUMBERS;
  }

  /** Whether no member of its ring comes before it. */
  get isLowest(): boolean {
    return (this.members & ((1 << this.#index) - 1)) === 0;
  }

  /** The member after it, itself if there is no other. */
  get next(): number {
    for (let step = 1; step <= this.#nodes; step++) {
      const node = (this.#index + step) % this.#nodes;
      if ((this.members >> node) & 1) return node;
    }
    return this.#index;
  }

  /** All nodes that are not in its ring. */
  get outside(): number {
    return (2 ** this.#nodes - 1) & ~this.members;
  }

  /** A token has come. Returns whether it is one of this ring, and no copy of what it has seen. */
  sees(ring: number, token: number): boolean {
    const news = (token - this.token + NUMBERS) % NUMBERS;
    if (this.isGathering || this.ringSaid !== ring || news === 0 || news > NUMBERS / 2) return false;
    this.token = token;
    return true;
  }

  /** It holds the token no longer. Returns whether there is still a ring to pass it on in. */
  passesOn(): boolean {
    if (!this.isGathering) this.token = (this.token + 1) % NUMBERS;
    return !this.isGathering;
  }

  /** The token is lost. Returns whether it begins to gather by that. */
  gathers(): boolean {
    if (this.isGathering) return false;
    this.isGathering = true;
    this.#heard = 1 << this.#index;
    this.#called = 0;
    this.#highest = this.ring;
    return true;
  }

  /** A join has come, perhaps from out of its ring. Returns whether it begins to gather by that. */
  hearsJoin(from: number, ring: number): boolean {
    this.members |= 1 << from;
    const begins = this.gathers();
    this.#heard |= 1 << from;
    const ahead = (ring - this.ringSaid + NUMBERS) % NUMBERS;
    if (ahead < NUMBERS / 2) this.#highest = Math.max(this.#highest, this.ring + ahead);
    return begins;
  }

  /** Whom the sender of a join knows and it does not: they are called as well, once. */
  newAmong(known: number): number {
    const news = known & ~this.members & ~this.#called;
    this.#called |= news;
    return news;
  }

  /** Consensus: those that were heard form the next ring. Returns who is missing from the last, and who is back. */
  installs(): { readonly missing: number; readonly back: number } {
    const missing = this.members & ~this.#heard;
    const back = this.#heard & ~this.#installed;
    this.members &= this.#heard;
    this.#installed = this.members;
    this.ring = this.#highest + 1;
    this.isGathering = false;
    this.token = 0;
    return { missing, back };
  }

  /** It starts again, alone. */
  startsAgain(): void {
    this.ring++; // what is left of the ring before is none
    this.#installed = 1 << this.#index;
    this.isGathering = false;
  }

  /** It calls all nodes together. Returns whether it begins to gather by that. */
  callsTogether(): boolean {
    this.members = 2 ** this.#nodes - 1;
    return this.gathers();
  }

  /** It has been told by other means that a process has left; the ring that is formed when it starts again has it back. */
  isToldOf(gone: number): void {
    this.#installed &= ~(1 << gone);
  }
}
