import type { Command } from "commander";
import { several, withSettings } from "../command-options.ts";
import type { Shell } from "../study/study-commands.ts";

/** Adds the commands that have to do with measurements of real servers. Each loads its own code when it is called. */
export function addMeasurementCommands(program: Command, { commandLine, finish }: Shell): void {
  withSettings(
    program
      .command("compare")
      .description("two results, or a result and measurements: intervals, differences, a verdict")
      .argument("<A>", "directory of a run or a sweep, table, or a scenario to be run as B was measured")
      .argument("<B>", "directory of a run or a sweep, table, or a file that SIPp has written"),
  )
    .option("--by <A=B>", "condition: a parameter or column of A and the column of B; repeatable", several)
    .option("--only <column=value>", "rows that count; repeatable", several)
    .option("--metric <name>", "compare this metric instead of all that both have; repeatable", several)
    .option(
      "--margin <margin>",
      "differences that do not matter: 10%, or outageTime=5ms; repeatable (default: 10%)",
      several,
    )
    .option("--rtd <number=metric>", "what SIPp's response time of that number is; repeatable", several)
    .option("--expect <verdict>", "agrees, or compatible (nothing differs): exit with 1 otherwise")
    .option("--out <directory>", "write comparison.csv, comparison.json and charts there")
    .option("--json", "print the comparison as JSON")
    .option("--quiet", "print nothing")
    .action(async (a: string, b: string, options) =>
      finish((await import("./compare.ts")).compare(a, b, options, await commandLine())),
    );

  program
    .command("calibrate")
    .description("service times, timers, capacity and lifetimes from measurements, as YAML for a scenario")
    .argument("<what>", "service, detector, capacity or lifetimes")
    .argument("<file>", "table of measurements, plain or compressed by gzip")
    .option("--column <name>", "column with the times; its name ends in the unit, as in proc_us")
    .option("--arrivals <name>", "column with the times of arrival, to find batches")
    .option("--only <column=value>", "rows that count; repeatable", several)
    .option("--tier <name>", "tier that the result is for (default: proxies; lifetimes: all)")
    .option("--message <kind>", "kind of message they are for (default: each)")
    .option("--law <name>", "law of the detector: poll, check, vrrp, heartbeat, totem")
    .option("--watch <name>", "watch that the detector is for (default: membership)")
    .option("--know <name=value>", "a timer that is known, such as timeout=1s; repeatable", several)
    .option("--free <name>", "a number to be found instead of assumed, such as ratio; repeatable", several)
    .option("--rate <name>", "column with the calls per second (default: rate)")
    .option("--busy <name>", "column with the processors busy")
    .option("--carried <name>", "column with the calls per second that succeeded")
    .option("--servers <number>", "processors (default: 1)")
    .option("--from <time>", "when the watch over the components began (default: first time of the list)")
    .option("--until <time>", "when it ended (default: last time of the list)")
    .option("--components <number>", "how many were watched, with those that never failed")
    .option("--bootstrap <number>", "samples of the goodness of fit; 0: none (default: 99)")
    .option("--seed <number>", "seed of those samples (default: 1)")
    .option("--out <directory>", "write calibration.yaml and calibration.json there")
    .option("--json", "print the calibration as JSON")
    .option("--quiet", "print nothing")
    .action(async (what: string, file: string, options) =>
      finish((await import("./calibrate.ts")).calibrate(what, file, options, await commandLine())),
    );
}
