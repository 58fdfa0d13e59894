/** What the process knows of the terminal it writes to. */

/** Whether a stream may be written to in colour: a terminal that was not asked to do without (no-color.org). */
export const hasColour = (stream: NodeJS.WriteStream): boolean => stream.isTTY === true && !process.env["NO_COLOR"];

/** Whether people look at a stream: then small charts help, which would only be in the way of a program. */
export const isTerminal = (stream: NodeJS.WriteStream): boolean => stream.isTTY === true;

/** Before this, nobody asks where the program has got to [ms]. */
const PATIENCE = 1000;
/** Between two lines of a log [ms]. */
const LOG_INTERVAL = 10_000;

/** Says on stderr how far the work has come, once it has taken more than a second. */
export class Progress {
  readonly #what: string;
  readonly #startedAt = Date.now();
  #saidAt = 0;
  #hasLine = false;

  constructor(what: string) {
    this.#what = what;
  }

  at(finished: number, total: number): void {
    const now = Date.now();
    if (now - this.#startedAt < PATIENCE || finished >= total) return;
    const text = `${finished} of ${total} ${this.#what}`;
    if (process.stderr.isTTY) {
      process.stderr.write(`\r\u001b[K${text}`);
      this.#hasLine = true;
    } else if (now - this.#saidAt >= LOG_INTERVAL) {
      process.stderr.write(`${text}\n`);
      this.#saidAt = now;
    }
  }

  /** Leaves the line to what comes next. */
  done(): void {
    if (this.#hasLine) process.stderr.write("\r\u001b[K");
    this.#hasLine = false;
  }
}
