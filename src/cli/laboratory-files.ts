import { detectorName } from "../detectors/description.ts";
import { type DetectorFinding, thatDo, type Wanted } from "../experiment/laboratory.ts";
import { detectors } from "../report/charts/detectors.ts";
import { toCsv } from "../report/csv.ts";
import { renderPng, renderSvg } from "../report/vega.ts";
import { formatProbability } from "../units/probability.ts";

/** One row per detector and loss, as CSV and JSON name them: times in seconds, rates per day. */
function row(finding: DetectorFinding) {
  const { subject, law, falsePerDay } = finding;
  return {
    loss: subject.loss,
    detector: detectorName(subject.detector),
    kind: subject.detector.kind,
    isBest: finding.isBest,
    deaths: finding.detections.length + finding.heldDeadBefore,
    heldDeadBefore: finding.heldDeadBefore,
    detectionMean: finding.detectionMean,
    detectionP95: finding.detectionP95,
    detectionMax: finding.detectionMax,
    detectionMeanTheory: law.mean,
    detectionP95Theory: law.quantile(0.95),
    detectionMaxTheory: law.max,
    fitPValue: finding.fit,
    observedTime: finding.observed,
    falseFailovers: finding.falseFailovers,
    falsePerDay: falsePerDay.rate,
    falsePerDayLow: falsePerDay.low,
    falsePerDayHigh: falsePerDay.high,
    falsePerDayTheory: finding.falsePerDayInTheory,
    messagesPerSecond: finding.messagesPerSecond,
  };
}

/** The findings as one JSON document. */
export const laboratoryJson = (findings: readonly DetectorFinding[], wanted: Wanted) => ({
  wanted,
  detectors: findings.map((finding) => ({
    ...row(finding),
    settings: finding.subject.detector,
    doesWhatIsWanted: thatDo([finding], wanted).length > 0,
  })),
});

/** laboratory.csv, and a chart for each loss at which a detector can be wrong. */
export async function laboratoryFiles(
  findings: readonly DetectorFinding[],
  losses: readonly number[],
): Promise<Record<string, string | Uint8Array>> {
  const rows = findings.map(row);
  const digits = (name: string) => (["deaths", "heldDeadBefore", "falseFailovers"].includes(name) ? {} : { digits: 6 });
  const files: Record<string, string | Uint8Array> = {
    "laboratory.csv": toCsv(
      Object.keys(rows[0]!).map((name) => ({ name, ...digits(name) })),
      rows.map((one) => ({ ...one, isBest: one.isBest ? "true" : "false" })),
    ),
  };
  for (const loss of losses.filter((one) => one > 0)) {
    const spec = chartOf(
      findings.filter(({ subject }) => subject.loss === loss),
      loss,
    );
    const svg = await renderSvg(spec);
    const name = `laboratory-loss-${loss}`;
    files[`${name}.vl.json`] = `${JSON.stringify(spec, null, 2)}\n`;
    files[`${name}.svg`] = svg;
    files[`${name}.png`] = renderPng(svg);
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
