import { CommanderError, Option as CommanderOption } from "commander";
import { unprintableIn } from "../units/printable.ts";
import { ACTIONS } from "./actions.ts";
import { IDENTITY } from "./build-identity.ts";
import type { Command } from "./command/command.ts";
import { CommandInParts } from "./command/commander.ts";
import { flagOf, type Option } from "./command/option.ts";
import { type CommandName, GROUPS } from "./commands.ts";
import { EXIT } from "./exit-codes.ts";

// Of what a command does nothing is loaded before it is known which is wanted: `--help` should be there at once.

let words: readonly string[] = [];
let code: number = EXIT.fine;

/** An option as commander has it: what is typed is gathered, and read by us. */
function optionOf(key: string, declared: Option<unknown>): CommanderOption {
  const { word, about } = declared;
  const option = new CommanderOption(`${flagOf(key, declared)} ${word}`.trim(), about);
  if (word !== "") option.argParser((text: string, before: readonly string[] | undefined) => [...(before ?? []), text]);
  return option;
}

/** What commander has gathered for an option; a switch has an empty text. */
const gathered = (value: unknown, { isOn = false, bare = "" }: Option<unknown>): readonly string[] =>
  Array.isArray(value) ? value : value === !isOn ? [bare] : [];

const commandLine = async () => new (await import("./command-line.ts")).CommandLine(words);

const program = new CommandInParts("sipnines");
program
  .description("Design, break and prove highly available SIP networks.")
  .version(IDENTITY.version)
  .addHelpText(
    "after",
    `
Exit codes: 0 fine · 1 an expectation failed · 2 the request could not be read · 3 internal error · 130 interrupted
Everywhere: --json prints one JSON document on stdout and nothing else there; progress goes to stderr; NO_COLOR is obeyed.
sipnines COMMAND --help shows its options and an example.`,
  );

function addCommand(name: CommandName, group: string, declared: Command): void {
  const { about, args, options, example, notes, isOpen = false, isHidden = false } = declared;
  const added = new CommandInParts(name, isOpen);
  added.description(about).helpGroup(group);
  for (const [word, meaning] of args) added.argument(word, meaning);
  for (const [key, option] of Object.entries(options)) added.addOption(optionOf(key, option));
  added.addHelpText("after", `\nExample:\n  sipnines ${example}${notes === undefined ? "" : `\n\n${notes}`}`);
  added.action(async (...given: unknown[]) => {
    const { readOptions } = await import("./command/read-options.ts");
    const values: Record<string, unknown> = added.opts();
    const line = await commandLine();
    const typed = (key: string) => ({
      flag: flagOf(key, options[key]),
      texts: gathered(values[key], options[key]!),
    });
    const told = await readOptions(options, typed, line);
    const act = (await ACTIONS[name]()) as (...told: unknown[]) => number | Promise<number>;
    code = await act(...given.slice(0, args.length), told, line);
  });
  program.addCommand(added, { hidden: isHidden });
}

program.addHelpCommand(
  new CommandInParts("help").argument("[command]").description("the same as --help").helpGroup("Begin:"),
);
for (const [group, commands] of Object.entries(GROUPS))
  for (const [name, declared] of Object.entries<Command>(commands)) addCommand(name as CommandName, group, declared);

/**
 * Runs a command.
 * @param typed its name and its words
 * @returns the exit code
 */
export async function sipnines(typed: readonly string[]): Promise<number> {
  words = typed;
  code = EXIT.fine;
  try {
    if (typed.some((word) => unprintableIn(word, true) !== null))
      (await import("./ending.ts")).refuseControlCharacters(typed, await commandLine());
    await program.parseAsync(typed, { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.fine; // --help, --version
    return (await import("./ending.ts")).explain(error, await commandLine(), typed);
  }
}
