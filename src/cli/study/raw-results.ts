import { type CallRecord, causeOf, UNFINISHED } from "../../experiment/store/call-records.ts";
import type { ResultStore } from "../../experiment/store/result-store.ts";
import type { Point, Study } from "../../experiment/study.ts";
import type { AnyMetric } from "../../metrics/catalogue.ts";
import { extended, withOwn } from "../../metrics/own-metric.ts";
import { type CsvValue, csvChunks } from "../../report/csv.ts";
import { parquetChunks, type TypedColumn } from "../../report/parquet.ts";
import type { Scenario } from "../../scenario/scenario.ts";

/** How raw results are written. */
export type RawFormat = "csv" | "parquet";
export const RAW_FORMATS: readonly RawFormat[] = ["csv", "parquet"];

/** A table without means: its columns, and its rows as they are asked for. */
export interface RawTable {
  readonly name: "replications" | "calls";
  readonly columns: readonly TypedColumn[];
  rows(): Iterable<readonly CsvValue[]>;
}

/** A table as the pieces of a file. */
export const rawChunks = ({ columns, rows }: RawTable, format: RawFormat): Iterable<string | Uint8Array> =>
  format === "csv"
    ? csvChunks(
        columns.map(({ name }) => name),
        rows(),
      )
    : parquetChunks(columns, rows());

const finite = (value: number): CsvValue => (Number.isFinite(value) ? value : null);

export const replicationColumns = (metrics: readonly AnyMetric[]): readonly TypedColumn[] => [
  { name: "replication", type: "integer" },
  ...metrics.map(({ name }): TypedColumn => ({ name, type: "number" })),
];

/** A replication as a row. */
export const replicationRow = (replication: number, figures: ArrayLike<number>): CsvValue[] => [
  replication,
  ...Array.from(figures, finite),
];

export const CALL_COLUMNS: readonly TypedColumn[] = [
  { name: "replication", type: "integer" },
  { name: "call", type: "integer" },
  { name: "startedAt", type: "number" },
  { name: "callSetupTime", type: "number" },
  { name: "endedAt", type: "number" },
  { name: "outcome", type: "text" },
  { name: "cause", type: "text" },
  { name: "address", type: "text" },
  { name: "callee", type: "integer" },
];

/** A call as a row: times in seconds, causes and addresses by their names. */
export function callRow({ architecture }: Scenario, record: CallRecord & { readonly replication: number }): CsvValue[] {
  const cause = causeOf(record);
  return [
    record.replication,
    record.call,
    record.startedAt,
    finite(record.callSetupTime),
    record.endedAt,
    record.cause === UNFINISHED ? "unfinished" : cause === null ? "successful" : "failed",
    cause,
    architecture.addresses[record.address]?.name ?? null,
    record.callee,
  ];
}

/**
 * All replications and all calls of a study, point after point.
 *
 * @param parameters what the columns of the parameters are called
 */
export function rawTables(study: Study, store: ResultStore, parameters: readonly string[]): RawTable[] {
  const columns: TypedColumn[] = [
    { name: "point", type: "integer" },
    ...parameters.map((name): TypedColumn => ({ name, type: "text" })),
  ];
  const points = function* (): Generator<{
    readonly point: Point;
    readonly target: number;
    readonly head: readonly CsvValue[];
  }> {
    for (let index = 0; index < study.size; index++) {
      const point = study.point(index);
      const { target } = study.progress(point, store);
      yield { point, target, head: [index + 1, ...point.values.map(({ value }) => value)] };
    }
  };
  return [
    {
      name: "replications",
      columns: [...columns, ...replicationColumns(study.metrics)],
      *rows() {
        for (const { point, target, head } of points()) {
          const { metrics: own } = point.scenario;
          const has = withOwn(own).map(({ name }) => name);
          const places = study.metrics.map(({ name }) => has.indexOf(name));
          for (const [replication, figures] of extended(store.figures(point.key, target), own).entries())
            yield [
              ...head,
              ...replicationRow(
                replication,
                places.map((place) => figures[place] ?? Number.NaN),
              ),
            ];
        }
      },
    },
    {
      name: "calls",
      columns: [...columns, ...CALL_COLUMNS],
      *rows() {
        for (const { point, target, head } of points())
          for (const record of store.calls(point.key, target)) yield [...head, ...callRow(point.scenario, record)];
      },
    },
  ];
}
