import { availableParallelism } from "node:os";
import { longRun } from "../../experiment/long-run.ts";
import { type SimulateOptions, simulate } from "../../experiment/simulate.ts";
import { simulateToPrecision } from "../../experiment/simulate-to-precision.ts";
import type { EngineName } from "../../kernel/engine.ts";
import { eventsOf } from "../../scenario/amount-of-work.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import type { OptionsOf } from "../command/command.ts";
import type { CommandLine } from "../command-line.ts";
import { EXIT } from "../exit-codes.ts";
import { prepareDirectory, readScenario, writeFiles, writeNamedFile } from "../files.ts";
import { junitXml } from "../junit.ts";
import { manifestFiles } from "../manifest-files.ts";
import { precisionOf } from "../precision-options.ts";
import { Refusal } from "../refusal.ts";
import { settingsOf } from "../settings-options.ts";
import { hasColour, isTerminal, Progress } from "../terminal.ts";
import { tell } from "../warnings.ts";
import { doubts } from "./doubts.ts";
import { outcomeJson, outcomeOf } from "./outcome.ts";
import { outcomeFiles } from "./outcome-files.ts";
import { judgementLines, renderOutcome } from "./outcome-table.ts";
import type { RUN } from "./run-commands.ts";
import { writeRunRaw } from "./run-raw.ts";

/** Work worth a second thread [events]; starting one costs some three hundred milliseconds. simjs is some thirty times slower. */
const WORTH_A_WORKER = 5e6;
const SIMJS_FACTOR = 30;

/** Threads that pay for themselves; 0 runs everything in the main thread. */
function workersFor(scenario: Scenario, engine: EngineName): number {
  const { replications } = scenario.run;
  const work = eventsOf(scenario) * replications * (engine === "simjs" ? SIMJS_FACTOR : 1);
  return work < WORTH_A_WORKER
    ? 0
    : Math.min(availableParallelism(), Math.ceil(replications / 4), Math.ceil(work / WORTH_A_WORKER));
}

/** `sipnines run FILE`: one scenario, with replications. Returns the exit code. */
export async function run(file: string, options: OptionsOf<typeof RUN>, line: CommandLine): Promise<number> {
  const { engine = "native" } = options;
  const settings = settingsOf(options, line);
  const { scenario, warnings, problems } = readScenario(file, settings);
  if (problems) throw new Refusal(problems);
  const precision = precisionOf(options, undefined, line, scenario.metrics);
  const { raw } = options;
  if (raw !== undefined && options.out === undefined)
    throw Refusal.at(line.word("--raw"), "--raw", "no directory for it", "--out DIR beside it");
  const origin = options.out === undefined ? {} : manifestFiles(file, settings, line);
  if (options.out !== undefined) prepareDirectory(options.out, line.option("--out"));

  tell(warnings, options);
  const interruption = new AbortController();
  const onInterrupt = () => {
    if (interruption.signal.aborted) process.exit(EXIT.interrupted);
    process.stderr.write("\nFinishing the replications in work; Ctrl-C again stops at once.\n");
    interruption.abort();
  };
  process.on("SIGINT", onInterrupt);
  const progress = new Progress("replications");
  const engaged: SimulateOptions = {
    engine,
    workers: workersFor(scenario, engine),
    signal: interruption.signal,
    ...(options.quiet ? {} : { onProgress: (finished: number, total: number) => progress.at(finished, total) }),
  };
  const precise = precision && (await simulateToPrecision(scenario, precision, engaged));
  const single = !precise && scenario.run.replications === 1 ? longRun(scenario, engine) : undefined;
  const [figures = []] = precise
    ? [precise.figures]
    : single
      ? [[single.figures]]
      : await simulate([{ scenario, replications: scenario.run.replications }], engaged);
  progress.done();
  process.off("SIGINT", onInterrupt);

  const wasInterrupted = precise ? precise.interrupted : figures.length < scenario.run.replications;
  if (figures.length === 0) {
    process.stderr.write("No replication had finished.\n");
    return EXIT.interrupted;
  }
  const outcome = outcomeOf(scenario, engine, figures, single?.batches);
  if (options.out !== undefined) writeFiles(options.out, { ...outcomeFiles(outcome, warnings), ...origin });
  if (options.out !== undefined && raw !== undefined) writeRunRaw(options.out, outcome, raw);
  const open = outcome.judgements.filter(({ verdict }) => verdict !== "holds");
  if (options.json) process.stdout.write(`${JSON.stringify(outcomeJson(outcome, warnings), null, 2)}\n`);
  else if (!options.quiet)
    process.stdout.write(renderOutcome(outcome, hasColour(process.stdout), isTerminal(process.stdout)));
  else
    process.stderr.write(
      judgementLines(
        open.filter(({ alike }) => alike === 0),
        outcome.metrics,
        hasColour(process.stderr),
      ),
    );
  if (!options.quiet) for (const doubt of doubts(outcome)) process.stderr.write(`Before you trust this: ${doubt}\n`);
  if (options.junit !== undefined) {
    const cases = outcome.judgements.map((judgement) => ({ point: scenario.title, ...judgement }));
    writeNamedFile(options.junit, junitXml(file, cases, line.seconds), line.option("--junit"));
  }
  if (wasInterrupted) {
    const asked = precise ? "" : ` of ${scenario.run.replications}`;
    process.stderr.write(`Interrupted: ${figures.length}${asked} replications.\n`);
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
