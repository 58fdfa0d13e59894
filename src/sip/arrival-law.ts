import type { Stream } from "../random/stream.ts";
import type { Arrivals, BurstState, RatePoint } from "./traffic.ts";

/** When the next of a stream of arrivals comes. */
export interface ArrivalLaw {
  /** Begins a replication. */
  start(): void;
  /** Time of the index-th arrival [s], the one before having come at `from`, or the start; Infinity if none will come. */
  next(from: number, index: number): number;
}

type Streaming = Exclude<Arrivals, { readonly kind: "rounds" }>;

export function arrivalLaw(arrivals: Streaming, random: Stream): ArrivalLaw {
  switch (arrivals.kind) {
    case "paced":
      return { start() {}, next: (_, index) => arrivals.start + (index + 0.5) / arrivals.rate };
    case "poisson":
      return { start() {}, next: (from) => from + random.exponential() / arrivals.rate };
    case "profile":
      return new ThinnedPoisson(arrivals, random);
    case "mmpp":
      return new ModulatedPoisson(arrivals.states, arrivals.start, arrivals.start + arrivals.duration, random);
    default:
      return arrivals satisfies never;
  }
}

/**
 * A Poisson process whose rate follows a profile that repeats itself, by thinning (Lewis and Shedler 1979): candidates come at
 * the highest rate, and one at time t is kept with probability λ(t)/λmax.
 */
class ThinnedPoisson implements ArrivalLaw {
  readonly #profile: Extract<Arrivals, { readonly kind: "profile" }>;
  readonly #random: Stream;
  readonly #rateMax: number;
  readonly #end: number;

  constructor(profile: Extract<Arrivals, { readonly kind: "profile" }>, random: Stream) {
    this.#profile = profile;
    this.#random = random;
    this.#rateMax = Math.max(...profile.points.map(({ rate }) => rate));
    this.#end = profile.start + profile.duration;
  }

  start(): void {}

  next(from: number): number {
    const { start, period, points, between } = this.#profile;
    for (let time = from; time < this.#end; ) {
      time += this.#random.exponential() / this.#rateMax;
      if (this.#random.uniform() * this.#rateMax < rateAt(points, period, between, (time - start) % period))
        return time;
    }
    return Infinity;
  }
}

/**
 * A Markov-modulated Poisson process: a chain moves among states and stays in each for an exponential time; arrivals come at the
 * rate of the state. Both being memoryless, the wait for an arrival begins anew with each state. The chain starts in its steady
 * state.
 */
class ModulatedPoisson implements ArrivalLaw {
  readonly #states: readonly BurstState[];
  readonly #random: Stream;
  readonly #shares: readonly number[];
  readonly #begin: number;
  readonly #end: number;
  #state = 0;
  #until = 0;

  constructor(states: readonly BurstState[], begin: number, end: number, random: Stream) {
    this.#states = states;
    this.#random = random;
    this.#shares = timeShares(states);
    this.#begin = begin;
    this.#end = end;
  }

  start(): void {
    this.#state = this.#drawn(this.#shares);
    this.#until = this.#begin + this.#stay();
  }

  next(from: number): number {
    let time = from;
    while (time < this.#end) {
      const { rate } = this.#states[this.#state]!;
      const arrival = rate > 0 ? time + this.#random.exponential() / rate : Infinity;
      if (arrival < this.#until) return arrival;
      time = this.#until;
      this.#state = this.#drawn(this.#states[this.#state]!.next);
      this.#until = time + this.#stay();
    }
    return Infinity;
  }

  #stay(): number {
    return this.#random.exponential() * this.#states[this.#state]!.mean;
  }

  #drawn(probabilities: readonly number[]): number {
    let left = this.#random.uniform();
    for (const [state, p] of probabilities.entries()) {
      left -= p;
      if (left < 0) return state;
    }
    return probabilities.findLastIndex((p) => p > 0);
  }
}

/** The rate a profile has at a time of its period [1/s]. */
export function rateAt(points: readonly RatePoint[], period: number, between: "lines" | "steps", at: number): number {
  let before = points.length - 1;
  for (let i = 0; i < points.length && points[i]!.at <= at; i++) before = i;
  const one = points[before]!;
  if (between === "steps") return one.rate;
  const other = points[(before + 1) % points.length]!;
  const width = (other.at - one.at + period) % period || period;
  const passed = (at - one.at + period) % period;
  return one.rate + ((other.rate - one.rate) * passed) / width;
}

/** Mean of a profile over its period [1/s]. */
export function meanOfProfile(points: readonly RatePoint[], period: number, between: "lines" | "steps"): number {
  const area = points.reduce((sum, { at, rate }, i) => {
    const next = points[(i + 1) % points.length]!;
    const width = (next.at - at + period) % period || period;
    return sum + width * (between === "steps" ? rate : (rate + next.rate) / 2);
  }, 0);
  return area / period;
}

/** Moments of a period at which a profile is looked at. */
const MOMENTS = 1024;

/** At which rates arrivals come, over their mean, each with its share of the time. */
export function ratePhases(arrivals: Arrivals): { readonly share: number; readonly factor: number }[] {
  if (arrivals.kind === "mmpp")
    return timeShares(arrivals.states).map((share, i) => ({ share, factor: arrivals.states[i]!.rate / arrivals.rate }));
  if (arrivals.kind !== "profile") return [{ share: 1, factor: 1 }];
  const { points, period, between, rate } = arrivals;
  return Array.from({ length: MOMENTS }, (_, i) => ({
    share: 1 / MOMENTS,
    factor: rateAt(points, period, between, ((i + 0.5) * period) / MOMENTS) / rate,
  }));
}

/** Steps of the power iteration below: far more than the few states of a file need. */
const ROUNDS = 4096;

/** Share of the time that the chain of an MMPP spends in each state: its visits, weighted with how long each lasts. */
export function timeShares(states: readonly BurstState[]): number[] {
  let visits = states.map(() => 1 / states.length);
  for (let round = 0; round < ROUNDS; round++) {
    // Half a step and half a rest, so that a chain that alternates settles too.
    visits = visits.map(
      (share, to) => (share + states.reduce((sum, { next }, from) => sum + visits[from]! * next[to]!, 0)) / 2,
    );
  }
  const times = states.map(({ mean }, i) => visits[i]! * mean);
  const all = times.reduce((sum, time) => sum + time, 0);
  return times.map((time) => time / all);
}

/** Long-run rate of an MMPP [1/s]. */
export function meanOfStates(states: readonly BurstState[]): number {
  return timeShares(states).reduce((sum, share, i) => sum + share * states[i]!.rate, 0);
}
