import { Refused } from "../units/refused.ts";
import { booleanFunction } from "./boolean-function.ts";
import { StructureTooLarge } from "./decision-diagram.ts";
import { folded } from "./fold.ts";
import { type Formula, partsOfFormula } from "./formula.ts";
import { type EventProbabilities, probabilityOf } from "./probability.ts";
import { type ProgressListener, SILENT } from "./told.ts";

/** The minimal cut sets of a tree up to a number of events, and what they say of its probability. */
export interface ShortCutSets {
  /** All minimal cut sets of at most so many events, smaller ones first. */
  readonly sets: readonly (readonly string[])[];
  /** The probability of the top event lies between these. */
  readonly low: number;
  readonly high: number;
  /** Bound on the probability that a larger cut set holds. */
  readonly missed: number;
}

/** Cut sets in sight, by the numbers of their events, ascending; what was left out is bounded. */
interface Family {
  readonly sets: readonly (readonly number[])[];
  /** Sum of the probabilities of the sets. */
  readonly mass: number;
  /** Bound on the probability of what was left out. */
  readonly missed: number;
  /** The events that it depends on, one bit each. */
  readonly support: bigint;
}

/** Pairs of sets that are joined at a gate, and sets that are kept of them, before it is given up. */
const PAIRS_MAX = 60_000_000;
const KEPT_MAX = 1_000_000;
/** Nodes spent on the exact probability that one of the sets holds. */
const NODES_MAX = 50_000;
/** The likeliest sets that are taken alone where all of them take more. */
const LIKELIEST = 400;

/**
 * Works out the minimal cut sets of at most `order` events from the leaves upwards, larger ones being left out at every gate.
 * Those found are all there are; the probability of those left out is bounded by the sums of their products, so that a tree too
 * entangled to be solved exactly still has an interval.
 *
 * @throws Refused for a tree with negations, whose larger sets could cancel smaller ones; StructureTooLarge
 * Source: J. B. Fussell & W. E. Vesely, Trans. ANS 15 (1972), for the truncation; union bound for what it leaves out;
 *   J. D. Esary & F. Proschan, Technometrics 5 (1963), for the upper bound of those found.
 */
export function shortCutSets(
  formula: Formula,
  events: EventProbabilities,
  order: number,
  told: ProgressListener = SILENT,
): ShortCutSets {
  const names: string[] = [];
  const numbers = new Map<string, number>();
  const probability: number[] = [];
  const weight = (set: readonly number[]): number => set.reduce((product, event) => product * probability[event]!, 1);
  const familyOf = (sets: readonly (readonly number[])[], missed: number, support: bigint): Family => {
    const minimal = minimised(sets);
    return { sets: minimal, mass: minimal.reduce((sum, set) => sum + weight(set), 0), missed, support };
  };
  const never = familyOf([], 0, 0n);
  const always = familyOf([[]], 0, 0n);

  const either = (a: Family, b: Family): Family =>
    familyOf([...a.sets, ...b.sets], a.missed + b.missed, a.support | b.support);

  const both = (a: Family, b: Family): Family => {
    const refuse = (): never => {
      const pairs = `${a.sets.length} with ${b.sets.length}`;
      throw new StructureTooLarge(
        `The tree has a gate that joins ${pairs} cut sets of at most ${order} events`,
        "Ask for a smaller --order.",
      );
    };
    if (a.sets.length * b.sets.length > PAIRS_MAX) refuse();
    const isApart = (a.support & b.support) === 0n;
    let missed = isApart
      ? a.missed * Math.min(1, b.mass + b.missed) + Math.min(1, a.mass) * b.missed
      : a.missed + b.missed;
    const sets: number[][] = [];
    for (const [i, one] of a.sets.entries()) {
      if (i % 64 === 0) told(`${i} of ${a.sets.length} cut sets joined with ${b.sets.length}`);
      if (sets.length > KEPT_MAX) refuse();
      for (const other of b.sets) {
        const set = merged(one, other);
        if (set.length <= order) sets.push(set);
        else missed += weight(set);
      }
    }
    return familyOf(sets, missed, a.support | b.support);
  };

  const top = folded<Formula, Family>(formula, {
    partsOf: partsOfFormula,
    resultOf: (part, families) => {
      if (typeof part === "boolean") return part ? always : never;
      if (typeof part === "string") {
        const number = numbers.get(part) ?? names.push(part) - 1;
        numbers.set(part, number);
        probability[number] = events(part);
        return familyOf([[number]], 0, 1n << BigInt(number));
      }
      if ("and" in part) return families.toSorted((a, b) => a.sets.length - b.sets.length).reduce(both, always);
      if ("or" in part) return families.reduce(either, never);
      if ("atLeast" in part) return atLeastOf(part.atLeast, families, { either, both, always, never });
      throw new Refused("a negation", "none beside --order: larger sets could cancel smaller ones", "tree");
    },
  });
  const sets = [...top.sets].sort((a, b) => a.length - b.length).map((set) => set.map((event) => names[event]!));
  const missed = Math.min(1, top.missed);
  const [low, found] = unionBounds(sets, events);
  return { sets, low, high: Math.min(1, found + missed), missed };
}

