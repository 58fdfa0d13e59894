import { type Crossing, crossingOf } from "./crossing.ts";

/** What is searched, and how exactly. */
export interface SearchParts {
  /** What each response may be at most. */
  readonly bounds: readonly number[];
  /** By how much, relatively, each response may tell a rate too high: a bound that a finite run sees late. 0 for the others. */
  readonly late: readonly number[];
  /**
   * The responses of one replication at a rate, in the order of their bounds; on average they grow with the rate. The same number of
   * replication stands for the same random numbers at every rate.
   */
  readonly probe: (rate: number, replication: number) => readonly number[];
  /** A first guess, > 0. */
  readonly start: number;
  /** Half-width of the 95 % interval, relative to the rate, at which the search ends. */
  readonly precision: number;
  /** Replications at one rate at most. */
  readonly most: number;
  /** Called before each replication; whoever wants to end the search says true. */
  readonly isOver: () => Promise<boolean>;
}

/** The highest rate at which every response is within its bound. */
export interface Found {
  readonly kind: "found";
  readonly rate: number;
  /** The 95 % interval; null where the replications did not bound it to that side. */
  readonly low: number | null;
  readonly high: number | null;
  /** Number of the response that ends it. */
  readonly criterion: number;
  /** Whether the precision was reached. */
  readonly isPrecise: boolean;
  /** The rates from which it was told, and replications at each. */
  readonly rates: readonly number[];
  readonly replications: number;
}

/** Why there is no such rate: the bounds hold at every rate, or at none, as far as rates make sense; or somebody ended the search. */
export type NotFound =
  | { readonly kind: "unbounded"; readonly rate: number }
  | { readonly kind: "never"; readonly rate: number; readonly criterion: number }
  | { readonly kind: "interrupted" };

/** The highest and the lowest rate tried, as multiples of the first guess. */
const HIGHEST = 1e4;
const LOWEST = 1 / 1024;
/** Replications at each rate: while the bracket is made; at first in the fit; at least in the answer. */
const QUICK = 3;
const FIRST = 10;
const LAST = 20;
/** Number of the first replication of the answer, which is independent of those that decided where and how long to search. */
const FRESH = 1_000_000;
/** Half-width of what the fit sees, relative to its middle: at first, at least, at most. */
const WINDOW = 0.06;
const NARROW = 0.004;
const WIDE = 0.3;
/** Ratio of a response to its bound at the window's upper end above which the window is narrowed: a corner may hide there, which no parabola fits. */
const STEEP = 3;
/** Relative effect of curvature on the answer that is accepted; largest number of rounds. */
const UNBENT = 0.002;
const ROUNDS = 40;

/**
 * A stochastic search for the rate at which the first of several responses reaches its bound: doubling or halving, bisection by the
 * means of a few replications, then parabolas through three rates with common random numbers. The rates move closer together and replications are
 * added until the answer is precise and the curvature between the rates no longer matters.
 */
export async function searchRate(parts: SearchParts): Promise<Found | NotFound> {
  return new Search(parts).found();
}

/** Ends a search from anywhere in it. */
class Over extends Error {}

type Fit = { readonly criterion: number; readonly crossing: Crossing } | "before" | "behind";

type Rates = readonly [number, number, number];

const ratesAround = (middle: number, width: number): Rates => [middle * (1 - width), middle, middle * (1 + width)];

/** Half-width of an interval relative to the rate; Infinity if it has an end only to one side, or none. */
const halfWidth = ({ rate, low, high }: Found): number =>
  low === null || high === null ? Infinity : (high - low) / 2 / rate;

/** Replications for a precision, from the half-width that some of them gave. */
const wanted = (replications: number, half: number, precision: number): number =>
  half === Infinity
    ? 2 * replications
    : Math.min(4 * replications, Math.ceil(1.2 * replications * (half / precision) ** 2));

/** Whether a response grows so fast that there may be a corner in it. */
const isSteep = ({ right }: Crossing, bound: number): boolean => right > (STEEP - 1) * bound;

/**
 * The interval is no narrower than what the fit does not tell apart: the bend that it lets pass, or the window at a corner.
 * @param isCorner as those replications saw it that decided where to look: others would take a window for a corner that need not be narrowed
 */
function foundBy(
  { criterion, crossing }: Exclude<Fit, string>,
  rates: Rates,
  replications: number,
  { precision, late }: SearchParts,
  isCorner: boolean,
): Found {
  const rateAt = (place: number): number => rates[1] + place * (rates[2] - rates[1]);
  const rate = rateAt(crossing.at);
  const below = isCorner ? rates[0] : rate * (1 - 2 * UNBENT);
  const above = isCorner ? rates[2] : rate * (1 + 2 * UNBENT);
  const low = crossing.low === null ? null : Math.min(below, rateAt(crossing.low)) - late[criterion]! * rate;
  const high = crossing.high === null ? null : Math.max(above, rateAt(crossing.high));
  const found: Found = { kind: "found", rate, low, high, criterion, rates, replications, isPrecise: false };
  return { ...found, isPrecise: halfWidth(found) <= precision };
}

class Search {
  readonly #parts: SearchParts;
  readonly #seen = new Map<string, (readonly number[])[]>();

  constructor(parts: SearchParts) {
    this.#parts = parts;
  }

