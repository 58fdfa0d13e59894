/** How a command ends that does not end well. */
import { type Command, CommanderError } from "commander";
import { Unreadable } from "../experiment/store/bounded-file.ts";
import { unprintableIn } from "../units/printable.ts";
import type { CommandLine } from "./command-line.ts";
import { diskFailure } from "./disk-failure.ts";
import { EXIT } from "./exit-codes.ts";
import { misuse } from "./misuse.ts";
import { isUnanswered, refusalOf } from "./option-values.ts";
import { ourFault } from "./our-fault.ts";
import { Refusal, renderProblems } from "./refusal.ts";

/**
 * Words that a terminal or a job script would take for a command of its own; --set may hold a text of several lines.
 * @throws Refusal
 */
export function refuseControlCharacters(words: readonly string[], line: CommandLine): void {
  for (const [i, word] of words.entries()) {
    const odd = unprintableIn(word, words[i - 1] !== "--set" && !word.startsWith("--set="));
    if (odd !== null)
      throw Refusal.at(line.word(word), "word", `the control character ${odd}`, "a text that can be shown");
  }
}

/** Says what went wrong, and returns the exit code for it. */
export function explain(error: unknown, program: Command, line: CommandLine, words: readonly string[]): number {
  if (error instanceof CommanderError && error.code === "commander.help") return EXIT.unreadable;
  const refused =
    error instanceof CommanderError
      ? misuse(error, program, words, line)
      : isUnanswered(error)
        ? refusalOf(error, line.end, words[0] ?? "command")
        : error;
  const problems =
    refused instanceof Refusal ? refused.problems : refused instanceof Unreadable ? [refused.problem] : null;
  if (problems !== null) {
    process.stderr.write(renderProblems(problems));
    return EXIT.unreadable;
  }
  const failed = diskFailure(error, line.text);
  process.stderr.write(failed ?? ourFault(error, words));
  return failed === null ? EXIT.ourFault : EXIT.interrupted;
}
