import { transitionCount } from "../../analysis/chain/chain.ts";
import { firstFailure, firstFailureProbability } from "../../analysis/chain/first-failure.ts";
import { chainOutages, transientUnavailability } from "../../analysis/chain/measures.ts";
import { steadyState } from "../../analysis/chain/steady-state.ts";
import type { Said } from "../../report/json/documents.ts";
import type { NoAnswer } from "../../units/refused.ts";
import type { CommandLine } from "../command-line.ts";
import { EXIT } from "../exit-codes.ts";
import { refusalOf, refusing } from "../option-values.ts";
import { print } from "../printing.ts";
import { Progress } from "../progress.ts";
import { Refusal } from "../refusal.ts";
import type { AvailabilityOptions } from "./availability-commands.ts";
import { type ChainFile, readChainFile } from "./chain-file.ts";
import { durationText, outageJson, outageText } from "./outage-json.ts";
import { writeStates } from "./state-probabilities.ts";
import { answered, transientJson, transientText } from "./transient-option.ts";

/** Chains up to this size have their states listed with their probabilities. */
const LISTED_MAX = 200;
const HOUR = 3600;

type Answers = ReturnType<typeof answersOf>;

/** `sipnines availability --chain FILE`: a chain written out state by state. Returns the exit code. */
export function availabilityOfChain(file: string, options: AvailabilityOptions, line: CommandLine): number {
  const { at: time } = options;
  const read = readChainFile(file, options, line);
  const span = line.option("--chain");
  if (read.down === undefined && read.isReached === undefined && options.states === undefined) {
    throw Refusal.at(
      span,
      "--chain",
      "no word on which states are down",
      "--down or --up with names of states",
      remedy(read),
    );
  }
  const progress = new Progress("states", options.quiet);
  const found = refusing(span, "--chain", () => answersOf(read, time, progress.say));
  progress.done();
  const { steady, transient, reach } = found;
  if (typeof steady === "string" && typeof (transient ?? "") === "string" && typeof (reach ?? "") === "string")
    throw refusalOf(found.noSteadyState!, span, "--chain");
  if (options.states !== undefined) writeStates(options.states, read, { steady, time }, line.option("--states"));
  print<"availability-chain">(options, answersJson(read, found, time), (colour) =>
    answersText(read, found, time, colour),
  );
  return EXIT.fine;
}

const remedy = ({ chain }: ChainFile): string => {
  const names = Array.from({ length: Math.min(chain.states, 8) }, (_, state) => chain.nameOf(state));
  const list = chain.states > names.length ? `${names.join(", ")}, …` : names.join(", ");
  return `Its states are ${list}; a row such as "${names.at(-1)},down" in the file says it as well.`;
};

/** Every question that was asked of a chain, answered, or a sentence why it is not. */
function answersOf(
  { chain, isUp, down, isReached }: ChainFile,
  time: number | undefined,
  told: (text: string) => void,
) {
  let noSteadyState: NoAnswer | undefined;
  const steady = answered(
    () => steadyState(chain, told),
    (why) => {
      noSteadyState = why;
    },
  );
  const hasDown = down !== undefined;
  const isNotReached = (state: number): boolean => !isReached!(state);
  return {
    steady,
    noSteadyState,
    outage: hasDown && typeof steady !== "string" ? chainOutages(chain, steady.probability, isUp) : undefined,
    failure: hasDown ? answered(() => firstFailure(chain, isUp, told)) : undefined,
    transient:
      hasDown && time !== undefined ? answered(() => transientUnavailability(chain, isUp, time, told)) : undefined,
    reach: isReached === undefined ? undefined : answered(() => firstFailure(chain, isNotReached, told)),
    reachedBy:
      isReached === undefined || time === undefined
        ? undefined
        : answered(() => firstFailureProbability(chain, isNotReached, time, told)),
  };
}

const refusedOr = <T extends object>(answer: T | string): T | { readonly refused: string } =>
  typeof answer === "string" ? { refused: answer } : answer;

function answersJson({ chain, down }: ChainFile, found: Answers, time: number | undefined): Said<"availability-chain"> {
  const { steady, outage, failure, transient, reach, reachedBy } = found;
  const size = { states: chain.states, transitions: transitionCount(chain) };
  const isListed = typeof steady !== "string" && chain.states <= LISTED_MAX;
  const listed = isListed ? Array.from(steady.probability, (p, state) => [chain.nameOf(state), p]) : [];
  return {
    ...(outage === undefined ? {} : outageJson(outage)),
    ...(failure === undefined
      ? {}
      : { meanTimeToFailureHours: typeof failure === "string" ? null : failure.meanTime / HOUR }),
    chain:
      typeof steady === "string"
        ? { ...size, refused: steady }
        : { ...size, residual: steady.residual, method: steady.method },
    ...(down === undefined ? {} : { downStates: down.length }),
    ...(transient === undefined ? {} : transientJson(time!, transient)),
    ...(reach === undefined
      ? {}
      : {
          reach: {
            ...(typeof reach === "string"
              ? { refused: reach }
              : { probability: reach.probability, meanTimeHours: reach.meanTime / HOUR }),
            ...(reachedBy === undefined ? {} : { within: { timeHours: time! / HOUR, ...refusedOr(reachedBy) } }),
          },
        }),
    steadyState: Object.fromEntries(listed),
  };
}

function answersText({ chain }: ChainFile, found: Answers, time: number | undefined, colour: boolean): string {
  const { steady, outage, failure, transient, reach, reachedBy } = found;
  const size = `${chain.states} states, ${transitionCount(chain)} transitions`;
  return [
    outage === undefined ? "" : outageText(outage, colour),
    failure === undefined ? "" : `from the first state to the first outage: ${passageText(failure)}\n`,
    transient === undefined ? "" : transientText(time!, transient),
    reach === undefined ? "" : `from the first state to those of --reach: ${passageText(reach)}\n`,
    reachedBy === undefined ? "" : `${reachedText(time!, reachedBy)}\n`,
    typeof steady === "string"
      ? `no steady state: ${steady}\n${size}\n`
      : `${size}; solved by ${steady.method}, residual ${steady.residual.toExponential(1)}\n`,
  ].join("");
}

function passageText(passage: { readonly probability: number; readonly meanTime: number } | string): string {
  if (typeof passage === "string") return `no answer. ${passage}`;
  const { probability, meanTime } = passage;
  if (probability === 1 || probability === 0) return durationText(meanTime);
  return `with probability ${probability.toPrecision(8)} only, so that there is no mean time`;
}

const reachedText = (time: number, reached: { probability: number; errorBound: number } | string): string =>
  typeof reached === "string"
    ? `reached within ${durationText(time)}: no answer. ${reached}`
    : `reached within ${durationText(time)} with probability ${reached.probability.toPrecision(8)} (± ${reached.errorBound.toExponential(1)})`;
