/** How a command ends that does not end well. */
import { CommanderError } from "commander";
import { Unreadable } from "../experiment/store/bounded-file.ts";
import { didYouMean, oneOf } from "../notation/nearest.ts";
import { unprintableIn } from "../units/printable.ts";
import { NoAnswer } from "../units/refused.ts";
import { Misuse } from "./command/commander.ts";
import type { CommandLine } from "./command-line.ts";
import { EXIT } from "./exit-codes.ts";
import { tellDiskFailure, tellFailure } from "./failure.ts";
import { refusalOf } from "./option-values.ts";
import { problemsJson, Refusal, renderProblems } from "./refusal.ts";

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

function misused({ complaint: { what, word, found, expected, unknown = "" } }: Misuse, line: CommandLine): Refusal {
  const span = word === null ? line.end : line.word(word);
  if (typeof expected === "string") return Refusal.at(span, what, found, expected);
  return Refusal.at(span, what, found, oneOf(expected, expected.length), didYouMean(unknown, expected));
}

/** Says what went wrong, and returns the exit code for it. */
export function explain(error: unknown, line: CommandLine, words: readonly string[]): number {
  if (error instanceof CommanderError) return EXIT.unreadable; // help was shown instead
  const refused =
    error instanceof Misuse
      ? misused(error, line)
      : error instanceof NoAnswer
        ? refusalOf(error, line.end, words[0] ?? "command")
        : error;
  const problems =
    refused instanceof Refusal ? refused.problems : refused instanceof Unreadable ? [refused.problem] : null;
  if (problems !== null) {
    if (words.includes("--json")) process.stdout.write(problemsJson(problems));
    process.stderr.write(renderProblems(problems));
    return EXIT.unreadable;
  }
  return tellDiskFailure(error, line.text, words.includes("--json")) ?? tellFailure(error, words);
}
