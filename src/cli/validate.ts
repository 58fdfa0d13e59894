import { inReadingOrder } from "../notation/problem.ts";
import { warningJson } from "../notation/warning.ts";
import { styled } from "../report/terminal.ts";
import type { VALIDATE } from "./begin-commands.ts";
import type { OptionsOf } from "./command/command.ts";
import type { CommandLine } from "./command-line.ts";
import { EXIT } from "./exit-codes.ts";
import { readService } from "./files.ts";
import { foreseen } from "./foreseen.ts";
import { documentText } from "./printing.ts";
import { problemJson, renderProblems } from "./refusal.ts";
import { settingsOf } from "./settings-options.ts";
import { hasColour } from "./terminal.ts";
import { tell } from "./warnings.ts";

/** `sipnines validate FILE…`: reads scenario files and says all that is wrong with them, and what is hardly meant. Returns the exit code. */
export function validate(files: readonly string[], options: OptionsOf<typeof VALIDATE>, line: CommandLine): number {
  const settings = settingsOf(options, line);
  const results = files.map((file) => {
    const read = readService(file, settings);
    if (read.problems !== undefined) return { file, ...read };
    const { problems, warnings } = foreseen(file, read, settings, options, line);
    return problems.length > 0
      ? { file, problems: inReadingOrder(problems) }
      : { file, ...read, warnings: inReadingOrder([...read.warnings, ...warnings]) };
  });
  const problems = results.flatMap((result) => result.problems ?? []);
  if (options.json) {
    const said = results.map(({ file, scenario, components, warnings = [], problems: own = [] }) => ({
      file,
      title: (scenario ?? components)?.title ?? null,
      valid: own.length === 0,
      problems: own.map(problemJson),
      warnings: warnings.map(warningJson),
    }));
    process.stdout.write(documentText<"validate">({ problems: problems.map(problemJson), files: said }));
  } else {
    const tick = styled("✓", "green", hasColour(process.stdout));
    for (const { file, scenario, components, warnings = [] } of results) {
      const read = scenario ?? components;
      if (read && !options.quiet) process.stdout.write(`${tick} ${file}: ${read.title}\n`);
      tell(warnings, options);
    }
    if (problems.length > 0) process.stderr.write(renderProblems(problems));
  }
  return problems.length > 0 ? EXIT.unreadable : EXIT.fine;
}
