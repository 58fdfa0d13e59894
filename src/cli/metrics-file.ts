import type { Span } from "../notation/source.ts";
import { type MetricFamily, openMetricsText } from "../report/openmetrics/exposition.ts";
import { isWrittenInto, writeNamedFile } from "./files.ts";

/** Between two writings: monitoring looks every fifteen seconds or less often [ms]. */
const INTERVAL = 5000;

/** A file for monitoring, written anew while work goes on: each time whole, under another name first. */
export class MetricsFile implements Disposable {
  readonly #path: string;
  readonly #span: Span;
  readonly #families: () => readonly MetricFamily[];
  readonly #timer: NodeJS.Timeout;
  #writtenAt = Number.NaN;
  #hasFailed = false;

  /**
   * @param span the option that names it
   * @throws Refusal if it cannot be written
   */
  constructor(path: string, span: Span, families: () => readonly MetricFamily[]) {
    this.#path = path;
    this.#span = span;
    this.#families = families;
    if (!isWrittenInto(path)) this.#write(); // nobody wants to hear from a pipe that there is nothing yet
    this.#timer = setInterval(() => this.look(), INTERVAL).unref();
  }

  /** Something has changed: it is written if it is time. What the disk refuses meanwhile is told once, and work goes on. */
  look(): void {
    if (isWrittenInto(this.#path) || performance.now() - this.#writtenAt < INTERVAL) return;
    try {
      this.#write();
    } catch (error) {
      if (!this.#hasFailed)
        process.stderr.write(`${this.#path} cannot be written at the moment (${(error as Error).message}).\n`);
      this.#hasFailed = true;
    }
  }

  /** Writes the last word. @throws Refusal, WriteFailure */
  finish(): void {
    this[Symbol.dispose]();
    this.#write();
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  #write(): void {
    this.#writtenAt = performance.now();
    writeNamedFile(this.#path, openMetricsText(this.#families()), this.#span);
  }
}
