import { FileTree } from "../configuration/file-tree.ts";
import { readConfiguration } from "../configuration/read.ts";
import { importedScenario, isImported, withoutSecrets } from "../deployment/scenario.ts";
import type { IMPORT } from "./begin-commands.ts";
import type { OptionsOf } from "./command/command.ts";
import type { CommandLine } from "./command-line.ts";
import { configurationFiles, textOfFile, unreadBy } from "./configuration-files.ts";
import { EXIT } from "./exit-codes.ts";
import { writeNamedFile } from "./files.ts";
import { documentText } from "./printing.ts";
import { Refusal } from "./refusal.ts";
import { tellRefusal } from "./written-scenario.ts";

/** `sipnines import FILES…`: daemons' configurations as one scenario. Returns the exit code. */
export function importCommand(paths: readonly string[], options: OptionsOf<typeof IMPORT>, line: CommandLine): number {
  const { out, json, quiet } = options;
  const previous = out === undefined ? null : textOfFile(out);
  if (previous !== null && !isImported(previous))
    throw Refusal.at(
      line.option("--out"),
      "file",
      `${JSON.stringify(out)}, which exists already and was not written by import`,
      "the name of a new file, or of one that import has written",
    );
  const tree = new FileTree(configurationFiles(paths, line, unreadBy(quiet)));
  const read = readConfiguration(tree);
  if (read.readings.length === 0)
    throw Refusal.at(
      line.word(paths[0]!),
      "FILES",
      "no configuration that is known here",
      "keepalived.conf, kamailio.cfg, opensips.cfg, dispatcher.list, corosync.conf, haproxy.cfg, a CIB, a zone or my.cnf",
    );
  const { text, questions, leftOut } = importedScenario(read, previous);
  if (out !== undefined) writeNamedFile(out, text, line.option("--out"));
  const files = read.readings.map(({ path, kind, host, problems, unknown }) => ({
    ...{ file: path, kind, host: host.value },
    problems: problems.map(({ place, text: found }) => ({ ...place, text: found })),
    unknown: unknown.map(({ place, text: found }) => ({ ...place, text: withoutSecrets(found) })),
  }));
  if (json) process.stdout.write(documentText<"import">({ files, scenario: out ?? text, questions, leftOut }));
  else if (out === undefined) process.stdout.write(text);
  if (!quiet) {
    const next = tellRefusal(text, out ?? null);
    if (out !== undefined && !json)
      process.stdout.write(`Wrote ${out}: ${questions.length} questions stand at its end. ${next}\n`);
  }
  return EXIT.fine;
}