/**
 * Bounds of the probability that one of the sets holds: the same one twice, unless that takes too many nodes; then from below by the
 * likeliest sets alone.
 */
function unionBounds(sets: readonly (readonly string[])[], events: EventProbabilities): readonly [number, number] {
  const weigh = (set: readonly string[]): number => set.reduce((product, name) => product * events(name), 1);
  const ranked = sets.map((set) => ({ set, weight: weigh(set) })).sort((a, b) => b.weight - a.weight);
  const above = -Math.expm1(ranked.reduce((sum, { weight }) => sum + Math.log1p(-weight), 0));
  for (let taken = ranked.length; taken > 0; taken = Math.min(LIKELIEST, taken >> 1)) {
    try {
      const union = { or: ranked.slice(0, taken).map(({ set }) => ({ and: set })) };
      const exact = probabilityOf(booleanFunction(union, NODES_MAX), events);
      return [exact, taken === ranked.length ? exact : above];
    } catch (error) {
      if (!(error instanceof StructureTooLarge)) throw error;
    }
  }
  return [0, above];
}

/** What formulas are made of. */
interface Algebra {
  either(a: Family, b: Family): Family;
  both(a: Family, b: Family): Family;
  readonly always: Family;
  readonly never: Family;
}

/** At least k of some families, by taking them in one after the other. */
function atLeastOf(k: number, families: readonly Family[], { either, both, always, never }: Algebra): Family {
  const reached = [always, ...new Array<Family>(k).fill(never)]; // reached[j]: at least j of those taken in
  for (const [index, family] of families.entries()) {
    const still = families.length - 1 - index;
    for (let j = Math.min(k, index + 1); j >= Math.max(1, k - still); j--)
      reached[j] = either(reached[j]!, both(family, reached[j - 1]!));
  }
  return reached[k]!;
}

/** The sets of which no part is among them. */
function minimised(sets: readonly (readonly number[])[]): (readonly number[])[] {
  const bySize = [...sets].sort((a, b) => a.length - b.length);
  const kept = new Set<string>();
  return bySize.filter((set) => {
    if (hasPart(set, kept)) return false;
    kept.add(set.join());
    return true;
  });
}

/** Whether a set or a part of it is among those kept. Sets are short: all their parts are looked up. */
function hasPart(set: readonly number[], kept: ReadonlySet<string>): boolean {
  if (kept.size === 0) return false;
  for (let chosen = 0; chosen < 2 ** set.length; chosen++) {
    if (kept.has(set.filter((_, i) => Math.floor(chosen / 2 ** i) % 2 === 1).join())) return true;
  }
  return false;
}

/** The union of two ascending lists. */
function merged(a: readonly number[], b: readonly number[]): number[] {
  const union: number[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const [x, y] = [a[i] ?? Infinity, b[j] ?? Infinity];
    union.push(Math.min(x, y));
    if (x <= y) i++;
    if (y <= x) j++;
  }
  return union;
}
