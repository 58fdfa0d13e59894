import { basename } from "node:path";
import {
  type CallFile,
  type CallRecord,
  isWhole,
  type Outcome,
  type Rounding,
} from "../../measurement/call-records/call-record.ts";
import { PARTS } from "../../measurement/call-records/named-columns.ts";
import { callsOfFiles, readCalls } from "../../measurement/call-records/read-calls.ts";
import { type CallTimes, callTimes, spreadOut } from "../../measurement/call-times.ts";
import { hoursOfDay, type Observed, redialsOf } from "../../measurement/call-traffic.ts";
import { captureCalls } from "../../measurement/capture/capture-evidence.ts";
import { Stream } from "../../random/stream.ts";
import { poissonTest } from "../../statistics/poisson-arrivals.ts";
import { wilson } from "../../statistics/proportion-interval.ts";
import { formatDuration, YEAR } from "../../units/duration.ts";
import { counted } from "../../units/number.ts";
import { Progress } from "../progress.ts";
import { Refusal } from "../refusal.ts";
import { type Calibration, type FilesInput, namedColumns } from "./calibration.ts";
import { type CallTraffic, callsSaid, callsYaml, hoursTable } from "./calls-text.ts";
import { locating, ofCapture } from "./evidence-file.ts";
import { dateText } from "./lifetimes-text.ts";

const OUTCOMES: readonly Outcome[] = ["answered", "busy", "no answer", "failed"];
/** Quarters of an hour in cells of a minute; hours, where quarters are too short for ten calls; minutes, where no quarter was seen. */
const BLOCKS = [900, 3600, 60].map((block) => ({ block, cells: 15, least: 10 }));
/** Longest file of calls [s]: hours of a longer one are no longer counted in memory. */
const WINDOW_MAX = 30 * YEAR;

/** Rates, arrivals, hold and ring times and redials from call detail records. */
export function calibrateCalls(input: FilesInput): Calibration {
  const { options, files } = input;
  const read = filesOf(input);
  const everything = callsOfFiles(read);
  const window = windowOf(everything, input);
  const calls = everything.filter(({ start }) => start >= window.from && start <= window.until);
  const redials = redialsOf(calls, window);
  const firsts = redials === null ? calls : calls.filter((_, i) => !redials.isRedial[i]);
  const progress = new Progress("fits", options.quiet);
  const times = (ended: readonly number[], going: readonly number[], rounding: Rounding): CallTimes | null =>
    callTimes(ended, going, {
      ...{ rounding, bootstrap: options.bootstrap, seed: options.seed },
      random: new Stream("calls/spread", options.seed),
    });
  const rounding = read.some((file) => file.rounding !== "none") ? coarsest(read) : "none";
  const difference = rounding === "none" ? "none" : "difference";
  const isKnown = (time: number | null): time is number => time !== null;
  const rings = calls.map(({ ring }) => ring).filter(isKnown);
  const vain =
    rings.length === 0
      ? []
      : calls.flatMap(({ outcome, start, end }) => (outcome === "no answer" && end !== null ? [end - start] : []));
  const delay = redials && times(redials.delays, [], difference);
  const traffic: CallTraffic = {
    ...{ window, calls, redials, delay },
    ...hoursOfDay(firsts, window),
    outcomes: Object.fromEntries(
      OUTCOMES.map((outcome) => {
        const n = calls.filter((call) => call.outcome === outcome).length;
        return [outcome, { calls: n, share: wilson(n, calls.length) }];
      }),
    ),
    open: calls.filter(({ outcome, end }) => outcome === "answered" && end === null).length,
    arrivals: arrivalsTest(firsts, window, options.seed),
    hold: times(calls.map(({ hold }) => hold).filter(isKnown), [], rounding),
    ring: times(rings, vain, difference),
    patience: times(vain, rings, difference),
    knowsBegin: read.every(({ knowsBegin }) => knowsBegin),
    endedOnly: read.some(({ endedOnly }) => endedOnly),
  };
  progress.done();
  const about = `${counted(calls.length, "call")} in ${formatDuration(window.until - window.from, 3)}, ${dateText(window.from)} … ${dateText(window.until)}, from ${[...new Set(read.map(({ kind }) => kind))].join(" and ")}`;
  const said = callsSaid(traffic, read);
  const broken = read.flatMap((file, i) =>
    file.broken.map(({ line, why }) => ({ file: basename(files[i]!.path), line, why })),
  );
  const { redials: _, calls: __, knowsBegin: ___, endedOnly: ____, delay: _____, ...figures } = traffic;
  return {
    about,
    table: hoursTable(traffic),
    said,
    json: {
      ...{ what: "calls", about, said, broken, ...figures },
      redials: redials && {
        ...{ unanswered: redials.unanswered, share: redials.share, afterAnswered: redials.afterAnswered },
        ...{ most: redials.most, delay },
      },
    },
    yaml: callsYaml(traffic, about),
    warnings: warningsOf(traffic, read, broken, input),
  };
}

