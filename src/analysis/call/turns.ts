import { type JointPassage, jointPassage } from "./joint-passage.ts";
import type { TaggedChain } from "./tagged-chain.ts";

/** Parts of a turn, and where calls are looked at in each, as seen from its middle, with their weights (Gauss and Legendre, three points). */
const PARTS = 8;
const SMOOTH: readonly (readonly [at: number, weight: number])[] = [
  [-Math.sqrt(0.6), 5 / 18],
  [0, 8 / 18],
  [Math.sqrt(0.6), 5 / 18],
];
/** Subdivisions of a part where INVITEs or REGISTERs are repeated: whether they find a server changes from one moment to the next. */
const SMALL = 5;
const GOLDEN = (Math.sqrt(5) - 1) / 2;
/** Largest number of different probabilities of an answer that are distinguished for users who are still sending. */
const LEVELS_MAX = 6;
/** Operations that one route may take. */
const WORK_MAX = 1.5e9;
/** Relative length of a part of a turn that is neglected. */
const PART = 1e-6;

/** When a user registers, and what one call needs of it. */
export interface Turning {
  readonly expires: number;
  readonly refresh: number;
  /** Copies of a REGISTER that nobody answers, the first at 0, ascending [s]. */
  readonly copies: readonly number[];
  /** How long a call is followed from moments that are near each other, and from one of each part of a turn [s]. */
  readonly followed: number;
  readonly followedRoughly: number;
}

/**
 * Calls by the time since their callee's last turn, and by what is known of the callee. Values stand by state of the call's chain, for each of them by
 * level, and for each of these: the binding is gone; or it is there, by the turns since the last that was answered, from 0. At level 0 nothing is being
 * sent; at others the last copy of a refresh found nobody in a state with that level's probability of an answer.
 */
export interface Known {
  readonly phase: number;
  /** Number of the part of a turn in which they began. */
  readonly part: number;
  readonly values: Float64Array;
  readonly isSending: boolean;
}

/**
 * Bindings that all nodes share, followed turn by turn: one is there if one of the refreshes was answered that are not older than it lasts, and
 * nobody has forgotten it since. Refreshes come at regular times, so that the chain is followed from one to the next, and calls at any
 * moment in between.
 */
export class Turns {
  /** Of level 0: gone, and by turns since the last that was answered. */
  readonly kinds: number;
  readonly #turning: Turning;
  readonly #chances: Float64Array;
  readonly #refused: Uint8Array;
  readonly #passage: JointPassage;
  /** By state, the level of those who have found nobody there; the chance of an answer of each level. */
  readonly #levelOf: Uint8Array;
  readonly #levels: readonly number[];
  /** Within a turn, when anything happens; what expires is of the last kind. */
  readonly #events: readonly { readonly at: number; readonly isCopy: boolean }[];
  readonly #lastCopy: number;
  readonly #expiry: number;

  /** @returns undefined where that would take too long */
  static of(tagged: TaggedChain, turning: Turning): Turns | undefined {
    const { expires, refresh } = turning;
    const isSilent = tagged.answered.some((chance, i) => chance < 1 && tagged.refused[i] === 0);
    const copies = isSilent ? turning.copies : [];
    const whole = Math.floor(expires / refresh + PART);
    const kinds = 1 + whole + Number(expires / refresh - whole > PART);
    const isSent = copies.length > 1;
    const parts = PARTS + 2;
    const points = parts * (isSent || turning.followed > 0 ? SMALL : SMOOTH.length);
    const moves = kinds * copies.length + points * (2 + 2 * copies.length);
    const passage = jointPassage(tagged.chain, tagged.keeping, kinds, {
      moves,
      time: kinds * refresh + points * turning.followed + parts * turning.followedRoughly,
      width: kinds * (isSent ? 2 : 1),
      most: WORK_MAX,
    });
    return passage && new Turns(tagged, { ...turning, copies }, passage, kinds);
  }

