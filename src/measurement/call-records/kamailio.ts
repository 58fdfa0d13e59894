/**
 * Kamailio's and OpenSIPS's accounting (acc): one row or line for each transaction, stamped when it was answered. INVITE and BYE of one Call-ID
 * are a call. As a table with a head (`acc` and `missed_calls`), or as the lines of a log.
 * Source: the documentation of acc, Kamailio 4.0 to 6.0 and OpenSIPS 2.4 to 3.5.
 */
import type { TextTable } from "../delimited-text.ts";
import type { PointInTime } from "../point-in-time.ts";
import { BrokenRow, type CallFile, type CallRecord, eachRow, isWhole, outcomeOfStatus, timeIn } from "./call-record.ts";

/** One transaction of a log of accounting, or a row of its table. */
interface Transaction {
  readonly line: number;
  readonly method: string;
  readonly callId: string;
  readonly status: number;
  readonly time: number;
  readonly clock: PointInTime["kind"];
  readonly caller: string;
  readonly callee: string;
}

const CALLER = ["src_user", "caller", "from_user", "caller_id", "src", "from_uri"];
const CALLEE = ["dst_ouser", "dst_user", "callee", "to_user", "dst", "to_uri"];
const LINE = /(?:^|\s)ACC: [\w ]+: (timestamp=\d.*)$/;

/** Whether a table is one of acc. */
export const isAccounting = ({ names }: TextTable): boolean => {
  const own = names.map((name) => name.toLowerCase());
  return own.includes("method") && own.includes("sip_code") && (own.includes("callid") || own.includes("call_id"));
};

/** Whether a text is a log with lines of acc: one of the first 200. */
export const isAccountingLog = (text: string): boolean => text.split("\n", 200).some((line) => LINE.test(line));

export function readAccounting({ names, rows, lines }: TextTable): CallFile {
  const own = names.map((name) => name.toLowerCase());
  const at = rows.map((cells, i) => ({ line: lines[i]!, cell: (name: string) => cells[own.indexOf(name)] ?? "" }));
  const transactions: Transaction[] = [];
  const broken = eachRow(
    at,
    ({ line }) => line,
    ({ line, cell }) => {
      transactions.push(transactionOf(line, cell, timeOf(cell)));
    },
  );
  return paired(transactions, broken, "rows of acc");
}

/** The finest of the times of a row. @throws BrokenRow for a row without */
function timeOf(cell: (name: string) => string): PointInTime {
  const fine = cell("time_hires");
  return fine !== "" ? timeIn(fine, "time_hires") : timeIn(cell("time"), "time");
}

export function readAccountingLog(text: string): CallFile {
  const found = text.split(/\r?\n/).flatMap((line, i) => {
    const fields = LINE.exec(line)?.[1];
    return fields === undefined ? [] : [{ line: i + 1, fields }];
  });
  const transactions: Transaction[] = [];
  const broken = eachRow(
    found,
    ({ line }) => line,
    ({ line, fields }) => {
      const values = new Map(
        fields.split(";").flatMap((field): [string, string][] => {
          const split = field.indexOf("=");
          return split < 0 ? [] : [[field.slice(0, split).trim(), field.slice(split + 1).trim()]];
        }),
      );
      const cell = (name: string) => values.get(NAMES_IN_LOGS[name] ?? name) ?? "";
      transactions.push(transactionOf(line, cell, timeIn(values.get("timestamp")!, "timestamp")));
    },
  );
  return paired(transactions, broken, "lines of acc");
}

const NAMES_IN_LOGS: Readonly<Record<string, string>> = { callid: "call_id", sip_code: "code" };

function transactionOf(line: number, cell: (name: string) => string, time: PointInTime): Transaction {
  const status = Number(cell("sip_code"));
  if (!(Number.isInteger(status) && status >= 100 && status < 700))
    throw new BrokenRow(`the code is ${JSON.stringify(cell("sip_code"))}`);
  const callId = cell("callid") || cell("call_id");
  if (callId === "") throw new BrokenRow("there is no Call-ID");
  const who = (names: readonly string[]) => names.map(cell).find((value) => value !== "" && value !== "<null>") ?? "";
  return {
    ...{ line, method: cell("method").toUpperCase(), callId, status, time: time.seconds, clock: time.kind },
    ...{ caller: who(CALLER), callee: who(CALLEE) },
  };
}

/** Calls of transactions: an INVITE, the later ones of the same Call-ID being re-INVITEs or the same call sent on, and its BYE. */
function paired(transactions: readonly Transaction[], broken: CallFile["broken"], what: string): CallFile {
  const invites = new Map<string, Transaction>();
  const ends = new Map<string, number>();
  const counts = { again: 0, challenges: 0, strangers: 0, others: 0 };
  for (const one of transactions.toSorted((a, b) => a.time - b.time)) {
    if (one.method === "BYE") {
      if (!ends.has(one.callId)) ends.set(one.callId, one.time);
    } else if (one.method !== "INVITE") counts.others++;
    else if (one.status === 401 || one.status === 407) counts.challenges++;
    else {
      const before = invites.get(one.callId);
      if (before === undefined || (before.status >= 300 && one.status < 300)) invites.set(one.callId, one);
      if (before !== undefined) counts.again++;
    }
  }
  for (const id of ends.keys()) if (!invites.has(id)) counts.strangers++;
  const calls = [...invites.values()].map(({ line, callId, status, time, caller, callee }): CallRecord => {
    const outcome = outcomeOfStatus(status);
    const bye = ends.get(callId) ?? null;
    // A BYE from before the INVITE ends no call: a clock was put back, or the line is broken.
    const end = outcome !== "answered" ? time : bye === null || bye < time ? null : bye;
    const hold = outcome === "answered" && end !== null ? end - time : null;
    return { line, start: time, ring: null, hold, outcome, end, caller, callee };
  });
  const told: readonly (readonly [number, string])[] = [
    [counts.again, "more INVITEs of a Call-ID: re-INVITEs, or the same call at its next destination"],
    [counts.challenges, "challenges (401, 407), which are no calls"],
    [counts.strangers, "BYEs of calls whose INVITE came before the file begins, or is not in it"],
    [counts.others, "transactions of other methods"],
  ];
  return {
    ...{ kind: what, calls, broken, knowsBegin: false, endedOnly: false, facts: [] },
    clock: transactions[0]?.clock ?? "epoch seconds",
    rounding: isWhole(transactions.map(({ time }) => time)) ? "difference" : "none",
    notes: told.flatMap(([n, text]) => (n > 0 ? [`${n} ${text}.`] : [])),
  };
}
