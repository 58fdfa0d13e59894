import { availableParallelism } from "node:os";
import { Locked } from "../../experiment/store/lock.ts";
import { ResultStore } from "../../experiment/store/result-store.ts";
import type { Study } from "../../experiment/study.ts";
import { sweep as runSweep, type Shard } from "../../experiment/sweep.ts";
import type { Span } from "../../notation/source.ts";
import { counted } from "../../units/number.ts";
import type { OptionsOf } from "../command/command.ts";
import { type CommandLine, withoutSecrets } from "../command-line.ts";
import { EXIT, INTERRUPTIONS } from "../exit-codes.ts";
import { tellDiskFailure } from "../failure.ts";
import { prepareDirectory, writeNamedFile } from "../files.ts";
import { interruptible } from "../interruption.ts";
import { junitXml } from "../junit.ts";
import { Live } from "../live.ts";
import { MetricsFile } from "../metrics-file.ts";
import { print } from "../printing.ts";
import { Refusal } from "../refusal.ts";
import { hasColour } from "../terminal.ts";
import { threadsFor } from "../threads.ts";
import { tell } from "../warnings.ts";
import { queueAddress } from "./queue-option.ts";
import { shardOf } from "./shard-option.ts";
import type { SWEEP } from "./study-commands.ts";
import { hasStudy, type StudyOutput, shardDirectory, studyFile, writeStudy } from "./study-file.ts";
import { SweepMetrics } from "./sweep-metrics.ts";
import { SweepProgress } from "./sweep-progress.ts";
import { QueuedWorkers, refuseBesideQueue } from "./sweep-queue.ts";
import { refuseMixture, requestOf } from "./sweep-request.ts";
import { type SweepResults, writeResults } from "./sweep-results.ts";
import { type Survey, secondsFor, survey } from "./sweep-survey.ts";
import { COLUMNS_MAX, renderDryRun, renderResults, resultsJson, wantedMetrics } from "./sweep-table.ts";

type SweepOptions = OptionsOf<typeof SWEEP>;

/**
 * Opens the store of a directory, which is made if need be.
 * @throws Refusal if it cannot be written, or another process is at work in it
 */
export function openStore(directory: string, needsCalls: boolean, span: Span): ResultStore {
  prepareDirectory(directory, span);
  try {
    return ResultStore.open(directory, needsCalls);
  } catch (error) {
    if (error instanceof Locked)
      throw Refusal.at(
        span,
        "--out",
        `a directory in which process ${error.holder.pid} on ${error.holder.host} is at work`,
        `a directory of its own; if that process is gone for good, remove ${error.path}`,
      );
    throw error;
  }
}

/** `sipnines sweep FILE…`: a study over many points, kept in a directory. Returns the exit code. */
export async function sweep(files: readonly string[], options: SweepOptions, line: CommandLine): Promise<number> {
  const shard = options.shard === undefined ? undefined : shardOf(options.shard, line);
  const threads = options.workers ?? null;
  const queue = options.queue === undefined ? null : queueAddress(options.queue, options.queueCa, line);
  if (queue) refuseBesideQueue(options, line);
  const request = requestOf(files, options, line);
  const { study, output, directory } = request;
  const place = shard ? shardDirectory(directory, shard.index, shard.count) : directory;
  refuseMixture(request, options, shard, line);
  if (options.dryRun) {
    const known = hasStudy(place) ? ResultStore.read(place, output.raw !== null) : null;
    const found = survey(study, known);
    tell(found.warnings, options);
    const cores = Math.max(1, threads ?? availableParallelism());
    const seconds = secondsFor(study, found) / cores / (shard?.count ?? 1);
    process.stdout.write(renderDryRun(study, found, seconds, cores, options.json));
    return EXIT.fine;
  }
  const whole = survey(study, null); // all points are sound, or nothing is written
  tell(whole.warnings, options);
  if (options.junit !== undefined && shard)
    throw Refusal.at(line.word("--junit"), "--junit", "a report of one shard", "merge, then the report");
  await using queued = queue && (await QueuedWorkers.by(queue, line.option("--queue")));
  const store = openStore(place, output.raw !== null, line.option("--out"));
  try {
    for (const { file, what } of store.damaged)
      process.stderr.write(`${file}: ${what}; what it held is computed again.\n`);
    const file = studyFile(study.plan, output);
    for (const each of new Set([directory, place]))
      if (place !== directory || JSON.stringify(request.existing) !== JSON.stringify(file)) writeStudy(each, file);
    return await compute(study, store, output, { options, threads, shard, queued, directory, line, whole });
  } catch (error) {
    if (error instanceof Error && error.name === "StudyTaken")
      throw line.refusal("--queue", error.message, "one sweep for a study");
    if (error instanceof Error && error.name === "ReplyError")
      throw line.refusal(
        "--queue",
        `a queue that refuses (${error.message})`,
        "a Redis server whose keys sipnines:… nobody else writes",
      );
    const code = tellDiskFailure(error, resumeCommand(directory, options), options.json);
    if (code === null) throw error;
    return code;
  } finally {
    store.close();
  }
}

