import { toCsv } from "../report/csv.ts";
import { terminalTable } from "../report/terminal.ts";
import { type Design, EVERY_RULE, everyDesignPart } from "../thesis/every-design.ts";
import type { TABLE1 } from "./begin-commands.ts";
import type { OptionsOf } from "./command/command.ts";
import type { CommandLine } from "./command-line.ts";
import { EXIT } from "./exit-codes.ts";
import { prepareDirectory, writeFiles } from "./files.ts";
import { interruptible, shelf } from "./shipped-runs.ts";
import { hasColour } from "./terminal.ts";

/** `sipnines table1`: Table 1 of the thesis with every design that ships with the program. Returns the exit code. */
export async function table1(options: OptionsOf<typeof TABLE1>, line: CommandLine): Promise<number> {
  const { out } = options;
  if (out !== undefined) prepareDirectory(out, line.option("--out"));
  const part = everyDesignPart(shelf, options.quick ? "quick" : "full");
  const figures = await interruptible(options.quiet, async (simulateAll, signal) => {
    const all = await simulateAll(part.jobs);
    return signal.aborted ? undefined : all;
  });
  if (figures === undefined) {
    process.stderr.write("Interrupted: nothing was written.\n");
    return EXIT.interrupted;
  }
  const designs = part.evaluate(figures);
  if (out !== undefined) writeFiles(out, { "table1-all.csv": csv(designs) });
  if (options.json) process.stdout.write(`${JSON.stringify({ designs, rules: EVERY_RULE }, null, 2)}\n`);
  else if (!options.quiet) process.stdout.write(rendered(designs, hasColour(process.stdout)));
  return EXIT.fine;
}

const listed = (names: readonly string[]): string => names.join(", ") || "none";

/** One row per design. */
function csv(designs: readonly Design[]): string {
  const digits = 6;
  return toCsv(
    [
      { name: "design" },
      { name: "redundancyModel" },
      { name: "failoverMechanism" },
      { name: "loadBalancing" },
      { name: "bindingsKeptIn" },
      { name: "databaseInCallSetUp" },
      { name: "scalesByDnsSrv" },
      { name: "failedCallsAtFailover" },
      { name: "callSetUpTime" },
      { name: "singlePointsOfFailure" },
      { name: "outageMedian", digits },
      { name: "outageP95", digits },
      { name: "lostSeconds", digits },
      { name: "setUpMs", digits },
      { name: "nines", digits },
    ],
    designs.map(({ scheme, outage, setUp, singlePointsOfFailure, ...rest }) => ({
      design: scheme,
      ...rest,
      singlePointsOfFailure: listed(singlePointsOfFailure),
      outageMedian: outage?.p50 ?? null,
      outageP95: outage?.p95 ?? null,
      setUpMs: setUp * 1e3,
    })),
  );
}

function rendered(designs: readonly Design[], colour: boolean): string {
  const structure = terminalTable(
    {
      columns: ["design", "redundancy", "failover", "bindings", "database", "spreads", "SRV", "single points"].map(
        (title) => ({ title }),
      ),
      rows: designs.map((design) => [
        design.scheme,
        design.redundancyModel,
        design.failoverMechanism,
        design.bindingsKeptIn === "A database" ? "database" : "servers",
        design.databaseInCallSetUp,
        design.loadBalancing,
        design.scalesByDnsSrv,
        listed(design.singlePointsOfFailure),
      ]),
    },
    colour,
  );
  const seconds = (value: number | undefined) => (value === undefined ? "–" : value.toFixed(2));
  const figures = terminalTable(
    {
      columns: [
        { title: "design" },
        { title: "failed calls" },
        { title: "outage", unit: "s, median" },
        { title: "", unit: "s, 95 %" },
        { title: "calls lost", unit: "s of all" },
        { title: "set-up" },
        { title: "", unit: "ms" },
        { title: "nines" },
      ],
      rows: designs.map(({ scheme, failedCallsAtFailover, outage, lostSeconds, callSetUpTime, setUp, nines }) => [
        scheme,
        failedCallsAtFailover,
        seconds(outage?.p50),
        seconds(outage?.p95),
        seconds(lostSeconds),
        callSetUpTime,
        (setUp * 1e3).toFixed(2),
        nines.toFixed(2),
      ]),
    },
    colour,
  );
  const rules = Object.entries(EVERY_RULE).map(([cell, rule]) => `  ${cell}: ${rule}`);
  return `Table 1, computed: what follows from the structure (database: visited in call set-up; spreads: balances the load; SRV: scales by DNS SRV)

${structure}
What one death of a serving proxy costs, measured; nines by the chain

${figures}
The rules of the cells

${rules.join("\n")}
`;
}
