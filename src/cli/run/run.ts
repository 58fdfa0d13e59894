import { eventsOf } from "../../scenario/amount-of-work.ts";
import type { OptionsOf } from "../command/command.ts";
import type { CommandLine } from "../command-line.ts";
import { EXIT } from "../exit-codes.ts";
import { prepareDirectory, readScenario, writeFiles, writeNamedFile } from "../files.ts";
import { judgementLines } from "../judgements.ts";
import { junitXml } from "../junit.ts";
import { Live, type LiveOptions, type View } from "../live.ts";
import { manifestFiles } from "../manifest-files.ts";
import { MetricsFile } from "../metrics-file.ts";
import { precisionOf } from "../precision-options.ts";
import { print } from "../printing.ts";
import { Refusal } from "../refusal.ts";
import { settingsOf } from "../settings-options.ts";
import { hasColour, isTerminal } from "../terminal.ts";
import { threadsFor } from "../threads.ts";
import { tell } from "../warnings.ts";
import { computedAtOnce, computedInSteps, computedReplications } from "./computed.ts";
import { doubts } from "./doubts.ts";
import { type Outcome, outcomeJson, outcomeOf, undefinedFormulas } from "./outcome.ts";
import { outcomeFiles } from "./outcome-files.ts";
import { renderOutcome } from "./outcome-table.ts";
import { ReplicationView } from "./replication-view.ts";
import { ReplicationsView } from "./replications-view.ts";
import type { RUN } from "./run-commands.ts";
import type { RunInWork } from "./run-in-work.ts";
import { runFamilies } from "./run-metrics.ts";
import { writeRunRaw } from "./run-raw.ts";

/** `sipnines run FILE`: one scenario, with replications. Returns the exit code. */
export async function run(file: string, options: OptionsOf<typeof RUN>, line: CommandLine): Promise<number> {
  const { engine = "native" } = options;
  const settings = settingsOf(options, line);
  const { scenario, warnings: legal, spot } = readScenario(file, settings);
  const precision = precisionOf(options, undefined, line, scenario.metrics);
  const { raw } = options;
  if (raw !== undefined && options.out === undefined)
    throw Refusal.at(line.word("--raw"), "--raw", "no directory for it", "--out DIR beside it");
  const origin = options.out === undefined ? {} : manifestFiles(file, settings, line);
  if (options.out !== undefined) prepareDirectory(options.out, line.option("--out"));

  tell(legal, options);
  const { replications } = scenario.run;
  const workers = Math.min(threadsFor(eventsOf(scenario) * replications, engine), Math.ceil(replications / 4));
  const isSingle = !precision && replications === 1;
  refusePacing(options, isSingle, line);
  const colour = hasColour(process.stderr);
  const single = isSingle && isSeen(options) ? new ReplicationView(scenario, engine, colour) : null;
  const several = isSingle ? null : new ReplicationsView(scenario, engine, precision, colour);
  const view = single ?? several;
  let outcome: Outcome | null = null;
  let isComplete = false;
  const soFar = (seen: RunInWork) => (seen.figures.length === 0 ? null : outcomeOf(scenario, engine, seen.figures));
  const families = () => runFamilies(scenario.title, outcome ?? soFar(view!), view!, isComplete);
  using metrics =
    options.metrics === undefined ? null : new MetricsFile(options.metrics, line.option("--metrics"), families);
  using live = view === null ? null : new Live(...shown(view, options));
  const look = (): void => {
    live?.look();
    metrics?.look();
  };
  const { figures, precise, batches } = single
    ? await computedInSteps(single, { speed: options.speed, look })
    : several
      ? await computedReplications(scenario, several, { engine, workers, precision, look })
      : computedAtOnce(scenario, engine);

  const wasInterrupted = precise ? precise.interrupted : figures.length < replications;
  live?.done(wasInterrupted && single !== null);
  const finished = several?.replications.finished ?? figures.length;
  isComplete = !wasInterrupted;
  if (figures.length === 0) {
    metrics?.finish();
    process.stderr.write(`No replication had finished.${notCounted(finished)}\n`);
    return EXIT.interrupted;
  }
  outcome = outcomeOf(scenario, engine, figures, batches);
  const valueless = undefinedFormulas(outcome, spot);
  tell(valueless, options);
  const warnings = [...legal, ...valueless];
  if (options.out !== undefined) writeFiles(options.out, { ...outcomeFiles(outcome, warnings), ...origin });
  if (options.out !== undefined && raw !== undefined) writeRunRaw(options.out, outcome, raw);
  const open = outcome.judgements.filter(({ verdict }) => verdict !== "holds");
  print<"run">(options, outcomeJson(outcome, warnings), (colour) =>
    renderOutcome(outcome, colour, isTerminal(process.stdout)),
  );
  if (options.quiet && !options.json)
    process.stderr.write(
      judgementLines(
        open.filter(({ alike }) => alike === 0),
        hasColour(process.stderr),
      ),
    );
  if (!options.quiet) for (const doubt of doubts(outcome)) process.stderr.write(`Before you trust this: ${doubt}\n`);
  if (options.junit !== undefined) {
    const cases = outcome.judgements.map((judgement) => ({ point: scenario.title, ...judgement }));
    writeNamedFile(options.junit, junitXml(file, cases, line.seconds), line.option("--junit"));
  }
  metrics?.finish();
  if (wasInterrupted) {
    const asked = precise ? "" : ` of ${replications}`;
    process.stderr.write(
      `Interrupted: ${figures.length}${asked} replications.${notCounted(finished - figures.length)}\n`,
    );
    return EXIT.interrupted;
  }
  if (precise && !precise.met)
    process.stderr.write(
      precise.unvaried.length > 0
        ? `No precision was reached: in all ${figures.length} replications ${precise.unvaried.join(", ")} had the same value, so that nothing was seen to be precise about. More would be needed (--minimum).\n`
        : `The precision was not reached with the maximum of ${figures.length} replications.\n`,
    );
  return open.some(({ verdict }) => verdict === "fails") ? EXIT.expectationFailed : EXIT.fine;
}

type RunOptions = OptionsOf<typeof RUN>;

/** Whether anybody wants to see a run before its end. */
const isSeen = ({ watch, metrics }: RunOptions): boolean => watch || metrics !== undefined;

/** @throws Refusal for a pace of what is not watched, or of several replications */
function refusePacing({ speed, watch }: RunOptions, isSingle: boolean, line: CommandLine): void {
  if (speed === undefined) return;
  if (!watch) throw line.refusal("--speed", "a pace, and nobody who watches", "--watch beside it");
  if (!isSingle) throw line.refusal("--speed", "a pace of several replications", "--replications 1 beside it");
}

/** A run that is watched has the screen from its beginning, any other a line of it after a while. */
const shown = (view: RunInWork, { watch, quiet }: RunOptions): [View, LiveOptions] =>
  watch
    ? [view, { isQuiet: quiet, isWanted: true }]
    : [{ picture: () => [view.line()], line: () => view.line() }, { isQuiet: quiet }];

/** Why figures of replications that were finished behind one that was not do not count. @param later how many of them there are */
const notCounted = (later: number): string =>
  later <= 0
    ? ""
    : ` ${later} later ones are not counted: the one before them took longer than half a second to end, and without what takes long the rest is no fair sample.`;