const resumeCommand = (directory: string, { shard, queue }: SweepOptions): string =>
  `sipnines sweep --resume --out ${directory}${shard === undefined ? "" : ` --shard ${shard}`}${queue === undefined ? "" : ` --queue ${withoutSecrets(queue)}`}`;

interface Circumstances {
  readonly options: SweepOptions;
  readonly threads: number | null;
  readonly shard: Shard | undefined;
  /** Workers behind a queue, if they are to compute. */
  readonly queued: QueuedWorkers | null;
  readonly directory: string;
  readonly line: CommandLine;
  /** The study before anything of it is done. */
  readonly whole: Survey;
}

async function compute(
  study: Study,
  store: ResultStore,
  output: StudyOutput,
  { options, threads, shard, queued, directory, line, whole }: Circumstances,
): Promise<number> {
  const before = store.isEmpty ? whole : survey(study, store);
  const share = shard?.count ?? 1;
  const pays = threadsFor(before.eventsMissing / share, study.plan.engine) > 0;
  const workers = threads ?? (pays ? availableParallelism() : 0);
  const metrics = wantedMetrics(study, output);
  let crew = (): string => (workers === 0 ? "this thread alone" : counted(workers, "worker"));
  const swept = {
    study,
    store,
    before,
    share,
    metrics: metrics.slice(0, COLUMNS_MAX),
    workers: () => crew(),
  };
  const progress = new SweepProgress(swept, hasColour(process.stderr));
  using live = new Live(progress, { isQuiet: options.quiet });
  const monitored = options.metrics === undefined ? null : new SweepMetrics(study, store, metrics);
  let isComplete = false;
  using file =
    options.metrics === undefined
      ? null
      : new MetricsFile(options.metrics, line.option("--metrics"), () => monitored!.families(progress, isComplete));
  const told =
    <T extends unknown[]>(hear: (...what: T) => void) =>
    (...what: T): void => {
      hear(...what);
      live.look();
      file?.look();
    };
  const say = (text: string) => void process.stderr.write(`${text}\n`);
  const computing = async (signal: AbortSignal): Promise<boolean> => {
    const executor = queued && (await queued.offer(study, store, before, options.quiet ? () => {} : say, say));
    if (executor) crew = () => `${counted(executor.threads, "thread")} of workers`;
    await runSweep(study, store, {
      workers,
      ...(executor ? { executor } : {}),
      signal,
      ...(shard ? { shard } : {}),
      onBegun: told((point) => progress.begun(point)),
      onFinished: told((finished) => progress.at(finished)),
      onPlanned: told((point, replications) => progress.planned(point, replications)),
      onComplete: told((point) => {
        progress.complete(point);
        monitored?.complete(point);
      }),
    });
    return signal.aborted;
  };
  const wasInterrupted = await interruptible("the units", computing, INTERRUPTIONS).finally(() => live.done());
  isComplete = !wasInterrupted;
  const code = shard
    ? saidOfShard(shard, directory, options)
    : saidOfResults(study, writeResults(study, store, output), output, options, line);
  file?.finish();
  if (!wasInterrupted) return code;
  process.stderr.write(`Interrupted; all that was finished is kept. To go on: ${resumeCommand(directory, options)}\n`);
  return EXIT.interrupted;
}

function saidOfShard({ index, count }: Shard, directory: string, options: SweepOptions): number {
  print<"sweep-shard">(
    options,
    { shard: index + 1, of: count, directory },
    `Shard ${index + 1} of ${count} is in ${shardDirectory(directory, index, count)}. When all are: sipnines merge ${directory}\n`,
  );
  return EXIT.fine;
}

/** Says what came out, writes the report for pipelines, and returns the exit code. */
export function saidOfResults(
  study: Study,
  results: SweepResults,
  output: StudyOutput,
  options: Pick<SweepOptions, "json" | "quiet" | "junit">,
  line: CommandLine,
): number {
  const { junit } = options;
  const suite = study.plan.files.map(({ name }) => name).join(" ");
  if (junit !== undefined)
    writeNamedFile(junit, junitXml(suite, results.judgements, line.seconds), line.option("--junit"));
  print<"sweep">(options, resultsJson(study, results), (colour) => renderResults(study, results, output, colour));
  return results.judgements.some(({ verdict }) => verdict === "fails") ? EXIT.expectationFailed : EXIT.fine;
}
