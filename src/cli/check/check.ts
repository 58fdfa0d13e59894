import { SEVERITIES } from "../../checks/check.ts";
import { type Finding, findingsOf, rankOf, seenIn } from "../../checks/findings.ts";
import { CHECKS, checkOf } from "../../checks/registry.ts";
import { isScenario, seenScenario } from "../../checks/scenario.ts";
import { FileTree } from "../../configuration/file-tree.ts";
import { readConfiguration } from "../../configuration/read.ts";
import { importedScenario } from "../../deployment/scenario.ts";
import { sarifOf } from "../../report/sarif.ts";
import { styled } from "../../report/terminal.ts";
import type { CHECK } from "../begin-commands.ts";
import { IDENTITY } from "../build-identity.ts";
import type { OptionsOf } from "../command/command.ts";
import type { CommandLine } from "../command-line.ts";
import { configurationFiles } from "../configuration-files.ts";
import { EXIT } from "../exit-codes.ts";
import { companionsOf, writeNamedFile } from "../files.ts";
import { jsonText, print } from "../printing.ts";
import { Refusal } from "../refusal.ts";
import { settingsOf } from "../settings-options.ts";
import { explained } from "./explained.ts";
import { inWords, Trials } from "./trials.ts";

/** `sipnines check FILES…`: what is configured wrongly, and what it leads to. Returns the exit code. */
export async function checkCommand(
  paths: readonly string[],
  options: OptionsOf<typeof CHECK>,
  line: CommandLine,
): Promise<number> {
  if (options.explain !== undefined) return explain(options.explain, line);
  if (paths.length === 0)
    throw Refusal.at(line.word("check"), "FILES", "no file", "files or folders with configurations, or --explain CODE");
  const tree = new FileTree(configurationFiles(paths, line));
  const read = readConfiguration(tree);
  const scenarios = read.others.filter(isScenario);
  if (read.readings.length === 0 && scenarios.length === 0)
    throw Refusal.at(
      line.word(paths[0]!),
      "FILES",
      "no configuration that is known here",
      "keepalived.conf, kamailio.cfg, opensips.cfg, dispatcher.list, corosync.conf, haproxy.cfg, a CIB, a zone, my.cnf or a scenario",
    );
  const settings = settingsOf(options, line);
  const findings: Finding[] = [];
  if (read.readings.length > 0) {
    const { text, standing } = importedScenario(read, null);
    const trials = options.runs ? new Trials(text, settings, standing) : null;
    for (const one of findingsOf(seenIn(read), tree)) findings.push(await withFigures(one, trials));
  }
  for (const file of scenarios) {
    const { seen, problems } = seenScenario(file, companionsOf(file.path));
    if (problems !== undefined) throw new Refusal(problems);
    const trials = options.runs ? new Trials(seen.text, settings) : null;
    const nothing = { readings: [], others: [] };
    for (const one of findingsOf(seenIn(nothing, seen), tree)) findings.push(await withFigures(one, trials));
  }
  const said = findings.map(({ code, severity, place, message, consequence }) => ({
    ...{ code, severity, file: place.file, line: place.line, message, consequence },
  }));
  if (options.sarif !== undefined)
    writeNamedFile(options.sarif, jsonText(sarifOf(IDENTITY.version, CHECKS, said)), line.option("--sarif"));
  print<"check">(options, { findings: said }, (colour) => textOf(findings, colour));
  const limit = rankOf(options.severity);
  return findings.some(({ severity }) => rankOf(severity) <= limit) ? EXIT.expectationFailed : EXIT.fine;
}

/** The page of a check, or of all of them. */
async function explain(code: string, line: CommandLine): Promise<number> {
  const checks = code === "all" ? CHECKS : [checkOf(code)];
  for (const check of checks) {
    if (check === undefined)
      throw Refusal.at(
        line.option("--explain"),
        "code",
        JSON.stringify(code),
        `all, or one of ${CHECKS.map((one) => one.code).join(", ")}`,
      );
    process.stdout.write(await explained(check));
  }
  return EXIT.fine;
}

async function withFigures(finding: Finding, trials: Trials | null): Promise<Finding> {
  const losses = finding.trial === undefined ? null : await trials?.of(finding.trial);
  if (losses == null) return finding;
  const { consequence, trial } = finding;
  return { ...finding, consequence: `${consequence}. In a minute in which ${trial!.when}, ${inWords(losses)}` };
}

const COLOURS = { error: "red", warning: "yellow", note: "dim" } as const;

function textOf(findings: readonly Finding[], colour: boolean): string {
  const lines = findings.map(({ code, severity, place, message, consequence }) => {
    const mend = checkOf(code)!.mend;
    return `${place.file}:${place.line}  ${styled(severity, COLOURS[severity], colour)} ${code}  ${message}.\n    ${consequence}.\n    Mend: ${mend}\n`;
  });
  const counts = SEVERITIES.map((severity) => {
    const count = findings.filter((one) => one.severity === severity).length;
    return `${count} ${severity}${count === 1 ? "" : "s"}`;
  });
  const more = findings.length === 0 ? "" : ` More of one: sipnines check --explain ${findings[0]!.code}`;
  return `${lines.join("\n")}${lines.length > 0 ? "\n" : ""}${counts.join(", ")}.${more}\n`;
}
