import { readBounded } from "../experiment/store/bounded-file.ts";
import type { Problem } from "../notation/problem.ts";
import { BYTES_MAX, decodeText } from "../notation/yaml-text.ts";
import { FORMAT, migrated } from "../scenario/format.ts";
import { parseService } from "../scenario/parse.ts";
import type { MIGRATE } from "./begin-commands.ts";
import type { OptionsOf } from "./command/command.ts";
import type { CommandLine } from "./command-line.ts";
import { EXIT } from "./exit-codes.ts";
import { companionsOf, writeNamedFile } from "./files.ts";
import { documentText } from "./printing.ts";
import { Refusal } from "./refusal.ts";

/** The file in the format of today, or all that is wrong with it. */
function read(file: string) {
  const decoded = decodeText(readBounded(file, BYTES_MAX), file);
  if ("problem" in decoded) return { problems: [decoded.problem] };
  const done = migrated(decoded.text, file);
  if ("problems" in done) return done;
  const [before, after] = [decoded.text, done.text].map((text) => parseService(text, file, [], companionsOf(file)));
  const problems = before!.problems ?? after!.problems;
  if (problems) return { problems };
  const meaning = ({ scenario, components }: NonNullable<typeof before>) => JSON.stringify(scenario ?? components);
  if (meaning(before!) !== meaning(after!)) throw new Error(`${file} would not mean the same`);
  return { file, ...done, changed: done.text !== decoded.text };
}

/**
 * `sipnines migrate FILE…`: rewrites scenario files in the format of today; none of them if one cannot be read. Returns the exit code.
 */
export function migrate(files: readonly string[], options: OptionsOf<typeof MIGRATE>, line: CommandLine): number {
  const results = files.map(read);
  const problems: Problem[] = results.flatMap((result) => ("problems" in result ? result.problems : []));
  if (problems.length > 0) throw new Refusal(problems);
  const done = results.flatMap((result) => ("problems" in result ? [] : [result]));
  for (const { file, text, changed } of done) if (changed) writeNamedFile(file, text, line.word(file));
  if (options.json)
    process.stdout.write(
      documentText<"migrate">({ format: FORMAT, files: done.map(({ text: _, ...result }) => result) }),
    );
  else if (!options.quiet)
    for (const { file, changed, renamed } of done) {
      const names = renamed.map(({ from, to }) => `; ${from} is called ${to} now`).join("");
      process.stdout.write(`${file}: ${changed ? `format ${FORMAT}${names}` : `has format ${FORMAT} already`}\n`);
    }
  return EXIT.fine;
}
