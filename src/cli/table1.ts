import { tableFiles } from "../report/table/files.ts";
import { onTerminal } from "../report/table/on-terminal.ts";
import { chosen, type Table, tableOf } from "../report/table/table.ts";
import { type DesignRow, EVERY_RULE, everyDesignPart } from "../thesis/every-design.ts";
import type { TABLE1 } from "./begin-commands.ts";
import type { OptionsOf } from "./command/command.ts";
import type { CommandLine } from "./command-line.ts";
import { EXIT } from "./exit-codes.ts";
import { prepareDirectory, writeFiles } from "./files.ts";
import { print } from "./printing.ts";
import { shelf, simulating } from "./shipped-runs.ts";

/** `sipnines table1`: Table 1 of the thesis with every design that ships with the program. Returns the exit code. */
export async function table1(options: OptionsOf<typeof TABLE1>, line: CommandLine): Promise<number> {
  const { out } = options;
  if (out !== undefined) prepareDirectory(out, line.option("--out"));
  const part = everyDesignPart(shelf, options.quick ? "quick" : "full");
  const figures = await simulating(options.quiet, (simulateAll) => simulateAll(part.jobs));
  if (figures === undefined) return EXIT.interrupted;
  const designs = part.evaluate(figures);
  if (out !== undefined) writeFiles(out, tableFiles("table1-all", designsTable(designs)));
  print<"table1">(options, { designs, rules: EVERY_RULE }, (colour) => rendered(designs, colour));
  return EXIT.fine;
}

/** One row per design. */
const designsTable = (designs: readonly DesignRow[]): Table =>
  tableOf<DesignRow>(
    "Table 1, computed",
    [
      { field: "design", heading: "design", of: ({ scheme }) => scheme },
      { field: "redundancyModel", heading: "redundancy" },
      { field: "failoverMechanism", heading: "failover" },
      { field: "loadBalancing", heading: "spreads" },
      {
        ...{ field: "bindingsKeptIn", heading: "bindings" },
        shown: ({ bindingsKeptIn }) => (bindingsKeptIn === "A database" ? "database" : "servers"),
      },
      { field: "databaseInCallSetUp", heading: "database" },
      { field: "scalesByDnsSrv", heading: "SRV" },
      { field: "failedCallsAtFailover", heading: "failed calls" },
      { field: "callSetUpTime", heading: "set-up" },
      {
        ...{ field: "singlePointsOfFailure", heading: "single points" },
        of: ({ singlePointsOfFailure }) => singlePointsOfFailure.join(", ") || "none",
      },
      { field: "outageMedian", heading: "outage", unit: "s, median", precision: 6, of: ({ outage }) => outage?.p50 },
      { field: "outageP95", heading: "", unit: "s, 95 %", precision: 6, of: ({ outage }) => outage?.p95 },
      { field: "lostSeconds", heading: "calls lost", unit: "s of all", precision: 6 },
      { field: "setUpMs", heading: "", unit: "ms", precision: 6, of: ({ setUp }) => setUp * 1e3 },
      { field: "nines", heading: "nines", precision: 6 },
    ],
    designs,
  );

const STRUCTURE = ["design", "redundancy", "failover", "bindings", "database", "spreads", "SRV", "single points"];
const MEASURED = ["design", "failed calls", "outageMedian", "outageP95", "lostSeconds", "set-up", "setUpMs", "nines"];

function rendered(designs: readonly DesignRow[], colour: boolean): string {
  const shown = (title: string, names: readonly string[]): string =>
    onTerminal({ ...chosen(designsTable(designs), names), title }, colour);
  const rules = Object.entries(EVERY_RULE).map(([cell, rule]) => `  ${cell}: ${rule}\n`);
  return [
    shown(
      "Table 1, computed: what follows from the structure (database: visited in call set-up; spreads: balances the load; SRV: scales by DNS SRV)",
      STRUCTURE,
    ),
    shown("What one death of a serving proxy costs, measured; nines by the chain", MEASURED),
    `The rules of the cells\n${rules.join("")}`,
  ].join("\n");
}
