import { join } from "node:path";
import { openPsaDocument } from "../analysis/exchange/open-psa-export.ts";
import { prismModel } from "../analysis/exchange/prism-export.ts";
import { faultStructure } from "../analysis/fault-structure.ts";
import { generateChain } from "../analysis/generator/generate.ts";
import type { StudiedService } from "../availability/studied-service.ts";
import type { Span } from "../notation/source.ts";
import type { EXPORT } from "./availability/availability-commands.ts";
import { serviceOf } from "./availability/service-file.ts";
import type { OptionsOf } from "./command/command.ts";
import type { CommandLine } from "./command-line.ts";
import { EXIT } from "./exit-codes.ts";
import { prepareDirectory, writeFiles } from "./files.ts";
import { refusing } from "./option-values.ts";
import { documentText } from "./printing.ts";
import { Refusal } from "./refusal.ts";
import { settingsOf } from "./settings-options.ts";

/** Name of each file and its text. The first is what stdout gets. */
type Files = ReadonlyMap<string, string>;

function prismFiles(service: StudiedService, span: Span): Files {
  const { model, title } = service;
  if (model === undefined)
    throw Refusal.at(
      span,
      "--format",
      "a component known by its probability only",
      "mttf and mttr for all, or --format open-psa",
    );
  const { chain, isUp } = refusing(span, "--format", () => generateChain(model));
  const { model: text, properties } = prismModel(title, chain, isUp);
  return new Map([
    ["service.sm", text],
    ["service.csl", properties],
  ]);
}

/** Common causes are written out as basic events of their own. */
function openPsaFiles({ title, needs, components, commonCauses }: StudiedService, span: Span): Files {
  const solved = refusing(span, "--format", () => faultStructure(needs, components, { commonCauses }));
  return new Map([["service.xml", openPsaDocument(title, solved.needs, solved.components)]]);
}

/**
 * `sipnines export FILE --format prism|open-psa`: the chain or the fault tree for other tools; on stdout, or with --out as
 * files. Returns the exit code.
 */
export function exportService(file: string, options: OptionsOf<typeof EXPORT>, line: CommandLine): number {
  const { format, out } = options;
  if (out !== undefined) prepareDirectory(out, line.option("--out"));
  const settings = settingsOf(options, line);
  const span = line.word(file);
  const service = serviceOf(file, settings, span);
  const files = format === "prism" ? prismFiles(service, span) : openPsaFiles(service, span);
  if (out !== undefined) writeFiles(out, Object.fromEntries(files));
  if (options.json)
    process.stdout.write(
      documentText<"export">({ format, files: out === undefined ? Object.fromEntries(files) : [...files.keys()] }),
    );
  else if (out === undefined) process.stdout.write([...files.values()][0]!);
  else if (!options.quiet) process.stdout.write([...files.keys()].map((name) => `${join(out, name)}\n`).join(""));
  return EXIT.fine;
}
