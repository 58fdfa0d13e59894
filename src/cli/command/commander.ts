import { Command as Commander, type Option as CommanderOption } from "commander";

/** What is wrong with the words of a command line. */
interface Complaint {
  /** The command. */
  readonly what: string;
  /** What was typed; null for what is missing at the end. */
  readonly word: string | null;
  readonly found: string;
  /** What should stand there, or the names that are known, of which one may be meant. */
  readonly expected: string | readonly string[];
  /** The name that is not known. */
  readonly unknown?: string;
}

/** Words that a command does not take. Nothing is loaded for it: where they stand is added at the end. */
export class Misuse extends Error {
  override readonly name = "Misuse";
  readonly complaint: Complaint;

  constructor(complaint: Complaint) {
    super(complaint.found);
    this.complaint = complaint;
  }
}

/**
 * A command of commander's that tells its complaints in parts: commander calls these methods where it would write a sentence of its own.
 */
export class CommandInParts extends Commander {
  readonly #isOpen: boolean;

  /** @param isOpen whether it takes words that are no options of its own */
  constructor(name: string, isOpen = false) {
    super(name);
    this.#isOpen = isOpen;
    this.exitOverride().configureOutput({ outputError: () => {} });
    if (isOpen) this.allowUnknownOption();
  }

  get #what(): string {
    return this.parent === null ? "command" : this.name();
  }
  get #usageInFull(): string {
    return `sipnines ${this.parent === null ? "" : `${this.name()} `}${this.usage()}`;
  }

  unknownOption(typed: string): void {
    if (this.#isOpen) return;
    const name = typed.split("=", 1)[0]!;
    const expected = [...this.options.flatMap(({ long }) => (long ? [long] : [])), "--help"];
    throw new Misuse({ what: this.#what, word: typed, found: `the unknown option ${name}`, expected, unknown: name });
  }

  unknownCommand(): void {
    const name = this.args[0]!;
    const expected = this.createHelp()
      .visibleCommands(this)
      .map((one) => one.name());
    throw new Misuse({
      what: this.#what,
      word: name,
      found: `the unknown command ${JSON.stringify(name)}`,
      expected,
      unknown: name,
    });
  }

  missingArgument(name: string): void {
    throw new Misuse({ what: this.#what, word: null, found: `no ${name}`, expected: this.#usageInFull });
  }

  optionMissingArgument({ flags, long }: CommanderOption): void {
    throw new Misuse({ what: this.#what, word: long!, found: `nothing behind ${long}`, expected: flags });
  }

  _excessArguments(given: readonly string[]): void {
    const expected = this.#usageInFull;
    throw new Misuse({ what: this.#what, word: given.at(-1)!, found: "too many arguments", expected });
  }
}
