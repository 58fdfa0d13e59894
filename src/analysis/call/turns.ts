import { type JointPassage, jointPassage } from "./joint-passage.ts";
import { type Sending, sentOnce, sentToEach, sentUntilAnswered } from "./sending.ts";
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
 * sent; at others copies of a refresh are (`Sending`).
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
  readonly #states: number;
  readonly #sending: Sending;
  readonly #passage: JointPassage;
  /** Within a turn, when anything happens; what expires is of the last kind. */
  readonly #events: readonly { readonly at: number; readonly isCopy: boolean }[];
  readonly #lastCopy: number;
  readonly #expiry: number;

  /** @returns undefined where that would take too long */
  static of(tagged: TaggedChain, turning: Turning): Turns | undefined {
    const { expires, refresh } = turning;
    const isSilent = tagged.answered.some((chance, i) => chance < 1 && tagged.refused[i] === 0);
    const copies = isSilent ? turning.copies.filter((at) => at < refresh) : [];
    const whole = Math.floor(expires / refresh + PART);
    const kinds = 1 + whole + Number(expires / refresh - whole > PART);
    const isSent = copies.length > 1;
    const parts = PARTS + 2;
    const points = parts * (isSent || turning.followed > 0 ? SMALL : SMOOTH.length);
    const moves = kinds * copies.length + points * (2 + 2 * copies.length);
    const time = kinds * refresh + points * turning.followed + parts * turning.followedRoughly;
    const passageOf = (width: number) =>
      jointPassage(tagged.chain, tagged.keeping, kinds, { moves, time, width: kinds * width, most: WORK_MAX });
    const { silent, addresses } = tagged;
    const each = isSent && addresses > 1 ? sentToEach(tagged, silent, addresses) : undefined;
    const ofEach = each && passageOf(1 + each.levels);
    const passage = ofEach ?? passageOf(isSent ? 2 : 1);
    const sending = !isSent ? sentOnce(tagged) : ofEach ? each! : sentUntilAnswered(tagged);
    return passage && new Turns({ ...turning, copies }, { states: tagged.chain.states, sending, passage, kinds });
  }

  private constructor(
    turning: Turning,
    {
      states,
      sending,
      passage,
      kinds,
    }: {
      readonly states: number;
      readonly sending: Sending;
      readonly passage: JointPassage;
      readonly kinds: number;
    },
  ) {
    const { refresh, expires } = turning;
    const copies = turning.copies.filter((at) => at > 0);
    const part = expires / refresh - Math.floor(expires / refresh + PART);
    this.kinds = kinds;
    this.#turning = turning;
    this.#passage = passage;
    this.#states = states;
    this.#sending = sending;
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
  widthOf({ isSending }: Pick<Known, "isSending">): number {
    return this.kinds * (isSending ? 1 + this.#sending.levels : 1);
  }

  #moved(now: Known, time: number): Float64Array {
    return this.#passage.after(now.values, this.widthOf(now), time);
  }

  #turn({ values, part }: Known): Known {
    const { kinds } = this;
    const isSending = this.#sending.levels > 0;
    const width = this.widthOf({ isSending });
    const result = new Float64Array(this.#states * width);
    for (let state = 0; state < this.#states; state++)
      for (const [isAnswered, level, p] of this.#sending.begun(state))
        for (let kind = 0; kind < kinds; kind++) {
          const older = isAnswered ? 1 : kind === 0 || kind + 1 === kinds ? 0 : kind + 1;
          result[state * width + level * kinds + older]! += p * values[state * kinds + kind]!;
        }
    return { phase: 0, part, values: result, isSending };
  }

  /** Who is still sending sends again; who has sent its last copy waits for its turn. */
  #copy({ phase, part, values }: Known): Known {
    const { kinds } = this;
    const isSending = phase < this.#lastCopy;
    const before = this.widthOf({ isSending: true });
    const width = this.widthOf({ isSending });
    const result = new Float64Array(this.#states * width);
    for (let state = 0; state < this.#states; state++) {
      for (let kind = 0; kind < kinds; kind++) result[state * width + kind]! += values[state * before + kind]!;
      for (let level = 1; level <= this.#sending.levels; level++)
        for (const [isAnswered, next, p] of this.#sending.repeated(level, state))
          for (let kind = 0; kind < kinds; kind++) {
            const to = state * width + (isSending ? next * kinds : 0) + (isAnswered ? 1 : kind);
            result[to]! += p * values[state * before + level * kinds + kind]!;
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
