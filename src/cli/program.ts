import { Command, CommanderError } from "commander";
import { unprintableIn } from "../units/printable.ts";
import { IDENTITY } from "./build-identity.ts";
import { several, withPrecision, withSettings } from "./command-options.ts";
import { EXIT } from "./exit-codes.ts";
import { addMeasurementCommands } from "./measurement/measurement-commands.ts";
import { addStudyCommands } from "./study/study-commands.ts";

// Nothing but commander is loaded before it is known what is wanted: `--help` should be there at once.

let words: readonly string[] = [];
let code = 0;
const program = new Command("sipnines");

const commandLine = async () => new (await import("./command-line.ts")).CommandLine(words);

/** Runs a command; its result is the exit code. */
const finish = async (work: Promise<number> | number): Promise<void> => {
  code = await work;
};

program
  .description("Design, break and prove highly available SIP networks.")
  .version(IDENTITY.version)
  .showHelpAfterError(false)
  .exitOverride()
  .configureOutput({ outputError: () => {} })
  .addHelpText(
    "after",
    `
Exit codes: 0 fine · 1 an expectation failed · 2 the request could not be read · 3 internal error · 130 interrupted
Everywhere: --json prints one JSON document on stdout and nothing else there; progress goes to stderr; NO_COLOR is obeyed.`,
  );

program
  .command("reproduce")
  .description("every figure, table and claim of the thesis, into results/thesis")
  .option("--out <directory>", "write there instead")
  .option("--quick", "fewer rates and replications: a first look")
  .option("--calibrate", "fit the two unstated times to the published percentages instead, and print them")
  .option("--json", "print the claims as JSON")
  .option("--quiet", "print nothing")
  .action(async (options) => finish((await import("./reproduce.ts")).reproduce(options, await commandLine())));

program
  .command("table1")
  .description("Table 1 of the thesis with every design that is known, computed")
  .option("--out <directory>", "write table1-all.csv there")
  .option("--quick", "fewer replications: a first look")
  .option("--json", "print the table and its rules as JSON")
  .option("--quiet", "print nothing")
  .action(async (options) => finish((await import("./table1.ts")).table1(options, await commandLine())));

withSettings(
  program
    .command("laboratory")
    .description("detectors side by side: how soon they notice a death, and how often they are wrong")
    .argument("[files...]", "scenarios with one watch and one death (default: the shipped laboratory)"),
)
  .option("--loss <p,q>", "losses of the network, such as 0,1%,10% (default: 1%)")
  .option(
    "--messages <number>",
    "messages of each detector without a fault, to count false fail-overs (default: 200000)",
  )
  .option("--within <time>", "95 of 100 deaths are to be noticed within it (default: 1 s)")
  .option("--apart <time>", "mean time between false fail-overs, at least (default: 1 y)")
  .option("--out <directory>", "write laboratory.csv and the charts there")
  .option("--json", "print the findings as JSON")
  .option("--quiet", "print nothing")
  .action(async (files: string[], options) =>
    finish((await import("./laboratory.ts")).laboratory(files, options, await commandLine())),
  );

withPrecision(
  withSettings(
    program.command("run").description("run a scenario, with replications").argument("<file>", "scenario file"),
  ),
)
  .option("--engine <name>", "native, or simjs for a second opinion", "native")
  .option("--out <directory>", "write summary.csv, replications.csv, run.json, manifest.json and the scenario there")
  .option("--raw [format]", "write every call there as well, as csv or parquet")
  .option("--junit <file>", "write the expectations as JUnit XML")
  .option("--json", "print the result as JSON")
  .option("--quiet", "say nothing but which expectations failed")
  .action(async (file: string, options) =>
    finish((await import("./run/run.ts")).run(file, options, await commandLine())),
  );

program
  .command("warm-up")
  .description("where the steady state of a scenario begins, by MSER-5 and Welch's plot")
  .argument("<file>", "scenario file")
  .option("--metric <name>", "sojournTime, processingTime or callSetupTime", "sojournTime")
  .option("--replications <number>", "runs that are averaged", "10")
  .option("--set <path=value>", "change one value of the scenario; repeatable", several)
  .option("--seed <number>", "the same as --set run.seed=…")
  .option("--out <directory>", "write Welch's plot and its numbers there")
  .option("--json", "print the findings as JSON")
  .action(async (file: string, options) =>
    finish((await import("./run/warm-up.ts")).warmUp(file, options, await commandLine())),
  );

addStudyCommands(program, { commandLine, finish });

withSettings(
  program
    .command("validate")
    .description("read scenarios and say all that is wrong with them")
    .argument("<files...>", "scenario files"),
)
  .option("--json", "print what was found as JSON")
  .option("--quiet", "say nothing about files that are fine")
  .action(async (files: string[], options) =>
    finish((await import("./validate.ts")).validate(files, options, await commandLine())),
  );

