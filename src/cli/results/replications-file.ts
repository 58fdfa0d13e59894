import { join } from "node:path";
import { csvRecords } from "../../experiment/design/point-table.ts";
import { Unreadable } from "../../experiment/store/bounded-file.ts";
import { CATALOGUE } from "../../metrics/catalogue.ts";
import type { Figures } from "../../metrics/collector.ts";
import { impossibleFigure } from "../../metrics/range.ts";
import { tableIn } from "./result-files.ts";

const NAME = "replications.csv";

/**
 * Replications of a run as they were written, in the order of the catalogue; NaN where a metric was not defined. Null if the file is
 * not there.
 * @throws Unreadable for a cell that is no number, and for figures that no replication can have
 */
export function replicationsIn(directory: string): Figures[] | null {
  const text = tableIn(directory, NAME, ["replication"]);
  if (text === null) return null;
  const [head = [], ...rows] = csvRecords(text);
  const columns = CATALOGUE.map(({ name }) => head.indexOf(name));
  return rows.map((row, i) => {
    const refuse = (found: string): never => {
      throw new Unreadable(join(directory, NAME), `${found} in row ${i + 2}: figures that no replication can have`);
    };
    const figures = Float64Array.from(columns, (column) => {
      const cell = row[column] ?? "";
      const value = cell === "" ? Number.NaN : Number(cell);
      return cell === "" || Number.isFinite(value) ? value : refuse(`${head[column]} of ${JSON.stringify(cell)}`);
    });
    const odd = impossibleFigure(figures);
    return odd === null ? figures : refuse(odd);
  });
}
