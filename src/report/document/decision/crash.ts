/** What a crash costs: calls that fail with it, as messages show. */
import { formatDuration } from "../../../units/duration.ts";
import { counted } from "../../../units/number.ts";
import { type Html, list, paragraph } from "../../html/markup.ts";
import { type Section, section } from "../../html/page.ts";
import { onPage } from "../../table/on-page.ts";
import { tableOf } from "../../table/table.ts";
import type { Evidence, ObservedRun } from "./evidence.ts";
import { amount, type Estimated, intervalWords, money, type Prices, times } from "./money.ts";
import { trustedMean } from "./trust.ts";

/** A crash, and what it does to calls. */
export interface Crash {
  /** "a server of the tier proxies crashes" */
  readonly when: string;
  readonly failed: Estimated;
  /** Of those, calls whose callee is no longer known until he registers again; 0 where bindings survive. */
  readonly unknownCallees: number;
  /** Calls in progress that are cut off besides. */
  readonly dropped: number | null;
  /** Until a successor serves [s]; null where nobody took over. */
  readonly outage: number | null;
}

const MISSING = "bindingMissing";

/** The crash of a server of each tier, as the analysis has seen it message by message. */
export function crashes({ analysis }: Pick<Evidence, "analysis">): Crash[] {
  if (analysis === null) return [];
  const { messageLevel, droppedCalls = [] } = analysis.file;
  return (messageLevel?.losses ?? []).map(({ group, calls, mean, halfWidth, outage }) => {
    const unknownCallees = calls.reduce((sum, { cause, count }) => sum + (cause === MISSING ? count : 0), 0);
    const all = mean + unknownCallees;
    return {
      when: `a server of the tier ${group} crashes`,
      failed: {
        mean: all,
        low: halfWidth === undefined ? null : Math.max(0, all - halfWidth),
        high: halfWidth === undefined ? null : all + halfWidth,
      },
      unknownCallees,
      dropped: droppedCalls.find((one) => one.group === group)?.perDeath ?? null,
      outage: outage > 0 ? outage : null,
    };
  });
}

/** A crash in one sentence. */
export function crashWords({ when, failed, outage, dropped }: Crash, prices: Prices): string {
  const { failedCall } = prices;
  const cost = failedCall === undefined ? "" : `, which cost ${money(failed.mean * failedCall, prices)}`;
  const cut = dropped === null || dropped === 0 ? "" : `; ${amount(dropped)} calls in progress are cut off besides`;
  const until = outage === null ? "" : `. A successor serves after ${formatDuration(outage, 3)}`;
  return `When ${when}, ${amount(failed.mean)} calls fail on average${intervalWords(failed, amount)}${cost}${cut}${until}.`;
}

/** What a run has shown, in its own words. */
function runContent(run: ObservedRun, prices: Prices): string {
  const found = trustedMean(run.failed, run.values);
  const name = JSON.stringify(run.origin.name);
  if ("needed" in found) return `In the run ${name} ${faultWords(run)} Its failed calls are not shown. ${found.needed}`;
  const { failedCall } = prices;
  const range = intervalWords(found.figure, amount);
  const cost = failedCall === undefined ? "" : `, which cost ${money(found.figure.mean * failedCall, prices)}`;
  const mean = `${amount(found.figure.mean)}${range === "" ? ", the same in all" : range}`;
  return `The run ${name}, ${counted(run.replications, "replication")}: ${run.words} Failed calls: ${mean}${cost}.`;
}

const faultWords = ({ faults }: ObservedRun): string =>
  faults.length === 0 ? "nothing breaks." : `${faults.join(", then ")}.`;

export function crashSection(evidence: Evidence): Section | null {
  const { runs, prices } = evidence;
  const found = crashes(evidence);
  if (found.length === 0 && runs.length === 0) return null;
  const { failedCall } = prices;
  const content: Html[] = [
    ...(found.length === 0
      ? []
      : [
          onPage(
            tableOf<Crash>(
              "One crash, at the scenario's rate of calls",
              [
                { heading: "when", of: ({ when }) => when },
                {
                  heading: "calls that fail",
                  of: ({ failed }) => failed.mean,
                  shown: ({ failed }) => `${amount(failed.mean)}${intervalWords(failed, amount)}`,
                },
                ...(found.some(({ unknownCallees }) => unknownCallees > 0)
                  ? [
                      {
                        heading: "of these to users who are not known until they register again",
                        of: ({ unknownCallees }: Crash) => unknownCallees,
                        shown: ({ unknownCallees }: Crash) => amount(unknownCallees),
                      },
                    ]
                  : []),
                ...(found.some(({ dropped }) => dropped !== null)
                  ? [
                      {
                        heading: "calls in progress cut off",
                        of: ({ dropped }: Crash) => dropped,
                        shown: ({ dropped }: Crash) => (dropped === null ? "–" : amount(dropped)),
                      },
                    ]
                  : []),
                {
                  heading: "a successor serves after",
                  of: ({ outage }) => outage,
                  shown: ({ outage }) => (outage === null ? "nobody takes over" : formatDuration(outage, 3)),
                },
                ...(failedCall === undefined
                  ? []
                  : [
                      {
                        heading: "cost of the failed calls",
                        of: ({ failed }: Crash) => failed.mean * failedCall,
                        shown: ({ failed }: Crash) => {
                          const cost = times(failed, failedCall);
                          return `${money(cost.mean, prices)}${intervalWords(cost, (bound) => money(bound, prices))}`;
                        },
                      },
                    ]),
              ],
              found,
            ),
            true,
          ),
          paragraph(
            "Each serving server is killed in turn while calls come steadily, and the calls that fail on account of it are counted, message by message.",
          ),
        ]),
    ...(runs.length === 0 ? [] : [list(runs.map((run) => runContent(run, prices)))]),
  ];
  return section("crash", "What a crash costs", ...content);
}
