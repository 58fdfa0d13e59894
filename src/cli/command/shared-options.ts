/** Options that mean the same with several commands. */
import { choice, count, file, flag, type Options, text, texts } from "./option.ts";

/** Names of all metrics; of all presets. */
export const metricNames = async () => (await import("../../metrics/catalogue.ts")).CATALOGUE.map(({ name }) => name);
export const presetNames = async () => (await import("../../architecture/presets.ts")).PRESETS.map(({ name }) => name);

/** Changes to what a scenario file says. */
export const SET = {
  set: texts("<path=value>", "override or add a value of the scenario, such as traffic.calls.rate=200/s"),
};
export const SETTINGS = {
  ...SET,
  seed: text("<number>", "the same as --set run.seed=…"),
  replications: text("<number>", "the same as --set run.replications=…"),
};

/** More replications than this are refused. */
const REPLICATIONS_MAX = 1_000_000;
export const replications = (about: string) => count(about, 1, REPLICATIONS_MAX);

/** Replicating until it is enough. */
export const PRECISION = {
  precision: texts(
    "<metric=width>",
    "replicate until the half-width of the 95 % interval is this: 5% of the mean, or 10ms",
  ),
  minimum: count("replications before the first look at the precision (default: 10)", 5, REPLICATIONS_MAX),
  maximum: count("maximum number of replications, whatever the precision (default: 1000)", 5, REPLICATIONS_MAX),
};

export const ENGINE = {
  engine: choice("<name>", "native, or simjs for a second opinion (default: native)", ["native", "simjs"]),
};
export const RAW = (about: string) => ({
  raw: { ...choice("[format]", `${about}, as csv or parquet`, ["csv", "parquet"]), bare: "csv" },
});
/** More threads than a machine has. */
export const THREADS_MAX = 512;
export const WORKERS = {
  workers: count("threads; 0: none but the main one (default: all cores)", 0, THREADS_MAX),
};
export const JUNIT = { junit: file("write the expectations as JUnit XML") };

export const METRICS = {
  metrics: file("write OpenMetrics text there while it runs and at its end, for monitoring"),
};

/** What is printed. */
export const printing = (what: string, quiet = "print nothing") =>
  ({ json: flag(`print ${what} as JSON`), quiet: flag(quiet) }) satisfies Options;
