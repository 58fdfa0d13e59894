/** Options are declared once: the word, the help, the reading of the value and its type all come from the declaration. */
/** Reads a text. @throws UnitError for what it cannot read */
export type Reader<T> = (text: string) => T | Promise<T>;

/** What was typed behind an option: nothing, or one text for each time it was given. */
export interface Typed {
  readonly texts: readonly string[];
  /** All of them, read; what cannot be read becomes a problem at its place. */
  read<T>(reader: Reader<T>): Promise<readonly T[]>;
}

/** Words that the shell may complete a value with. */
export type Completion = readonly string[] | (() => Promise<readonly string[]>);

/** An option of a command, by whose key in the declaration it is called: `rateUnit` is `--rate-unit`. */
export interface Option<T> {
  /** What stands for the value in the help: `<time>`, or `[format]` if it may be left out; "" for a switch. */
  readonly word: string;
  readonly about: string;
  read(typed: Typed): Promise<T>;
  /** What `[format]` means without its value. */
  readonly bare?: string;
  /** Whether `--no-…` is typed to turn it off. */
  readonly isOn?: boolean;
  readonly isRequired?: boolean;
  readonly completion?: Completion;
}

export type Options = Readonly<Record<string, Option<unknown>>>;

/** What a command with these options is told. */
export type OptionValues<O extends Options> = { readonly [K in keyof O]: O[K] extends Option<infer T> ? T : never };

/** The word that is typed for the option of this key. */
export const flagOf = (key: string, { isOn = false }: Pick<Option<unknown>, "isOn"> = {}): string =>
  `--${isOn ? "no-" : ""}${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** An option with one value; of several the last counts. */
const once = <T>(word: string, about: string, reader: Reader<T>, completion?: Completion): Option<T | undefined> => ({
  ...{ word, about, ...(completion && { completion }) },
  read: async (typed) => (await typed.read(reader)).at(-1),
});

/** The same option with a value for when it is not given. */
export const or = <T>(option: Option<T | undefined>, otherwise: T, shown = String(otherwise)): Option<T> => ({
  ...option,
  about: `${option.about} (default: ${shown})`,
  read: async (typed) => (await option.read(typed)) ?? otherwise,
});

/** The same option, which must be given. */
export const required = <T>(option: Option<T | undefined>): Option<T> => ({
  ...option,
  isRequired: true,
  read: async (typed) => (await option.read(typed))!,
});

/** A switch. */
export const flag = (about: string): Option<boolean> => ({
  ...{ word: "", about },
  read: async ({ texts }) => texts.length > 0,
});

/** A switch that turns off what is on: `--no-…`. */
export const unless = (about: string): Option<boolean> => ({
  ...{ word: "", about, isOn: true },
  read: async ({ texts }) => texts.length === 0,
});

export const text = (word: string, about: string, completion?: Completion): Option<string | undefined> =>
  once(word, about, (given) => given, completion);

/** A text that a reader makes something of. */
export const read = once;

/** Texts, as often as the option is given. */
export const texts = (word: string, about: string, completion?: Completion): Option<readonly string[]> => ({
  ...{ word, about: `${about}; repeatable`, ...(completion && { completion }) },
  read: async (typed) => typed.texts,
});

/** What a reader makes of each text, as often as the option is given. */
export const several = <T>(
  word: string,
  about: string,
  reader: Reader<T>,
  completion?: Completion,
): Option<readonly T[]> => ({ ...texts(word, about, completion), read: (typed) => typed.read(reader) });

/** Words that are known at once, or that are loaded when they are needed. */
type Words<W extends string> = readonly W[] | (() => Promise<readonly W[]>);

type Readers = typeof import("./readers.ts");
type Behind<F> = F extends (given: string, ...rest: infer R) => unknown ? R : never;
type Read<F> = F extends (given: string, ...rest: never[]) => infer T ? Awaited<T> : never;
type ReaderName = {
  [N in keyof Readers]: Readers[N] extends (given: string, ...rest: never[]) => unknown ? N : never;
}[keyof Readers];

/** Reads by a function of `readers.ts`, which is loaded when there is something to be read. */
export const by =
  <N extends ReaderName>(name: N, ...rest: Behind<Readers[N]>): Reader<Read<Readers[N]>> =>
  async (given) => {
    const reader = (await import("./readers.ts"))[name] as (...told: unknown[]) => Promise<Read<Readers[N]>>;
    return reader(given, ...rest);
  };

const oneOfThese =
  <const W extends string>(known: Words<W>): Reader<W> =>
  async (given) => {
    const { wordOf } = await import("./readers.ts");
    return wordOf(given, typeof known === "function" ? await known() : known);
  };

/** One of some words. */
export const choice = <const W extends string>(word: string, about: string, known: Words<W>): Option<W | undefined> =>
  once(word, about, oneOfThese(known), known);

/** Some of some words, with commas between them. */
export const choices = <const W extends string>(
  word: string,
  about: string,
  known: Words<W>,
): Option<readonly W[] | undefined> =>
  once(word, about, (given) => Promise.all(given.split(",").map((one) => oneOfThese(known)(one.trim()))), known);

/** A whole number from `low` to `high`. */
export const count = (about: string, low: number, high = 100_000, word = "<number>"): Option<number | undefined> =>
  once(word, about, by("countIn", low, high));

/** A seed of random numbers. */
export const seed = (about: string): Option<number> => or(count(about, 0, Number.MAX_SAFE_INTEGER), 1);

/** A duration [s], such as "72 h". */
export const duration = (about: string): Option<number | undefined> => once("<time>", about, by("parseDuration"));

/** A duration above 0 [s]. */
export const positiveDuration = (about: string, example: string): Option<number | undefined> =>
  once("<time>", about, by("positiveDuration", example));

export const directory = (about: string): Option<string | undefined> => text("<directory>", about);
export const file = (about: string): Option<string | undefined> => text("<file>", about);
