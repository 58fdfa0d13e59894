import type { Point } from "../../experiment/study.ts";
import type { Finished } from "../../experiment/sweep.ts";
import { Moments } from "../../statistics/moments.ts";
import { studentInterval } from "../../statistics/student-interval.ts";
import { formatDuration } from "../../units/duration.ts";
import { formatEstimate } from "../../units/number.ts";

/** Before this, nobody asks where the program has got to [ms]. */
const PATIENCE = 1000;
/** Between two updates of the line on a terminal, and between two lines of a log [ms]. */
const LINE_INTERVAL = 100;
const LOG_INTERVAL = 30_000;
/** Points of which the estimate is kept: those in work. */
const POINTS_KEPT = 64;

/** Says how far a sweep has come, how fast it goes, how long it will take, and what it has found last. */
export class SweepProgress {
  readonly #metric: string;
  readonly #stream: NodeJS.WriteStream;
  readonly #startedAt = performance.now(); // not the time of day, which can be set back
  readonly #moments = new Map<number, Moments>();
  #total: number;
  #finished = 0;
  #saidAt = 0;
  #hasLine = false;

  /** @param total replications that are to be computed, as far as is known */
  constructor(metric: string, total: number, stream: NodeJS.WriteStream = process.stderr) {
    this.#metric = metric;
    this.#total = total;
    this.#stream = stream;
  }

  /** More replications turn out to be needed. */
  planned(replications: number): void {
    this.#total += replications;
  }

  get finished(): number {
    return this.#finished;
  }

  at({ point, values }: Finished): void {
    this.#finished += values.length;
    const moments = this.#moments.get(point.index) ?? new Moments();
    for (const value of values) if (Number.isFinite(value)) moments.add(value);
    this.#moments.set(point.index, moments);
    if (this.#moments.size > POINTS_KEPT) this.#moments.delete(this.#moments.keys().next().value!);
    const now = performance.now();
    const isTerminal = this.#stream.isTTY === true;
    if (now - this.#startedAt < PATIENCE || now - this.#saidAt < (isTerminal ? LINE_INTERVAL : LOG_INTERVAL)) return;
    this.#saidAt = now;
    const text = this.#text(point, moments, (now - this.#startedAt) / 1000);
    const width = (this.#stream.columns || 100) - 1; // some terminals say 0
    this.#stream.write(isTerminal ? `\r\u001b[K${text.slice(0, width)}` : `${text}\n`);
    this.#hasLine = isTerminal;
  }

  #text({ values }: Point, moments: Moments, seconds: number): string {
    const rate = this.#finished / seconds;
    const left = Math.max(0, this.#total - this.#finished) / rate;
    const { mean, halfWidth } = studentInterval(moments);
    const where = values.map(({ name, value }) => `${name}=${value}`).join(" ");
    const found = Number.isNaN(mean) ? "" : ` · ${this.#metric} ${formatEstimate(mean, halfWidth)}`;
    const pace = rate >= 10 ? rate.toFixed(0) : rate.toFixed(1);
    return `${this.#finished} of ${this.#total} replications · ${pace}/s · ${formatDuration(Math.ceil(left), 2)} left${found}${where === "" ? "" : ` at ${where}`}`;
  }

  /** Leaves the line to what comes next. */
  done(): void {
    if (this.#hasLine) this.#stream.write("\r\u001b[K");
    this.#hasLine = false;
  }
}
