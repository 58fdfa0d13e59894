import { Command, CommanderError } from "commander";
import { IDENTITY } from "./build-identity.ts";
import { EXIT } from "./exit-codes.ts";

// Nothing but commander is loaded before it is known what is wanted: `--help` should be there at once.

const words = process.argv.slice(2);
const program = new Command("sipnines");

const commandLine = async () => new (await import("./command-line.ts")).CommandLine(words);

/** Runs a command; its result is the exit code. */
const finish = async (work: Promise<number> | number): Promise<void> => {
  process.exitCode = await work;
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
Exit codes: 0 fine · 1 an expectation failed · 2 the request could not be read · 3 our own fault · 130 interrupted
Everywhere: --json prints one JSON document on stdout and nothing else there; progress goes to stderr; NO_COLOR is obeyed.`,
  );

const several = (value: string, before: readonly string[] | undefined): string[] => [...(before ?? []), value];

/** The options that change what a scenario file says. */
const withSettings = (command: Command): Command =>
  command
    .option(
      "--set <path=value>",
      "put a value into the scenario, such as traffic.calls.rate=200/s; repeatable",
      several,
    )
    .option("--seed <number>", "the same as --set run.seed=…")
    .option("--replications <number>", "the same as --set run.replications=…");

program
  .command("reproduce")
  .description("every figure, table and claim of the thesis, into results/thesis")
  .option("--out <directory>", "write there instead")
  .option("--quick", "fewer rates and replications: a first look")
  .option("--calibrate", "fit the two unstated times to the published percentages instead, and print them")
  .option("--json", "print the claims as JSON")
  .option("--quiet", "print nothing")
  .action(async (options) => finish((await import("./reproduce.ts")).reproduce(options, await commandLine())));

withSettings(
  program.command("run").description("run a scenario, with replications").argument("<file>", "scenario file"),
)
  .option("--engine <name>", "native, or simjs for a second opinion", "native")
  .option("--out <directory>", "write summary.csv, replications.csv and run.json there")
  .option("--json", "print the result as JSON")
  .option("--quiet", "say nothing but which expectations failed")
  .action(async (file: string, options) => finish((await import("./run.ts")).run(file, options, await commandLine())));

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

/** Says what went wrong, and returns the exit code for it. */
async function explain(error: unknown): Promise<number> {
  if (error instanceof CommanderError && error.exitCode === 0) return EXIT.fine; // --help, --version
  if (error instanceof CommanderError && error.code === "commander.help") return EXIT.unreadable;
  const { Refusal, renderProblems } = await import("./refusal.ts");
  const line = await commandLine();
  const refused =
    error instanceof CommanderError ? (await import("./misuse.ts")).misuse(error, program, words, line) : error;
  if (refused instanceof Refusal) {
    process.stderr.write(renderProblems(refused.problems));
    return EXIT.unreadable;
  }
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`A fault of sipnines itself: ${message}\nThis makes it happen again: ${line.text}\n`);
  return EXIT.ourFault;
}

// Whoever reads our output may have read enough, as `head` does.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(EXIT.fine);
  throw error;
});

try {
  await program.parseAsync(words, { from: "user" });
} catch (error) {
  process.exitCode = await explain(error);
}
