/** Call detail records as any table with a head: columns by the names that people give them. */
import { columnNamed } from "../column.ts";
import { TableProblem, type TextTable } from "../delimited-text.ts";
import type { PointInTime } from "../point-in-time.ts";
import {
  BrokenRow,
  type CallFile,
  type CallRecord,
  eachRow,
  isWhole,
  type Outcome,
  outcomeOfStatus,
  secondsIn,
  timeIn,
} from "./call-record.ts";

/** What a column may be. */
export const PARTS = ["start", "answer", "end", "duration", "talk", "caller", "callee", "status"] as const;
/** What a column of call detail records is. */
export type CallPart = (typeof PARTS)[number];

/** Names without case, spaces and underscores. */
const NAMES: Readonly<Record<CallPart, readonly string[]>> = {
  start:
    "start starttime startstamp startedat calldate begin begintime setup setuptime invite date datetime time timestamp".split(
      " ",
    ),
  answer: "answer answertime answerstamp answered answeredat connect connecttime connected".split(" "),
  end: "end endtime endstamp endedat hangup hanguptime stop stoptime disconnect disconnecttime release".split(" "),
  duration: "duration totalduration elapsed length".split(" "),
  talk: "billsec billseconds talk talktime billableseconds talkduration conversation hold".split(" "),
  caller: "caller src source from calling callingnumber callernumber callerid calleridnumber anumber ani cli".split(
    " ",
  ),
  callee: "callee dst destination to called callednumber calleenumber destinationnumber bnumber dnis".split(" "),
  status: "disposition status code sipcode sipstatus responsecode result outcome hangupcause cause".split(" "),
};
const bare = (name: string): string => name.toLowerCase().replace(/[^a-z]/g, "");

const WORDS: readonly (readonly [RegExp, Outcome])[] = [
  [/busy|declin|reject/i, "busy"],
  [/no ?_?-?answer|cancel|missed|timeout|no_user_response|abandon|unanswer/i, "no answer"],
  [/^(answer|ok$|success|complet|normal|connect)/i, "answered"],
];

/** What a word or a SIP code says; null for neither. */
function outcomeOf(text: string): Outcome | null {
  if (/^[1-6]\d\d\b/.test(text)) return outcomeOfStatus(Number(text.slice(0, 3)));
  return (
    WORDS.find(([pattern]) => pattern.test(text))?.[1] ??
    (/fail|congest|error|unavail|reject|denied/i.test(text) ? "failed" : null)
  );
}

type Columns = ReadonlyMap<CallPart, { readonly at: number; readonly factor: number; readonly name: string }>;

/** Which column is what: as it was told, else by its name. @throws TableProblem for columns that are not there */
function columnsOf({ names }: TextTable, told: ReadonlyMap<string, string>): Columns {
  const columns = new Map<CallPart, { at: number; factor: number; name: string }>();
  const own = names.map((name) => ({ ...columnNamed(name), whole: name }));
  for (const part of PARTS) {
    const wanted = told.get(part);
    const at =
      wanted === undefined
        ? (NAMES[part]
            .map((name) => own.findIndex((one) => bare(one.name) === name || bare(one.whole) === name))
            .find((i) => i >= 0) ?? -1)
        : own.findIndex(({ name, whole }) => whole === wanted || name === wanted);
    if (wanted !== undefined && at < 0)
      throw new TableProblem(1, `no column ${JSON.stringify(wanted)}`, `one of ${names.join(", ")}`);
    if (at >= 0) columns.set(part, { at, factor: own[at]!.factor, name: names[at]! });
  }
  if (!columns.has("start"))
    throw new TableProblem(
      1,
      `columns ${names.slice(0, 12).join(", ")}`,
      "one with the start of each call, named start or told by --named start=COLUMN",
    );
  return columns;
}

/**
 * Reads a table of calls.
 * @param told names of columns by what they are, where they are not what people call them
 * @throws TableProblem where no column says when calls began
 */
export function readNamedColumns(table: TextTable, told: ReadonlyMap<string, string>): CallFile {
  const columns = columnsOf(table, told);
  const unknown = new Map<string, number>();
  let clock: PointInTime["kind"] = "epoch seconds";
  const calls: CallRecord[] = [];
  const rows = table.rows.map((cells, i) => ({ line: table.lines[i]!, cells }));
  const broken = eachRow(
    rows,
    ({ line }) => line,
    ({ line, cells }) => {
      const cell = (part: CallPart): string => (columns.has(part) ? cells[columns.get(part)!.at]! : "");
      const time = (part: CallPart): number | null => {
        const { name, factor } = columns.get(part) ?? { name: part, factor: 1 };
        return /^0?$|^0000-/.test(cell(part)) ? null : timeIn(cell(part), name, factor).seconds;
      };
      const seconds = (part: CallPart): number | null => {
        const { name, factor } = columns.get(part) ?? { name: part, factor: 1 };
        return cell(part) === "" ? null : secondsIn(cell(part), name, factor);
      };
      const begin = timeIn(cell("start"), columns.get("start")!.name, columns.get("start")!.factor);
      clock = begin.kind;
      const [start, answer, end, duration, talk] = [
        begin.seconds,
        time("answer"),
        time("end"),
        seconds("duration"),
        seconds("talk"),
      ];
      const length = duration ?? (end !== null ? end - start : null);
      const said = outcomeOf(cell("status"));
      if (cell("status") !== "" && said === null) unknown.set(cell("status"), (unknown.get(cell("status")) ?? 0) + 1);
      const isAnswered = columns.has("answer")
        ? answer !== null
        : columns.has("talk")
          ? (talk ?? 0) > 0 || said === "answered"
          : said === "answered" || (!columns.has("status") && (length ?? 0) > 0);
      const last =
        end ?? (duration !== null ? start + duration : answer !== null && talk !== null ? answer + talk : null);
      if (last !== null && last < start) throw new BrokenRow("it ends before it begins");
      const hold = !isAnswered
        ? null
        : (talk ?? (answer !== null && last !== null ? last - answer : columns.has("answer") ? null : length));
      const ring = !isAnswered
        ? null
        : answer !== null
          ? answer - start
          : talk !== null && duration !== null
            ? duration - talk
            : null;
      if ((hold ?? 0) < 0 || (ring ?? 0) < 0)
        throw new BrokenRow("its times are not in the order of begin, answer and end");
      const outcome = isAnswered ? "answered" : said === null || said === "answered" ? "no answer" : said;
      calls.push({
        line,
        start,
        ring,
        hold,
        outcome,
        end: isAnswered && hold === null ? null : last,
        caller: cell("caller"),
        callee: cell("callee"),
      });
    },
  );
  const used = [...columns.values()].map(({ at }) => at);
  const unread = table.names.filter((_, i) => !used.includes(i));
  const fine = calls.some(({ start, ring, hold }) => !isWhole([start, ring ?? 0, hold ?? 0]));
  return {
    ...{ kind: "a table of calls", calls, broken, clock, knowsBegin: true, endedOnly: false, facts: [] },
    rounding: fine ? "none" : columns.has("talk") ? "cut" : "difference",
    notes: [
      `Read as: ${[...columns].map(([part, { name }]) => `${part} = ${name}`).join(", ")}.${unread.length === 0 ? "" : ` Not read: ${unread.join(", ")} (--named PART=COLUMN).`}`,
      ...(unknown.size > 0
        ? [
            `Not understood as an outcome: ${[...unknown]
              .slice(0, 5)
              .map(([word, n]) => `${word} (${n})`)
              .join(", ")}; such calls were answered if they have an answer or a length of talk.`,
          ]
        : []),
    ],
  };
}