  async found(): Promise<Found | NotFound> {
    try {
      const bracket = await this.#bracket();
      return "kind" in bracket ? bracket : await this.#fitted(bracket);
    } catch (error) {
      if (error instanceof Over) return { kind: "interrupted" };
      throw error;
    }
  }

  async #rows(rate: number, replications: number, first = 0): Promise<readonly (readonly number[])[]> {
    const key = `${first} ${rate}`;
    const rows = this.#seen.get(key) ?? [];
    this.#seen.set(key, rows);
    while (rows.length < replications) {
      if (await this.#parts.isOver()) throw new Over();
      rows.push(this.#parts.probe(rate, first + rows.length));
    }
    return rows.slice(0, replications);
  }

  /** The first response that exceeds its bound by the mean of a few replications; −1 if none does. */
  async #exceeded(rate: number): Promise<number> {
    const rows = await this.#rows(rate, QUICK);
    return this.#parts.bounds.findIndex((bound, k) => rows.reduce((sum, row) => sum + row[k]!, 0) > bound * QUICK);
  }

  async #bracket(): Promise<{ low: number; high: number } | NotFound> {
    const { start } = this.#parts;
    if ((await this.#exceeded(start)) < 0) {
      for (let rate = start; rate < start * HIGHEST; rate *= 2)
        if ((await this.#exceeded(2 * rate)) >= 0) return this.#halved(rate, 2 * rate);
      return { kind: "unbounded", rate: start * HIGHEST };
    }
    const criterion = await this.#exceeded(start * LOWEST);
    if (criterion >= 0) return { kind: "never", rate: start * LOWEST, criterion };
    let rate = start;
    while ((await this.#exceeded(rate / 2)) >= 0) rate /= 2;
    return this.#halved(rate / 2, rate);
  }

  async #halved(low: number, high: number): Promise<{ low: number; high: number }> {
    if (high / low < 1 + 2 * WINDOW) return { low, high };
    const middle = (low + high) / 2;
    return (await this.#exceeded(middle)) < 0 ? this.#halved(middle, high) : this.#halved(low, middle);
  }

  async #fitted({ low, high }: { low: number; high: number }): Promise<Found | NotFound> {
    const { bounds, precision, most } = this.#parts;
    let middle = (low + high) / 2;
    let width = WINDOW;
    let replications = Math.min(FIRST, most);
    let last: Found | undefined;
    let wayward = "";
    for (let round = 0; round < ROUNDS; round++) {
      const rates = ratesAround(middle, width);
      const fit = await this.#fit(rates, replications);
      if (typeof fit === "string") {
        if (fit === wayward) width = Math.min(WIDE, 1.5 * width);
        wayward = fit;
        middle *= fit === "before" ? 1 - width : 1 + width;
        continue;
      }
      wayward = "";
      const { at, straight } = fit.crossing;
      const isCorner = isSteep(fit.crossing, bounds[fit.criterion]!);
      last = foundBy(fit, rates, replications, this.#parts, isCorner);
      const half = halfWidth(last);
      const bend = width * Math.abs(at - straight);
      if ((isCorner || bend > Math.max(UNBENT, half / 2)) && width > NARROW) width = Math.max(NARROW, width / 2);
      else if (Math.abs(at) <= 0.75) {
        if (half < 2 * precision || replications >= most) {
          const answer = await this.#answer(rates, wanted(replications, half, precision), isCorner);
          if (answer !== undefined) return answer;
          // Other random numbers do not see the bound passed there: it lies too near the edge of what is looked at.
          width = Math.min(WIDE, 1.5 * width);
          middle = last.rate;
          continue;
        }
        replications = Math.min(
          most,
          Math.max(replications + 4, Math.min(wanted(replications, half, precision), 2 * replications)),
        );
        continue; // the same rates, more replications
      }
      middle = last.rate;
    }
    return last ?? { kind: "unbounded", rate: middle };
  }

  /** From replications of its own, at rates that are decided; undefined if the bound is not passed between them after all. */
  async #answer(rates: Rates, about: number, isCorner: boolean): Promise<Found | undefined> {
    const { precision } = this.#parts;
    const most = Math.max(2, this.#parts.most);
    let replications = Math.min(most, Math.max(LAST, about));
    for (;;) {
      const fit = await this.#fit(rates, replications, FRESH);
      if (typeof fit === "string") return undefined;
      const found = foundBy(fit, rates, replications, this.#parts, isCorner);
      if (found.isPrecise || replications >= most) return found;
      replications = Math.min(most, Math.max(replications + 4, wanted(replications, halfWidth(found), precision)));
    }
  }

  /** The first of the responses to pass its bound. */
  async #fit(rates: Rates, replications: number, from = 0): Promise<Fit> {
    const [left, middle, right] = [
      await this.#rows(rates[0], replications, from),
      await this.#rows(rates[1], replications, from),
      await this.#rows(rates[2], replications, from),
    ];
    const fits = this.#parts.bounds.map((bound, k) =>
      crossingOf(left.map((row, i) => [row[k]! - bound, middle[i]![k]! - bound, right[i]![k]! - bound] as const)),
    );
    if (fits.includes("before")) return "before";
    let first: Fit = "behind";
    for (const [criterion, crossing] of fits.entries())
      if (
        typeof crossing !== "string" &&
        (first === "behind" || crossing.at < (first as { crossing: Crossing }).crossing.at)
      )
        first = { criterion, crossing };
    return first;
  }
}
