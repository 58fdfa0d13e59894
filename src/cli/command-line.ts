import { Source, type Span } from "../notation/source.ts";
import { Refusal } from "./refusal.ts";

/** A word as a shell wants it. */
export const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/** A word without the password of a URL in it: what is printed may end in a log. */
export const withoutSecrets = (text: string): string => text.replace(/(\brediss?:\/\/[^:\s]*:)\S*@/g, "$1***@");

/** What was typed, as a text that problems can point into; without passwords. */
export class CommandLine {
  readonly source: Source;
  /** When it was read [ms]. */
  readonly #begun = performance.now();
  readonly #words: readonly string[];
  readonly #starts: readonly number[];

  /** @param typed the arguments behind the name of the program */
  constructor(typed: readonly string[]) {
    const words = typed.map(withoutSecrets);
    const starts: number[] = [];
    let text = "sipnines";
    for (const word of words) {
      const quoted = shellWord(word);
      starts.push(text.length + 1 + (quoted === word ? 0 : 1));
      text += ` ${quoted}`;
    }
    this.source = new Source("command line", text);
    this.#words = words;
    this.#starts = starts;
  }

  /** Time since it was read [s]. */
  get seconds(): number {
    return (performance.now() - this.#begun) / 1000;
  }

  /** The whole of it, to be typed again. */
  get text(): string {
    return this.source.text;
  }

  /**
   * The same without some options, to be typed again elsewhere.
   * @param valued options with a value
   * @param flags options without
   */
  without(valued: readonly string[], flags: readonly string[]): string {
    const kept: string[] = ["sipnines"];
    for (let i = 0; i < this.#words.length; i++) {
      const word = this.#words[i]!;
      if (valued.includes(word)) i++;
      else if (!flags.includes(word) && !valued.some((option) => word.startsWith(`${option}=`)))
        kept.push(shellWord(word));
    }
    return kept.join(" ");
  }

  /** Where a word stands; the end of the line for a word that is not there. */
  word(word: string): Span {
    return this.#at(this.#words.indexOf(withoutSecrets(word)));
  }

  /** Where the value of an option stands, given as `--name value` or `--name=value`. */
  value(option: string, value: string): Span {
    const apart = this.#words.findIndex((word, i) => word === option && this.#words[i + 1] === withoutSecrets(value));
    if (apart >= 0) return this.#at(apart + 1);
    const span = this.word(`${option}=${value}`);
    return { ...span, start: Math.min(span.start + option.length + 1, span.end) };
  }

  /** Where the last value of an option stands; the end of the line if it was not given. */
  option(option: string): Span {
    const apart = this.#words.lastIndexOf(option);
    const joined = this.#words.findLastIndex((word) => word.startsWith(`${option}=`));
    if (joined > apart) return this.value(option, this.#words[joined]!.slice(option.length + 1));
    return this.#at(apart < 0 || apart + 1 === this.#words.length ? apart : apart + 1);
  }

  /** One mistake in the value of an option, or in that it has none. */
  refusal(option: string, found: string, expected: string, hint = ""): Refusal {
    return Refusal.at(this.option(option), option, found, expected, hint);
  }

  get end(): Span {
    return this.#at(-1);
  }

  #at(index: number): Span {
    const { source } = this;
    const start = this.#starts[index];
    if (start === undefined) return { source, start: source.text.length, end: source.text.length + 1 };
    return { source, start, end: start + Math.max(1, this.#words[index]!.length) };
  }
}
