import { Live, type LiveOptions } from "./live.ts";

/** Says on stderr how far the work has come, in one line, once it has taken more than a second. */
export class Progress {
  readonly #what: string;
  readonly #live: Live;
  #text = "";

  constructor(what: string, isQuiet = false, options: LiveOptions = {}) {
    this.#what = what;
    const picture = () => (this.#text === "" ? [] : [this.#text]);
    this.#live = new Live({ picture, line: () => this.#text }, { isQuiet, ...options });
  }

  readonly at = (finished: number, total: number): void => {
    if (finished < total) this.say(`${finished} of ${total} ${this.#what}`);
  };

  /** The same in words, where it is not known how much there is to do. */
  readonly say = (text: string): void => {
    this.#text = text;
    this.#live.look();
  };

  /** Leaves the line to what comes next. */
  done(): void {
    this.#live.done();
  }
}
