/**
 * Asterisk's `Master.csv` (cdr_csv): no head, cells in quotes. Sixteen cells, then the unique id if `loguniqueid` is on, then the user field if
 * `loguserfield` is, then peer account, linked id and sequence number if `newcdrcolumns` is.
 * Source: the documentation of Asterisk's CDR and its `cdr.conf.sample`, versions 1.8 to 22.
 */
import type { PointInTime } from "../point-in-time.ts";
import {
  BrokenRow,
  type CallFile,
  type CallRecord,
  eachRow,
  isWhole,
  type Outcome,
  secondsIn,
  timeIn,
} from "./call-record.ts";

const OUTCOMES: Readonly<Record<string, Outcome>> = {
  ANSWERED: "answered",
  BUSY: "busy",
  "NO ANSWER": "no answer",
  NOANSWER: "no answer",
  FAILED: "failed",
  CONGESTION: "failed",
};
const [SRC, DST, START, ANSWER, END, DURATION, TALK, DISPOSITION, CELLS] = [1, 2, 9, 10, 11, 12, 13, 14, 16];
/** Clocks are put forward and back by an hour, once by half of it [s]. */
const SHIFTED = 1500;
const UNIQUE_ID = /^(?:\S+-)?\d{9,11}\.\d+$/;

interface Row {
  readonly line: number;
  readonly cells: readonly string[];
}

/** Whether a record is one of `Master.csv`. */
export const isMasterRow = (cells: readonly string[]): boolean =>
  cells.length >= CELLS && cells.length <= 21 && (cells[DISPOSITION] ?? "") in OUTCOMES;

export function readMaster(rows: readonly Row[]): CallFile {
  let clock: PointInTime["kind"] = "a time without a zone";
  let shifted = 0;
  const byId = new Map<string, { call: CallRecord; at: number }>();
  const calls: CallRecord[] = [];
  let parts = 0;
  const broken = eachRow(
    rows,
    ({ line }) => line,
    ({ line, cells }) => {
      if (cells.length < CELLS) throw new BrokenRow(`${cells.length} cells instead of ${CELLS} or more`);
      const outcome = OUTCOMES[cells[DISPOSITION]!];
      if (outcome === undefined) throw new BrokenRow(`the disposition is ${JSON.stringify(cells[DISPOSITION])}`);
      const start = timeIn(cells[START]!, "start");
      clock = start.kind;
      const [duration, talk] = [secondsIn(cells[DURATION]!, "duration"), secondsIn(cells[TALK]!, "billsec")];
      if (talk > duration + 1) throw new BrokenRow(`billsec is ${talk} of a duration of ${duration}`);
      const ended = cells[END] === "" ? null : timeIn(cells[END]!, "end").seconds;
      const isShifted = ended !== null && Math.abs(ended - start.seconds - duration) > SHIFTED;
      if (isShifted) shifted++;
      const isAnswered = outcome === "answered" && cells[ANSWER] !== "";
      const call: CallRecord = {
        ...{ line, start: start.seconds, outcome: isAnswered || outcome !== "answered" ? outcome : "no answer" },
        ...{ ring: isAnswered ? Math.max(0, duration - talk) : null, hold: isAnswered ? talk : null },
        ...{
          end: isShifted || ended === null ? start.seconds + duration : ended,
          caller: cells[SRC]!,
          callee: cells[DST]!,
        },
      };
      const id = cells.slice(CELLS, CELLS + 2).find((cell) => UNIQUE_ID.test(cell));
      const before = id === undefined ? undefined : byId.get(id);
      if (before === undefined) {
        if (id !== undefined) byId.set(id, { call, at: calls.length });
        calls.push(call);
        return;
      }
      parts++;
      // Of the branches of one call the one that was answered counts; else the one that lasted longest.
      const isBetter =
        (call.outcome === "answered" ? 1 : 0) - (before.call.outcome === "answered" ? 1 : 0) ||
        call.end! - before.call.end!;
      if (isBetter > 0) {
        const first = { ...call, start: Math.min(call.start, before.call.start) };
        calls[before.at] = first;
        byId.set(id!, { call: first, at: before.at });
      }
    },
  );
  const fine = calls.some(({ start, ring, hold }) => !isWhole([start, ring ?? 0, hold ?? 0]));
  return {
    ...{ kind: "Asterisk's Master.csv", calls, broken, clock, knowsBegin: true, endedOnly: true, facts: [] },
    rounding: fine ? "none" : "cut",
    notes: [
      ...(parts > 0 ? [`${parts} records are further branches of calls with the same unique id: counted once.`] : []),
      ...(shifted > 0
        ? [
            `${shifted} ends are far from start and duration, as when clocks are put forward or back: lengths are those of duration and billsec.`,
          ]
        : []),
    ],
  };
}
