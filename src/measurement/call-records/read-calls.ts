/** Call detail records from files of several kinds, told apart by what stands in them. */
import { rowsWhere } from "../column-values.ts";
import { parseTable, recordsIn, separatorOf, TableProblem } from "../delimited-text.ts";
import { isMasterRow, readMaster } from "./asterisk.ts";
import type { CallFile, CallRecord } from "./call-record.ts";
import { isAccounting, isAccountingLog, readAccounting, readAccountingLog } from "./kamailio.ts";
import { readNamedColumns } from "./named-columns.ts";

/** How files are read. */
export interface CallReading {
  /** Only rows with these values; of tables with a head. */
  readonly only: ReadonlyMap<string, string>;
  /** Names of columns by what they are. */
  readonly named: ReadonlyMap<string, string>;
}

/** @throws TableProblem for a text of no known kind, or without a call, at its line */
export function readCalls(text: string, { only, named }: CallReading): CallFile {
  const file = readKind(text, only, named);
  if (file.calls.length > 0) return file;
  const [first] = file.broken;
  if (first === undefined) throw new TableProblem(1, `${file.kind} without a call`, "at least one call");
  throw new TableProblem(first.line, `a row that cannot be read: ${first.why}`, first.expected);
}

function readKind(text: string, only: CallReading["only"], named: CallReading["named"]): CallFile {
  const body = text.replace(/^\ufeff/, "");
  if (isAccountingLog(body)) return readAccountingLog(body);
  const head = body.slice(0, Math.max(0, body.search(/\r?\n|$/)));
  if (separatorOf(body) === "," && isMasterRow(recordsIn(`${head}\n`, ",")[0]?.cells ?? []))
    return readMaster(masterRows(body, only));
  const whole = parseTable(text);
  const table = rowsWhere(whole, only);
  return isAccounting(table) && named.size === 0 ? readAccounting(table) : readNamedColumns(table, named);
}

/** Lines of a table without a head; what quotes have broken is told by the reader of rows. */
function masterRows(body: string, only: CallReading["only"]): { line: number; cells: readonly string[] }[] {
  for (const column of only.keys())
    throw new TableProblem(1, `no column ${JSON.stringify(column)}`, "a table with a head, for --only");
  return body.split(/\r?\n/).flatMap((text, i) => {
    if (text.trim() === "") return [];
    try {
      return recordsIn(text, ",").map(({ cells }) => ({ line: i + 1, cells }));
    } catch (error) {
      if (error instanceof TableProblem) return [{ line: i + 1, cells: [] }];
      throw error;
    }
  });
}

/** All files as one: calls by their begin; the same call in two files, as accounting and missed calls, is told by its times. */
export const callsOfFiles = (files: readonly CallFile[]): CallRecord[] =>
  files.flatMap(({ calls }) => calls).sort((a, b) => a.start - b.start || a.line - b.line);