  private constructor(tagged: TaggedChain, turning: Turning, passage: JointPassage, kinds: number) {
    const { refresh, expires } = turning;
    const copies = turning.copies.filter((at) => at > 0 && at < refresh);
    const part = expires / refresh - Math.floor(expires / refresh + PART);
    const { levels, levelOf } = levelsOf(tagged.answered);
    this.kinds = kinds;
    this.#turning = turning;
    this.#passage = passage;
    this.#refused = tagged.refused;
    this.#levels = copies.length > 0 ? levels : [];
    this.#levelOf = levelOf;
    this.#chances = tagged.answered.map((chance, i) =>
      tagged.keeping[i] === 0 ? 0 : copies.length > 0 && levelOf[i]! > 0 ? levels[levelOf[i]! - 1]! : chance,
    );
    this.#lastCopy = copies.at(-1) ?? 0;
    this.#expiry = part > PART ? part * refresh : Infinity;
    this.#events = [
      ...copies.map((at) => ({ at, isCopy: true })),
      ...(this.#expiry < Infinity ? [{ at: this.#expiry, isCopy: false }] : []),
    ].sort((a, b) => a.at - b.at);
  }

  /** Calls at any moment between two turns. @param from probability of each state at any moment */
  anytime(from: Float64Array): Known[] {
    const { refresh } = this.#turning;
    const values = new Float64Array(from.length * this.kinds);
    for (const [state, p] of from.entries()) values[state * this.kinds] = p;
    let now = this.#turn({ phase: 0, part: 0, values, isSending: false });
    for (let turn = 2; turn < this.kinds; turn++) now = this.after(now, refresh);
    return this.#moments().map(({ at, share, part }): Known => {
      now = this.after(now, at - now.phase);
      return { ...now, part, values: now.values.map((value) => value * share) };
    });
  }

  /** Moments between two turns that stand for all, with the share of each, and the part it belongs to; a part divides neither those who are still sending. */
  #moments(): { readonly at: number; readonly share: number; readonly part: number }[] {
    const { refresh, followed } = this.#turning;
    const isSmooth = this.#lastCopy === 0 && followed === 0;
    const bounds = [...new Set([0, this.#lastCopy, Math.min(this.#expiry, refresh), refresh])].sort((a, b) => a - b);
    let count = 0;
    return bounds.slice(1).flatMap((end, i) => {
      const start = bounds[i]!;
      const parts = Math.ceil((PARTS * (end - start)) / refresh);
      const size = (end - start) / parts;
      return Array.from({ length: parts }, (_, part) => {
        const number = count++;
        const points = isSmooth
          ? SMOOTH.map(([at, weight]) => [(1 + at) / 2, weight] as const)
          : Array.from(
              { length: SMALL },
              (_, small) => [(small + ((GOLDEN * (number * SMALL + small + 1)) % 1)) / SMALL, 1 / SMALL] as const,
            );
        return points.map(([at, weight]) => ({
          ...{ at: start + (part + at) * size, share: (weight * size) / refresh, part: number },
        }));
      }).flat();
    });
  }

  /** Calls that have begun in the same part of a turn, taken together. */
  gathered(calls: readonly Known[]): Known[] {
    const all = calls.map(({ part }) => calls.filter((call) => call.part === part));
    return all.flatMap((alike, i) => {
      const middle = alike[Math.floor(alike.length / 2)]!;
      if (calls[i] !== middle) return [];
      return {
        ...middle,
        values: middle.values.map((_, at) => alike.reduce((sum, { values }) => sum + values[at]!, 0)),
      };
    });
  }

  /** @param time [s], ≥ 0 */
  after(from: Known, time: number): Known {
    const { refresh } = this.#turning;
    let now = from;
    for (let left = time; left > 0; ) {
      const { phase } = now;
      const next = this.#events.find(({ at }) => at > phase)?.at ?? refresh;
      if (phase + left < next) return { ...now, phase: phase + left, values: this.#moved(now, left) };
      now = { ...now, phase: next, values: this.#moved(now, next - phase) };
      left -= next - phase;
      if (next === refresh) now = this.#turn(now);
      else
        for (const { at, isCopy } of this.#events) if (at === next) now = isCopy ? this.#copy(now) : this.#expire(now);
    }
    return now;
  }

  /** Numbers of each state. */
  widthOf({ isSending }: Known): number {
    return this.kinds * (isSending ? 1 + this.#levels.length : 1);
  }

  #moved(now: Known, time: number): Float64Array {
    return this.#passage.after(now.values, this.widthOf(now), time);
  }

  #turn({ values, part }: Known): Known {
    const { kinds } = this;
    const isSending = this.#levels.length > 0;
    const width = kinds * (isSending ? 1 + this.#levels.length : 1);
    const result = new Float64Array(this.#chances.length * width);
    for (const [state, chance] of this.#chances.entries()) {
      const level = isSending && chance < 1 && this.#refused[state] === 0 ? this.#levelOf[state]! : 0;
      for (let kind = 0; kind < kinds; kind++) {
        const value = values[state * kinds + kind]!;
        const older = kind === 0 || kind + 1 === kinds ? 0 : kind + 1;
        result[state * width + 1]! += value * chance;
        result[state * width + level * kinds + older]! += value * (1 - chance);
      }
    }
    return { phase: 0, part, values: result, isSending };
  }

  /** Who is still sending sends again; who has sent its last copy waits for its turn. */
  #copy({ phase, part, values }: Known): Known {
    const { kinds } = this;
    const isSending = phase < this.#lastCopy;
    const before = kinds * (1 + this.#levels.length);
    const width = isSending ? before : kinds;
    const result = new Float64Array(this.#chances.length * width);
    for (const [state, chance] of this.#chances.entries()) {
      const next = isSending && chance < 1 && this.#refused[state] === 0 ? this.#levelOf[state]! : 0;
      for (let i = 0; i < before; i++) {
        const value = values[state * before + i]!;
        if (value === 0) continue;
        const kind = i % kinds;
        if (i < kinds) {
          result[state * width + kind]! += value;
          continue;
        }
        const was = this.#levels[(i - kind) / kinds - 1]!;
        const answered = chance > was ? (chance - was) / (1 - was) : 0;
        result[state * width + 1]! += value * answered;
        result[state * width + next * kinds + kind]! += value * (1 - answered);
      }
    }
    return { phase, part, values: result, isSending };
  }

  /** The oldest bindings run out. */
  #expire(now: Known): Known {
    const values = now.values.slice();
    for (let first = 0; first < values.length; first += this.kinds) {
      values[first]! += values[first + this.kinds - 1]!;
      values[first + this.kinds - 1] = 0;
    }
    return { ...now, values };
  }
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
