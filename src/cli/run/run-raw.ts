import { join } from "node:path";
import { engineNamed, Replicator } from "../../experiment/replication.ts";
import { decodeCalls, encodeCalls } from "../../experiment/store/call-records.ts";
import { writeDurably } from "../../experiment/store/durable-file.ts";
import type { CsvValue } from "../../report/csv.ts";
import {
  CALL_COLUMNS,
  callRow,
  type RawFormat,
  type RawTable,
  rawChunks,
  replicationColumns,
  replicationRow,
} from "../study/raw-results.ts";
import type { Outcome } from "./outcome.ts";

/**
 * Every call of a run. A run keeps none of them: its replications are simulated once more, which gives the same calls, and only one
 * replication is held in memory at a time.
 */
function* callRows({ scenario, engine, figures }: Outcome): Generator<CsvValue[]> {
  const replicator = new Replicator(scenario, engineNamed(engine), true);
  for (let replication = 0; replication < figures.length; replication++) {
    replicator.run(replication);
    for (const record of decodeCalls(encodeCalls(replicator.world)))
      yield callRow(scenario, { ...record, replication });
  }
}

/** Writes every replication and every call of a run into a directory. `replications.csv` is there in any case. */
export function writeRunRaw(directory: string, outcome: Outcome, format: RawFormat): void {
  const tables: RawTable[] = [
    { name: "calls", columns: CALL_COLUMNS, rows: () => callRows(outcome) },
    {
      name: "replications",
      columns: replicationColumns(outcome.metrics),
      rows: () => outcome.figures.map((figures, replication) => replicationRow(replication, figures)),
    },
  ];
  for (const table of tables)
    if (format === "parquet" || table.name === "calls")
      writeDurably(join(directory, `${table.name}.${format}`), rawChunks(table, format));
}
