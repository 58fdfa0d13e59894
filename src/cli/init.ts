import { dirname, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Refused } from "../units/refused.ts";
import type { INIT } from "./begin-commands.ts";
import type { OptionsOf } from "./command/command.ts";
import { parseDuration, parseRate, wordOf } from "./command/readers.ts";
import { presetNames } from "./command/shared-options.ts";
import type { CommandLine } from "./command-line.ts";
import { EXIT } from "./exit-codes.ts";
import { writeNewFile } from "./files.ts";
import { type CallerProfile, SERVICE_NAMES, SERVICES, template } from "./init-template.ts";
import { presetOf } from "./preset-argument.ts";
import { isTerminal } from "./terminal.ts";

const SCHEMA = fileURLToPath(new URL("../../schema/scenario.schema.json", import.meta.url));
const FILE = "scenario.yaml";

const isFile = (word: string): boolean => /\.ya?ml$/i.test(word);

type Ask = (question: string) => Promise<string>;

/** Asks until the answer can be read; an empty one is the usual. */
async function answer<T>(ask: Ask, question: string, usual: string, read: (text: string) => T): Promise<T> {
  for (;;) {
    const text = (await ask(`${question} [${usual}] `)).trim();
    try {
      return read(text === "" ? usual : text);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      process.stdout.write(`Found ${error.found}; expected ${error.expected}. ${error.hint}\n`);
    }
  }
}

/** What a service is, asked one by one. */
export async function asked(ask: Ask): Promise<{ preset: string; calls: CallerProfile; file: string }> {
  const presets = await presetNames();
  const preset = await answer(ask, "Architecture (sipnines list shows them)", "iprs", (text) => wordOf(text, presets));
  const kind = await answer(ask, `Callers: ${SERVICE_NAMES.join(", ")}`, "telephone", (text) =>
    wordOf(text, SERVICE_NAMES),
  );
  const usual = SERVICES[kind];
  const rate = await answer(ask, "Calls per second", `${usual.rate}/s`, parseRate);
  const ring = await answer(ask, "Mean time until they are answered", `${usual.ring} s`, parseDuration);
  const hold = await answer(ask, "Mean time that they talk", `${usual.hold} s`, parseDuration);
  const timers = await answer(ask, "Do clients retransmit, by RFC 3261?", usual.timers ? "yes" : "no", (text) =>
    wordOf(text, ["yes", "no"]),
  );
  const file = await answer(ask, "File", FILE, (text) => text);
  return { preset, calls: { ...usual, rate, ring, hold, timers: timers === "yes" }, file };
}

/** The same of whoever sits at the terminal; null if they have enough (Ctrl-D). */
async function askedOnTerminal(): Promise<Awaited<ReturnType<typeof asked>> | null> {
  const { createInterface } = await import("node:readline");
  const input = createInterface({ input: process.stdin, terminal: false }); // the terminal itself edits and echoes the line
  const lines = input[Symbol.asyncIterator]();
  const ENOUGH = Symbol("enough");
  try {
    return await asked(async (question) => {
      process.stdout.write(question);
      const { done, value } = await lines.next();
      if (done) throw ENOUGH;
      return value;
    });
  } catch (error) {
    if (error === ENOUGH) return null;
    throw error;
  } finally {
    input.close();
  }
}

/**
 * `sipnines init [PRESET] [FILE]`: writes a scenario to start from; nothing is overwritten. On a terminal, and with nothing behind it, it
 * asks. Returns the exit code.
 */
export async function init(
  first: string | undefined,
  second: string | undefined,
  options: OptionsOf<typeof INIT>,
  line: CommandLine,
): Promise<number> {
  const isBare = first === undefined && Object.values(options).every((value) => value === undefined);
  const isAsked = isBare && process.stdin.isTTY && isTerminal(process.stdout);
  const [name = "iprs", file] =
    second === undefined && first !== undefined && isFile(first) ? [undefined, first] : [first, second];
  const { service = "test", rate, ring, hold, timers } = options;
  const given = Object.entries({ rate, ring, hold }).filter(([, value]) => value !== undefined);
  const told: CallerProfile = {
    ...SERVICES[service],
    ...Object.fromEntries(given),
    ...(timers === undefined ? {} : { timers: timers === "rfc3261" }),
  };
  const wanted = isAsked ? await askedOnTerminal() : { preset: name, calls: told, file: file ?? FILE };
  if (wanted === null) {
    process.stdout.write("\nNothing was written.\n");
    return EXIT.interrupted;
  }
  const path = wanted.file;
  const preset = presetOf(wanted.preset, line);
  const schema = relative(dirname(resolve(path)), SCHEMA).replaceAll("\\", "/");
  writeNewFile(path, template(preset, wanted.calls, schema), file === undefined ? line.end : line.word(file));
  process.stdout.write(`Wrote ${path}. Run it: sipnines run ${path}\n`);
  return EXIT.fine;
}
