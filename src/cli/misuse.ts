import type { Command, CommanderError } from "commander";
import { didYouMean, oneOf } from "../notation/nearest.ts";
import type { CommandLine } from "./command-line.ts";
import { Refusal } from "./refusal.ts";

const quotedIn = (message: string): string => /'([^']*)'/.exec(message)?.[1] ?? "";
const flagOf = (text: string): string => /--[\w-]+/.exec(text)?.[0] ?? text;

/** What commander has to say about the arguments, as a located problem like all others. */
export function misuse(
  { code, message }: CommanderError,
  program: Command,
  words: readonly string[],
  line: CommandLine,
): Refusal {
  const command = program.commands.find((candidate) => candidate.name() === words[0]) ?? program;
  const what = command === program ? "command" : command.name();
  const subject = quotedIn(message);
  const usage = `sipnines ${command === program ? "" : `${command.name()} `}${command.usage()}`;
  switch (code) {
    case "commander.unknownOption": {
      const known = [...command.options.flatMap(({ long }) => (long ? [long] : [])), "--help"];
      const flag = subject.split("=")[0]!;
      return Refusal.at(
        line.word(words.find((word) => word.startsWith(subject)) ?? subject),
        what,
        `the unknown option ${flag}`,
        oneOf(known),
        didYouMean(flag, known),
      );
    }
    case "commander.unknownCommand": {
      const known = program.commands.map((candidate) => candidate.name()).filter((name) => name !== "schema");
      return Refusal.at(
        line.word(subject),
        what,
        `the unknown command ${JSON.stringify(subject)}`,
        oneOf(known),
        didYouMean(subject, known),
      );
    }
    case "commander.missingArgument":
      return Refusal.at(line.end, what, `no ${subject}`, usage);
    case "commander.optionMissingArgument":
      return Refusal.at(line.word(flagOf(subject)), what, `nothing behind ${flagOf(subject)}`, subject);
    case "commander.excessArguments":
      return Refusal.at(line.word(words.at(-1)!), what, "too many arguments", usage);
    default:
      return Refusal.at(line.end, what, message.replace(/^error: /, ""), usage);
  }
}
