import { Screen } from "./screen.ts";
import { canRedraw } from "./terminal.ts";

/** What there is to be seen of work in progress. */
export interface View {
  /** As a picture of at most so many lines. */
  picture(columns: number, rows: number): readonly string[];
  /** The same in one line; "" while there is nothing to say. */
  line(): string;
}

export interface LiveOptions {
  readonly isQuiet?: boolean | undefined;
  /** Whether the screen is wanted from the beginning. Else nobody asks in the first second where the program has got to. */
  readonly isWanted?: boolean;
  readonly stream?: NodeJS.WriteStream;
}

/** Before the first picture, and before the first line of a log [ms]. */
const PATIENCE = 1000;
/** Between two pictures on a terminal, and between two lines of a log [ms]. */
const REDRAW = 200;
const LOG_INTERVAL = 10_000;
/** A picture may take this share of the time. */
const SHARE = 0.1;

/** Shows on stderr how work gets on: by a picture that is drawn in place on a terminal, else by a line now and then. */
export class Live implements Disposable {
  readonly #view: View;
  readonly #stream: NodeJS.WriteStream;
  readonly #screen: Screen | null;
  readonly #isQuiet: boolean;
  readonly #timer: NodeJS.Timeout | undefined;
  #dueAt: number;
  #said = "";
  #isDone = false;

  constructor(view: View, { isQuiet = false, isWanted = false, stream = process.stderr }: LiveOptions = {}) {
    this.#view = view;
    this.#stream = stream;
    this.#isQuiet = isQuiet;
    this.#screen = !isQuiet && canRedraw(stream) ? new Screen(stream) : null;
    this.#dueAt = performance.now() + (isWanted && this.#screen ? 0 : PATIENCE); // not the time of day, which can be set back
    if (isQuiet) return;
    this.#timer = setInterval(() => this.look(), REDRAW).unref();
    if (this.#screen) stream.on("resize", this.#redraw);
  }

  /** Something has changed: it is shown if it is time. */
  look(): void {
    if (!this.#isQuiet && !this.#isDone && performance.now() >= this.#dueAt) this.#redraw();
  }

  /** Leaves the screen to what comes next, once. @param isKept whether the last picture stays */
  done(isKept = false): void {
    if (this.#isDone) return;
    this.#isDone = true;
    clearInterval(this.#timer);
    if (this.#screen) this.#stream.off("resize", this.#redraw);
    if (isKept && !this.#isQuiet) this.#redraw();
    else this.#screen?.clear();
    this.#screen?.close();
  }

  [Symbol.dispose](): void {
    this.done();
  }

  readonly #redraw = (): void => {
    const begun = performance.now();
    if (this.#screen) this.#screen.draw(this.#view.picture(this.#screen.columns, this.#screen.rows));
    else if (!this.#log(this.#view.line())) return;
    const now = performance.now();
    this.#dueAt = now + (this.#screen ? Math.max(REDRAW, (now - begun) / SHARE) : LOG_INTERVAL);
  };
  /** Whether there is something new to say. */
  #log(line: string): boolean {
    if (line === "" || line === this.#said) return false;
    this.#said = line;
    this.#stream.write(`${line}\n`);
    return true;
  }
}
