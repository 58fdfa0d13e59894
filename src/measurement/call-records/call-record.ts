/** Calls as servers write them down when they are over: call detail records. */
import { UnitError } from "../../units/unit-error.ts";
import { type PointInTime, parsePointInTime } from "../point-in-time.ts";

/** How a call ended that was not answered, or that it was. */
export type Outcome = "answered" | "busy" | "no answer" | "failed";

/** One call. Times in seconds since 1970, of clocks without a zone as if they were UTC. */
export interface CallRecord {
  /** Of the file, counted from 1. */
  readonly line: number;
  /** When it began; when it was answered or refused, where the file does not know its begin. */
  readonly start: number;
  /** From its begin to its answer [s]; null if it was not answered, or where the file does not know. */
  readonly ring: number | null;
  /** From its answer to its end [s]; null if it was not answered, or has not ended. */
  readonly hold: number | null;
  readonly outcome: Outcome;
  /** When it ended; null if it has not, as far as the file goes. */
  readonly end: number | null;
  /** "" where nothing says who. */
  readonly caller: string;
  readonly callee: string;
}

/** How times came to be whole seconds, so that what was lost can be drawn anew. */
export type Rounding =
  /** Each time is the whole seconds of it: a call of 2.9 s has 2. */
  | "cut"
  /** Each time is the difference of two clocks that show whole seconds. */
  | "difference"
  /** Finer than seconds. */
  | "none";

/** What one file says. */
export interface CallFile {
  /** In words, such as "Asterisk's Master.csv". */
  readonly kind: string;
  readonly calls: readonly CallRecord[];
  /** Lines that were passed over, with why. */
  readonly broken: readonly Broken[];
  readonly clock: PointInTime["kind"];
  readonly rounding: Rounding;
  /** Whether `start` is when the call began; else it is when it was answered or refused. */
  readonly knowsBegin: boolean;
  /** Whether calls stand in it only when they are over, so that those that still lasted at its end are missing. */
  readonly endedOnly: boolean;
  /** What it says beyond its calls, in sentences; of captures. */
  readonly facts: readonly string[];
  /** What was assumed or should be known, in sentences. */
  readonly notes: readonly string[];
}

/** A line that was passed over. */
export interface Broken {
  readonly line: number;
  readonly why: string;
  /** What would have been read in its place. */
  readonly expected: string;
}

/** A row that says nothing that can be used. */
export class BrokenRow extends Error {
  readonly expected: string;

  /** @param expected what would have been read in its place, if that is told */
  constructor(found: string, expected = "at least one row that can be read") {
    super(found);
    this.expected = expected;
  }
}

/** A cell as a point in time. @throws BrokenRow for anything else */
export function timeIn(cell: string, name: string, factor = 1): PointInTime {
  try {
    return parsePointInTime(cell, factor);
  } catch (error) {
    if (error instanceof UnitError) throw new BrokenRow(`${name} is ${error.found}`, error.expected);
    throw error;
  }
}

/** A cell as a duration [s]. @throws BrokenRow for negative numbers and anything else */
export function secondsIn(cell: string, name: string, factor = 1): number {
  const value = cell === "" ? Number.NaN : Number(cell);
  if (!(value >= 0 && value * factor <= LONGEST)) throw new BrokenRow(`${name} is ${JSON.stringify(cell)}`);
  return value * factor;
}

/** Longer than any call [s]: a year. */
const LONGEST = 31_536_000;

/** What a final response says of a call (RFC 3261, section 21; 487 and 408: nobody has answered in time). */
export function outcomeOfStatus(status: number): Outcome {
  if (status >= 200 && status < 300) return "answered";
  if ([486, 600, 603].includes(status)) return "busy";
  return [408, 480, 487].includes(status) ? "no answer" : "failed";
}

/** Runs a reader over rows; what cannot be used is told and passed over. */
export function eachRow<Row>(rows: readonly Row[], lineOf: (row: Row) => number, read: (row: Row) => void): Broken[] {
  const broken: Broken[] = [];
  for (const row of rows) {
    try {
      read(row);
    } catch (error) {
      if (!(error instanceof BrokenRow)) throw error;
      broken.push({ line: lineOf(row), why: error.message, expected: error.expected });
    }
  }
  return broken;
}

/** Whole seconds throughout? */
export const isWhole = (times: Iterable<number>): boolean => {
  for (const time of times) if (!Number.isInteger(time)) return false;
  return true;
};