program
  .command("availability")
  .description("nines, downtime, cut sets, single points of failure, inverse questions")
  .argument("[file]", "scenario, or a service of components")
  .option("--servers <n>", "equal servers, instead of a file")
  .option("--mttf <time>", "mean time to failure of a server")
  .option("--mttr <time>", "mean time to repair")
  .option("--required <k>", "servers that must be up, or all (default: 1)")
  .option("--crews <n>", "repairmen (default: one for each server)")
  .option("--coverage <probability>", "that a failure stays with one server; else all fail, or see --manual-recovery")
  .option("--manual-recovery <time>", "uncovered failures stop the service until people recover it")
  .option("--standby <how>", "servers beyond those required stand by: hot, warm, cold or a relative failure rate")
  .option("--detection <time>", "mean time until a standby knows")
  .option("--takeover <time>", "mean time until it serves")
  .option("--target <nines>", "such as 5nines: what is needed for it, or whether a file meets it")
  .option(
    "--tree <file>",
    "an Open-PSA fault tree, instead of a file; repeatable, for a model in several files",
    several,
  )
  .option("--top <gate>", "its top gate, where there are several")
  .option("--order <k>", "tree: only cut sets of at most k events, and bounds of the probability")
  .option("--chain <file>", "a chain: rows of from, to, rate; YAML; or .tra with .lab")
  .option("--down <states>", "states (or labels) in which the chain is down, separated by commas")
  .option("--up <states>", "states (or labels) in which it is up")
  .option("--initial <state>", "state in which it starts")
  .option("--rate-unit <unit>", "its rates are per s, min, h or d (default: s)")
  .option("--at <time>", "also the unavailability at this time and on average until then")
  .option(
    "--reach <states>",
    "chain: whether and when it first comes to these states (or labels), and by the time of --at",
  )
  .option("--states <file>", "write the probability of each state of the chain there, as CSV")
  .option("--sensitivity", "tornado, uncertainty, what to measure")
  .option("--steps <n>", "events of the simulation at most")
  .option("--no-simulation", "leave the simulation out")
  .option("--set <path=value>", "put a value into the file; repeatable", several)
  .option("--seed <number>", "seed of the simulation")
  .option("--out <directory>", "write charts and availability.json there")
  .option("--junit <file>", "write what the file expects as JUnit XML")
  .option("--json", "print the result as JSON")
  .option("--quiet", "print nothing")
  .action(async (file: string | undefined, options) =>
    finish((await import("./availability/availability.ts")).availability(file, options, await commandLine())),
  );

program
  .command("optimize")
  .description("the cheapest design that meets a target of availability, defects and set-up time")
  .argument("<file>", "scenario, or a service of components")
  .option("--target <nines>", "availability to reach, such as 5nines (default: that of the file)")
  .option("--dpm <number>", "defects per million calls at most")
  .option("--setup <time>", "mean call set-up time at most")
  .option("--vary <path=values>", "what may change, such as architecture.standby=0,1,2; repeatable", several)
  .option("--set <path=value>", "put a value into the file; repeatable", several)
  .option("--seed <number>", "seed of the confirming simulation")
  .option("--out <directory>", "write charts and optimize.json there")
  .option("--json", "print the result as JSON")
  .option("--quiet", "print nothing")
  .action(async (file: string, options) =>
    finish((await import("./availability/optimize.ts")).optimize(file, options, await commandLine())),
  );

program
  .command("chart")
  .description("any metric by any factor, as SVG, PNG, PDF, Vega-Lite or a LaTeX table")
  .argument("<result>", "directory of a result, or a CSV file")
  .option("--metric <name>", "what to show; twice for a Pareto front (default: failedCalls, or the last)", several)
  .option("--by <factor>", "along the axis (default: the factor with most levels)")
  .option("--series <factor>", "a curve for each of its levels")
  .option("--where <factor=level>", "only there; repeatable", several)
  .option(
    "--type <type>",
    "points, line, bar, ecdf, heatmap, pareto, tornado, waterfall, timeline, availability (default: as suits the data)",
  )
  .option("--as <formats>", "svg, png, pdf, vl, tex; several with commas (default: by the name of --out, or svg)")
  .option("--width <width>", "one-column, two-column or slide (default: by the theme)")
  .option("--theme <theme>", "paper, screen, slides or slides-dark (default: paper, whose words go into the caption)")
  .option("--title <text>", "instead of the title found")
  .option("--out <file>", "write it there (default: into the directory)")
  .option("--json", "print what was written as JSON")
  .option("--quiet", "print nothing")
  .action(async (result: string, options) =>
    finish((await import("./results/chart.ts")).chart(result, options, await commandLine())),
  );

program
  .command("report")
  .description("one HTML file of a result that opens from disk")
  .argument("<directory>", "directory of the result")
  .option("--out <file>", "write it there (default: report.html in the directory)")
  .option("--title <text>", "instead of the scenario's")
  .option("--json", "print what was written as JSON")
  .option("--quiet", "print nothing")
  .action(async (directory: string, options) =>
    finish((await import("./results/report.ts")).report(directory, options, await commandLine())),
  );

program
  .command("export")
  .description("the chain as a PRISM model, or the fault tree as Open-PSA XML")
  .argument("<file>", "scenario, or a service of components")
  .option("--format <format>", "prism or open-psa")
  .option("--out <directory>", "write files there instead of to stdout")
  .option("--set <path=value>", "put a value into the file; repeatable", several)
  .option("--json", "print the files as JSON")
  .option("--quiet", "print nothing")
  .action(async (file: string, options) =>
    finish((await import("./export.ts")).exportService(file, options, await commandLine())),
  );

