import type { RequestMethod } from "../sip/requests.ts";
import { QuantileSketch } from "../statistics/quantile-sketch.ts";
import { CATALOGUE, type MetricName, metricIndex } from "./catalogue.ts";

/** Durations of one kind: their mean exactly, their quantiles to a thousandth. */
export class Durations {
  #sum = 0;
  #count = 0;
  readonly #sketch = new QuantileSketch();

  add(duration: number): void {
    this.#sum += duration;
    this.#count++;
    this.#sketch.add(duration);
  }

  reset(): void {
    this.#sum = this.#count = 0;
    this.#sketch.reset();
  }

  get count(): number {
    return this.#count;
  }

  get sum(): number {
    return this.#sum;
  }

  /** NaN if there was none. */
  get mean(): number {
    return this.#sum / this.#count;
  }

  quantile(p: number): number {
    return this.#count === 0 ? Number.NaN : this.#sketch.quantile(p);
  }
}

/** Durations of which only the mean is kept. */
export class MeanDuration {
  #sum = 0;
  #count = 0;

  add(duration: number): void {
    this.#sum += duration;
    this.#count++;
  }

  reset(): void {
    this.#sum = this.#count = 0;
  }

  /** NaN if there was none. */
  get mean(): number {
    return this.#sum / this.#count;
  }
}

/** Metrics that are means of durations, of which one run has many observations. */
export const DURATION_METRICS = ["sojournTime", "processingTime", "callSetupTime"] as const;
export type DurationMetric = (typeof DURATION_METRICS)[number];

/** Whether an observation counts for a metric: those of INVITEs are among the sojourn times of all messages. */
export const countsFor = (observation: DurationMetric, metric: DurationMetric): boolean =>
  metric === observation || (metric === "sojournTime" && observation === "processingTime");

/** Hears of every duration as it is measured, in the order of time. */
export interface DurationListener {
  /** @param metric whose observation it is, the most specific one: see `countsFor` */
  measured(metric: DurationMetric, duration: number): void;
  /** A request outside calls has got its 200. */
  answered?(method: RequestMethod | "REGISTER", delay: number): void;
  /** What was measured so far does not count: a replication begins, or its warm-up has passed. */
  reset(): void;
}

/**
 * What is measured while messages fly. It is told by user agents and proxies; everything else about a run is read from the
 * ledgers at its end. Before the warm-up has passed nothing counts.
 */
export class Collector {
  readonly processing = new Durations();
  readonly setup = new Durations();
  /** INVITE to the first 180 or 200. */
  readonly ringing = new Durations();
  /** Requests outside calls to their 200, by method. */
  readonly responses = { REGISTER: new MeanDuration(), OPTIONS: new MeanDuration(), SUBSCRIBE: new MeanDuration() };
  /** Null: nobody listens. */
  listener: DurationListener | null = null;
  #otherSum = 0;
  #otherCount = 0;
  dropped = 0;
  lost = 0;
  /** Calls whose set-up took longer than somebody wants to wait. */
  delayed = 0;

  reset(): void {
    this.listener?.reset();
    this.processing.reset();
    this.setup.reset();
    this.ringing.reset();
    for (const mean of Object.values(this.responses)) mean.reset();
    this.#otherSum = this.#otherCount = this.dropped = this.lost = this.delayed = 0;
  }

  /** A request outside calls was answered by 200. */
  answered(method: RequestMethod | "REGISTER", delay: number): void {
    this.responses[method].add(delay);
    this.listener?.answered?.(method, delay);
  }

  /** A proxy forwarded an INVITE. */
  inviteProcessed(delay: number): void {
    this.processing.add(delay);
    this.listener?.measured("processingTime", delay);
  }

  /** A message other than INVITE left a proxy. */
  otherProcessed(delay: number): void {
    this.#otherSum += delay;
    this.#otherCount++;
    this.listener?.measured("sojournTime", delay);
  }

  /** A caller heard the first 200. */
  setUp(delay: number): void {
    this.setup.add(delay);
    this.listener?.measured("callSetupTime", delay);
  }

  /** Mean time of all messages in the proxies; NaN if there was none. */
  get sojourn(): number {
    return (this.processing.sum + this.#otherSum) / (this.processing.count + this.#otherCount);
  }
}

/** The figures of one replication, in the order of the catalogue; NaN where there was nothing to measure. */
export type Figures = Float64Array;

export const newFigures = (): Figures => new Float64Array(CATALOGUE.length).fill(Number.NaN);

/** Writes one figure. */
export function setFigure(figures: Figures, name: MetricName, value: number): void {
  figures[metricIndex(name)] = value;
}
