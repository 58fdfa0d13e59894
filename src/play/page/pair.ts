import { effect, signal } from "@preact/signals";
import type { Problem } from "../../notation/problem.ts";
import type { Piece } from "../protocol.ts";
import type { Deed } from "../text/by-hand.ts";
import type { Line } from "./line.ts";
import { Player } from "./player.ts";

/** A design that is played beside another one: what is done to it is done to the first, and comes to it from there. */
class Follower extends Player {
  readonly #first: Player;

  constructor(line: Line, first: Player) {
    super(line);
    this.#first = first;
  }

  override act(deed: Deed): Promise<boolean> {
    return this.#first.act(deed);
  }
}

/** Another design beside the one that is played: the same calls, faults and random numbers, and the clock of the first. */
export class Pair {
  /** It is played by nobody but this pair. */
  readonly other: Player;
  /** The architecture of the other, as a scenario says it; null: none is chosen. */
  readonly architecture = signal<string | null>(null);
  /** Lines of the fault script that the other design has no names for. */
  readonly leftOut = signal<readonly string[]>([]);
  readonly problems = signal<readonly Problem[]>([]);
  readonly #first: Player;
  readonly #lines: readonly [asks: Line, plays: Line];
  readonly #ends: readonly (() => void)[];
  #wanted = Number.NaN;
  #isFollowing = false;
  #built = 0;

  constructor(first: Player, newLine: () => Line) {
    this.#first = first;
    const plays = newLine();
    this.#lines = [newLine(), plays];
    this.other = new Follower(plays, first);
    this.#ends = [
      effect(() => {
        const [piece, architecture] = [first.piece.value, this.architecture.value];
        if (piece !== null && architecture !== null) this.#build(piece, architecture).catch(() => {});
      }),
      effect(() => {
        if (first.view.value !== null) this.#follow().catch(() => {});
      }),
    ];
  }

  close(): void {
    for (const end of this.#ends) end();
    for (const line of this.#lines) line.close();
  }

  async #build(piece: Piece, architecture: string): Promise<void> {
    const number = ++this.#built;
    const answer = await this.#lines[0].ask({ kind: "other design", piece, architecture });
    if (number !== this.#built) return;
    if (answer.kind === "refused") this.problems.value = answer.problems;
    if (answer.kind !== "other design") return;
    this.leftOut.value = answer.leftOut;
    const isRead = await this.other.load({ ...piece, text: answer.text });
    this.problems.value = this.other.problems.value;
    if (!isRead) return;
    this.#wanted = Number.NaN;
    await this.#follow();
  }

  /** Goes to where the first is, until it is there. */
  async #follow(): Promise<void> {
    if (this.#isFollowing || this.other.scene.value === null) return;
    this.#isFollowing = true;
    try {
      for (;;) {
        const time = this.#first.view.value?.time ?? 0;
        if (time === this.#wanted) return;
        this.#wanted = time;
        await this.other.seek({ time });
      }
    } finally {
      this.#isFollowing = false;
    }
  }
}
