import { longRun } from "../../experiment/long-run.ts";
import { type SimulateOptions, simulate } from "../../experiment/simulate.ts";
import { simulateToPrecision } from "../../experiment/simulate-to-precision.ts";
import { eventsOf } from "../../scenario/amount-of-work.ts";
import type { OptionsOf } from "../command/command.ts";
import type { CommandLine } from "../command-line.ts";
import { EXIT } from "../exit-codes.ts";
import { prepareDirectory, readScenario, writeFiles, writeNamedFile } from "../files.ts";
import { interruptible } from "../interruption.ts";
import { judgementLines } from "../judgements.ts";
import { junitXml } from "../junit.ts";
import { manifestFiles } from "../manifest-files.ts";
import { precisionOf } from "../precision-options.ts";
import { print } from "../printing.ts";
import { Refusal } from "../refusal.ts";
import { settingsOf } from "../settings-options.ts";
import { hasColour, isTerminal, Progress } from "../terminal.ts";
import { threadsFor } from "../threads.ts";
import { tell } from "../warnings.ts";
import { doubts } from "./doubts.ts";
import { outcomeJson, outcomeOf, undefinedFormulas } from "./outcome.ts";
import { outcomeFiles } from "./outcome-files.ts";
import { renderOutcome } from "./outcome-table.ts";
import type { RUN } from "./run-commands.ts";
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
  const progress = new Progress("replications", options.quiet);
  const { replications } = scenario.run;
  const workers = Math.min(threadsFor(eventsOf(scenario) * replications, engine), Math.ceil(replications / 4));
  // A single one keeps this thread busy to its end: Ctrl-C is left to the system, which ends it at once.
  const single = !precision && replications === 1 ? longRun(scenario, engine) : undefined;
  let finished = 0;
  const onProgress = (done: number, total: number): void => {
    finished = done;
    progress.at(done, total);
  };
  const { precise, figures } = await interruptible("the replications", async (signal) => {
    const engaged: SimulateOptions = { engine, workers, signal, onProgress };
    const precise = precision && (await simulateToPrecision(scenario, precision, engaged));
    const [figures = []] = precise
      ? [precise.figures]
      : single
        ? [[single.figures]]
        : await simulate([{ scenario, replications }], engaged);
    return { precise, figures };
  });
  progress.done();

  const wasInterrupted = precise ? precise.interrupted : figures.length < replications;
  if (figures.length === 0) {
    process.stderr.write(`No replication had finished.${notCounted(finished)}\n`);
    return EXIT.interrupted;
  }
  const outcome = outcomeOf(scenario, engine, figures, single?.batches);
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

/** Why figures of replications that were finished behind one that was not do not count. @param later how many of them there are */
const notCounted = (later: number): string =>
  later <= 0
    ? ""
    : ` ${later} later ones are not counted: the one before them took longer than half a second to end, and without what takes long the rest is no fair sample.`;
