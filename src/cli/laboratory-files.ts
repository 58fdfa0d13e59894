import { detectorName } from "../detectors/description.ts";
import { type DetectorFinding, thatDo, type Wanted } from "../experiment/laboratory.ts";
import { detectors } from "../report/charts/detectors.ts";
import { tableFiles } from "../report/table/files.ts";
import { chosen, jsonRows } from "../report/table/table.ts";
import { chartFiles } from "../report/vega.ts";
import { formatProbability } from "../units/probability.ts";
import { laboratoryTable, SHOWN } from "./laboratory-table.ts";

/** The findings as one JSON document. */
export const laboratoryJson = (findings: readonly DetectorFinding[], wanted: Wanted) => ({
  wanted,
  detectors: findings.map((finding) => ({
    ...jsonRows(laboratoryTable([finding]))[0],
    settings: finding.subject.detector,
    doesWhatIsWanted: thatDo([finding], wanted).length > 0,
  })),
});

/** laboratory.csv, and a chart for each loss at which a detector can be wrong. */
export async function laboratoryFiles(
  findings: readonly DetectorFinding[],
  losses: readonly number[],
): Promise<Record<string, string | Uint8Array>> {
  const table = laboratoryTable(findings);
  const files: Record<string, string | Uint8Array> = tableFiles("laboratory", table, chosen(table, ["loss", ...SHOWN]));
  for (const loss of losses.filter((one) => one > 0)) {
    const ofLoss = findings.filter(({ subject }) => subject.loss === loss);
    Object.assign(files, await chartFiles(`laboratory-loss-${loss}`, chartOf(ofLoss, loss)));
  }
  return files;
}

function chartOf(findings: readonly DetectorFinding[], loss: number) {
  const { replications, seed } = findings[0]!.subject.scenario.run;
  return detectors(
    {
      title: "Soon or sure: what a detector costs in false fail-overs",
      subtitle: `Closed forms and simulation: a server that dies, and one that lives behind a network that loses ${formatProbability(loss)} of its messages, independently`,
      x: { title: "95 of 100 deaths are noticed within", unit: "s" },
      y: { title: "False fail-overs of one server" },
      source: `scenarios/detector-laboratory.yaml and -vrrp.yaml, ${replications} deaths of each, seed ${seed}; measured where a false fail-over was seen`,
    },
    findings.map((finding) => ({
      detection: finding.law.quantile(0.95),
      wrong: finding.falsePerDayInTheory,
      measured: finding.falseFailovers === 0 ? null : finding.falsePerDay,
      isBest: finding.isBest,
      text: detectorName(finding.subject.detector),
    })),
  );
}
