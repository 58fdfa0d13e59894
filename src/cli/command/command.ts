import type { CommandLine } from "../command-line.ts";
import type { Completion, Options, OptionValues } from "./option.ts";

/** `<file>`, `[file]` or `<files...>`, and what it is. */
type Argument = readonly [word: string, about: string];

type ValueOf<W extends string> = W extends `${string}...${string}`
  ? readonly string[]
  : W extends `<${string}`
    ? string
    : string | undefined;

/** A command as it is typed and explained. What it does is loaded when it is called. */
export interface Command<A extends readonly Argument[] = readonly Argument[], O extends Options = Options> {
  readonly about: string;
  readonly args: A;
  readonly options: O;
  /** Words behind `sipnines` that work in a folder with the scenarios. */
  readonly example: string;
  /** Words that its first argument may be, where it is no file. */
  readonly completion?: Completion;
  /** Sentences below the options. */
  readonly notes?: string;
  /** Takes words that are no options of its own. */
  readonly isOpen?: boolean;
  readonly isHidden?: boolean;
}

/** Commands by their names. */
export type Commands = Readonly<Record<string, Command>>;

/** The options of a command, read. */
export type OptionsOf<C extends Command> = OptionValues<C["options"]>;

type Values<A extends readonly Argument[]> = { [I in keyof A]: ValueOf<A[I][0]> };

/** What a command does: its arguments, its options, and where both stand. Its result is the exit code. */
export type Action<C extends Command> = (
  ...told: [...Values<C["args"]>, options: OptionsOf<C>, line: CommandLine]
) => number | Promise<number>;

/** A declaration, whose words become types. */
export const command = <const A extends readonly Argument[], const O extends Options>(
  declared: Command<A, O>,
): Command<A, O> => declared;
