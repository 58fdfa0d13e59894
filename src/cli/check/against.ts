import { changedFindings } from "../../checks/change/findings.ts";
import { changedValues, type WrittenValue, writtenValues } from "../../checks/change/values.ts";
import { SEVERITIES } from "../../checks/check.ts";
import { type Finding, rankOf } from "../../checks/findings.ts";
import { CHECKS } from "../../checks/registry.ts";
import type { Setting } from "../../notation/settings.ts";
import type { Said } from "../../report/json/documents.ts";
import { sarifOf } from "../../report/sarif.ts";
import { parseScenario } from "../../scenario/parse.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { nines } from "../../units/nines.ts";
import type { CHECK } from "../begin-commands.ts";
import { IDENTITY } from "../build-identity.ts";
import type { OptionsOf } from "../command/command.ts";
import type { CommandLine } from "../command-line.ts";
import { unreadBy } from "../configuration-files.ts";
import { EXIT } from "../exit-codes.ts";
import { writeNamedFile } from "../files.ts";
import { jsonText, print } from "../printing.ts";
import { Progress } from "../progress.ts";
import { Refusal } from "../refusal.ts";
import { settingsOf } from "../settings-options.ts";
import type { Change } from "./change.ts";
import { changeText } from "./change-text.ts";
import { type Crash, crashedNodes, crashesOf, isWorse, REPLICATIONS } from "./crashes.ts";
import { saidOf, withFigures } from "./figures.ts";
import { reachedBy } from "./nines.ts";
import { type CheckedService, servicesIn } from "./service.ts";
import { pathIn, type State, stateAt } from "./states.ts";
import { meanOf, TRIAL, Trials } from "./trials.ts";

/** `sipnines check OLD NEW`, or `NEW --against OLD`: what a change costs or gains. Returns the exit code. */
export async function againstCommand(
  { old: oldPath, now: newPath, why }: { readonly old: string; readonly now: string; readonly why: string },
  options: OptionsOf<typeof CHECK>,
  line: CommandLine,
): Promise<number> {
  const [old, now] = [oldPath, newPath].map((path) => stateAt(path, line, unreadBy(options.quiet))) as [State, State];
  const settings = settingsOf(options, line);
  const [before, after] = [serviceOf(old, settings, line), serviceOf(now, settings, line)];
  const paired = changedFindings(before.findings, after.findings, old.isFile && now.isFile);
  const values = changedValues(valuesOf(before), valuesOf(after));
  // What a written scenario names beside itself may have changed too.
  const isSame = values.length === 0 && before.file === null && after.file === null;
  const progress = new Progress("crashes", options.quiet);
  const trials = [before, after].map((one) => (options.runs ? new Trials(one, settings, REPLICATIONS) : null));
  const { nodes, left } = crashedNodes(before.scenario, after.scenario);
  const hasCalls = before.scenario.traffic.calls !== null && after.scenario.traffic.calls !== null;
  const isRun = trials[0] !== null && !isSame && hasCalls;
  const crashes = isRun
    ? await crashesOf(
        nodes,
        { scenario: before.scenario, trials: trials[0]! },
        { scenario: after.scenario, trials: trials[1]! },
        progress.at,
      )
    : [];
  const added: Finding[] = [];
  for (const one of paired.added) added.push(await withFigures(one, trials[1]!));
  const change: Change = {
    ...{ old, now, why, ...paired, added, values, crashes },
    notRun: [
      ...(!options.runs ? ["Runs were left out (--no-runs)."] : []),
      ...after.leftOut
        .filter((text) => !before.leftOut.includes(text))
        .map((text) => `Not in the runs, and new: ${text}.`),
      ...(options.runs && isSame ? ["Nothing that a run is made of has changed: none was made."] : []),
      ...(options.runs && !isSame && !hasCalls ? ["One of the scenarios has no calls: none can be lost."] : []),
      ...(isRun && left > 0 ? [`Of ${left} more servers no crash was run.`] : []),
    ],
    before: await reachedBy(before.scenario),
    after: await reachedBy(after.scenario),
  };
  progress.done();
  const limit = rankOf(options.severity);
  const isWorseFound = added.some(({ severity }) => rankOf(severity) <= limit);
  const isCostly = crashes.some((crash) => isWorse(crash, options.worse));
  if (options.sarif !== undefined)
    writeNamedFile(
      options.sarif,
      jsonText(
        sarifOf(
          IDENTITY.version,
          CHECKS,
          added.map((one) => saidOf(one, now)),
        ),
      ),
      line.option("--sarif"),
    );
  print<"check-against">(options, documentOf(change, isWorseFound || isCostly), (colour) =>
    changeText(change, options.worse, colour),
  );
  return isWorseFound || isCostly ? EXIT.expectationFailed : EXIT.fine;
}

interface StudiedState extends CheckedService {
  readonly scenario: Scenario;
}

/** The one service of a state. */
function serviceOf(state: State, settings: readonly Setting[], line: CommandLine): StudiedState {
  const services = servicesIn(state.files, state.root);
  const [service] = services;
  if (service === undefined || services.length > 1)
    throw Refusal.at(
      line.word(state.name),
      "FILES",
      service === undefined
        ? "no configuration that is known here"
        : `${services.length} services: ${services.map(({ file }) => (file === null ? "configurations" : pathIn(state, file))).join(", ")}`,
      "the configurations of one service, or one scenario, in each of the two states",
    );
  const { scenario, problems } = parseScenario(service.text, state.name, settings, service.companions);
  if (problems !== undefined) throw new Refusal(problems);
  return { ...service, scenario };
}

const valuesOf = ({ text, file }: CheckedService): Map<string, WrittenValue> => writtenValues(text, file);

function documentOf(change: Change, isWorseNow: boolean): Said<"check-against"> {
  const { old, now, why, values, crashes, notRun, before, after } = change;
  const shownValue = (state: State, value: WrittenValue | null) =>
    value === null
      ? null
      : {
          value: value.text,
          ...(typeof value.origin === "string"
            ? { origin: value.origin }
            : { file: pathIn(state, value.origin.file), line: value.origin.line }),
        };
  const lost = (losses: Crash["before"]) =>
    losses === null || typeof losses === "string"
      ? losses
      : { created: meanOf(losses.created), failed: meanOf(losses.failed), delayed: meanOf(losses.delayed) };
  const reached = (unavailability: number | string) =>
    typeof unavailability === "string" ? unavailability : { unavailability, nines: nines(unavailability) };
  const count = (findings: readonly Finding[]) =>
    Object.fromEntries(
      SEVERITIES.map((severity) => [severity, findings.filter((one) => one.severity === severity).length]),
    );
  return {
    ...{ old: old.name, new: now.name, takenSo: why, isWorse: isWorseNow },
    findings: {
      new: change.added.map((one) => saidOf(one, now)),
      gone: change.gone.map((one) => saidOf(one, old)),
      kept: count(change.kept),
    },
    values: values.map(({ path, before: was, after: is }) => ({
      path,
      before: shownValue(old, was),
      after: shownValue(now, is),
    })),
    crashes: crashes.map(({ node, kind, before: was, after: is, more }) => ({
      ...{ node, kind, before: lost(was), after: lost(is), more },
    })),
    runs: { seconds: TRIAL.seconds, at: TRIAL.at, replications: REPLICATIONS, notRun },
    service: { before: reached(before.service), after: reached(after.service) },
    calls: { before: reached(before.calls), after: reached(after.calls) },
  };
}
