import { basename, dirname, join, relative, resolve } from "node:path";
import { type Problem, problemAt } from "../notation/problem.ts";
import type { Span } from "../notation/source.ts";
import { exportToSipp } from "../scenario/sipp/export.ts";
import { counterpartNote, misfitOf } from "../scenario/sipp/fit.ts";
import { type Imported, importFromSipp } from "../scenario/sipp/import.ts";
import { readSipp } from "../scenario/sipp/read-sipp.ts";
import type { OptionsOf } from "./command/command.ts";
import type { CommandLine } from "./command-line.ts";
import { EXIT } from "./exit-codes.ts";
import { companionsOf, prepareDirectory, readScenario, writeFiles, writeNewFile } from "./files.ts";
import type { SIPP } from "./measurement/measurement-commands.ts";
import { presetOf } from "./preset-argument.ts";
import { documentText, print } from "./printing.ts";
import { Refusal } from "./refusal.ts";
import { settingsOf } from "./settings-options.ts";
import { tellRefusal } from "./written-scenario.ts";

/** `sipnines sipp import FILE…` and `sipnines sipp export SCENARIO`. Returns the exit code. */
export function sipp(
  action: string,
  files: readonly string[],
  options: OptionsOf<typeof SIPP>,
  line: CommandLine,
): number {
  if (action === "import") return importFiles(files, options, line);
  if (action === "export") return exportScenario(files, options, line);
  throw Refusal.at(line.word(action), "sipp", JSON.stringify(action), "import FILE…, or export SCENARIO");
}

/** Reads SIPp scenarios and writes a scenario of ours, to stdout or to the file of --out. */
function importFiles(files: readonly string[], options: OptionsOf<typeof SIPP>, line: CommandLine): number {
  const [setting] = settingsOf(options, line);
  if (setting !== undefined)
    throw Refusal.at(
      setting.pathSpan,
      "import",
      "a setting of a scenario that is not there yet",
      "no settings with import",
    );
  const preset = presetOf(options.preset, line);
  const { out, rate, count } = options;
  const problems: Problem[] = [];
  const imported: Imported[] = [];
  for (const file of files) {
    const read = companionsOf("-")(file);
    if ("refused" in read) throw Refusal.at(line.word(file), "FILE", read.refused, "a SIPp scenario that can be read");
    const { scenario, complaints } = readSipp(read.source);
    problems.push(
      ...complaints.map(({ span, found, expected, hint }) => problemAt(span, [elementAt(span)], found, expected, hint)),
    );
    if (scenario === null) continue;
    const other = imported.find(({ scenario: before }) => before.role === scenario.role);
    if (other !== undefined)
      throw Refusal.at(
        line.word(file),
        "FILE",
        `a second ${scenario.role}: ${JSON.stringify(file)} beside ${JSON.stringify(other.file)}`,
        "one scenario for each role",
      );
    const seen = out === undefined ? file : relative(dirname(resolve(out)), resolve(file));
    imported.push({ file: seen, scenario });
  }
  if (problems.length === 0) problems.push(...misfits(imported, line.word(files[0]!)));
  if (problems.length > 0) throw new Refusal(problems);
  const text = importFromSipp(imported, { rate, count }, preset.name);
  if (out !== undefined) writeNewFile(out, text, line.option("--out"));
  if (options.json)
    process.stdout.write(
      documentText<"sipp-import">({ files: imported.map(summary), scenario: out === undefined ? text : out }),
    );
  else if (out === undefined) process.stdout.write(text);
  if (!options.quiet) {
    const next = tellRefusal(text, out ?? null);
    if (out !== undefined && !options.json) process.stdout.write(`Wrote ${out}. ${next}\n`);
    const of = (role: string) => imported.find(({ scenario }) => scenario.role === role) ?? null;
    const partner = counterpartNote(of("caller")?.scenario ?? null, of("callee")?.scenario ?? null);
    if (partner !== null) process.stderr.write(`${(of("caller") ?? of("callee"))!.file}: ${partner}.\n`);
    for (const { file, scenario } of imported)
      for (const note of scenario.notes) process.stderr.write(`${file}:${note.line}: ${note.text}.\n`);
  }
  return EXIT.fine;
}

/** What is wrong between a caller and a callee. */
function misfits(imported: readonly Imported[], otherwise: Span): Problem[] {
  const of = (role: string) => imported.find(({ scenario }) => scenario.role === role)?.scenario ?? null;
  const [caller, callee] = [of("caller"), of("callee")];
  const misfit = caller || callee ? misfitOf(caller, callee) : null;
  if (misfit === null) return [];
  const { span, found, expected, hint } = misfit;
  return [problemAt(span ?? otherwise, [span ? elementAt(span) : "sipp"], found, expected, hint)];
}

const summary = ({ file, scenario }: Imported) => {
  const { role, flow, notes, expires, retransmits } = scenario;
  return { file, role, name: flow.name, steps: flow.steps.length, expires, retransmits, notes };
};

/** The element that a problem is about, as its path. */
const elementAt = ({ source, start }: Span): string =>
  [...source.text.slice(0, start + 40).matchAll(/<(\w+)/g)].findLast(({ index }) => index <= start)?.[1] ?? "sipp";

/** Writes a scenario's traffic as a directory of SIPp files. */
function exportScenario(files: readonly string[], options: OptionsOf<typeof SIPP>, line: CommandLine): number {
  const [file] = files;
  if (files.length !== 1) throw Refusal.at(line.word(files[1]!), "sipp", "several scenarios", "one scenario");
  const { scenario } = readScenario(file!, settingsOf(options, line));
  const { traffic } = scenario;
  if (traffic.calls === null && traffic.options === null && traffic.registration.within === null)
    throw Refusal.at(line.word(file!), "traffic", "a scenario without traffic", "calls, OPTIONS or registrations");
  const out = options.out ?? join("results", `${basename(file!).replace(/\.ya?ml$/, "")}-sipp`);
  prepareDirectory(out, options.out === undefined ? line.word(file!) : line.option("--out"));
  const written = exportToSipp(scenario);
  writeFiles(out, Object.fromEntries(written), ["run.sh"]);
  const names = [...written.keys()];
  print<"sipp-export">(
    options,
    { directory: out, files: names },
    `${names.map((name) => `${join(out, name)}\n`).join("")}Read ${join(out, "README.md")} first; then ${join(out, "run.sh")}\n`,
  );
  return EXIT.fine;
}
