import type { Command } from "commander";

/** Gathers the values of an option that may be repeated. */
export const several = (value: string, before: readonly string[] | undefined): string[] => [...(before ?? []), value];

/** The options that change what a scenario file says. */
export const withSettings = (command: Command): Command =>
  command
    .option(
      "--set <path=value>",
      "put a value into the scenario, such as traffic.calls.rate=200/s; repeatable",
      several,
    )
    .option("--seed <number>", "the same as --set run.seed=…")
    .option("--replications <number>", "the same as --set run.replications=…");

/** The options that replicate until it is enough. */
export const withPrecision = (command: Command): Command =>
  command
    .option(
      "--precision <metric=width>",
      "replicate until the interval is so narrow: 5% of the mean, or 10ms; repeatable",
      several,
    )
    .option("--minimum <number>", "replications before the first look at the precision (default: 10)")
    .option("--maximum <number>", "replications at most, whatever the precision (default: 1000)");
