import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";
import type { Span } from "../../notation/source.ts";
import { formatDuration } from "../../units/duration.ts";
import { counted } from "../../units/number.ts";
import { unprintableIn } from "../../units/printable.ts";
import type { OptionsOf } from "../command/command.ts";
import type { CommandLine } from "../command-line.ts";
import { EXIT } from "../exit-codes.ts";
import { prepareDirectory, writeFiles } from "../files.ts";
import { Refusal } from "../refusal.ts";
import type { SUBMIT } from "./study-commands.ts";
import { studyFile, writeStudy } from "./study-file.ts";
import { requestOf } from "./sweep-request.ts";
import { secondsFor, survey } from "./sweep-survey.ts";

const SCRIPT = "job-array.sh";
/** Tasks shorter than this spend their time on being started [s of one core]. */
const TASK_SECONDS = 1200;
const TASKS_MAX = 1000;
/** Room for slower machines and an unlucky estimate. */
const CAUTION = 3;
/** Shortest limit that is asked for [min]. */
const LIMIT_MIN = 10;

/** A word that a shell takes as it is. */
const shellWord = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

/** A path in a directive of Slurm, which takes % for a pattern. */
const slurmPath = (directory: string, pattern: string): string => `"${join(directory.replaceAll("%", "%%"), pattern)}"`;

/**
 * What goes into a job script must stand on one line there; a path in a directive has no quotes and no backslashes, of which Slurm and
 * the shell think differently.
 */
function refuseOddPaths({ directory, workingDirectory, program }: JobArray, span: Span): void {
  for (const path of [directory, workingDirectory, ...program]) {
    const odd = unprintableIn(path, true);
    if (odd !== null) throw Refusal.at(span, "--out", `the control character ${odd} in a path`, "paths without");
  }
  const sign = /["\\]/.exec(directory)?.[0];
  if (sign !== undefined)
    throw Refusal.at(span, "--out", `${JSON.stringify(sign)} in ${directory}`, "a path without quotes and backslashes");
}

/** What a job script is made from. */
interface JobArray {
  readonly directory: string;
  readonly tasks: number;
  readonly cpus: number;
  readonly minutes: number;
  readonly partition: string | null;
  readonly workingDirectory: string;
  /** Node and the program: the nodes of a cluster share the file system, but not the PATH. */
  readonly program: readonly string[];
}

/** The job array: each task computes one shard and can be submitted again, alone, as often as need be. */
function slurmScript(array: JobArray): string {
  const { directory, tasks, cpus, minutes, partition, workingDirectory, program } = array;
  const limit = `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}:00`;
  return `#!/bin/bash
#SBATCH --job-name=sipnines
#SBATCH --array=0-${tasks - 1}
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=${cpus}
#SBATCH --time=${limit}
#SBATCH --signal=B:TERM@60
#SBATCH --output=${slurmPath(directory, "task-%a-of-job-%A.log")}
${partition === null ? "" : `#SBATCH --partition=${partition}\n`}
# A minute before its time is over a task is told, finishes the units in work and keeps them. A task that was stopped or
# lost is submitted again by its number, as in: sbatch --array=3 FILE
# When all are done: sipnines merge ${shellWord(directory)}
set -u
cd ${shellWord(workingDirectory)} || exit 1
${program.map(shellWord).join(" ")} sweep --resume --out ${shellWord(directory)} --shard auto/${tasks} --workers "\${SLURM_CPUS_PER_TASK:-${cpus}}" --quiet &
sweep=$!
trap 'kill -TERM "$sweep"' TERM INT
wait "$sweep"
status=$?
while kill -0 "$sweep" 2>/dev/null; do
  wait "$sweep"
  status=$?
done
exit "$status"
`;
}

/** A program in the cache of npx: other nodes need not see it, and it may be gone when they look. */
function warnOfCache(program: string): void {
  if (/[/\\]_npx[/\\]/.test(program))
    process.stderr.write(
      `The job calls ${program}, in a cache of npx: the nodes need not see it, and npm may empty it.\nInstall sipnines where all of them see it (npm install sipnines), and submit from there.\n`,
    );
}

/** `sipnines submit slurm FILE…`: writes a job array for a sweep, and hands it over if asked to. Returns the exit code. */
export function submit(
  system: string,
  files: readonly string[],
  options: OptionsOf<typeof SUBMIT>,
  line: CommandLine,
): number {
  if (system !== "slurm") throw Refusal.at(line.word(system), "SYSTEM", JSON.stringify(system), "slurm");
  const { study, output, directory } = requestOf(files, options, line);
  const found = survey(study, null);
  const { cpus } = options;
  const seconds = secondsFor(study, found);
  const sensible = Math.max(1, Math.min(TASKS_MAX, study.size, Math.ceil(seconds / (TASK_SECONDS * cpus))));
  const { tasks = sensible } = options;
  const minutes = Math.max(LIMIT_MIN, Math.ceil((CAUTION * seconds) / tasks / cpus / 60));
  const span = line.option("--out");
  if (options.partition !== undefined && !/^[\w.,-]+$/.test(options.partition))
    throw line.refusal("--partition", JSON.stringify(options.partition), "the name of a partition");
  const array: JobArray = {
    directory: resolve(directory),
    tasks,
    cpus,
    minutes,
    partition: options.partition ?? null,
    workingDirectory: process.cwd(),
    program: [process.execPath, resolve(process.argv[1]!)],
  };
  refuseOddPaths(array, span);
  prepareDirectory(directory, span);
  writeStudy(directory, studyFile(study.plan, output));
  const script = join(directory, SCRIPT);
  writeFiles(directory, { [SCRIPT]: slurmScript(array) }, [SCRIPT]);
  warnOfCache(resolve(process.argv[1]!));
  process.stdout.write(
    `Wrote ${script}: ${counted(tasks, "task")} of about ${formatDuration(Math.max(1, Math.ceil(seconds / tasks / cpus)), 2)} each, ${counted(found.points, "point")}, ${counted(found.replications, "replication")}.\n`,
  );
  if (!options.submit) {
    process.stdout.write(`Hand it over: sbatch ${script}\n`);
    return EXIT.fine;
  }
  const sent = spawnSync("sbatch", [script], { encoding: "utf8" });
  if (sent.error) {
    process.stderr.write("No sbatch on this machine: nothing was submitted.\n");
    return EXIT.unreadable;
  }
  process.stdout.write(sent.stdout);
  process.stderr.write(sent.stderr);
  return sent.status === 0 ? EXIT.fine : EXIT.unreadable;
}
