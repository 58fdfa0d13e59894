/** Tables of results as Parquet, in row groups, so that a table of any length passes through a bounded memory. */
import { ByteWriter, ParquetWriter } from "hyparquet-writer";
import type { CsvValue } from "./csv.ts";

/** A column and what stands in it; a cell of any kind may be empty. */
export interface TypedColumn {
  readonly name: string;
  readonly type: "text" | "integer" | "number" | "yesOrNo";
}

type Schema = ConstructorParameters<typeof ParquetWriter>[0]["schema"];

const TYPES = {
  text: { type: "BYTE_ARRAY", converted_type: "UTF8" },
  integer: { type: "INT32" },
  number: { type: "DOUBLE" },
  yesOrNo: { type: "BOOLEAN" },
} as const;

/** Rows of one group: what is held in memory at a time. */
const GROUP_ROWS = 20_000;

/**
 * Writes a table as the bytes of a Parquet file, piece by piece, compressed by Snappy. The same rows give the same bytes.
 *
 * @param rows cells in the order of the columns
 */
export function* parquetChunks(
  columns: readonly TypedColumn[],
  rows: Iterable<readonly CsvValue[]>,
  groupRows = GROUP_ROWS,
): Generator<Uint8Array> {
  const writer = new ByteWriter();
  const schema: Schema = [
    { name: "root", num_children: columns.length },
    ...columns.map(({ name, type }) => ({ name, ...TYPES[type], repetition_type: "OPTIONAL" as const })),
  ];
  const parquet = new ParquetWriter({ writer, schema, createdBy: "sipnines" });
  const written = (): Uint8Array => {
    const bytes = writer.getBytes().slice();
    writer.index = 0; // the offsets in the file go on
    return bytes;
  };
  let group: CsvValue[][] = columns.map(() => []);
  const flush = (): Uint8Array => {
    void parquet.write({
      columnData: columns.map(({ name }, i) => ({ name, data: group[i]! })),
      rowGroupSize: groupRows,
    });
    group = columns.map(() => []);
    return written();
  };
  for (const row of rows) {
    for (let i = 0; i < columns.length; i++) group[i]!.push(row[i]!);
    if (group[0]!.length >= groupRows) yield flush();
  }
  if (group[0]!.length > 0) yield flush();
  void parquet.finish();
  yield written();
}
