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

  /** The word behind a key; null where the key is missing. */
  text(...keys: readonly string[]): Said<string> | null {
    const statement = this.last(...keys);
    const word = statement?.words[1];
    return word === undefined ? null : written(word.text, word.place);
  }

  /** The number behind a key, within these limits; else the default. */
  number(key: string, preset: number, { min = 0, max = Infinity }: { min?: number; max?: number } = {}): Said<number> {
    const said = this.text(key);
    if (said === null) return byDefault(preset, this.#daemon);
    const value = Number(said.value);
    if (said.value !== "" && value >= min && value <= max) return { value, origin: said.origin };
    if (said.origin.kind === "written")
      this.#remarks.problems.push({
        place: said.origin.place,
        text: `${key} ${said.value} is no number from ${min} to ${max}; ${this.#daemon} takes ${preset}`,
      });
    return byDefault(preset, this.#daemon);
  }

  /** Whether a word stands there that switches something on, by itself or with `on`, `yes`, `true`. */
  flag(...keys: readonly string[]): Said<boolean> {
    const statement = this.last(...keys);
    if (statement === undefined) return byDefault(false, this.#daemon);
    const value = !/^(off|no|false|0)$/i.test(statement.words[1]?.text ?? "on");
    return written(value, placeOf(statement));
  }

  /** What has not been asked for: `harmless` is known to have no consequence here, the rest is not understood. */
  rest(harmless: ReadonlySet<string>): void {
    for (const statement of this.#statements) {
      const key = keyOf(statement);
      if (this.#asked.has(key)) continue;
      const remark = { place: placeOf(statement), text: statement.words.map(({ text }) => text).join(" ") };
      (harmless.has(key) ? this.#remarks.irrelevant : this.#remarks.unknown).push(remark);
    }
  }
}