/** @throws Refusal with the line of what cannot be read */
function filesOf(input: FilesInput): CallFile[] {
  const { files, only, options } = input;
  const named = namedColumns(input, PARTS);
  return files.map(({ path, text, capture }) =>
    capture === null
      ? locating(path, text, () => readCalls(text, { only, named }))
      : ofCapture(path, () => captureCalls(capture, options)),
  );
}

/** @throws Refusal for a window that ends before it begins, or holds no call */
function windowOf(calls: readonly CallRecord[], { options, line }: FilesInput): Observed {
  const from = options.from ?? calls[0]!.start;
  // A clock of whole seconds shows the second in which the last call came.
  const until = options.until ?? calls.at(-1)!.start + (isWhole(calls.map(({ start }) => start)) ? 1 : 0);
  const asked = options.until === undefined ? "--from" : "--until";
  const isEmpty = !calls.some(({ start }) => start >= from && start <= until);
  const expected = "an end after its start, at most 30 years later, and calls between them";
  if (until > from && until - from <= WINDOW_MAX && !isEmpty) return { from, until };
  const found = `${counted(calls.length, "call")} from ${dateText(calls[0]!.start)} until ${dateText(calls.at(-1)!.start)}, and a window from ${dateText(from)} until ${dateText(until)}`;
  if (options.from === undefined && options.until === undefined) throw Refusal.at(line.end, "FILE", found, expected);
  throw line.refusal(asked, found, expected);
}

const coarsest = (files: readonly CallFile[]): Rounding =>
  files.some(({ rounding }) => rounding === "difference") ? "difference" : "cut";

/** Whether calls come as Poisson arrivals, those of a whole second being spread over it. */
function arrivalsTest(calls: readonly CallRecord[], window: Observed, seed: number) {
  const random = new Stream("calls/arrivals", seed);
  const starts = calls.map(({ start }) => start);
  const spread = isWhole(starts) ? spreadOut(starts, { rounding: "cut", random }).sort((a, b) => a - b) : starts;
  for (const blocks of BLOCKS) {
    const found = poissonTest(spread, window, blocks);
    if (found !== null) return found;
  }
  return null;
}

const LISTED = 5;

function warningsOf(
  { hold, open, endedOnly, window, calls }: CallTraffic,
  read: readonly CallFile[],
  broken: readonly { readonly file: string; readonly line: number; readonly why: string }[],
  { files }: FilesInput,
): string[] {
  const lasting = (calls.length / (window.until - window.from)) * (hold?.mean ?? 0);
  return [
    ...broken.slice(0, LISTED).map(({ file, line, why }) => `${file}, line ${line}: ${why}; passed over.`),
    ...(broken.length > LISTED ? [`${broken.length - LISTED} more lines were passed over (--json lists them).`] : []),
    ...read.flatMap(({ notes }, i) =>
      notes.map((note) => (files.length === 1 ? note : `${basename(files[i]!.path)}: ${note}`)),
    ),
    ...(open > 0
      ? [
          `${counted(open, "answered call")} without an end: still open when the file ends, or a lost BYE. Hold times leave them out, so that long ones are missed.`,
        ]
      : []),
    ...(endedOnly && hold !== null && lasting >= 1
      ? [
          `records stand in the file when calls are over: some ${Math.round(lasting)} that lasted at its end are missing, long ones above all.`,
        ]
      : []),
  ];
}