addMeasurementCommands(program, { commandLine, finish });
withSettings(
  program
    .command("sipp")
    .description("read SIPp scenarios as a workload (import), or write a scenario for SIPp and real servers (export)")
    .argument("<action>", "import or export")
    .argument("<files...>", "SIPp scenarios to import, or the scenario to export"),
)
  .option("--out <path>", "import: write the scenario there; export: directory (default: results/NAME-sipp)")
  .option("--rate <rate>", "import: calls per second, SIPp's -r (default: 10/s)")
  .option("--count <number>", "import: calls in all, SIPp's -m (default: 1000)")
  .option("--preset <name>", "import: the architecture that serves them (default: iprs)")
  .option("--json", "print what was read or written as JSON")
  .option("--quiet", "print no more than the scenario")
  .action(async (action: string, files: string[], options) =>
    finish((await import("./sipp.ts")).sipp(action, files, options, await commandLine())),
  );

program
  .command("trace")
  .description("what happened: a timeline, the ladder of a call, a log of events, a capture for Wireshark")
  .argument("<file>", "scenario file")
  .option("--call <which>", "first-failed, first-successful, slowest, or its number from 0")
  .option("--as <form>", "ladder, mermaid, timeline, jsonl or pcapng (default: timeline and ladder)")
  .option("--from <time>", "of timeline, log and capture")
  .option("--until <time>", "of timeline, log and capture")
  .option("--replication <number>", "which replication, from 0 (default: 0)")
  .option("--engine <name>", "native, or simjs for a second opinion", "native")
  .option("--set <path=value>", "put a value into the scenario; repeatable", several)
  .option("--seed <number>", "the same as --set run.seed=…")
  .option("--out <path>", "write one form into a file (.svg and .png draw it), or all of them into a directory")
  .option("--json", "print call, ladder and timeline as JSON")
  .option("--quiet", "no progress, and no names of files")
  .action(async (file: string, options) =>
    finish((await import("./trace/trace.ts")).traceCommand(file, options, await commandLine())),
  );

program
  .command("fuzz")
  .description(
    "faults that a service does not come back from, though all are repaired; or random worlds that test sipnines",
  )
  .argument("[file]", "scenario file; without one, random worlds of all presets")
  .option("--worlds <number>", "so many worlds, or fault scripts for the file (default: 200)")
  .option("--seed <number>", "seed of the worlds or scripts (default: 1)")
  .option("--world <number>", "only the world of this number")
  .option("--agreement", "random designs whose nodes fail by chance: the chain against a run of messages (default: 20)")
  .option("--lines <number>", "file: lines of a script at most (default: 4)")
  .option("--within <time>", "file: it must be whole so long after the last repair (default: by its detectors)")
  .option("--calls <number>", "file: calls of a run at most (default: 500)")
  .option("--as-written", "file: play its own faults, once, on both engines")
  .option("--set <path=value>", "file: put a value into the scenario; repeatable", several)
  .option("--out <directory>", "write what was found there (default: broken worlds into results/fuzz)")
  .option("--json", "print what was found as JSON")
  .option("--quiet", "print nothing")
  .action(async (file: string | undefined, options) =>
    finish((await import("./fuzz.ts")).fuzz(file, options, await commandLine())),
  );

program
  .command("list")
  .description("presets, scenarios, metrics, detectors, distributions")
  .option("--json", "print them as JSON")
  .action(async (options) => finish((await import("./list.ts")).list(options)));

program
  .command("init")
  .description("write a scenario to start from")
  .argument("[preset]", "architecture to start from", "iprs")
  .argument("[file]", "file to write; never overwritten (default: scenario.yaml)")
  .action(async (preset: string | undefined, file: string | undefined) =>
    finish((await import("./init.ts")).init(preset, file, await commandLine())),
  );

program
  .command("show")
  .description("print a preset as YAML, to copy from")
  .argument("<preset>", "architecture")
  .argument("[parameters...]", "its parameters, such as --active 3")
  .allowUnknownOption()
  .action(async (preset: string, parameters: string[]) =>
    finish((await import("./show.ts")).show(preset, parameters, await commandLine())),
  );

program
  .command("schema", { hidden: true })
  .description("print the JSON Schema of scenario files")
  .option("--write", "bring schema/scenario.schema.json up to date")
  .action(async (options) => finish((await import("./schema.ts")).schema(options)));

/**
 * Runs a command.
 * @param typed its name and its words
 * @returns the exit code
 */
export async function sipnines(typed: readonly string[]): Promise<number> {
  words = typed;
  code = EXIT.fine;
  try {
    if (typed.some((word) => unprintableIn(word, true) !== null))
      (await import("./ending.ts")).refuseControlCharacters(typed, await commandLine());
    await program.parseAsync(typed, { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.fine; // --help, --version
    return (await import("./ending.ts")).explain(error, program, await commandLine(), typed);
  }
}
