/** What a watcher thinks of a node: nothing speaks against it, some sign was missed, or so many that the watcher is sure. */
export type Opinion = "alive" | "suspect" | "dead";

/** What a watcher knows of one node by its beats. It is told the time and knows no world. */
export interface BeatsHeard {
  readonly opinion: Opinion;
  /** Silence after which the node is dead [s], from its last beat. */
  readonly patience: number;
  /** Nothing is known yet: the node is taken for alive, as if it had beaten now. Returns whether it was dead. */
  forget(now: number): boolean;
  /** A beat has come. Returns whether the node, considered dead before, is back by it. */
  heard(now: number): boolean;
  /** Its patience is over. Returns whether that is news. */
  overdue(): boolean;
}

/** Looks at a process by a program beside it: as many in a row as are wanted change its mind, which begins with a process that lives. */
export class Looks {
  isAlive = true;
  #against = 0;
  readonly #track: { readonly fall: number; readonly rise: number };

  constructor(track: { readonly fall: number; readonly rise: number }) {
    this.#track = track;
  }

  forget(): void {
    this.isAlive = true;
    this.#against = 0;
  }

  /** One has found the process alive or dead. Returns whether that changes its mind. */
  found(isAlive: boolean): boolean {
    if (isAlive === this.isAlive) this.#against = 0;
    else if (++this.#against === (isAlive ? this.#track.rise : this.#track.fall)) {
      this.isAlive = isAlive;
      this.#against = 0;
      return true;
    }
    return false;
  }
}
