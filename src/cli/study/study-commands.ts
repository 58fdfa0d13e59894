import type { Command } from "commander";
import type { CommandLine } from "../command-line.ts";
import { several, withPrecision, withSettings } from "../command-options.ts";

/** How a command is begun and ended. */
export interface Shell {
  commandLine(): Promise<CommandLine>;
  /** Makes the result of a command the exit code. */
  finish(work: Promise<number> | number): Promise<void>;
}

/** The options that describe a study, for all commands that begin one. */
const withStudy = (command: Command): Command =>
  withPrecision(withSettings(command))
    .option(
      "--vary <path=values>",
      "a,b,c · first:last:step · first:last:log5 · low:high to be sampled; repeatable",
      several,
    )
    .option("--zip <a,b>", "parameters that go through their values together; repeatable", several)
    .option("--where <relation>", "leave out points, such as 'standby <= active'; repeatable", several)
    .option("--sample <method:N>", "N points by latin-hypercube or sobol instead of all combinations")
    .option("--points <table.csv>", "points from a table whose head names the parameters")
    .option("--engine <name>", "native, or simjs for a second opinion (default: native)")
    .option("--metric <name>", "write this metric instead of all; repeatable", several)
    .option("--compare <parameter>", "differences between its values, in differences.csv")
    .option("--best <metric>", "which point is the best by it, in best.csv; metric:higher if more is better")
    .option("--raw [format]", "write every replication and every call, as csv or parquet")
    .option("--out <directory>", "keep the study there (default: results/NAME-sweep)");

/** Adds the commands that compute studies, alone or together, and those that look after them. Each loads its own code when it is called. */
export function addStudyCommands(program: Command, { commandLine, finish }: Shell): void {
  withStudy(
    program
      .command("sweep")
      .description("run scenarios over many values of their parameters")
      .argument("[files...]", "scenario files"),
  )
    .option("--resume", "go on with the study in the directory, or extend it")
    .option("--recompute", "use a directory with results of another study or version; nothing is deleted")
    .option("--shard <i/n>", "compute one of n parts; auto in a job array")
    .option("--workers <number>", "threads; 0: none but the main one (default: all cores)")
    .option("--queue <url>", "let workers behind a queue compute: redis://host:6379, or rediss:// for TLS")
    .option("--queue-ca <file>", "certificate of the authority that vouches for the queue")
    .option("--dry-run", "print the points and an estimate of the time")
    .option("--junit <file>", "write the expectations as JUnit XML")
    .option("--json", "print the results as JSON")
    .option("--quiet", "print nothing")
    .action(async (files: string[], options) =>
      finish((await import("./sweep.ts")).sweep(files, options, await commandLine())),
    );

  program
    .command("worker")
    .description("compute units of the studies in a queue, until Ctrl-C")
    .requiredOption("--queue <url>", "redis://[user:password@]host[:port][/database], or rediss:// for TLS")
    .option("--queue-ca <file>", "certificate of the authority that vouches for the queue")
    .option("--threads <number>", "units at the same time (default: all cores)")
    .option("--idle <time>", "leave after so long without work (default: never)")
    .option("--quiet", "say nothing but what went wrong")
    .addHelpText(
      "after",
      "\nA password is better put into SIPNINES_QUEUE_PASSWORD than into the URL, which other users see.",
    )
    .action(async (options) => finish((await import("./worker.ts")).worker(options, await commandLine())));

  program
    .command("status")
    .description("what of a study is there, and what is missing")
    .argument("<directory>", "directory of a sweep")
    .option("--json", "print it as JSON")
    .action(async (directory: string, options) =>
      finish((await import("./status.ts")).status(directory, options, await commandLine())),
    );

  program
    .command("merge")
    .description("put the shards of a study together")
    .argument("<directories...>", "directories of shards, or the directory that holds them")
    .option("--out <directory>", "write there (default: the first directory)")
    .option("--junit <file>", "write the expectations as JUnit XML")
    .option("--json", "print the results as JSON")
    .option("--quiet", "print nothing")
    .action(async (directories: string[], options) =>
      finish((await import("./merge.ts")).merge(directories, options, await commandLine())),
    );

  withStudy(
    program
      .command("submit")
      .description("write a job array for a cluster")
      .argument("<system>", "slurm")
      .argument("<files...>", "scenario files"),
  )
    .option("--tasks <number>", "tasks of the array (default: of about twenty minutes each)")
    .option("--cpus <number>", "cores of each task (default: 1)")
    .option("--partition <name>", "where to run")
    .option("--submit", "hand it over by sbatch")
    .action(async (system: string, files: string[], options) =>
      finish((await import("./submit.ts")).submit(system, files, options, await commandLine())),
    );
}
