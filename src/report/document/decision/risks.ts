/** Risks, and what to doubt: single points, findings, what is assumed, and figures that are not shown. */

import { verdictOf } from "../../../maintenance/verdict.ts";
import { warningJson } from "../../../notation/warning.ts";
import { counted, formatNumber } from "../../../units/number.ts";
import { list, paragraph } from "../../html/markup.ts";
import { type Section, section } from "../../html/page.ts";
import { table } from "../../html/table.ts";
import { stepWords } from "../plan-tables.ts";
import { percentWords, secondFailureInAll } from "../plan-words.ts";
import { verdictText } from "../run-document.ts";
import type { Checked, Evidence } from "./evidence.ts";
import { capacityText, downText, tooWeak } from "./room-to-grow.ts";
import { type Trusted, trustedDefects, trustedDown, trustedMean } from "./trust.ts";

interface Risk {
  readonly what: string;
  readonly text: string;
}

const FINDINGS_MAX = 12;

const findingRisks = (checks: readonly Checked[]): Risk[] => {
  const grave = checks
    .flatMap(({ findings }) => findings)
    .filter(({ severity }) => severity !== "note")
    .sort((x, y) => Number(y.severity === "error") - Number(x.severity === "error"));
  const shown = grave.slice(0, FINDINGS_MAX).map(({ code, severity, file, line, message, consequence }) => ({
    what: `Configuration, ${severity} ${code}`,
    text: `${message} (${file}, line ${line}). ${consequence}.`,
  }));
  const more = grave.length - shown.length;
  return more === 0
    ? shown
    : [...shown, { what: "Configuration", text: `${counted(more, "more finding")}, in the check.` }];
};

function risksOf({ analysis, runs, plans, capacity, checks }: Evidence): Risk[] {
  const { file } = analysis ?? {};
  return [
    ...(file?.singlePointsOfFailure ?? []).map(({ sentence }) => ({ what: "Single point of failure", text: sentence })),
    ...(file?.target !== undefined && file.meetsTarget === false
      ? [{ what: "Target", text: "The service misses the availability that is asked of it." }]
      : []),
    ...(file?.expectations ?? [])
      .filter(({ verdict }) => verdict !== "holds")
      .map(({ metric, verdict, because }) => ({
        what: "Expectation",
        text: `What the scenario expects of ${metric} ${verdict === "fails" ? "does not hold" : "is undecided"}${because === undefined ? "" : ` (${because})`}.`,
      })),
    ...runs.flatMap(({ verdicts, origin }) =>
      verdicts
        .filter(({ verdict }) => verdict !== "holds")
        .map((one) => ({
          what: `Expectation of the run ${JSON.stringify(origin.name)}`,
          text: `${verdictText(one)}.`,
        })),
    ),
    ...plans.flatMap((plan) => {
      const stop = plan.cost.steps.find((step) => verdictOf(step) === "stop");
      const second = secondFailureInAll(plan.cost);
      return [
        ...(stop === undefined
          ? []
          : [
              {
                what: "Planned work",
                text: `The plan stops at the step "${stepWords(stop.step)}": it does not hold what is expected of it.`,
              },
            ]),
        ...(second === null || second === 0
          ? []
          : [
              { what: "Planned work", text: `Another server dies during it with probability ${percentWords(second)}.` },
            ]),
      ];
    }),
    ...(capacity === null
      ? []
      : tooWeak(capacity).map((one) => ({
          what: "Too few servers left",
          text: `With ${downText(one.down)}: ${capacityText(one)}, where ${formatNumber(capacity.offered!)} calls/s come.`,
        }))),
    ...findingRisks(checks),
  ];
}

export function risksSection(evidence: Evidence): Section {
  const risks = risksOf(evidence);
  const { analysis, checks } = evidence;
  const notes = checks.flatMap(({ findings }) => findings).filter(({ severity }) => severity === "note").length;
  const without = [
    ...(analysis !== null && analysis.file.singlePointsOfFailure.length === 0
      ? ["There is no single point of failure among what the scenario describes."]
      : []),
    ...(checks.length > 0 && risks.every(({ what }) => !what.startsWith("Configuration"))
      ? ["The check of the configuration has found no error and nothing to warn of."]
      : []),
    ...(notes > 0 ? [`The check has ${counted(notes, "note")} besides.`] : []),
  ];
  return section(
    "risks",
    "Risks",
    ...(risks.length === 0
      ? [paragraph("These results show no risk beyond those counted above.")]
      : [
          table({
            caption: "What may go wrong",
            columns: [{ title: "Risk" }, { title: "What it is" }],
            rows: risks.map(({ what, text }) => [what, text]),
            stacks: true,
          }),
        ]),
    ...(without.length === 0 ? [] : [list(without)]),
  );
}

const neededOf = (what: string, found: Trusted<unknown>): string[] =>
  "needed" in found ? [`Not shown: ${what}. ${found.needed}`] : [];

/** Sentences, each once, in their first order. */
const once = (sentences: readonly string[]): string[] => [...new Set(sentences)];

/** What the figures rest on, and which of them are not shown. */
export function doubtsSection(evidence: Evidence): Section {
  const { analysis, runs, plans, search, capacity, checks, studies, differences } = evidence;
  const from = [analysis, search, capacity, ...runs, ...plans, ...checks, ...studies];
  const doubts = once([
    ...(analysis === null
      ? []
      : [
          ...neededOf("how long the service is down", trustedDown(analysis.file)),
          ...neededOf("calls that fail in a year", trustedDefects(analysis.file)),
        ]),
    ...runs.flatMap(({ origin, failed, values }) =>
      neededOf(`failed calls of the run ${JSON.stringify(origin.name)}`, trustedMean(failed, values)),
    ),
    ...plans.flatMap(({ origin, cost, values }) =>
      neededOf(
        `calls lost by the plan ${JSON.stringify(origin.name)}`,
        trustedMean(cost.total.failed.interval, values),
      ),
    ),
    ...differences,
    ...(analysis?.file.assumed ?? []).map((sentence) => `Assumed: ${sentence}`),
    ...(analysis?.file.call?.assumed ?? []).map((sentence) => `Assumed: ${sentence}`),
    ...(analysis?.file.call?.bounds ?? []),
    ...(analysis?.file.notPlayed === undefined ? [] : [analysis.file.notPlayed]),
    ...from.flatMap((one) =>
      (one?.warnings ?? []).map(
        (warning) => `${warning.file}, line ${warning.line}, ${warning.path}: ${warningJson(warning).message}`,
      ),
    ),
  ]);
  return section(
    "doubts",
    "What the figures rest on",
    paragraph(
      "Lifetimes, repairs, coverage and prices are those of the scenario: where they are guesses, so are the figures of a year. What was simulated has a 95 % interval behind it; what was solved as a Markov chain is exact for its model and has none.",
    ),
    ...(doubts.length === 0 ? [] : [list(doubts)]),
  );
}
