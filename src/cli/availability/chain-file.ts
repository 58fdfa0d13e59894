import { existsSync } from "node:fs";
import { parse, YAMLParseError } from "yaml";
import type { Chain } from "../../analysis/chain/chain.ts";
import { chainOfDocument, type ImportedChain, readChainRows } from "../../analysis/exchange/chain-import.ts";
import { UnreadableText } from "../../analysis/exchange/located.ts";
import { readStateLabels } from "../../analysis/exchange/state-labels.ts";
import type { CommandLine } from "../command-line.ts";
import { refusalOfText, textOf } from "../option-values.ts";
import { Refusal } from "../refusal.ts";
import type { AvailabilityOptions } from "./availability-commands.ts";

const UNITS = { s: 1, min: 60, h: 3600, d: 86_400 } satisfies Record<AvailabilityOptions["rateUnit"], number>;

const ROWS = { expected: "rows of [from, to, rate]", hint: "" };

/** A chain as a file and the options beside it describe it, with the states that it may have to reach. */
export interface ChainFile extends ImportedChain {
  readonly isReached: ((state: number) => boolean) | undefined;
}

/**
 * Reads a chain: rows, YAML, or a `.tra` file with its labels. Rates become rates per second.
 *
 * @throws Refusal with everything that is wrong with it
 */
export function readChainFile(file: string, options: AvailabilityOptions, line: CommandLine): ChainFile {
  const text = textOf(file, "a chain: rows of from, to, rate, or YAML with transitions");
  const named = (option: "down" | "up" | "reach"): string[] | undefined =>
    options[option] === undefined ? undefined : statesNamed(file, options[option], `--${option}`, line);
  const [down, up, reach] = [named("down"), named("up"), named("reach")];
  const { initial } = options;
  const told = {
    ...(initial === undefined ? {} : { initial }),
    ...(down === undefined ? {} : { down }),
    ...(up === undefined ? {} : { up }),
  };
  const imported = read(file, text, (isDocument) =>
    isDocument ? chainOfDocument(withOptions(parse(text), told)) : readChainRows(text, told),
  );
  return {
    ...imported,
    chain: perSecond(imported.chain, UNITS[options.rateUnit]),
    isReached: reach === undefined ? undefined : among(imported.chain, reach, line.option("--reach")),
  };
}

/** A document with what the options say put into it; what is no mapping stays what it is, for the reader to refuse. */
const withOptions = (document: unknown, told: object): unknown =>
  typeof document === "object" && !Array.isArray(document) ? { ...document, ...told } : document;

function read(file: string, text: string, parsed: (isDocument: boolean) => ImportedChain): ImportedChain {
  try {
    return parsed(/\.(?:ya?ml|json)$/.test(file));
  } catch (error) {
    if (error instanceof UnreadableText) throw refusalOfText(file, text, error.problems);
    if (error instanceof YAMLParseError) {
      const [start] = error.linePos ?? [{ line: 1, col: 1 }];
      const isDeep = error.code === "RESOURCE_EXHAUSTION";
      const found = isDeep ? "a list nested far too deep" : `broken YAML (${error.message.split("\n")[0]})`;
      throw refusalOfText(file, text, [{ line: start.line, column: start.col, found, ...ROWS }]);
    }
    // Aliases of aliases: the parser gives up before they fill the memory.
    if (error instanceof ReferenceError) {
      throw refusalOfText(file, text, [{ line: 1, column: 1, found: "too many aliases", ...ROWS }]);
    }
    throw error;
  }
}

/** States that carry a label in the `.lab` file beside a `.tra` file; names that are no labels stand for themselves. */
function statesNamed(file: string, list: string, option: string, line: CommandLine): string[] {
  const names = list.split(",").map((name) => name.trim());
  const beside = file.replace(/\.tra$/, ".lab");
  if (!file.endsWith(".tra") || !existsSync(beside)) return names;
  const text = textOf(beside, "labels");
  let labels: ReadonlyMap<string, readonly string[]>;
  try {
    labels = readStateLabels(text);
  } catch (error) {
    if (error instanceof UnreadableText) throw refusalOfText(beside, text, error.problems);
    throw error;
  }
  return names.flatMap((name) => {
    const states = labels.get(name) ?? [name];
    if (states.length > 0) return states;
    throw line.refusal(option, `"${name}", a label that no state carries`, "one that some do");
  });
}

/** Whether a state is one of those named. */
function among(
  chain: Chain,
  names: readonly string[],
  span: ReturnType<CommandLine["value"]>,
): (state: number) => boolean {
  const numbers = new Map(Array.from({ length: chain.states }, (_, state) => [chain.nameOf(state), state]));
  const states = new Set(
    names.map((name) => {
      const state = numbers.get(name);
      if (state !== undefined) return state;
      throw Refusal.at(span, "--reach", `the unknown state "${name}"`, "one that a transition mentions");
    }),
  );
  return (state) => states.has(state);
}

/** The chain with its rates per second. */
const perSecond = (chain: Chain, unit: number): Chain =>
  unit === 1
    ? chain
    : { ...chain, rate: chain.rate.map((rate) => rate / unit), exitRate: chain.exitRate.map((rate) => rate / unit) };
