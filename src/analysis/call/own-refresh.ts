import { power } from "../../special/power.ts";
import type { Split } from "./place.ts";

/** Stages of the time from one refresh to the next, which is always the same. */
export const STAGES = 12;
/** Refreshes in a row that may fail before a binding runs out, at most. */
export const ATTEMPTS_MAX = 4;

/** Numbers of shared bindings that stand for a user's failed refreshes: how many in a row, the stage until the next, and run out. */
export interface RefreshNumbers {
  readonly there: number;
  readonly tried: number;
  readonly lapsed: number;
}

/**
 * Users who register at one address of their choice: each refresh draws one and may find it vacant, whatever becomes of the others. When
 * so many in a row have failed the binding has run out, until a refresh is answered. One that nobody answers is sent again for a while:
 * then it is enough that its address is served again meanwhile.
 */
export class OwnRefresh {
  readonly #refresh: number;
  readonly #attempts: number;
  readonly #numbers: RefreshNumbers;
  /** Stages during which a refresh is still sent. */
  readonly #sending: number;

  /** @param refresh from one refresh to the next; @param expires lifetime of a binding; @param repeated how long a request is sent [s] */
  constructor(numbers: RefreshNumbers, refresh: number, expires: number, repeated: number) {
    this.#numbers = numbers;
    this.#refresh = refresh;
    this.#attempts = Math.min(ATTEMPTS_MAX, Math.max(0, Math.floor(expires / refresh) - 1));
    this.#sending = Math.min(STAGES, Math.round((STAGES * repeated) / refresh));
  }

  /** All that keep bindings are dead: where a user is in between two refreshes stays as it was. */
  forgotten(shared: number): number {
    const { there, lapsed } = this.#numbers;
    return lapsed + (shared === there ? STAGES / 2 : this.#stageOf(shared));
  }

  /** What becomes of a user when the share of refreshes that are answered changes. */
  after(before: number, now: number, shared: number): Split {
    const { there } = this.#numbers;
    const isSending = shared !== there && this.#stageOf(shared) < this.#sending && before > 0 && now > before;
    const served = isSending ? (now - before) / (1 - before) : 0;
    return [
      [there, served],
      [shared, 1 - served],
    ];
  }

  /** What happens to a user by itself while that share is answered: @returns each next number with its rate [1/s] */
  *steps(answered: number, shared: number): Generator<readonly [next: number, rate: number]> {
    const { there, tried, lapsed } = this.#numbers;
    const failed = (times: number): number => (times < this.#attempts ? tried + times * STAGES : lapsed);
    if (shared === there) yield [failed(0), (1 - answered) / this.#refresh];
    else if (this.#stageOf(shared) < STAGES - 1) yield [shared + 1, STAGES / this.#refresh];
    else {
      const times = shared >= lapsed ? this.#attempts : Math.floor((shared - tried) / STAGES);
      yield [there, (answered * STAGES) / this.#refresh];
      yield [failed(times + 1), ((1 - answered) * STAGES) / this.#refresh];
    }
  }

  #stageOf(shared: number): number {
    const { tried, lapsed } = this.#numbers;
    return (shared - (shared >= lapsed ? lapsed : tried)) % STAGES;
  }
}

/** Number of addresses beyond which users are taken to draw all of them equally often. */
const DRAWN_MAX = 12;

/**
 * Probability that a user's refresh is answered, given what has become of the address of a call. It is the value that, raised to the number
 * of turns, gives the share of users whose refreshes all fail while the same addresses are vacant, averaged over all sets of vacant addresses.
 *
 * @param shares of the users' first choices, one of each address; they add up to 1
 * @param turns in a row, ≥ 1
 * @returns by the number of other addresses that are vacant, where the call's is served and where it is vacant too
 */
export function answeredBy(
  shares: readonly number[],
  turns: number,
): Readonly<Record<"served" | "vacant", readonly number[]>> {
  if (shares.length > DRAWN_MAX) {
    const list = (ofCall: number): number[] => shares.map((_, vacant) => 1 - (vacant + ofCall) / shares.length);
    return { served: list(0), vacant: list(1).map((answered) => Math.max(0, answered)) };
  }
  const sums = { served: shares.map(() => 0), vacant: shares.map(() => 0) };
  const counts = shares.map(() => 0);
  for (let set = 0; set < 2 ** shares.length; set++) {
    const isVacant = (address: number): boolean => ((set >> address) & 1) === 1;
    const all = shares.filter((_, address) => isVacant(address));
    const unanswered = power(
      all.reduce((sum, share) => sum + share, 0),
      turns,
    );
    for (const [address, share] of shares.entries()) {
      const others = all.length - Number(isVacant(address));
      sums[isVacant(address) ? "vacant" : "served"][others]! += share * unanswered;
      if (address === 0 && !isVacant(0)) counts[others]!++;
    }
  }
  const answered = (all: readonly number[]): number[] =>
    all.map((sum, vacant) => Math.max(0, 1 - power(sum / counts[vacant]!, 1 / turns)));
  return { served: answered(sums.served), vacant: answered(sums.vacant) };
}
