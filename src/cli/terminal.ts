/** What the process knows of the terminal it writes to. */
import { printable } from "../units/printable.ts";

/** Whether a stream may be written to in colour: a terminal that was not asked to do without (no-color.org). */
export const hasColour = (stream: NodeJS.WriteStream): boolean => stream.isTTY === true && !process.env["NO_COLOR"];

/** Whether people look at a stream: then small charts help, which would only be in the way of a program. */
export const isTerminal = (stream: NodeJS.WriteStream): boolean => stream.isTTY === true;

/** What the program itself sends to a terminal beside text: a line to be written over, and the styles of tables. */
const ESC = "\u001b";
const OWN = new RegExp(`\r${ESC}\\[K|${ESC}\\[(?:1|2|22|31|32|33|39)m`, "g");

/** Text as a stream may show it: whatever a title, a name or a file holds, no terminal takes it for a command. */
export function shown(text: string, isTerminal: boolean): string {
  const own = isTerminal ? (text.match(OWN) ?? []) : [];
  const pieces = isTerminal ? text.split(OWN) : [text];
  return pieces.map((piece, i) => printable(piece) + (own[i] ?? "")).join("");
}

/** From now on all text of a stream goes through {@link shown}; bytes are left alone. */
export function showOnlyPrintable(stream: NodeJS.WriteStream): void {
  const write = stream.write.bind(stream) as (chunk: unknown, ...rest: unknown[]) => boolean;
  stream.write = ((chunk: unknown, ...rest: unknown[]) =>
    write(typeof chunk === "string" ? shown(chunk, stream.isTTY === true) : chunk, ...rest)) as typeof stream.write;
}

/** Before this, nobody asks where the program has got to [ms]. */
const PATIENCE = 1000;
/** Between two lines of a log [ms]. */
const LOG_INTERVAL = 10_000;

/** Says on stderr how far the work has come, once it has taken more than a second. */
export class Progress {
  readonly #what: string;
  readonly #isQuiet: boolean;
  readonly #startedAt = Date.now();
  #saidAt = 0;
  #hasLine = false;

  constructor(what: string, isQuiet = false) {
    this.#what = what;
    this.#isQuiet = isQuiet;
  }

  readonly at = (finished: number, total: number): void => {
    if (finished < total) this.say(`${finished} of ${total} ${this.#what}`);
  };

  /** The same in words, where it is not known how much there is to do. */
  readonly say = (text: string): void => {
    const now = Date.now();
    if (this.#isQuiet || now - this.#startedAt < PATIENCE) return;
    if (process.stderr.isTTY) {
      process.stderr.write(`\r\u001b[K${text}`);
      this.#hasLine = true;
    } else if (now - this.#saidAt >= LOG_INTERVAL) {
      process.stderr.write(`${text}\n`);
      this.#saidAt = now;
    }
  };

  /** Leaves the line to what comes next. */
  done(): void {
    if (this.#hasLine) process.stderr.write("\r\u001b[K");
    this.#hasLine = false;
  }
}
