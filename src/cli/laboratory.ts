import {
  type DetectorFinding,
  laboratoryFindings,
  laboratoryJobs,
  type Subject,
  subjectOf,
  type Wanted,
} from "../experiment/laboratory.ts";
import { readSetting, type Setting } from "../notation/settings.ts";
import type { Warning } from "../notation/warning.ts";
import { splitList } from "../scenario/axis.ts";
import type { OptionsOf } from "./command/command.ts";
import type { CommandLine } from "./command-line.ts";
import { EXIT } from "./exit-codes.ts";
import { prepareDirectory, readScenario, writeFiles } from "./files.ts";
import { laboratoryFiles, laboratoryJson } from "./laboratory-files.ts";
import { laboratoryText } from "./laboratory-table.ts";
import { refusing } from "./option-values.ts";
import { print } from "./printing.ts";
import type { LABORATORY } from "./run/run-commands.ts";
import { settingsOf } from "./settings-options.ts";
import { shippedFile, simulating } from "./shipped-runs.ts";
import { distinct, tell } from "./warnings.ts";

const FILES = ["detector-laboratory.yaml", "detector-laboratory-vrrp.yaml"];

/** `sipnines laboratory`: detectors side by side under the same deaths and the same losses. Returns the exit code. */
export async function laboratory(
  files: readonly string[],
  options: OptionsOf<typeof LABORATORY>,
  line: CommandLine,
): Promise<number> {
  const { loss: losses, messages, within, apart } = options;
  const wanted: Wanted = { within, apart };
  const settings = settingsOf(options, line);
  const named = files.length > 0 ? files : FILES.map(shippedFile);
  const found: Warning[] = [];
  const subjects = losses.flatMap((loss) => named.flatMap((file) => subjectsOf(file, settings, loss, line, found)));
  tell(distinct(found), options);
  if (options.out !== undefined) prepareDirectory(options.out, line.option("--out"));
  const figures = await simulating(options.quiet, (simulateAll) => simulateAll(laboratoryJobs(subjects, messages)));
  if (figures === undefined) return EXIT.interrupted;
  const findings: readonly DetectorFinding[] = laboratoryFindings(subjects, messages, figures);
  if (options.out !== undefined) writeFiles(options.out, await laboratoryFiles(findings, losses));
  print<"laboratory">(options, laboratoryJson(findings, wanted), (colour) =>
    laboratoryText(findings, losses, wanted, colour),
  );
  return EXIT.fine;
}

/**
 * The scenario of a file with each detector that its `sweep:` block names, or with its own.
 *
 * @param found takes the warnings
 * @throws Refusal for a file that cannot be read, or whose death has no law to be held against
 */
function subjectsOf(
  file: string,
  settings: readonly Setting[],
  loss: number,
  line: CommandLine,
  found: Warning[],
): Subject[] {
  const read = (more: readonly string[]) => {
    const own = more.map((text) => readSetting(text)).flatMap((one) => ("setting" in one ? [one.setting] : []));
    const { scenario, warnings } = readScenario(file, [...settings, ...own]);
    found.push(...warnings);
    return scenario;
  };
  const lossy = `network.loss=${loss}`;
  const base = read([lossy]);
  const varied = (base.sweep?.vary ?? []).map((text) => /^([^=]*)=(.*)$/s.exec(text)!.slice(1) as [string, string]);
  const detectors = varied.find(([path]) => path.endsWith(".detector"));
  const scenarios = detectors
    ? splitList(detectors[1]).map((detector) => read([`${detectors[0]}=${detector}`, lossy]))
    : [base];
  return scenarios.map((scenario) => {
    return refusing(line.word(file), file, () => subjectOf(scenario, loss));
  });
}
