import { counted } from "../../units/number.ts";
import type { Member } from "./offer.ts";

/** A worker whose beat has not changed for so long is gone [ms]. */
const SILENCE = 6000;

interface Seen {
  readonly member: Member;
  /** When its beat was seen to change. */
  readonly at: number;
}

/** Who works on a study, as its sweep sees it. Judges by beats that change, not by anybody's clock. */
export class WorkerRegistry {
  readonly #model: string;
  readonly #version: string;
  readonly #tell: (text: string) => void;
  readonly #warn: (text: string) => void;
  readonly #seen = new Map<string, Seen>();

  constructor(model: string, version: string, tell: (text: string) => void, warn: (text: string) => void) {
    this.#model = model;
    this.#version = version;
    this.#tell = tell;
    this.#warn = warn;
  }

  /** Threads of all workers together. */
  get threads(): number {
    return [...this.#seen.values()].reduce((sum, { member }) => sum + member.threads, 0);
  }

  /**
   * Takes note of who stands on the board, and says who has come, gone, or is not welcome.
   *
   * @param now any clock that only goes forward [ms]
   * @returns names to be struck off
   */
  update(members: readonly Member[], now: number): string[] {
    const strangers = members.filter(({ model }) => model !== this.#model);
    for (const { name, version, model } of strangers)
      this.#warn(
        `Worker ${name} was refused: it has another version of the model (${version}, ${model}; this study is of ${this.#version}, ${this.#model}).`,
      );
    const present = new Map(
      members.filter(({ model }) => model === this.#model).map((member) => [member.name, member]),
    );
    for (const [name, { threads }] of [...this.#seen].map(([name, { member }]) => [name, member] as const))
      if (!present.has(name)) {
        this.#seen.delete(name);
        this.#tell(`Worker ${name} has left (${counted(threads, "thread")}).`);
      }
    const silent: string[] = [];
    for (const [name, member] of present) {
      const known = this.#seen.get(name);
      if (known === undefined) this.#tell(`Worker ${name} has joined (${counted(member.threads, "thread")}).`);
      if (known === undefined || known.member.beat !== member.beat) this.#seen.set(name, { member, at: now });
      else if (now - known.at > SILENCE) {
        this.#seen.delete(name);
        silent.push(name);
        this.#warn(`Worker ${name} is silent and given up; its units are done by others.`);
      }
    }
    return [...strangers.map(({ name }) => name), ...silent];
  }
}
