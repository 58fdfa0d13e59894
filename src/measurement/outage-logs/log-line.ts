/** Logs as lines with a time: syslog with or without a year, `journalctl -o short-iso` and `-o json`, Pacemaker's and Keepalived's own files. */
import { UnitError } from "../../units/unit-error.ts";
import { TableProblem } from "../delimited-text.ts";
import { type PointInTime, parsePointInTime } from "../point-in-time.ts";

/** One line of a log. */
export interface LogLine {
  /** Counted from 1. */
  readonly line: number;
  /** Seconds since 1970; a time without zone is read as UTC. */
  readonly time: number;
  readonly host: string;
  /** What wrote it: systemd, Keepalived_vrrp, pacemaker-controld; "" if it does not say. */
  readonly program: string;
  readonly message: string;
  /** Which start of the host it belongs to, by any name; null if the log does not say. */
  readonly boot: string | null;
}

/** The lines of a log that have a time. */
export interface Log {
  readonly lines: readonly LogLine[];
  readonly kind: PointInTime["kind"];
  /** Whether its times lack a year. */
  readonly isYearless: boolean;
  /** Lines without a time: how many, and the first of them. */
  readonly untimed: { readonly count: number; readonly first: number };
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const SYSLOG = /^(?:<\d+>)?([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d:\d\d:\d\d(?:\.\d+)?) (.*)$/;
const CTIME = /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d:\d\d:\d\d) (\d{4}): (.*)$/;
const ISO = /^(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?) (.*)$/;
const EPOCH = /^(\d{9,11}(?:\.\d+)?) (.*)$/;
const BOOT = /^-- (?:Boot [0-9a-f]+|Reboot) --$/;
/** Behind the time: `[pid] host program: message`, as Pacemaker 1.1 writes, and `host program[pid]: message`. */
const PID_FIRST = /^\[\d+\] (\S+) ([^\s:[]+):? *(.*)$/;
const HOST_FIRST = /^(\S+) ([^\s:[\]]+) *(?:\[\d+\])?:? *(.*)$/;

/** More months back than this, and a year has passed. */
const HALF_A_YEAR = 6;

/**
 * @param host of lines that name none
 * @param year of the first line, for times that have none; the next one begins where months go back by more than half a year
 * @throws TableProblem for times that no calendar has, JSON that is none and a text without any time
 */
export function readLog(text: string, host: string, year: number): Log {
  const body = text.replace(/^\ufeff/, "");
  const reader = /^\s*\{/.test(body) ? readJournal(host) : readText(host, year);
  const lines: LogLine[] = [];
  const untimed = { count: 0, first: 0 };
  for (const [i, line] of body.split(/\r?\n/).entries()) {
    if (line.trim() === "") continue;
    const found = reader.read(line, i + 1);
    if (found === "boot") continue;
    if (found !== null) lines.push(found);
    else if (untimed.count++ === 0) untimed.first = i + 1;
  }
  if (lines.length === 0)
    throw new TableProblem(
      untimed.first || 1,
      "no line that begins with a time",
      "a table with start and end, samples of `up`, or a log whose lines begin as in Mar  1 12:30:00 or 2026-03-01T12:30:00Z",
    );
  return { lines, kind: reader.kind(), isYearless: reader.isYearless(), untimed };
}

interface Reader {
  readonly read: (text: string, line: number) => LogLine | "boot" | null;
  readonly kind: () => PointInTime["kind"];
  readonly isYearless: () => boolean;
}

function readText(host: string, firstYear: number): Reader {
  let kind: PointInTime["kind"] = "epoch seconds";
  let [year, month, boots, isYearless] = [firstYear, -1, 0, false];
  const timeOf = (text: string, line: number): number => {
    try {
      const found = parsePointInTime(text);
      kind = found.kind;
      return found.seconds;
    } catch (error) {
      if (error instanceof UnitError) throw new TableProblem(line, error.found, `${error.expected}, or another --year`);
      throw error;
    }
  };
  const monthOf = (name: string, line: number): number => {
    const at = MONTHS.indexOf(name);
    if (at < 0) throw new TableProblem(line, `the month ${JSON.stringify(name)}`, MONTHS.join(", "));
    return at;
  };
  const dated = (yearText: string, at: number, day: string, clock: string) =>
    `${yearText}-${`${at + 1}`.padStart(2, "0")}-${day.padStart(2, "0")} ${clock}`;
  const split = (text: string, line: number): { time: number; rest: string; isWhole: boolean } | null => {
    const ctime = CTIME.exec(text);
    if (ctime !== null) {
      const [, name, day, clock, own, rest] = ctime;
      return { time: timeOf(dated(own!, monthOf(name!, line), day!, clock!), line), rest: rest!, isWhole: true };
    }
    const syslog = SYSLOG.exec(text);
    if (syslog !== null) {
      const [, name, day, clock, rest] = syslog;
      const at = monthOf(name!, line);
      // A line of December amid those of January is late, not of a year ahead.
      if (month - at > HALF_A_YEAR) year++;
      const own = month >= 0 && at - month > HALF_A_YEAR ? year - 1 : year;
      if (own === year) month = at;
      isYearless = true;
      return { time: timeOf(dated(`${own}`, at, day!, clock!), line), rest: rest!, isWhole: false };
    }
    const other = ISO.exec(text) ?? EPOCH.exec(text);
    return other && { time: timeOf(other[1]!, line), rest: other[2]!, isWhole: false };
  };
  const read: Reader["read"] = (text, line) => {
    if (BOOT.test(text)) {
      boots++;
      return "boot";
    }
    const found = split(text, line);
    if (found === null) return null;
    const { time, rest, isWhole } = found;
    const parts = isWhole ? null : (PID_FIRST.exec(rest) ?? HOST_FIRST.exec(rest));
    const [, own = host, program = "", message = rest] = parts ?? [];
    return { line, time, host: own, program, message, boot: boots === 0 ? "0" : `${boots}` };
  };
  return { read, kind: () => kind, isYearless: () => isYearless };
}

/** `journalctl -o json`: one object a line, whose times are microseconds since 1970. */
function readJournal(host: string): Reader {
  const read = (text: string, line: number): LogLine | null => {
    let entry: unknown;
    try {
      entry = JSON.parse(text);
    } catch {
      throw new TableProblem(line, "a line that is no JSON", "one object a line, as journalctl -o json writes it");
    }
    if (typeof entry !== "object" || entry === null || Array.isArray(entry)) return null;
    const fields = new Map(Object.entries(entry));
    const textOf = (name: string): string | null => {
      const value: unknown = fields.get(name);
      return typeof value === "string" ? value : null;
    };
    const stamp = textOf("__REALTIME_TIMESTAMP") ?? textOf("_SOURCE_REALTIME_TIMESTAMP");
    if (stamp === null) return null;
    const time = Number(stamp) / 1e6;
    if (!(/^\d+$/.test(stamp) && time <= 1e11))
      throw new TableProblem(line, `__REALTIME_TIMESTAMP ${JSON.stringify(stamp)}`, "microseconds since 1970");
    const unit = textOf("UNIT");
    const message = textOf("MESSAGE") ?? "";
    // systemd says which unit it has started in a field, and in older versions in no word of the message.
    const named = unit !== null && /^Started /.test(message) ? `Started ${unit}` : message;
    return {
      ...{ line, time, message: named, host: textOf("_HOSTNAME") ?? host },
      ...{ program: textOf("SYSLOG_IDENTIFIER") ?? textOf("_COMM") ?? "", boot: textOf("_BOOT_ID") },
    };
  };
  return { read, kind: () => "epoch seconds", isYearless: () => false };
}
