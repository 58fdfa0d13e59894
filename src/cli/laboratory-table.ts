import { detectorName } from "../detectors/description.ts";
import { type DetectorFinding, thatDo, timeApart, type Wanted } from "../experiment/laboratory.ts";
import { terminalTable } from "../report/terminal.ts";
import { formatDuration } from "../units/duration.ts";
import { formatNumber } from "../units/number.ts";
import { formatProbability } from "../units/probability.ts";

const seconds = (value: number): string => formatNumber(value, 4);

/** A table for each loss, and the answer to what was wanted. */
export function laboratoryText(
  findings: readonly DetectorFinding[],
  losses: readonly number[],
  wanted: Wanted,
  colour: boolean,
): string {
  const parts = losses.map((loss) => {
    const ofLoss = findings.filter(({ subject }) => subject.loss === loss);
    const { replications } = ofLoss[0]!.subject.scenario.run;
    return `A network that loses ${formatProbability(loss)} of its messages: ${replications} deaths of each detector, and long runs without one

${table(ofLoss, colour)}
${answer(ofLoss, loss, wanted)}
`;
  });
  return `${parts.join("\n")}
  *  no other is both sooner (95 % of detections) and less often wrong, by theory
  fit: probability of so large a distance from the law, or a larger one (Kolmogorov and Smirnov)
`;
}

function table(findings: readonly DetectorFinding[], colour: boolean): string {
  return terminalTable(
    {
      columns: [
        { title: "" },
        { title: "detector" },
        { title: "" },
        { title: "detection", unit: "s, mean" },
        { title: "theory" },
        { title: "95 %", unit: "s" },
        { title: "theory" },
        { title: "longest", unit: "s" },
        { title: "theory" },
        { title: "fit" },
        { title: "false", unit: "seen" },
        { title: "a day", unit: "95 % interval" },
        { title: "theory", unit: "a day" },
        { title: "messages", unit: "1/s" },
      ],
      rows: findings.map((finding, i) => [
        String(i + 1),
        detectorName(finding.subject.detector),
        finding.isBest ? "*" : "",
        seconds(finding.detectionMean),
        seconds(finding.law.mean),
        seconds(finding.detectionP95),
        seconds(finding.law.quantile(0.95)),
        seconds(finding.detectionMax),
        String(Number(finding.law.max.toPrecision(8))),
        formatNumber(finding.fit, 2),
        String(finding.falseFailovers),
        interval(finding),
        formatNumber(finding.falsePerDayInTheory),
        formatNumber(finding.messagesPerSecond),
      ]),
    },
    colour,
  );
}

const interval = ({ falsePerDay: { low, high } }: DetectorFinding): string =>
  low === 0 ? `below ${formatNumber(high, 2)}` : `${formatNumber(low, 2)} to ${formatNumber(high, 2)}`;

/** What does what was wanted; if nothing does, what comes nearest on either side. */
export function answer(findings: readonly DetectorFinding[], loss: number, wanted: Wanted): string {
  const asked = `Within ${formatDuration(wanted.within, 3)} (95 of 100 deaths) and wrong at most once in ${formatDuration(wanted.apart, 3)}, on a network that loses ${formatProbability(loss)}`;
  const doing = thatDo(findings, wanted);
  const described = (finding: DetectorFinding): string =>
    `${detectorName(finding.subject.detector)} (${formatDuration(finding.law.quantile(0.95), 3)}, ${often(finding)}, ${formatNumber(finding.messagesPerSecond)} messages/s)`;
  if (doing.length > 0) return `${asked}: ${doing.map(described).join("; ")}.`;
  const quick = findings
    .filter(({ law }) => law.quantile(0.95) <= wanted.within)
    .sort((one, other) => one.falsePerDayInTheory - other.falsePerDayInTheory)[0];
  const sure = findings
    .filter((finding) => timeApart(finding) >= wanted.apart)
    .sort((one, other) => one.law.quantile(0.95) - other.law.quantile(0.95))[0];
  const nearest = [
    ...(quick ? [`The most reliable of the quick ones: ${described(quick)}.`] : []),
    ...(sure ? [`The quickest of the reliable ones: ${described(sure)}.`] : []),
  ];
  return `${asked}: none of these. ${nearest.join(" ")}`;
}

function often(finding: DetectorFinding): string {
  const apart = timeApart(finding);
  if (apart === Number.POSITIVE_INFINITY) return "never wrong";
  return apart > 1e4 * 31_536_000 ? "wrong less than once in 10 000 y" : `wrong once in ${formatDuration(apart, 2)}`;
}
