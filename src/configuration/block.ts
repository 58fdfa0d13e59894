import { byDefault, type Remark, type Said, written } from "./place.ts";
import { keyOf, placeOf, type Statement } from "./statement.ts";

/** What is noticed while files are read. */
export interface Remarks {
  /** Read, and without consequence for what is asked here. */
  readonly irrelevant: Remark[];
  readonly unknown: Remark[];
  /** What a daemon would complain of, or cannot find. */
  readonly problems: Remark[];
}

export const noRemarks = (): Remarks => ({ irrelevant: [], unknown: [], problems: [] });

/** What is known to have no consequence: exact words, and kinds of words. */
export interface Harmless {
  readonly words: ReadonlySet<string>;
  readonly like?: RegExp;
}

interface Limits {
  readonly min?: number;
  readonly max?: number;
  readonly per?: number;
  readonly isWhole?: boolean;
}

/**
 * One block of a file: its statements by their first word. What nobody has asked for by the end is told as not understood, unless it
 * is known to have no consequence.
 */
export class Block {
  readonly #statements: readonly Statement[];
  readonly #asked = new Set<string>();
  readonly #daemon: string;
  readonly #remarks: Remarks;

  /** @param daemon whose defaults stand for what is not written, such as "keepalived 2.2.7" */
  constructor(statements: readonly Statement[], daemon: string, remarks: Remarks) {
    this.#statements = statements;
    this.#daemon = daemon;
    this.#remarks = remarks;
  }

  /** All statements that begin with one of these words. */
  all(...keys: readonly string[]): readonly Statement[] {
    for (const key of keys) this.#asked.add(key);
    return this.#statements.filter((statement) => keys.includes(keyOf(statement)));
  }

  /** The last one, which is what daemons go by. */
  last(...keys: readonly string[]): Statement | undefined {
    return this.all(...keys).at(-1);
  }

  /** All that stands in the blocks of these names. */
  inside(...keys: readonly string[]): readonly Statement[] {
    return this.all(...keys).flatMap(({ block }) => block ?? []);
  }

  /** The word behind a key; null where the key is missing. */
  text(...keys: readonly string[]): Said<string> | null {
    const word = this.last(...keys)?.words[1];
    return word === undefined ? null : written(word.text, word.place);
  }

  /** All words behind a key, such as a command with its arguments. */
  line(...keys: readonly string[]): Said<string> | null {
    const statement = this.last(...keys);
    const words = statement?.words.slice(1) ?? [];
    return words.length === 0 ? null : written(words.map(({ text }) => text).join(" "), words[0]!.place);
  }

  /**
   * The number behind a key, within these limits; else the default.
   *
   * @param preset what the daemon takes, or what another block says, in the file's unit
   * @param limits of the file's unit; `isWhole`: no fractions; `per`: how many of it are one of ours, such as 1000 for milliseconds
   */
  number(
    key: string,
    preset: number | Said<number>,
    { min = 0, max = Infinity, per = 1, isWhole = false }: Limits = {},
  ): Said<number> {
    const other = typeof preset === "number" ? byDefault(preset / per, this.#daemon) : preset;
    const said = this.text(key);
    if (said === null) return other;
    const value = numberOf(said.value);
    if (value >= min && value <= max && (!isWhole || Number.isInteger(value)))
      return { value: value / per, origin: said.origin };
    this.#remarks.problems.push({
      place: placeOf(this.last(key)!),
      text: `${key} ${said.value} is no ${isWhole ? "whole " : ""}number ${max === Infinity ? `of ${min} or more` : `from ${min} to ${max}`}; ${Number.isNaN(other.value) ? "the default" : other.value} is taken`,
    });
    return other;
  }

  /** Whether a word stands there that switches something on, by itself or with `on`, `yes`, `true`. */
  flag(key: string, preset: Said<boolean> = byDefault(false, this.#daemon)): Said<boolean> {
    const statement = this.last(key);
    if (statement === undefined) return preset;
    return written(!/^(off|no|false|0)$/i.test(statement.words[1]?.text ?? "on"), placeOf(statement));
  }

  /** What has not been asked for: `harmless` is known to have no consequence here, the rest is not understood. */
  rest({ words, like }: Harmless): void {
    for (const statement of this.#statements) {
      const key = keyOf(statement);
      if (this.#asked.has(key)) continue;
      const remark = { place: placeOf(statement), text: statement.words.map(({ text }) => text).join(" ") };
      (words.has(key) || like?.test(key) === true ? this.#remarks.irrelevant : this.#remarks.unknown).push(remark);
    }
  }
}

/** A number as it is written in decimal; NaN for everything else, be it an empty word. */
export const numberOf = (text: string): number => (/^[-+]?(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : NaN);
