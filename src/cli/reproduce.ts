import { join } from "node:path";
import { styled, terminalTable } from "../report/terminal.ts";
import { renderPng, renderSvg } from "../report/vega.ts";
import { type CalibrationFit, calibrate } from "../thesis/calibration.ts";
import type { Claim } from "../thesis/claim.ts";
import { PUBLISHED } from "../thesis/failed-calls.ts";
import type { Depth } from "../thesis/part.ts";
import { FITTED_ON } from "../thesis/prediction.ts";
import { type Reproduction, reproduce as reproduceThesis } from "../thesis/reproduce.ts";
import type { REPRODUCE } from "./begin-commands.ts";
import type { OptionsOf } from "./command/command.ts";
import type { CommandLine } from "./command-line.ts";
import { EXIT } from "./exit-codes.ts";
import { prepareDirectory, writeFiles } from "./files.ts";
import { print } from "./printing.ts";
import { shelf, simulating } from "./shipped-runs.ts";

/** `sipnines reproduce`: every figure, table and claim of the thesis. Returns the exit code. */
export async function reproduce(options: OptionsOf<typeof REPRODUCE>, line: CommandLine): Promise<number> {
  const { out } = options;
  const depth: Depth = options.quick ? "quick" : "full";
  if (!options.calibrate) prepareDirectory(out, line.option("--out"));

  const code = await simulating(options.quiet, async (simulateAll) => {
    if (options.calibrate) {
      const fits: CalibrationFit[] = [];
      for (const on of [[...PUBLISHED.keys()], FITTED_ON]) fits.push(await calibrate(shelf, simulateAll, on, depth));
      print<"reproduce-calibrate">({ json: options.json }, { fits }, () => fits.map(renderFit).join("\n"));
      return EXIT.fine;
    }
    const reproduction = await reproduceThesis(shelf, simulateAll, { svg: renderSvg, png: renderPng }, depth);
    writeFiles(out, Object.fromEntries(reproduction.files));
    print<"reproduce">(options, { out, claims: reproduction.claims }, (colour) =>
      renderReproduction(reproduction, out, colour),
    );
    return EXIT.fine;
  });
  return code ?? EXIT.interrupted;
}

/** What the terminal shows: Fig. 9 as a table, the claims, and where to look further. */
function renderReproduction({ findings, claims }: Reproduction, out: string, colour: boolean): string {
  const { points, reductions } = findings.failedCalls;
  const failed = (rate: number, name: string) =>
    points.find((one) => one.rate === rate && one.architecture === name)!.failedCalls;
  const calls = ({ mean, halfWidth }: ReturnType<typeof failed>) => `${mean.toFixed(0)} ± ${halfWidth?.toFixed(1)}`;
  const fig9 = terminalTable(
    {
      columns: [
        { title: "rate", unit: "calls/s" },
        { title: "IPRS failed", unit: "calls" },
        { title: "PPDR failed", unit: "calls" },
        { title: "reduction", unit: "%" },
        { title: "thesis", unit: "%" },
      ],
      rows: reductions
        .filter(({ publishedPercent }) => publishedPercent !== null)
        .map(({ rate, percent, publishedPercent }) => [
          `${rate}`,
          calls(failed(rate, "iprs")),
          calls(failed(rate, "ppdr")),
          `${percent.mean.toFixed(1)} ± ${percent.halfWidth?.toFixed(1)}`,
          `${publishedPercent}`,
        ]),
    },
    colour,
  );
  const rows = claims.map(
    (claim) =>
      `  ${styled(claim.status.padEnd(12), STYLES[claim.status], colour)} ${claim.figure.padEnd(9)} ${claim.statement}`,
  );
  const count = (status: Claim["status"]) => claims.filter((claim) => claim.status === status).length;
  return `Failed calls when an active proxy dies (Fig. 9), with 95 % intervals

${fig9}
The claims of the thesis

${rows.join("\n")}

Of ${claims.length} claims ${count("exact")} are exact, ${count("calibrated")} calibrated, ${count("derived")} derived, ${count("contradicted")} contradicted, ${count("not modelled")} not modelled.
Figures, tables and reasons: ${join(out, "index.html")}
`;
}

const STYLES = {
  exact: "green",
  calibrated: "bold",
  derived: "green",
  contradicted: "red",
  "not modelled": "bold",
} as const;

function renderFit({ on, times, shareTimesOutage, rows, evaluations }: CalibrationFit): string {
  const ms = (seconds: number) => `${(seconds * 1e3).toFixed(0)} ms`;
  const table = terminalTable(
    {
      columns: [
        { title: "rate", unit: "calls/s" },
        { title: "used" },
        { title: "model", unit: "%" },
        { title: "thesis", unit: "%" },
        { title: "residual", unit: "points" },
      ],
      rows: rows.map(({ rate, fitted, percent, publishedPercent }) => [
        `${rate}`,
        fitted ? "yes" : "no",
        percent.toFixed(1),
        `${publishedPercent}`,
        (publishedPercent - percent).toFixed(1),
      ]),
    },
    false,
  );
  return `Fitted to ${on.join(", ")} calls/s in ${evaluations} evaluations
  claim of the address (IPRS)       ${ms(times.claim)}
  health check and removal (PPDR)   ${ms(times.check)}
  share of calls × outage           IPRS ${shareTimesOutage.iprs.toFixed(2)} s, PPDR ${shareTimesOutage.ppdr.toFixed(2)} s

${table}`;
}
