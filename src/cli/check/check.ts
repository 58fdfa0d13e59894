import { SEVERITIES } from "../../checks/check.ts";
import { type Finding, rankOf } from "../../checks/findings.ts";
import { CHECKS, checkOf } from "../../checks/registry.ts";
import { sarifOf } from "../../report/sarif.ts";
import type { CHECK } from "../begin-commands.ts";
import { IDENTITY } from "../build-identity.ts";
import type { OptionsOf } from "../command/command.ts";
import type { CommandLine } from "../command-line.ts";
import { configurationFiles, unreadBy } from "../configuration-files.ts";
import { EXIT } from "../exit-codes.ts";
import { writeNamedFile } from "../files.ts";
import { jsonText, print } from "../printing.ts";
import { Progress } from "../progress.ts";
import { Refusal } from "../refusal.ts";
import { settingsOf } from "../settings-options.ts";
import { explained } from "./explained.ts";
import { saidOf, withFigures } from "./figures.ts";
import { findingText } from "./finding-text.ts";
import { type CheckedService, servicesIn } from "./service.ts";
import { whyStates } from "./states.ts";
import { Trials } from "./trials.ts";

/** `sipnines check FILES…`: what is configured wrongly, and what it leads to. Returns the exit code. */
export async function checkCommand(
  paths: readonly string[],
  options: OptionsOf<typeof CHECK>,
  line: CommandLine,
): Promise<number> {
  if (options.explain !== undefined) return explain(options.explain, line);
  if (paths.length === 0)
    throw Refusal.at(line.word("check"), "FILES", "no file", "files or folders with configurations, or --explain CODE");
  const states = statesOf(paths, options.against, line);
  if (states !== null) return (await import("./against.ts")).againstCommand(states, options, line);
  const services = servicesIn(configurationFiles(paths, line, unreadBy(options.quiet)));
  if (services.length === 0)
    throw Refusal.at(
      line.word(paths[0]!),
      "FILES",
      "no configuration that is known here",
      "keepalived.conf, kamailio.cfg, opensips.cfg, dispatcher.list, corosync.conf, haproxy.cfg, a CIB, a zone, my.cnf or a scenario",
    );
  const settings = settingsOf(options, line);
  const progress = new Progress("runs", options.quiet);
  const findings: Finding[] = [];
  for (const service of services) {
    const trials = options.runs ? new Trials(service, settings) : null;
    for (const [at, one] of service.findings.entries()) {
      progress.say(`${at} of ${service.findings.length} findings run`);
      findings.push(await withFigures(one, trials));
    }
  }
  progress.done();
  const said = findings.map((one) => saidOf(one));
  if (options.sarif !== undefined)
    writeNamedFile(options.sarif, jsonText(sarifOf(IDENTITY.version, CHECKS, said)), line.option("--sarif"));
  print<"check">(
    options,
    { findings: said },
    (colour) => `${textOf(findings, colour)}${services.map(unsureText).join("")}`,
  );
  const limit = rankOf(options.severity);
  return findings.some(({ severity }) => rankOf(severity) <= limit) ? EXIT.expectationFailed : EXIT.fine;
}

/** The two states that are to be compared; null: what is named is one. */
function statesOf(paths: readonly string[], against: string | undefined, line: CommandLine) {
  if (against === undefined) {
    const why = whyStates(paths, line);
    return why === null ? null : { old: paths[0]!, now: paths[1]!, why: `${why} (--against says it for certain)` };
  }
  if (paths.length > 1)
    throw Refusal.at(
      line.word(paths[1]!),
      "FILES",
      `${paths.length} files or folders beside --against`,
      "one: the new state, a folder with the files of all hosts or a scenario",
    );
  return { old: against, now: paths[0]!, why: "as --against says" };
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
        `all, or one of the ${CHECKS.length} codes from ${CHECKS[0]!.code} to ${CHECKS.at(-1)!.code}, which stand in docs/checks/README.md`,
      );
    process.stdout.write(await explained(check));
  }
  return EXIT.fine;
}

function textOf(findings: readonly Finding[], colour: boolean): string {
  const lines = findings.map((one) => findingText(one, one.place.file, colour));
  const counts = SEVERITIES.map((severity) => {
    const count = findings.filter((one) => one.severity === severity).length;
    return `${count} ${severity}${count === 1 ? "" : "s"}`;
  });
  const more = findings.length === 0 ? "" : ` More of one: sipnines check --explain ${findings[0]!.code}`;
  return `${lines.join("\n")}${lines.length > 0 ? "\n" : ""}${counts.join(", ")}.${more}\n`;
}

/** Remarks that are shown; `sipnines import` lists all. */
const REMARKS_MAX = 10;

/** What findings may be missing for: lines that daemons refuse, files that are not there, hosts of which nothing was read. */
function unsureText({ seen }: CheckedService): string {
  const problems = seen.readings.flatMap((reading) => reading.problems);
  const remarks = [...new Set(problems.map(({ place, text }) => `${place.file}:${place.line} ${text}`))];
  const lines = remarks.slice(0, REMARKS_MAX).map((one) => `  ${one}\n`);
  const more = remarks.length - lines.length;
  const alone = seen.routers.filter(({ routers }) => routers.some(({ instance }) => instance === null));
  return [
    ...(lines.length > 0 ? ["What the daemons would complain of, or do not find:\n", ...lines] : []),
    ...(more > 0 ? [`  and ${more} more; sipnines import lists them\n`] : []),
    ...alone.map(
      ({ name }) =>
        `Of ${name} the file of one host was read: name those of the others too, and what must agree is compared.\n`,
    ),
  ].join("");
}
