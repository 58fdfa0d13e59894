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
