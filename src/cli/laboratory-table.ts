import { detectorName } from "../detectors/description.ts";
import { type DetectorFinding, thatDo, timeApart, type Wanted } from "../experiment/laboratory.ts";
import { onTerminal } from "../report/table/on-terminal.ts";
import { chosen, type Table, tableOf } from "../report/table/table.ts";
import { formatDuration } from "../units/duration.ts";
import { formatNumber } from "../units/number.ts";
import { formatProbability } from "../units/probability.ts";

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

${onTerminal({ ...chosen(laboratoryTable(ofLoss), SHOWN), title: "" }, colour)}
${answer(ofLoss, loss, wanted)}
`;
  });
  return `${parts.join("\n")}
  *  no other is both sooner (95 % of detections) and less often wrong, by theory
  fit: probability of so large a distance from the law, or a larger one (Kolmogorov and Smirnov)
`;
}

const DIGITS = { digits: 4, precision: 6 };

/** A row for each detector and loss: times in seconds, rates per day. */
export const laboratoryTable = (findings: readonly DetectorFinding[]): Table =>
  tableOf<DetectorFinding>(
    "Detectors under the same deaths and losses",
    [
      { heading: "#", as: "count", of: (finding) => findings.indexOf(finding) + 1 },
      { field: "loss", heading: "loss", as: "share", precision: 6, of: ({ subject }) => subject.loss },
      { field: "detector", heading: "detector", of: ({ subject }) => detectorName(subject.detector) },
      { field: "kind", of: ({ subject }) => subject.detector.kind },
      { field: "isBest", heading: "", shown: ({ isBest }) => (isBest ? "*" : "") },
      { field: "deaths", of: ({ detections, heldDeadBefore }) => detections.length + heldDeadBefore },
      { field: "heldDeadBefore" },
      { field: "detectionMean", heading: "detection", unit: "s, mean", ...DIGITS },
      { field: "detectionP95", heading: "95 %", unit: "s", ...DIGITS },
      { field: "detectionMax", heading: "longest", unit: "s", ...DIGITS },
      { field: "detectionMeanTheory", heading: "theory", ...DIGITS, of: ({ law }) => law.mean },
      { field: "detectionP95Theory", heading: "theory", ...DIGITS, of: ({ law }) => law.quantile(0.95) },
      { field: "detectionMaxTheory", heading: "theory", ...DIGITS, of: ({ law }) => law.max },
      { field: "fitPValue", heading: "fit", digits: 2, precision: 6, of: ({ fit }) => fit },
      { field: "observedTime", precision: 6, of: ({ observed }) => observed },
      { field: "falseFailovers", heading: "false", unit: "seen", as: "count" },
      { field: "falsePerDay", precision: 6, of: ({ falsePerDay }) => falsePerDay.rate },
      {
        ...{ field: "falsePerDay", heading: "a day", unit: "95 % interval", as: "interval", precision: 6 },
        of: ({ falsePerDay: { low, high } }) => [low, high],
        shown: ({ falsePerDay: { low, high } }) =>
          low === 0 ? `below ${formatNumber(high, 2)}` : `${formatNumber(low, 2)} … ${formatNumber(high, 2)}`,
      },
      {
        ...{ field: "falsePerDayTheory", heading: "theory", unit: "a day", precision: 6 },
        of: ({ falsePerDayInTheory }) => falsePerDayInTheory,
      },
      { field: "messagesPerSecond", heading: "messages", unit: "1/s", precision: 6 },
    ],
    findings,
  );

/** What was measured beside what theory says of it. */
export const SHOWN = [
  ...["#", "detector", "isBest", "detectionMean", "detectionMeanTheory", "detectionP95", "detectionP95Theory"],
  ...[
    "detectionMax",
    "detectionMaxTheory",
    "fitPValue",
    "falseFailovers",
    "a day",
    "falsePerDayTheory",
    "messagesPerSecond",
  ],
];
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
  if (apart === Infinity) return "never wrong";
  return apart > 1e4 * 31_536_000 ? "wrong less than once in 10 000 y" : `wrong once in ${formatDuration(apart, 2)}`;
}
