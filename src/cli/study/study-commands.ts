/** Commands that compute studies, alone or together, and those that look after them. */
import { command } from "../command/command.ts";
import {
  by,
  count,
  directory,
  duration,
  file,
  flag,
  or,
  read,
  required,
  several,
  text,
  texts,
} from "../command/option.ts";
import {
  ENGINE,
  JUNIT,
  METRICS,
  metricNames,
  PRECISION,
  printing,
  RAW,
  replications,
  SETTINGS,
  THREADS_MAX,
  WORKERS,
} from "../command/shared-options.ts";

/** The options that describe a study, for all commands that begin one. */
export const STUDY = {
  ...{ ...SETTINGS, replications: replications("replications of each point"), ...PRECISION },
  vary: several("<path=values>", "a,b,c · first:last:step · first:last:log5 · low:high to be sampled", by("axis")),
  zip: texts("<a,b>", "parameters that go through their values together"),
  where: texts("<relation>", "leave out points, such as 'standby <= active'"),
  sample: read("<method:N>", "N points by latin-hypercube or sobol instead of all combinations", by("sampling")),
  points: text("<table.csv>", "points from a table whose header names the parameters"),
  ...ENGINE,
  metric: texts("<name>", "write this metric instead of all", metricNames),
  compare: text("<parameter>", "differences between its values, in differences.csv"),
  best: read(
    "<metric>",
    "find the best point by this metric, in best.csv; metric:higher if more is better",
    by("bestBy"),
    metricNames,
  ),
  ...RAW("write every replication and every call"),
  out: directory("keep the study there (default: results/NAME-sweep)"),
};

const QUEUE_CA = { queueCa: file("certificate of the authority (CA) that signed the queue server's") };

export const SWEEP = command({
  about: "run scenarios over many values of their parameters",
  args: [["[files...]", "scenario files"]],
  options: {
    ...STUDY,
    resume: flag("continue or extend the study in the directory"),
    recompute: flag("use a directory with results of another study or version; nothing is deleted"),
    shard: text("<i/n>", "compute one of n parts; auto in a job array"),
    ...WORKERS,
    queue: text("<url>", "let workers behind a queue compute: redis://host:6379, or rediss:// for TLS"),
    ...QUEUE_CA,
    dryRun: flag("print the points and an estimate of the time"),
    ...METRICS,
    ...JUNIT,
    ...printing("the results"),
  },
  example:
    "sweep scenarios/failover-iprs.yaml --vary standby=0,1 --replications 5 --set expect={} --out results/spares",
});

export const WORKER = command({
  about: "compute the studies in a queue, until Ctrl-C",
  args: [],
  options: {
    queue: required(text("<url>", "redis://[user:password@]host[:port][/database], or rediss:// for TLS")),
    ...QUEUE_CA,
    threads: count("units at the same time (default: all cores)", 1, THREADS_MAX),
    idle: or(duration("stop after this long without work"), Infinity, "never"),
    quiet: flag("print only what went wrong"),
  },
  notes: "A password is better put into SIPNINES_QUEUE_PASSWORD than into the URL, which other users see.",
  example: "worker --queue redis://localhost:6379 --idle 1min",
});

export const STATUS = command({
  about: "how much of a study is done, and what is missing",
  args: [["<directory>", "directory of a sweep"]],
  options: { json: printing("it").json },
  example: "status results/spares",
});

export const MERGE = command({
  about: "put the shards of a study together",
  args: [["<directories...>", "directories of shards, or the directory that holds them"]],
  options: {
    out: directory("write there (default: the first directory)"),
    ...JUNIT,
    ...printing("the results"),
  },
  example: "merge results/spares",
});

export const SUBMIT = command({
  about: "write a job array for a cluster",
  args: [
    ["<system>", "slurm"],
    ["<files...>", "scenario files"],
  ],
  options: {
    ...STUDY,
    tasks: count("tasks of the array (default: of about twenty minutes each)", 1, 1000),
    cpus: or(count("cores of each task", 1, THREADS_MAX), 1),
    partition: text("<name>", "partition to run in"),
    submit: flag("submit it with sbatch"),
  },
  completion: ["slurm"],
  example: "submit slurm scenarios/failover-iprs.yaml --vary standby=0,1 --out results/cluster",
});
