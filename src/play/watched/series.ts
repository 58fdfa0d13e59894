import type { World } from "../../architecture/world.ts";
import { CAUSES } from "../../sip/calls.ts";
import type { Flights } from "./flights.ts";
import { SORTS } from "./flights.ts";

/** What was counted and measured in one interval of the run. */
export interface Bucket {
  /** Calls begun, calls that ended well, and calls that failed, by cause in the order of `CAUSES`. */
  readonly created: number;
  readonly successful: number;
  readonly failedBy: readonly number[];
  /** Mean time from INVITE to the first 200 [s]; null where no call was answered. */
  readonly setUp: number | null;
  /** Messages that wait or are in service at each node when the interval ends. */
  readonly queues: readonly number[];
  /** Messages sent, in the order of `SORTS`. */
  readonly sent: readonly number[];
  /** Users who believe to be registered when the interval ends. */
  readonly registered: number;
}

/** Intervals of a length that leaves at most so many of them in a run as planned. */
const INTERVALS = 2000;
const LENGTHS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 60, 300, 600, 3600];

/** The length of the intervals of a run that takes so long if all goes as planned [s]. */
export const intervalFor = (length: number): number => LENGTHS.find((one) => length / one <= INTERVALS) ?? 86_400;

/** Writes down what charts show, interval by interval. */
export class Series {
  readonly interval: number;
  readonly buckets: Bucket[] = [];
  readonly #world: World;
  readonly #flights: Flights;
  #created = 0;
  #successful = 0;
  #failedBy = new Float64Array(CAUSES.length);
  #sent = SORTS.map(() => 0);
  #setUps = 0;
  #setUpTime = 0;

  /** @param interval [s] */
  constructor(world: World, flights: Flights, interval: number) {
    this.#world = world;
    this.#flights = flights;
    this.interval = interval;
  }

  /** The next event is about to happen, at `now`: intervals that are over are closed. */
  look(now: number): void {
    while (now >= (this.buckets.length + 1) * this.interval) this.#close();
  }

  /** The run is over, and calls that stood still have failed: what is left is an interval of its own. */
  finish(): void {
    this.#close();
  }

  /** A caller has heard the first 200, so long after the INVITE [s]. */
  setUp(delay: number): void {
    this.#setUps++;
    this.#setUpTime += delay;
  }

  #close(): void {
    const { calls, nodes, registrations } = this.#world;
    const end = (this.buckets.length + 1) * this.interval;
    const sent = SORTS.map((_, sort) => this.#flights.flows.reduce((sum, flow) => sum + flow.sent[sort]!, 0));
    this.buckets.push({
      created: calls.created - this.#created,
      successful: calls.successful - this.#successful,
      failedBy: Array.from(calls.failedBy, (count, cause) => count - this.#failedBy[cause]!),
      setUp: this.#setUps === 0 ? null : this.#setUpTime / this.#setUps,
      queues: nodes.map(({ station }) => station.occupancy),
      sent: sent.map((count, sort) => count - this.#sent[sort]!),
      registered: registrations.acknowledgedUntil.reduce((sum, until) => sum + Number(until > end), 0),
    });
    this.#created = calls.created;
    this.#successful = calls.successful;
    this.#failedBy = Float64Array.from(calls.failedBy);
    this.#sent = sent;
    this.#setUps = this.#setUpTime = 0;
  }
}
