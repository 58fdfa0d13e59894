/** What is known of users whose last REGISTER has not been answered, and what becomes of its next copy. */

/** Where a copy leads: whether one of them was answered, the level of what is sent on (0: nothing), with the probability. */
type Outcome = readonly (readonly [isAnswered: boolean, level: number, probability: number])[];

/** Users who send are told apart by levels, from 1: by what their last copy has met. */
export interface Sending {
  readonly levels: number;
  /** The first copy, in a state of the service. */
  begun(state: number): Outcome;
  /** The next copy of those of a level. */
  repeated(level: number, state: number): Outcome;
}

/** What a state says of a REGISTER: the probability that it is answered; 1 where it is refused, which ends it, and where somebody keeps it. */
interface Answers {
  readonly answered: Float64Array;
  readonly refused: Uint8Array;
  readonly keeping: Uint8Array;
}

/** Largest number of different probabilities of an answer that are distinguished. */
const LEVELS_MAX = 6;
/** Probabilities that differ by less are the same. */
const PART = 1e-6;

/** Who sends once: nothing is sent on. */
export function sentOnce({ answered, keeping }: Answers): Sending {
  return {
    levels: 0,
    begun: (state) => either(keeping[state] === 0 ? 0 : answered[state]!, 0),
    repeated: () => [[false, 0, 1]],
  };
}

/** A REGISTER that is sent to one address, or to all until one of them answers: a level for each probability of an answer. */
export function sentUntilAnswered({ answered, refused, keeping }: Answers): Sending {
  const { levels, levelOf } = levelsOf(answered);
  const chances = answered.map((chance, state) =>
    keeping[state] === 0 ? 0 : levelOf[state] === 0 ? chance : levels[levelOf[state]! - 1]!,
  );
  const nextIn = (state: number, chance: number): number => (chance < 1 && refused[state] === 0 ? levelOf[state]! : 0);
  return {
    levels: levels.length,
    begun: (state) => either(chances[state]!, nextIn(state, chances[state]!)),
    repeated(level, state) {
      const [was, chance] = [levels[level - 1]!, chances[state]!];
      return either(chance > was ? (chance - was) / (1 - was) : 0, nextIn(state, chance));
    },
  };
}

/**
 * REGISTERs to several addresses, each a transaction of its own (RFC 3261 §17.1.2): those to addresses that are not served go on being sent
 * although another was answered. A level tells how many addresses did not answer at the last copy, and to how many of them it is still
 * being sent: any of them alike.
 *
 * @param silent by state of the chain, how many addresses do not answer, 0 … all
 * @param all number of addresses
 */
export function sentToEach({ refused, keeping }: Answers, silent: Uint8Array, all: number): Sending {
  const silentIn = (state: number): number => (keeping[state] === 0 ? all : silent[state]!);
  // Level of p pending of s silent: 1 + s (s − 1) / 2 + p − 1.
  const levelOf = (s: number, pending: number): number => (pending === 0 ? 0 : (s * (s - 1)) / 2 + pending);
  const told = Array.from({ length: all }, (_, i) =>
    Array.from({ length: i + 1 }, (_none, p) => ({ silent: i + 1, pending: p + 1 })),
  ).flat();
  return {
    levels: told.length,
    begun(state) {
      const s = silentIn(state);
      return [[s < all, refused[state] === 1 ? 0 : levelOf(s, s), 1]];
    },
    repeated(level, state) {
      if (refused[state] === 1) return [[false, 0, 1]];
      const was = told[level - 1]!;
      const s = silentIn(state);
      const back = Math.max(0, was.silent - s);
      return Array.from({ length: Math.min(back, was.pending) + 1 }, (_, answered) => {
        const p =
          (ways(was.pending, answered) * ways(was.silent - was.pending, back - answered)) / ways(was.silent, back);
        return [answered > 0, levelOf(s, was.pending - answered), p] as const;
      }).filter(([, , p]) => p > 0);
    },
  };
}

const either = (chance: number, next: number): Outcome =>
  chance === 1
    ? [[true, 0, 1]]
    : chance === 0
      ? [[false, next, 1]]
      : [
          [true, 0, chance],
          [false, next, 1 - chance],
        ];

/** Ways to choose k of n. */
function ways(n: number, k: number): number {
  if (k < 0 || k > n) return 0;
  let result = 1;
  for (let i = 1; i <= k; i++) result = (result * (n - k + i)) / i;
  return result;
}

/** Different chances below 1, those alike taken together where there are many, and by state the number of its own, from 1. */
function levelsOf(chances: Float64Array): { readonly levels: readonly number[]; readonly levelOf: Uint8Array } {
  const keyOf = (chance: number): number => Math.round(chance / PART);
  const all = [...new Set(chances.map(keyOf))].filter((key) => key < 1 / PART).sort((a, b) => a - b);
  const size = Math.ceil(all.length / LEVELS_MAX);
  const numbers = new Map(all.map((key, i) => [key, 1 + Math.floor(i / size)]));
  const levels = Array.from({ length: all.length === 0 ? 0 : Math.ceil(all.length / size) }, (_, i) => {
    const alike = all.slice(i * size, (i + 1) * size);
    return (alike.reduce((sum, key) => sum + key, 0) * PART) / alike.length;
  });
  return { levels, levelOf: Uint8Array.from(chances, (chance) => numbers.get(keyOf(chance)) ?? 0) };
}
