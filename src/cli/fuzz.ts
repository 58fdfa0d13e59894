import { join } from "node:path";
import { searchFaults } from "../fuzz/fault-search.ts";
import { trialOf } from "../fuzz/invariants.ts";
import { surveyWorlds } from "../fuzz/world-survey.ts";
import { withValues } from "../scenario/with-values.ts";
import type { OptionsOf } from "./command/command.ts";
import { type CommandLine, shellWord } from "./command-line.ts";
import { EXIT } from "./exit-codes.ts";
import { prepareDirectory, readScenarioText, writeFiles } from "./files.ts";
import { fuzzAgreement } from "./fuzz-agreement.ts";
import { type BrokenInFile, searchText, surveyText, trialText } from "./fuzz-text.ts";
import { interruptible } from "./interruption.ts";
import { print } from "./printing.ts";
import { Progress } from "./progress.ts";
import { Refusal } from "./refusal.ts";
import type { FUZZ } from "./run/run-commands.ts";
import { settingsOf } from "./settings-options.ts";
import { tell } from "./warnings.ts";

type FuzzOptions = OptionsOf<typeof FUZZ>;

/** `sipnines fuzz [FILE]`: random worlds that must obey the laws, or faults that a service does not recover from. Returns the exit code. */
export async function fuzz(file: string | undefined, options: FuzzOptions, line: CommandLine): Promise<number> {
  refuseMisfits(file, options, line);
  return interruptible("what is", async (signal) => {
    const code = await (file === undefined
      ? (options.agreement ? fuzzAgreement : fuzzWorlds)(options, line, signal)
      : options.asWritten
        ? playAsWritten(file, options, line)
        : fuzzService(file, options, line, signal));
    return signal.aborted && code === EXIT.fine ? EXIT.interrupted : code;
  });
}

/** Options of the one use beside the other. */
function refuseMisfits(file: string | undefined, options: FuzzOptions, line: CommandLine): void {
  const { lines, within, calls, set, asWritten, world, agreement } = options;
  const refuse = (flag: string, beside: string, expected: string) =>
    Refusal.at(line.word(flag), flag, `${flag} ${beside}`, expected);
  const ofFiles: Record<string, boolean> = {
    "--lines": lines !== undefined,
    "--within": within !== undefined,
    "--calls": calls !== undefined,
    "--set": set.length > 0,
    "--as-written": asWritten,
  };
  const given = Object.keys(ofFiles).find((flag) => ofFiles[flag]);
  if (file === undefined && given) throw refuse(given, "without a file", "sipnines fuzz FILE, or without it");
  if (file !== undefined && world !== undefined) throw refuse("--world", "beside a file", "one of the two");
  if (file !== undefined && agreement)
    throw refuse(
      "--agreement",
      "beside a file",
      "one of the two; of a file, sipnines availability says how far its engines agree",
    );
}

async function fuzzWorlds(options: FuzzOptions, line: CommandLine, signal: AbortSignal): Promise<number> {
  const { world, seed } = options;
  const worlds = world === undefined ? (options.worlds ?? 200) : 1;
  if (options.out !== undefined) prepareDirectory(options.out, line.option("--out"));
  const progress = new Progress("worlds", options.quiet);
  const survey = await surveyWorlds({ seed, first: world ?? 0, worlds, signal, onProgress: progress.at });
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
  print<"fuzz-worlds">(options, { seed, ...survey, broken }, () => surveyText(seed, survey, broken));
  return broken.length > 0 ? EXIT.ourFault : EXIT.fine;
}

async function fuzzService(
  file: string,
  options: FuzzOptions,
  line: CommandLine,
  signal: AbortSignal,
): Promise<number> {
  const { text, scenario, settings } = readService(file, options, line);
  const { seed, worlds: scripts = 200, lines = 4, calls = 500, within } = options;
  if (options.out !== undefined) prepareDirectory(options.out, line.option("--out"));
  const progress = new Progress("fault scripts", options.quiet);
  const search = await searchFaults(text, settings, scenario, {
    ...{ seed, scripts, lines, calls },
    signal,
    ...(within === undefined ? {} : { within }),
    onProgress: progress.at,
  });
  progress.done();
  const command = (given: readonly (readonly [string, string])[]) =>
    ["sipnines", "fuzz", file, "--as-written", ...sets(options, given)].map(shellWord).join(" ");
  const counterexamples = search.counterexamples.map(({ settings: given, ...counterexample }) => ({
    ...counterexample,
    command: command(given),
  }));
  const unsurvived = search.lasting.unsurvived.map(({ settings: given, ...death }) => ({
    ...death,
    command: command(given),
  }));
  const lasting = { ...search.lasting, unsurvived };
  const broken = search.broken.map(({ settings: given, violations }) => ({ violations, command: command(given) }));
  if (options.out !== undefined)
    for (const [i, { settings: given }] of [...search.counterexamples, ...search.lasting.unsurvived].entries())
      writeFiles(options.out, { [`counterexample-${i + 1}.yaml`]: withValues(text.text, given) });
  const found = { ...search, counterexamples, lasting, broken };
  print<"fuzz-faults">(options, found, () => searchText(scenario.title, found));
  if (broken.length > 0) return EXIT.ourFault;
  return counterexamples.length + unsurvived.length + search.unprovoked.length > 0 ? EXIT.expectationFailed : EXIT.fine;
}

/** The faults of the file itself, once, on both engines. */
function playAsWritten(file: string, options: FuzzOptions, line: CommandLine): number {
  const { scenario } = readService(file, options, line);
  const trial = trialOf(scenario, { bothEngines: true, isMended: false });
  const { violations, anomalies } = trial;
  print<"fuzz-as-written">(options, trial, () => trialText(scenario.title, trial));
  if (violations.length > 0) return EXIT.ourFault;
  return anomalies.length > 0 ? EXIT.expectationFailed : EXIT.fine;
}

/** @throws Refusal with all that is wrong with the file */
function readService(file: string, options: FuzzOptions, line: CommandLine) {
  const settings = settingsOf({ set: options.set }, line);
  const text = readScenarioText(file);
  const { scenario, warnings, problems } = text.with(settings);
  if (problems) throw new Refusal(problems);
  tell(warnings, options);
  return { text, scenario, settings };
}

const sets = (options: FuzzOptions, given: readonly (readonly [string, string])[]): string[] =>
  [...options.set, ...given.map(([path, value]) => `${path}=${value}`)].flatMap((one) => ["--set", one]);
