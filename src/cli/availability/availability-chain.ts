import { existsSync } from "node:fs";
import { parse, YAMLParseError } from "yaml";
import { type Chain, transitionCount } from "../../analysis/chain/chain.ts";
import { meanTimeToFirstFailure } from "../../analysis/chain/first-failure.ts";
import { chainOutages, transientUnavailability } from "../../analysis/chain/measures.ts";
import { steadyState } from "../../analysis/chain/steady-state.ts";
import {
  chainOfDocument,
  type ImportedChain,
  readChainRows,
  readPrismLabels,
} from "../../analysis/exchange/chain-import.ts";
import { UnreadableText } from "../../analysis/exchange/located.ts";
import type { CommandLine } from "../command-line.ts";
import { EXIT } from "../exit-codes.ts";
import { jsonText, refusalOfText, refusing, textOf } from "../option-values.ts";
import { Refusal } from "../refusal.ts";
import { hasColour } from "../terminal.ts";
import type { AvailabilityOptions } from "./availability-options.ts";
import { durationText, outageJson, outageText } from "./outage-json.ts";
import { instantOf, transientJson, transientText } from "./transient-option.ts";

const UNITS: Readonly<Record<string, number>> = { s: 1, min: 60, h: 3600, d: 86_400 };
/** Chains up to this size have their states listed with their probabilities. */
const LISTED_MAX = 200;

const listOf = (text: string): string[] => text.split(",").map((name) => name.trim());

/** States that carry a label in the `.lab` file beside a `.tra` file; names that are no labels stand for themselves. */
function labelled(file: string, names: readonly string[]): string[] {
  const beside = file.replace(/\.tra$/, ".lab");
  if (!file.endsWith(".tra") || !existsSync(beside)) return [...names];
  const text = textOf(beside, "labels");
  try {
    const labels = readPrismLabels(text);
    return names.flatMap((name) => labels.get(name) ?? [name]);
  } catch (error) {
    if (error instanceof UnreadableText) throw refusalOfText(beside, text, error.problems);
    throw error;
  }
}

function readChain(file: string, options: AvailabilityOptions): ImportedChain {
  const text = textOf(file, "a chain: rows of from, to, rate, or YAML with transitions");
  const { initial, down, up } = options;
  try {
    if (/\.(?:ya?ml|json)$/.test(file)) {
      const document = parse(text) as Record<string, unknown> | null;
      return chainOfDocument({
        ...document,
        ...(initial === undefined ? {} : { initial }),
        ...(down === undefined ? {} : { down: listOf(down) }),
        ...(up === undefined ? {} : { up: listOf(up) }),
      });
    }
    return readChainRows(text, {
      ...(initial === undefined ? {} : { initial }),
      ...(down === undefined ? {} : { down: labelled(file, listOf(down)) }),
      ...(up === undefined ? {} : { up: labelled(file, listOf(up)) }),
    });
  } catch (error) {
    if (error instanceof UnreadableText) throw refusalOfText(file, text, error.problems);
    if (error instanceof YAMLParseError) {
      const [start] = error.linePos ?? [{ line: 1, col: 1 }];
      throw refusalOfText(file, text, [
        { line: start.line, column: start.col, message: error.message.split("\n")[0]! },
      ]);
    }
    throw error;
  }
}

/** The chain with its rates per second. */
const perSecond = (chain: Chain, unit: number): Chain =>
  unit === 1
    ? chain
    : { ...chain, rate: chain.rate.map((rate) => rate / unit), exitRate: chain.exitRate.map((rate) => rate / unit) };

/** `sipnines availability --chain FILE`: a chain written out state by state. Returns the exit code. */
export function availabilityOfChain(file: string, options: AvailabilityOptions, line: CommandLine): number {
  const unit = UNITS[options.rateUnit ?? "s"];
  if (unit === undefined)
    throw Refusal.at(
      line.value("--rate-unit", options.rateUnit!),
      "--rate-unit",
      JSON.stringify(options.rateUnit),
      "s, min, h or d",
    );
  const time = instantOf(options, line);
  const imported = readChain(file, options);
  const { isUp, down } = imported;
  const chain = perSecond(imported.chain, unit);
  const solved = refusing(line.value("--chain", file), "--chain", () => {
    const steady = steadyState(chain);
    return {
      ...steady,
      outage: chainOutages(chain, steady.probability, isUp),
      firstFailure: meanTimeToFirstFailure(chain, isUp),
      transient: time === undefined ? undefined : transientUnavailability(chain, isUp, time),
    };
  });
  const { probability, residual, method, outage, firstFailure, transient } = solved;
  const size = { states: chain.states, transitions: transitionCount(chain), residual, method };
  if (options.json) {
    const names = chain.states <= LISTED_MAX ? Array.from(probability, (p, state) => [chain.nameOf(state), p]) : [];
    process.stdout.write(
      jsonText({
        ...outageJson(outage),
        meanTimeToFailureHours: firstFailure / 3600,
        chain: size,
        downStates: down.length,
        ...(transient === undefined ? {} : transientJson(time!, transient)),
        steadyState: Object.fromEntries(names),
      }),
    );
  } else if (!options.quiet) {
    process.stdout.write(
      `${outageText(outage, hasColour(process.stdout))}from the first state to the first outage: ${durationText(firstFailure)}\n` +
        `${transient === undefined ? "" : transientText(time!, transient)}` +
        `${size.states} states, ${size.transitions} transitions; solved by ${method}, residual ${residual.toExponential(1)}\n`,
    );
  }
  return EXIT.fine;
}
