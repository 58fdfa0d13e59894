import { join } from "node:path";
import { searchFaults } from "../experiment/fuzz/fault-search.ts";
import { ordeal } from "../experiment/fuzz/ordeal.ts";
import { surveyWorlds } from "../experiment/fuzz/world-survey.ts";
import { withValues } from "../scenario/with-values.ts";
import { parseDuration } from "../units/duration.ts";
import { type CommandLine, shellWord } from "./command-line.ts";
import { EXIT } from "./exit-codes.ts";
import { prepareDirectory, readScenarioText, writeFiles } from "./files.ts";
import { fuzzAgreement } from "./fuzz-agreement.ts";
import { type BrokenInFile, ordealText, searchText, surveyText } from "./fuzz-text.ts";
import { countOf, optionValue } from "./option-values.ts";
import { Refusal } from "./refusal.ts";
import { settingsOf } from "./settings-options.ts";
import { Progress } from "./terminal.ts";
import { tell } from "./warnings.ts";

export interface FuzzCommandOptions {
  readonly worlds?: string;
  readonly world?: string;
  readonly lines?: string;
  readonly within?: string;
  readonly asWritten?: boolean;
  readonly agreement?: boolean;
  readonly calls?: string;
  readonly set?: readonly string[];
  readonly seed?: string;
  readonly out?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const SEED_MAX = Number.MAX_SAFE_INTEGER;

/** `sipnines fuzz [FILE]`: random worlds that must obey the laws, or faults that a service does not recover from. Returns the exit code. */
export async function fuzz(file: string | undefined, options: FuzzCommandOptions, line: CommandLine): Promise<number> {
  refuseMisfits(file, options, line);
  const interruption = new AbortController();
  const onInterrupt = () => {
    if (interruption.signal.aborted) process.exit(EXIT.interrupted);
    process.stderr.write("\nFinishing what is in work; Ctrl-C again stops at once.\n");
    interruption.abort();
  };
  process.on("SIGINT", onInterrupt);
  try {
    const { signal } = interruption;
    const code = await (file === undefined
      ? (options.agreement ? fuzzAgreement : fuzzWorlds)(options, line, signal)
      : options.asWritten
        ? playAsWritten(file, options, line)
        : fuzzService(file, options, line, signal));
    return signal.aborted && code === EXIT.fine ? EXIT.interrupted : code;
  } finally {
    process.off("SIGINT", onInterrupt);
  }
}

/** Options of the one use beside the other. */
function refuseMisfits(file: string | undefined, options: FuzzCommandOptions, line: CommandLine): void {
  const ofFiles = {
    "--lines": options.lines,
    "--within": options.within,
    "--calls": options.calls,
    "--set": options.set,
  };
  const given = Object.entries({ ...ofFiles, "--as-written": options.asWritten }).find(
    ([, value]) => value !== undefined,
  );
  if (file === undefined && given)
    throw Refusal.at(line.word(given[0]), given[0], `${given[0]} without a file`, "sipnines fuzz FILE, or without it");
  if (file !== undefined && options.world !== undefined)
    throw Refusal.at(line.word("--world"), "--world", "--world beside a file", "one of the two");
  if (file !== undefined && options.agreement)
    throw Refusal.at(
      line.word("--agreement"),
      "--agreement",
      "--agreement beside a file",
      "one of the two; of a file, sipnines availability says how far its engines agree",
    );
}

const count = (
  options: FuzzCommandOptions,
  name: "worlds" | "world" | "lines" | "calls" | "seed",
  line: CommandLine,
  low: number,
  most: number,
) => optionValue(line, `--${name}`, options[name], countOf(low, most));

async function fuzzWorlds(options: FuzzCommandOptions, line: CommandLine, signal: AbortSignal): Promise<number> {
  const world = count(options, "world", line, 0, 4e9);
  const seed = count(options, "seed", line, 0, SEED_MAX) ?? 1;
  const worlds = world === undefined ? (count(options, "worlds", line, 1, 1e7) ?? 200) : 1;
  if (options.out !== undefined) prepareDirectory(options.out, line.value("--out", options.out));
  const progress = new Progress("worlds");
  const survey = await surveyWorlds({ seed, first: world ?? 0, worlds, signal, ...following(progress, options) });
  progress.done();
  const out = options.out ?? "results/fuzz";
  const nameOf = (world: number) => `world-${seed}-${world}.yaml`;
  const broken = survey.broken.map(
    ({ number, violations }): BrokenInFile => ({
      ...{ world: number, violations, file: join(out, nameOf(number)) },
      command: `sipnines fuzz --seed ${seed} --world ${number}`,
    }),
  );
  if (broken.length > 0 && options.out === undefined) prepareDirectory(out, line.end);
  if (broken.length > 0)
    writeFiles(out, Object.fromEntries(survey.broken.map(({ number, text }) => [nameOf(number), text])));
  print(options, { seed, ...survey, broken }, surveyText(seed, survey, broken));
  return broken.length > 0 ? EXIT.ourFault : EXIT.fine;
}

async function fuzzService(
  file: string,
  options: FuzzCommandOptions,
  line: CommandLine,
  signal: AbortSignal,
): Promise<number> {
  const { text, scenario, settings } = readService(file, options, line);
  const within = optionValue(line, "--within", options.within, parseDuration);
  const calls = count(options, "calls", line, 1, 1e7) ?? 500;
  if (options.out !== undefined) prepareDirectory(options.out, line.value("--out", options.out));
  const progress = new Progress("fault scripts");
  const search = await searchFaults(text, settings, scenario, {
    seed: count(options, "seed", line, 0, SEED_MAX) ?? 1,
    scripts: count(options, "worlds", line, 1, 1e7) ?? 200,
    lines: count(options, "lines", line, 1, 50) ?? 4,
    calls,
    signal,
    ...(within === undefined ? {} : { within }),
    ...following(progress, options),
  });
  progress.done();
  const command = (given: readonly (readonly [string, string])[]) =>
    ["sipnines", "fuzz", file, "--as-written", ...sets(options, given)].map(shellWord).join(" ");
  const traps = search.traps.map(({ settings: given, ...trap }) => ({ ...trap, command: command(given) }));
  const unsurvived = search.lasting.unsurvived.map(({ settings: given, ...death }) => ({
    ...death,
    command: command(given),
  }));
  const lasting = { ...search.lasting, unsurvived };
  const broken = search.broken.map(({ settings: given, violations }) => ({ violations, command: command(given) }));
  if (options.out !== undefined)
    for (const [i, { settings: given }] of [...search.traps, ...search.lasting.unsurvived].entries())
      writeFiles(options.out, { [`trap-${i + 1}.yaml`]: withValues(text.text, given) });
  const found = { ...search, traps, lasting, broken };
  print(options, found, searchText(scenario.title, found));
  if (broken.length > 0) return EXIT.ourFault;
  return traps.length + unsurvived.length + search.wounded.length > 0 ? EXIT.expectationFailed : EXIT.fine;
}

/** The faults of the file itself, once, on both engines. */
function playAsWritten(file: string, options: FuzzCommandOptions, line: CommandLine): number {
  const { scenario } = readService(file, options, line);
  const { violations, wounds, ...rest } = ordeal(scenario, { bothEngines: true, isMended: false });
  print(options, { violations, wounds, ...rest }, ordealText(scenario.title, { violations, wounds, ...rest }));
  if (violations.length > 0) return EXIT.ourFault;
  return wounds.length > 0 ? EXIT.expectationFailed : EXIT.fine;
}

/** @throws Refusal with all that is wrong with the file */
function readService(file: string, options: FuzzCommandOptions, line: CommandLine) {
  const settings = settingsOf(options.set === undefined ? {} : { set: options.set }, line);
  const { text, problems: unread } = readScenarioText(file);
  if (unread) throw new Refusal(unread);
  const { scenario, warnings, problems } = text.with(settings);
  if (problems) throw new Refusal(problems);
  tell(warnings, options);
  return { text, scenario, settings };
}

const sets = (options: FuzzCommandOptions, given: readonly (readonly [string, string])[]): string[] =>
  [...(options.set ?? []), ...given.map(([path, value]) => `${path}=${value}`)].flatMap((one) => ["--set", one]);

const following = (progress: Progress, { quiet }: FuzzCommandOptions) =>
  quiet ? {} : { onProgress: (finished: number, total: number) => progress.at(finished, total) };

function print({ json, quiet }: FuzzCommandOptions, document: object, text: string): void {
  if (json) process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  else if (!quiet) process.stdout.write(text);
}
